import { t } from '@vscode/l10n';
import { requireSecretSync } from '../../core/checks/sovereignCloud';
import type { PresentChoices } from '../../core/discover/presentChoices';
import type { NodeOf } from '../../core/model/node';
import type { Plan } from '../../core/plan/plan';
import { prepareEnableAll, type EnableAllTools } from '../../core/plans/enableAll';
import type { Cloud } from '../../core/ports';
import { visible } from '../tree/markdown';
import { askOwnIssuerOf } from './askClusterIdentity';
import { resourceQuestions, toCreations, type ChosenResources } from './resourceQuestions';
import { reviewPage, type ReviewBoard } from './reviewPage';
import { askAll, into, type WizardStep } from './steps';

interface State extends ChosenResources {
  readonly plan?: Plan;
}

export interface EnableAllQuestion {
  readonly reviews: ReviewBoard;
  readonly cloud: Cloud;
  readonly instance: NodeOf<'instance'>;
  /** What it has already, to begin with: another choice would change what works. */
  readonly present: PresentChoices;
  readonly tools: Omit<EnableAllTools, 'azure' | 'clock'>;
}

const title = (): string => t('Enable All Secure Settings');

/**
 * Asks for the vault and both identities, then shows every write. Undefined when dismissed.
 *
 * @throws {UserFacingError} what keeps it from being enabled, before anything was written
 */
export async function askEnableAll(question: EnableAllQuestion): Promise<Plan | undefined> {
  const { cloud, instance, present, tools } = question;
  const { tenantId, id: instanceId } = instance;
  const azure = cloud.azure(tenantId);
  requireSecretSync(azure);
  const issuer = await askOwnIssuerOf(cloud, instance, title());
  if (!issuer) return undefined;
  const pages = resourceQuestions<State>({
    title: title(),
    firstStep: 1,
    totalSteps: 4,
    azure,
    instance,
    present,
  });

  const review: WizardStep<State> = async (state) => {
    const { vault, identity, cloudIdentity } = state;
    if (!vault || !identity || !cloudIdentity) return { kind: 'back' };
    return into(
      await reviewPage({
        reviews: question.reviews,
        title: title(),
        placeholder: t('Review: {0}; it stops once for the API server', visible(instance.name)),
        step: 4,
        totalSteps: 4,
        action: t('Enable All'),
        prepare: (signal) =>
          prepareEnableAll(
            { ...tools, azure, clock: cloud.clock },
            {
              tenantId,
              instanceId,
              vaultId: vault.id,
              identityId: identity.id,
              cloudIdentityId: cloudIdentity.id,
              usages: ['dataflow', 'schemaRegistry'],
              creations: toCreations(state),
              // Somebody has to put the secrets into it; no role comes back with a recovered vault.
              isOfficerWanted: vault.creation !== undefined,
              ...issuer,
            },
            { signal },
          ),
      }),
      (plan) => ({ ...state, plan }),
    );
  };

  const end = await askAll<State>({}, [...pages, review]);
  return end?.plan;
}
