import { t } from '@vscode/l10n';
import { apiVersions } from '../apiVersions';
import { UserFacingError } from '../errors';
import { stringAt, type JsonObject } from '../model/json';
import type { StepContext } from '../plan/plan';
import type { Azure } from '../ports';
import { parseClassObjects, withIndents } from '../verify/classObjects';
import { writableClass } from './ensureProviderClass';
import { armResource, replaceFresh } from './replaceFresh';
import { finalOrThrow } from './requireFinal';

/** An entry in the one layout that the service is known to take. */
const entry = (name: string): string =>
  ['    - |', `      objectName: ${name}`, '      objectType: secret'].join('\n');

/**
 * The list with these secrets at its end, and indents where it has none; what is there stays letter by
 * letter. Undefined when nothing is to be done, or it cannot be read all the same.
 */
function withListed(objects: string | undefined, names: readonly string[]): string | undefined {
  const readable = objects === undefined ? undefined : (withIndents(objects) ?? objects);
  const parsed = parseClassObjects(readable);
  if (parsed.kind === 'unreadable') return undefined;
  const listed = parsed.secrets.map(({ name }) => name);
  const missing = [...new Set(names)].filter((name) => !listed.includes(name));
  if (missing.length === 0) return readable === objects ? undefined : readable;
  const head = readable === undefined ? 'array:' : readable.replace(/\s+$/, '');
  return `${[head, ...missing.map(entry)].join('\n')}\n`;
}

/**
 * The body to PUT, or undefined when all are listed and can be read.
 *
 * @throws {UserFacingError} the list cannot be read, and indents would not mend it
 */
export function classWithListed(
  fresh: JsonObject,
  names: readonly string[],
): JsonObject | undefined {
  const before = stringAt(fresh, 'properties', 'objects');
  if (
    before !== undefined &&
    parseClassObjects(before).kind === 'unreadable' &&
    withIndents(before) === undefined
  ) {
    throw new UserFacingError(
      t(
        'The list of {0} cannot be read, so nothing was added to it. Correct its objects first: entries indented under “array:”, each with an objectName.',
        stringAt(fresh, 'name') ?? '',
      ),
    );
  }
  const objects = withListed(before, names);
  return objects === undefined ? undefined : writableClass(fresh, { objects });
}

/**
 * Adds secrets to the list of a provider class, and indents a list that has no indents.
 *
 * Idempotent: those that are listed already are left alone.
 *
 * @throws {UserFacingError} the list cannot be read, and indents would not mend it
 */
export async function listSecrets(
  azure: Azure,
  classId: string,
  names: readonly string[],
  context: StepContext,
): Promise<void> {
  const toBody = (found: JsonObject | undefined): JsonObject | undefined =>
    classWithListed(finalOrThrow(classId, found), names);
  const type = {
    apiVersion: apiVersions.secretSync,
    toShown: writableClass,
    told: ['properties.objects'],
  };
  await replaceFresh(armResource(azure, classId, type), toBody, context);
}
