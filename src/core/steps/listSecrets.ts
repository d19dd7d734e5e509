import { t } from '@vscode/l10n';
import { apiVersions } from '../apiVersions';
import { UserFacingError } from '../errors';
import { stringAt, type JsonObject } from '../model/json';
import type { StepContext } from '../plan/plan';
import type { Azure } from '../ports';
import {
  parseClassObjects,
  withIndents,
  withVersions,
  type ListedSecret,
} from '../verify/classObjects';
import { writableClass } from './ensureProviderClass';
import { armResource, replaceFresh } from './replaceFresh';
import { finalOrThrow } from './requireFinal';

/** An entry in the one layout that the service is known to take. */
const entry = ({ name, versions }: ListedSecret): string =>
  [
    '    - |',
    `      objectName: ${name}`,
    '      objectType: secret',
    ...(versions > 1 ? [`      objectVersionHistory: ${versions}`] : []),
  ].join('\n');

/**
 * The list with these secrets at its end, with as many versions as are wanted, and indents where it has
 * none; what is there stays letter by letter. Undefined when it cannot be made so.
 */
function withListed(objects: string, wanted: readonly ListedSecret[]): string | undefined {
  const readable = withIndents(objects) ?? objects;
  const parsed = parseClassObjects(readable);
  if (parsed.kind === 'unreadable') return undefined;
  const { secrets } = parsed;
  const missing = wanted.filter(({ name }) => !secrets.some((each) => each.name === name));
  const longer = wanted.filter(({ name, versions }) =>
    secrets.some((each) => each.name === name && each.versions < versions),
  );
  const kept = longer.reduce<string | undefined>(
    (text, { name, versions }) =>
      text === undefined ? undefined : withVersions(text, name, versions),
    readable,
  );
  if (kept === undefined || missing.length === 0) return kept;
  return `${[kept.replace(/\s+$/, ''), ...missing.map(entry)].join('\n')}\n`;
}

/** As `withListed`, of a class that may have no list yet. */
export const objectsWithListed = (
  objects: string | undefined,
  wanted: readonly ListedSecret[],
): string | undefined =>
  objects === undefined
    ? wanted.length === 0
      ? undefined
      : `${['array:', ...wanted.map(entry)].join('\n')}\n`
    : withListed(objects, wanted);

/**
 * The body to PUT, or undefined when all are listed and can be read.
 *
 * @throws {UserFacingError} the list cannot be read or is laid out in a way that only people can change
 */
export function classWithListed(
  fresh: JsonObject,
  wanted: readonly ListedSecret[],
): JsonObject | undefined {
  const before = stringAt(fresh, 'properties', 'objects');
  const after = objectsWithListed(before, wanted);
  if (after === undefined && before !== undefined) {
    const name = stringAt(fresh, 'name') ?? '';
    const isReadable = parseClassObjects(withIndents(before) ?? before).kind === 'listed';
    throw new UserFacingError(
      isReadable
        ? t(
            'The list of {0} is not laid out as usual, so nothing was added to it. Set objectVersionHistory in its objects by hand.',
            name,
          )
        : t(
            'The list of {0} cannot be read, so nothing was added to it. Correct its objects first: entries indented under “array:”, each with an objectName.',
            name,
          ),
    );
  }
  return after === undefined || after === before
    ? undefined
    : writableClass(fresh, { objects: after });
}

/**
 * Adds secrets to the list of a provider class, or versions of them, and indents a list that has no indents.
 *
 * Idempotent: those that are listed already are left alone.
 *
 * @throws {UserFacingError} the list cannot be read or is laid out in a way that only people can change
 */
export async function listSecrets(
  azure: Azure,
  classId: string,
  wanted: readonly ListedSecret[],
  context: StepContext,
): Promise<void> {
  const toBody = (found: JsonObject | undefined): JsonObject | undefined =>
    classWithListed(finalOrThrow(classId, found), wanted);
  const type = {
    apiVersion: apiVersions.secretSync,
    toShown: writableClass,
    told: ['properties.objects'],
  };
  await replaceFresh(armResource(azure, classId, type), toBody, context);
}
