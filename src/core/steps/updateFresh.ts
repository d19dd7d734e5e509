import { t } from '@vscode/l10n';
import { apiVersions } from '../apiVersions';
import { UserFacingError } from '../errors';
import { shortPath } from '../model/armId';
import type { JsonObject } from '../model/json';
import type { StepContext } from '../plan/plan';
import type { Azure } from '../ports';
import { changedProperties } from './changedProperties';
import { replaceFresh } from './replaceFresh';
import { finalOrThrow } from './requireFinal';

/** A change of a resource that is there. */
interface Edit {
  /** The body to PUT, or undefined when there is nothing to do. */
  readonly change: (fresh: JsonObject) => JsonObject | undefined;
  /** The properties of which the run's record may say what they were and are; see `changedProperties`. */
  readonly told: readonly string[];
}

/**
 * Changes an instance of Azure IoT Operations, or something in it, by a PUT whose body is made from a
 * GET of the same moment: PUT replaces, and nothing there has an etag.
 *
 * @throws {UserFacingError} the resource is gone or being changed by somebody else
 * @see https://learn.microsoft.com/azure/templates/microsoft.iotoperations/instances (2025-10-01)
 */
export async function updateFresh(
  azure: Azure,
  id: string,
  { change, told }: Edit,
  context: StepContext,
): Promise<void> {
  const replaced = await replaceFresh(
    azure,
    id,
    apiVersions.iotOperations,
    (fresh) => change(finalOrThrow(id, fresh)),
    context,
  );
  if (!replaced) return;
  context.changed({
    resourceId: id,
    kind: 'updated',
    properties: changedProperties(replaced.before, replaced.body, told),
  });
  if (!change(replaced.after)) return;
  throw new UserFacingError(
    t(
      'Azure accepted the change of {0}, but somebody else has changed the same at that moment. Review it again.',
      shortPath(id),
    ),
    { remedy: 'review' },
  );
}
