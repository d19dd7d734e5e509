import { t } from '@vscode/l10n';
import type { NodeOf } from '../../core/model/node';
import type { Plan } from '../../core/plan/plan';
import { prepareAllowPublicAccess } from '../../core/plans/allowPublicAccess';
import type { Cloud, Vault } from '../../core/ports';
import { visible } from '../tree/markdown';
import { askRemoval } from './askRemoval';
import type { ReviewBoard } from './reviewPage';
import { pick } from './steps';

interface Question {
  readonly reviews: ReviewBoard;
  readonly cloud: Cloud;
  readonly instance: NodeOf<'instance'>;
  /** The one that no network reaches. */
  readonly vault: Pick<Vault, 'id' | 'name'>;
}

const title = (): string => t('Let Cluster Reach Key Vault');

/**
 * Asks how the cluster is to reach the vault. Public access is reviewed with what it opens, and the
 * vault's name is typed. Undefined when dismissed.
 *
 * @throws {UserFacingError} public access would not let the cluster in
 */
export async function askVaultAccess({
  reviews,
  cloud,
  instance,
  vault,
}: Question): Promise<Plan | 'privateEndpoint' | undefined> {
  const name = visible(vault.name);
  const way = await pick<'privateEndpoint' | 'publicAccess'>({
    title: title(),
    placeholder: t('Choose how the cluster of {0} reaches {1}', visible(instance.name), name),
    step: 1,
    totalSteps: 1,
    load: () =>
      Promise.resolve([
        {
          label: `$(lock) ${t('Add a private endpoint')}`,
          description: t('recommended; opens the vault’s networking in the portal'),
          detail: t('All others stay out. The network team makes it, and DNS for the cluster.'),
          value: 'privateEndpoint' as const,
        },
        {
          label: `$(globe) ${t('Allow public access')}`,
          description: t('one write, after a review'),
          detail: t('The internet can reach it then; roles still decide who reads secrets.'),
          value: 'publicAccess' as const,
        },
      ]),
  });
  if (way.kind !== 'picked') return undefined;
  if (way.value === 'privateEndpoint') return 'privateEndpoint';
  return askRemoval({
    reviews,
    title: title(),
    review: t('Review: {0} is opened to every network', name),
    action: t('Allow public access'),
    name: vault.name,
    parts: [],
    prepare: (_, signal) =>
      prepareAllowPublicAccess(
        { azure: cloud.azure(instance.tenantId), clock: cloud.clock },
        {
          tenantId: instance.tenantId,
          instanceId: instance.id,
          instanceName: instance.name,
          vaultId: vault.id,
        },
        { signal },
      ),
  });
}
