import { t } from '@vscode/l10n';
import { UserFacingError } from '../errors';
import { secretsOfficerRole } from '../model/roles';
import type { StepContext } from '../plan/plan';
import type { Caller, Vault } from '../ports';
import { judgeWrite } from '../plan/reviewed';
import {
  assignmentBody,
  ensureRoleAssignment,
  type RoleAssignmentTools,
  type WantedAssignment,
} from './ensureRoleAssignment';

/** A role that was just granted is effective in 1 to 10 minutes. */
export const usualRoleMs = { lowMs: 60_000, highMs: 10 * 60_000 } as const;
const roleLimitMs = 15 * 60_000;
const pollMs = 10_000;

export const officerAssignment = (vault: Vault, { objectId, kind }: Caller): WantedAssignment => ({
  scope: vault.id,
  roleId: secretsOfficerRole.id,
  principalId: objectId,
  principalType: kind,
});

/** Whether the review has shown it: the vault may have let the caller in then. */
const isAgreed = (want: WantedAssignment, { agreed }: StepContext): boolean =>
  judgeWrite(
    { title: '', detail: '', method: 'PUT', resourceId: want.scope, then: assignmentBody(want) },
    agreed,
  ).deviation === undefined;

const notAgreed = ({ name }: Vault): UserFacingError =>
  new UserFacingError(
    t(
      'Key vault {0} let you in when you reviewed this, and does not any more. No role was given to you, as you have not agreed to that. Review it again.',
      name,
    ),
    { remedy: 'review' },
  );

/**
 * Lets the caller manage the secrets of the vault, and waits until the vault itself says so: that
 * decides better than any list, since roles come by groups and from above, too.
 *
 * Idempotent: writes nothing when the vault lets the caller in, and nothing that was not reviewed.
 *
 * @throws {UserFacingError} the vault goes by access policies, keeps the caller out since the review, or
 * the role is not effective after 15 minutes
 * @throws {ArmError} forbidden: the caller may not grant roles there
 */
export async function ensureSecretsOfficer(
  tools: RoleAssignmentTools,
  vault: Vault,
  context: StepContext,
): Promise<void> {
  const { azure, clock } = tools;
  const startedAtMs = clock.now();
  for (let isGranted = false; ;) {
    const access = await azure.secrets.probe(vault.vaultUri, context);
    switch (access.kind) {
      case 'allowed':
        return;
      case 'policy':
        throw new UserFacingError(
          t(
            'Key vault {0} decides by access policies, so a role has no effect there. Choose a vault with Azure role-based access control.',
            vault.name,
          ),
        );
      case 'network':
      case 'denied':
      case 'unreachable':
        break;
    }
    if (!isGranted && access.kind !== 'unreachable') {
      const want = officerAssignment(vault, await azure.caller(context));
      if (isAgreed(want, context)) await ensureRoleAssignment(tools, want, context);
      else if (access.kind === 'denied') throw notAgreed(vault);
      isGranted = true;
    }
    if (access.kind === 'network') {
      context.report(
        t('{0} · its firewall keeps this machine out, so it is not proved', vault.name),
      );
      return;
    }
    if (clock.now() - startedAtMs >= roleLimitMs) {
      throw new UserFacingError(
        access.kind === 'unreachable'
          ? t(
              'Key vault {0} cannot be reached from this machine: {1}. Check the network and its DNS, then try again.',
              vault.name,
              access.because,
            )
          : t(
              'The role {0} on {1} is assigned but not effective after 15 minutes. Sign in again, then run it once more.',
              secretsOfficerRole.name,
              vault.name,
            ),
      );
    }
    context.report(
      access.kind === 'unreachable'
        ? t('Waits for the host name of {0}', vault.name)
        : t('{0} on {1}: waits until it is effective', secretsOfficerRole.name, vault.name),
    );
    await clock.sleep(pollMs, context.signal);
  }
}
