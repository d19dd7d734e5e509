import { t } from '@vscode/l10n';
import { apiVersions } from '../apiVersions';
import { UserFacingError } from '../errors';
import { parseArmIdOf, resourceTypes, shortPath } from '../model/armId';
import type { CheckedPermission } from '../permissions';
import { checkWrites } from '../plan/checkWrites';
import type { Plan, PlannedWrite } from '../plan/plan';
import type { PreparedRemoval } from '../plan/removal';
import type { Azure, Clock, RequestContext } from '../ports';
import { accessNow, accessThen, isOpen, openingObstacle, openVault } from '../steps/openVault';
import { requireFinal } from '../steps/requireFinal';
import { oneWrite } from './oneWrite';

interface Tools {
  readonly azure: Azure;
  readonly clock: Clock;
}

export interface AllowPublicAccessTarget {
  readonly tenantId: string;
  readonly instanceId: string;
  readonly instanceName: string;
  readonly vaultId: string;
}

interface Look {
  readonly name: string;
  readonly writes: readonly PlannedWrite[];
  readonly permissions: readonly CheckedPermission[];
}

/** @throws {UserFacingError} why it cannot be done, or would not help */
async function look(
  { azure }: Tools,
  { vaultId }: AllowPublicAccessTarget,
  context: RequestContext,
): Promise<Look> {
  const name = parseArmIdOf(resourceTypes.vault, vaultId)?.name;
  if (name === undefined) {
    throw new UserFacingError(t('“{0}” is not the resource id of a key vault.', vaultId));
  }
  const vault = await requireFinal(azure, vaultId, apiVersions.keyVault, context);
  const obstacle = openingObstacle(vaultId, vault);
  if (obstacle !== undefined) throw new UserFacingError(obstacle);
  const writes: readonly PlannedWrite[] = isOpen(vault)
    ? []
    : [
        {
          stepId: 'open',
          title: t('Allow public access to {0}', name),
          detail: t('nothing else of it changes'),
          method: 'PATCH',
          resourceId: vaultId,
          now: accessNow(vault),
          then: accessThen(),
          change: { now: t('no network gets in'), then: t('every network gets in') },
          needs: [{ action: 'Microsoft.KeyVault/vaults/write', scope: vaultId }],
        },
      ];
  return { name, writes, permissions: await checkWrites(azure, writes, context) };
}

const createPlan = (
  tools: Tools,
  target: AllowPublicAccessTarget,
  { name, writes: reviewed }: Look,
): Plan => ({
  id: 'allowPublicAccess',
  title: t('Allow public access to {0}', name),
  subjectId: target.instanceId,
  subjectName: target.instanceName,
  tenantId: target.tenantId,
  request: { planId: 'allowPublicAccess', target },
  prepareAgain: (context) => prepareAllowPublicAccess(tools, target, context),
  ...oneWrite(tools.clock, {
    detail: shortPath(target.vaultId),
    stepId: 'open',
    step: { title: t('Allow public access to {0}', name), detail: shortPath(target.vaultId) },
    doneWords: t('Already done'),
    reviewed,
    look: (context) => look(tools, target, context),
    write: (_, step) => openVault(tools.azure, target.vaultId, step),
  }),
});

/**
 * Turns the public access of a key vault on that no network reaches: the way for those who cannot have
 * a private endpoint. It is refused where it would not let the cluster in.
 *
 * Writes nothing until the plan runs.
 *
 * @throws {UserFacingError} what is in the way, and what to do instead
 */
export async function prepareAllowPublicAccess(
  tools: Tools,
  target: AllowPublicAccessTarget,
  context: RequestContext,
): Promise<PreparedRemoval> {
  const seen = await look(tools, target, context);
  const { name, writes, permissions } = seen;
  return {
    plan: createPlan(tools, target, seen),
    writes,
    permissions,
    typedName: name,
    kept: [
      {
        title: t('Roles at {0}', name),
        because: t('they decide as before who reads its secrets'),
      },
      {
        title: t('Firewall and trusted services'),
        because: t('only the one switch is written'),
      },
    ],
    cautions:
      writes.length === 0
        ? []
        : [
            t(
              'Every network can reach {0} then, the internet too. Whoever has a role there, or a stolen sign-in, reads secrets from anywhere.',
              name,
            ),
            t(
              'A private endpoint keeps it closed to all others. Ask your network team first. Public access can be turned off again.',
            ),
          ],
  };
}
