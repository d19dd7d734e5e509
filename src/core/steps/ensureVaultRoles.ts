import { apiVersions } from '../apiVersions';
import { ArmError } from '../errors';
import type { VaultReaderRole } from '../model/roles';
import { roleAssignmentName } from '../names';
import type { StepContext } from '../plan/plan';
import type { Azure, Clock, Digest, ManagedIdentity, Vault } from '../ports';
import { parseArmId } from '../model/armId';

/** A new identity's principal may be unknown to Azure RBAC for so long, in ms. */
const replicationLimitMs = 5 * 60_000;

interface Tools {
  readonly azure: Azure;
  readonly clock: Clock;
  readonly digest: Digest;
}

async function ensureRole(
  { azure, clock, digest }: Tools,
  vault: Vault,
  identity: ManagedIdentity,
  role: VaultReaderRole,
  context: StepContext,
): Promise<void> {
  const subscription = parseArmId(vault.id)?.subscriptionId ?? '';
  const parts = { scope: vault.id, roleId: role.id, principalId: identity.principalId };
  let name = roleAssignmentName(digest, parts);
  const body = {
    properties: {
      roleDefinitionId: `/subscriptions/${subscription}/providers/Microsoft.Authorization/roleDefinitions/${role.id}`,
      principalId: identity.principalId,
      principalType: 'ServicePrincipal',
    },
  };
  const startedAtMs = clock.now();
  for (let waitMs = 2_000; ; waitMs = Math.min(waitMs * 2, 20_000)) {
    try {
      const id = `${vault.id}/providers/Microsoft.Authorization/roleAssignments/${name}`;
      await azure.arm.put(id, apiVersions.authorization, body, context);
      return;
    } catch (error) {
      const code = ArmError.is(error) ? error.details.code?.toLowerCase() : undefined;
      // The same role for the same principal under another name is what was wanted.
      if (code === 'roleassignmentexists') return;
      if (code === 'roleassignmentupdatenotpermitted' && waitMs === 2_000) {
        name = roleAssignmentName(digest, { ...parts, scope: `${parts.scope}#2` });
        continue;
      }
      const isTooEarly = code === 'principalnotfound';
      if (!isTooEarly || clock.now() - startedAtMs > replicationLimitMs) throw error;
      await clock.sleep(waitMs, context.signal);
    }
  }
}

/**
 * Gives the identity the roles that it lacks at the vault, side by side.
 *
 * Idempotent: the assignments' names are computed from what they say. Waits up to five minutes for a
 * new identity to be known.
 *
 * @throws {ArmError} forbidden: only Owner, User Access Administrator and the like may grant roles
 * @see https://learn.microsoft.com/rest/api/authorization/role-assignments/create (2022-04-01)
 */
export async function ensureVaultRoles(
  tools: Tools,
  vault: Vault,
  identity: ManagedIdentity,
  missing: readonly VaultReaderRole[],
  context: StepContext,
): Promise<void> {
  const results = await Promise.allSettled(
    missing.map((role) => ensureRole(tools, vault, identity, role, context)),
  );
  const failed = results.find((result) => result.status === 'rejected');
  if (failed) throw failed.reason;
}
