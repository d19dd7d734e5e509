import { t } from '@vscode/l10n';
import { apiVersions } from '../apiVersions';
import { UserFacingError } from '../errors';
import { accessPolicies, policyChanges, type AccessPolicy } from '../model/accessPolicies';
import { shortPath } from '../model/armId';
import { booleanAt, type JsonObject } from '../model/json';
import type { StepContext } from '../plan/plan';
import type { Azure } from '../ports';
import { armPart, replaceFresh } from './replaceFresh';
import { finalOrThrow } from './requireFinal';

/** Whether roles decide at the vault; those of old say nothing and go by their policies. */
export const isByRoles = (vault: JsonObject): boolean =>
  booleanAt(vault, 'properties', 'enableRbacAuthorization') ?? false;

/** All of the vault that a write of this step is about. */
export const modelNow = (vault: JsonObject): JsonObject => ({
  properties: { enableRbacAuthorization: isByRoles(vault) },
});

export const modelThen = (): JsonObject => ({ properties: { enableRbacAuthorization: true } });

/**
 * Whoever has a policy loses by the switch what it gives, so those that were reviewed must be those
 * that are there.
 *
 * @throws {UserFacingError} somebody has changed them since
 */
export function requireSamePolicies(
  id: string,
  now: readonly AccessPolicy[],
  reviewed: readonly AccessPolicy[],
): void {
  const changes = policyChanges(reviewed, now);
  if (changes === undefined) return;
  throw new UserFacingError(
    t(
      'The access policies of {0} are no longer those that you reviewed, so it was not switched: {1}. Review it again.',
      shortPath(id),
      changes,
    ),
    { remedy: 'review' },
  );
}

/**
 * Lets roles decide at a key vault instead of access policies, and changes nothing else of it: the
 * policies stay in it without effect.
 *
 * Idempotent: writes nothing when roles decide.
 *
 * @param reviewed the policies that the user has seen
 * @throws {UserFacingError} the policies are others by now, or the vault is gone
 * @see https://learn.microsoft.com/rest/api/keyvault/keyvault/vaults/update (2026-02-01)
 */
export const switchToRbac = (
  azure: Azure,
  id: string,
  reviewed: readonly AccessPolicy[],
  context: StepContext,
): Promise<void> =>
  replaceFresh(
    armPart(azure, id, {
      apiVersion: apiVersions.keyVault,
      toShown: modelNow,
      told: ['properties.enableRbacAuthorization'],
    }),
    (found) => {
      const fresh = finalOrThrow(id, found);
      if (isByRoles(fresh)) return undefined;
      requireSamePolicies(id, accessPolicies(fresh), reviewed);
      return modelThen();
    },
    context,
  );
