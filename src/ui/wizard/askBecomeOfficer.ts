import { t } from '@vscode/l10n';
import { valueOf } from '../../core/model/fact';
import type { NodeOf } from '../../core/model/node';
import type { Observation } from '../../core/observe/observation';
import type { Plan } from '../../core/plan/plan';
import { prepareBecomeOfficer } from '../../core/plans/becomeOfficer';
import type { Cloud, Digest } from '../../core/ports';
import { visible } from '../tree/markdown';
import { askVaultPage, type ChosenVault } from './resourcePages';
import { reviewPage, type ReviewBoard } from './reviewPage';
import { askAll, into, type WizardStep } from './steps';

export interface OfficerQuestion {
  readonly reviews: ReviewBoard;
  readonly cloud: Cloud;
  readonly digest: Digest;
  readonly instance: NodeOf<'instance'>;
  /** Proposes the vault that the instance uses. */
  readonly observation?: Observation;
}

interface State {
  readonly vault?: ChosenVault;
  readonly plan?: Plan;
}

/**
 * Asks for the vault, then shows the one write. Undefined when dismissed.
 *
 * @throws {UserFacingError} why the role would not help, or cannot be given
 */
export async function askBecomeOfficer(question: OfficerQuestion): Promise<Plan | undefined> {
  const { cloud, digest, instance, observation } = question;
  const { tenantId, id: instanceId, name: instanceName } = instance;
  const azure = cloud.azure(tenantId);
  const title = t('Give Me the Key Vault Secrets Officer Role');
  const used = observation && valueOf(observation.vault);

  const askVault: WizardStep<State> = async (state) => {
    const chosenId = state.vault?.id ?? used?.id;
    return into(
      await askVaultPage({
        title,
        placeholder: t('Choose the key vault whose secrets you want to manage'),
        step: 1,
        totalSteps: 2,
        azure,
        instanceId,
        ...(chosenId === undefined ? {} : { chosenId }),
      }),
      (vault) => ({ ...state, vault }),
    );
  };

  const review: WizardStep<State> = async (state) => {
    const { vault } = state;
    if (!vault) return { kind: 'back' };
    return into(
      await reviewPage({
        reviews: question.reviews,
        title,
        placeholder: t('Review: only at {0}; effective in 1 to 10 minutes', visible(vault.name)),
        step: 2,
        totalSteps: 2,
        action: t('Give Me the Role'),
        prepare: (signal) =>
          prepareBecomeOfficer(
            { azure, clock: cloud.clock, digest },
            { tenantId, instanceId, instanceName, vaultId: vault.id },
            { signal },
          ),
      }),
      (plan) => ({ ...state, plan }),
    );
  };

  const end = await askAll<State>({}, [askVault, review]);
  return end?.plan;
}
