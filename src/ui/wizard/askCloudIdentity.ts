import { t } from '@vscode/l10n';
import type { PresentChoices } from '../../core/discover/presentChoices';
import { sameId } from '../../core/model/armId';
import type { NodeOf } from '../../core/model/node';
import type { Plan } from '../../core/plan/plan';
import { prepareAssignCloudIdentity } from '../../core/plans/assignCloudIdentity';
import type { Cloud, Digest } from '../../core/ports';
import type { CloudUsage } from '../../core/model/cloudUsages';
import { visible } from '../tree/markdown';
import { proposedNames } from './proposedNames';
import { askIdentityPage, sharedWords, type ChosenIdentity } from './resourcePages';
import { reviewPage, type ReviewBoard } from './reviewPage';
import { askAll, into, pick, type WizardStep } from './steps';

interface State {
  readonly identity?: ChosenIdentity;
  readonly usages?: readonly CloudUsage[];
  readonly plan?: Plan;
}

const title = (): string => t('Assign Managed Identity for Cloud Connections');

const usageChoices = () =>
  [
    {
      label: t('Data flows and the schema registry'),
      description: t('as Microsoft recommends'),
      value: ['dataflow', 'schemaRegistry'],
    },
    { label: t('Data flows only'), value: ['dataflow'] },
    {
      label: t('Data flows, data flow graphs and the schema registry'),
      value: ['dataflow', 'schemaRegistry', 'dataflowGraphs'],
    },
  ] as const;

/**
 * Asks for the identity and what uses it, then shows every write. Undefined when dismissed.
 *
 * @throws {UserFacingError} what keeps it from being assigned, before anything was written
 */
export async function askCloudIdentity(
  cloud: Cloud,
  digest: Digest,
  { id: instanceId, tenantId, name }: NodeOf<'instance'>,
  present: PresentChoices,
  reviews: ReviewBoard,
): Promise<Plan | undefined> {
  const azure = cloud.azure(tenantId);

  const askIdentity: WizardStep<State> = async (state) => {
    const chosenId = state.identity?.id ?? present.cloudIdentityId;
    return into(
      await askIdentityPage({
        title: title(),
        placeholder: t('Choose the managed identity of {0} for the cloud', visible(name)),
        step: 1,
        totalSteps: 3,
        azure,
        instanceId,
        newName: proposedNames(name).cloudIdentity,
        ...(chosenId === undefined ? {} : { chosenId }),
        caution: (id) =>
          present.identityId !== undefined && sameId(id, present.identityId)
            ? sharedWords('cloud')
            : undefined,
      }),
      (identity) => ({ ...state, identity }),
    );
  };

  const askUsages: WizardStep<State> = async (state) =>
    into(
      await pick<readonly CloudUsage[]>({
        title: title(),
        placeholder: t('What uses it? Each gets a federated credential of its own'),
        step: 2,
        totalSteps: 3,
        isActive: (usages) => usages.length === state.usages?.length,
        load: () => Promise.resolve(usageChoices()),
      }),
      (usages) => ({ ...state, usages }),
    );

  const review: WizardStep<State> = async (state) => {
    const { identity, usages } = state;
    if (!identity || !usages) return { kind: 'back' };
    return into(
      await reviewPage({
        reviews,
        title: title(),
        placeholder: t(
          'Review: {0} connects to the cloud as {1}',
          visible(name),
          visible(identity.name),
        ),
        step: 3,
        totalSteps: 3,
        action: t('Assign'),
        prepare: (signal) =>
          prepareAssignCloudIdentity(
            { azure, clock: cloud.clock, digest },
            {
              tenantId,
              instanceId,
              cloudIdentityId: identity.id,
              usages,
              ...(identity.creation ? { creations: { cloudIdentity: identity.creation } } : {}),
            },
            { signal },
          ),
      }),
      (plan) => ({ ...state, plan }),
    );
  };

  const end = await askAll<State>({}, [askIdentity, askUsages, review]);
  return end?.plan;
}
