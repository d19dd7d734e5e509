import { apiVersions } from '../apiVersions';
import { isObject, stringAt, type JsonObject } from '../model/json';
import type { StepContext } from '../plan/plan';
import type { Azure } from '../ports';
import { armResource, replaceFresh } from './replaceFresh';
import { finalOrThrow } from './requireFinal';
import { writableBody } from './writableBody';

const readOnly = ['scope', 'createdOn', 'createdBy', 'updatedOn', 'updatedBy'];

/** Empty texts take a condition away; absent ones are read as `null`. */
const none = { condition: '', conditionVersion: '' };

/** The assignment as read, without what Azure owns and what it has not; an absent condition is empty. */
export function writableAssignment(fresh: JsonObject): JsonObject {
  const properties = isObject(fresh['properties']) ? fresh['properties'] : {};
  const set = Object.fromEntries(Object.entries(properties).filter(([, value]) => value !== null));
  return writableBody({ ...fresh, properties: { ...none, ...set } }, readOnly, {});
}

/** The body to PUT; undefined when it has no condition. */
export const withoutCondition = (fresh: JsonObject): JsonObject | undefined =>
  stringAt(fresh, 'properties', 'condition') === undefined
    ? undefined
    : writableBody(writableAssignment(fresh), [], none);

/**
 * Takes the condition from a role assignment, under the assignment's own name: Azure takes no second
 * assignment of the same role beside it. Who has which role, and where, stays.
 *
 * Idempotent: an assignment without a condition is left alone.
 *
 * @throws {UserFacingError} the assignment is gone
 * @throws {ArmError} forbidden: only Owner, User Access Administrator and the like may write it
 * @see https://learn.microsoft.com/azure/role-based-access-control/conditions-role-assignments-rest (2022-04-01)
 */
export const liftCondition = (azure: Azure, id: string, context: StepContext): Promise<void> =>
  replaceFresh(
    armResource(azure, id, {
      apiVersion: apiVersions.authorization,
      toShown: writableAssignment,
      // The text of the condition is somebody else's: it stands in the review and in no record.
      told: ['properties.conditionVersion'],
    }),
    (found) => withoutCondition(finalOrThrow(id, found)),
    context,
  );
