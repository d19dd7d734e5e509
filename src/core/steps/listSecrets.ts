import { t } from '@vscode/l10n';
import { apiVersions } from '../apiVersions';
import { UserFacingError } from '../errors';
import { shortPath } from '../model/armId';
import { stringAt, type JsonObject } from '../model/json';
import type { StepContext } from '../plan/plan';
import type { Azure } from '../ports';
import { parseClassObjects } from '../verify/classObjects';
import { writableClass } from './ensureProviderClass';
import { armResource, replaceFresh } from './replaceFresh';
import { finalOrThrow } from './requireFinal';

/** An entry in the one layout that the service is known to take. */
const entry = (name: string): string =>
  ['    - |', `      objectName: ${name}`, '      objectType: secret'].join('\n');

/**
 * The list with these secrets at its end; what is there stays letter by letter. Undefined when nothing
 * is missing.
 */
function withListed(objects: string | undefined, names: readonly string[]): string | undefined {
  const parsed = parseClassObjects(objects);
  const listed = parsed.kind === 'listed' ? parsed.secrets.map(({ name }) => name) : [];
  const missing = [...new Set(names)].filter((name) => !listed.includes(name));
  if (missing.length === 0) return undefined;
  const head = objects === undefined ? 'array:' : objects.replace(/\s+$/, '');
  return `${[head, ...missing.map(entry)].join('\n')}\n`;
}

/** The body to PUT, or undefined when all are listed. */
export function classWithListed(
  fresh: JsonObject,
  names: readonly string[],
): JsonObject | undefined {
  const objects = withListed(stringAt(fresh, 'properties', 'objects'), names);
  return objects === undefined ? undefined : writableClass(fresh, { objects });
}

/**
 * Adds secrets to the list of a provider class.
 *
 * Idempotent: those that are listed already are left alone.
 *
 * @throws {UserFacingError} the list cannot be read: adding to it would not mend it
 */
export async function listSecrets(
  azure: Azure,
  classId: string,
  names: readonly string[],
  context: StepContext,
): Promise<void> {
  const toBody = (found: JsonObject | undefined): JsonObject | undefined => {
    const fresh = finalOrThrow(classId, found);
    if (parseClassObjects(stringAt(fresh, 'properties', 'objects')).kind === 'unreadable') {
      throw new UserFacingError(
        t(
          'The list of {0} cannot be read, so nothing was added to it. Correct its objects first: entries indented under “array:”, each with an objectName.',
          shortPath(classId),
        ),
      );
    }
    return classWithListed(fresh, names);
  };
  const type = {
    apiVersion: apiVersions.secretSync,
    toShown: writableClass,
    told: ['properties.objects'],
  };
  await replaceFresh(armResource(azure, classId, type), toBody, context);
}
