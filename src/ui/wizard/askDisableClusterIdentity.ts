import { t } from '@vscode/l10n';
import type { NodeOf } from '../../core/model/node';
import type { Plan } from '../../core/plan/plan';
import {
  prepareDisableClusterIdentity,
  type DisableClusterIdentityTarget,
} from '../../core/plans/disableClusterIdentity';
import type { Cloud } from '../../core/ports';
import { visible } from '../tree/markdown';
import { askRemoval } from './askRemoval';
import type { ReviewBoard } from './reviewPage';

/**
 * Shows what is changed and kept, and lets the user agree. Undefined when dismissed.
 *
 * @throws {UserFacingError} what keeps it from being turned off, before anything was written
 */
export const askDisableClusterIdentity = (
  cloud: Cloud,
  target: DisableClusterIdentityTarget,
  { name }: NodeOf<'cluster'>,
  reviews: ReviewBoard,
): Promise<Plan | undefined> =>
  askRemoval({
    reviews,
    title: t('Turn Off Workload Identity'),
    review: t('Review: workload identity of {0} is turned off', visible(name)),
    action: t('Turn off'),
    name,
    parts: [],
    prepare: (_, signal) =>
      prepareDisableClusterIdentity(
        { azure: cloud.azure(target.tenantId), clock: cloud.clock },
        target,
        { signal },
      ),
  });
