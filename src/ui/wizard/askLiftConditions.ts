import { t } from '@vscode/l10n';
import type { NodeOf } from '../../core/model/node';
import type { Plan } from '../../core/plan/plan';
import { prepareLiftConditions } from '../../core/plans/liftConditions';
import type { Cloud, ManagedIdentity, Vault } from '../../core/ports';
import { visible } from '../tree/markdown';
import { askRemoval } from './askRemoval';
import type { ReviewBoard } from './reviewPage';

interface Question {
  readonly reviews: ReviewBoard;
  readonly cloud: Cloud;
  readonly instance: NodeOf<'instance'>;
  readonly vault: Pick<Vault, 'id' | 'name'>;
  /** Reads the vault for the Secret Store extension. */
  readonly identity: Pick<ManagedIdentity, 'id' | 'name'>;
}

/**
 * Shows which conditions are taken from which roles, with their text, and lets the vault's name be
 * typed: somebody has set them to restrict the identity. Undefined when dismissed.
 *
 * @throws {UserFacingError} what keeps them from being taken away, before anything was written
 */
export const askLiftConditions = ({
  reviews,
  cloud,
  instance,
  vault,
  identity,
}: Question): Promise<Plan | undefined> =>
  askRemoval({
    reviews,
    title: t('Remove Condition from Roles'),
    review: t(
      'Review: {0} reads {1} without a condition',
      visible(identity.name),
      visible(vault.name),
    ),
    action: t('Remove condition'),
    name: vault.name,
    parts: [],
    prepare: (_, signal) =>
      prepareLiftConditions(
        { azure: cloud.azure(instance.tenantId), clock: cloud.clock },
        {
          tenantId: instance.tenantId,
          instanceId: instance.id,
          instanceName: instance.name,
          vaultId: vault.id,
          identityId: identity.id,
        },
        { signal },
      ),
  });
