import { t } from '@vscode/l10n';
import {
  listIdentities,
  listVaults,
  type Choice,
  type IdentityChoice,
  type VaultChoice,
} from '../../core/discover/choices';
import type { NodeOf } from '../../core/model/node';
import type { Plan } from '../../core/plan/plan';
import { prepareEnableSecretSync } from '../../core/plans/enableSecretSync';
import type { Cloud, Digest } from '../../core/ports';
import { visible } from '../tree/markdown';
import { toReviewItems } from './reviewItems';
import { askAll, pick, type Answer, type PickItem, type WizardStep } from './steps';

/** What is known so far. Choices stay when the user goes back. */
interface State {
  readonly instance?: NodeOf<'instance'>;
  readonly vault?: VaultChoice;
  readonly identity?: IdentityChoice;
  readonly plan?: Plan;
}

export interface SecretSyncQuestion {
  readonly cloud: Cloud;
  readonly digest: Digest;
  /** Given: the wizard begins with the vault. */
  readonly instance?: NodeOf<'instance'>;
  instances(): Promise<readonly NodeOf<'instance'>[]>;
}

const title = (): string => t('Enable Secret Synchronization');

/** The nearest first: beside the instance, then what can be used, then by name. */
function toItems<T extends Choice>(choices: readonly T[], instanceId: string): PickItem<T>[] {
  const group = /\/resourceGroups\/([^/]+)/i.exec(instanceId)?.[1]?.toLowerCase();
  const rank = (choice: T): number =>
    (choice.problem === undefined ? 0 : 2) + (choice.resourceGroup.toLowerCase() === group ? 0 : 1);
  return [...choices]
    .sort((a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name))
    .map((choice) => ({
      label: visible(choice.name),
      description: visible(`${choice.resourceGroup} · ${choice.location}`),
      ...(choice.problem === undefined
        ? {}
        : { detail: `$(warning) ${t('Cannot be used: {0}', choice.problem)}` }),
      value: choice,
    }));
}

const problemOf = (choice: Choice): string | undefined =>
  choice.problem === undefined
    ? undefined
    : t('{0} {1}. Choose another one.', visible(choice.name), choice.problem);

const into = <T, S>(answer: Answer<T>, join: (value: T) => S): Answer<S> =>
  answer.kind === 'picked' ? { kind: 'picked', value: join(answer.value) } : answer;

/**
 * Asks for the key vault and the identity, then shows every write. Undefined when dismissed.
 *
 * @throws {UserFacingError} what keeps it from being enabled, before anything was written
 */
export async function askSecretSync(question: SecretSyncQuestion): Promise<Plan | undefined> {
  const { cloud, digest } = question;
  const offset = question.instance ? 0 : 1;
  const totalSteps = offset + 3;

  const askInstance: WizardStep<State> = async (state) =>
    into(
      await pick<NodeOf<'instance'>>({
        title: title(),
        placeholder: t('Choose the Azure IoT Operations instance'),
        step: 1,
        totalSteps,
        isActive: (value) => value.id === state.instance?.id,
        load: async () =>
          (await question.instances()).map((value) => ({
            label: visible(value.name),
            description: visible(value.secretSync.words),
            value,
          })),
      }),
      (instance) => ({ ...state, instance }),
    );

  const askVault: WizardStep<State> = async (state) => {
    const { instance } = state;
    if (!instance) return { kind: 'back' };
    const azure = cloud.azure(instance.tenantId);
    return into(
      await pick<VaultChoice>({
        title: title(),
        placeholder: t(
          'Choose the key vault that holds the secrets of {0}',
          visible(instance.name),
        ),
        step: offset + 1,
        totalSteps,
        isActive: (value) => value.id === state.vault?.id,
        load: async (signal) => toItems(await listVaults(azure, { signal }), instance.id),
        problem: problemOf,
      }),
      (vault) => ({ ...state, vault }),
    );
  };

  const askIdentity: WizardStep<State> = async (state) => {
    const { instance } = state;
    if (!instance) return { kind: 'back' };
    const azure = cloud.azure(instance.tenantId);
    return into(
      await pick<IdentityChoice>({
        title: title(),
        placeholder: t('Choose the managed identity that reads the vault for the cluster'),
        step: offset + 2,
        totalSteps,
        isActive: (value) => value.id === state.identity?.id,
        load: async (signal) => toItems(await listIdentities(azure, { signal }), instance.id),
      }),
      (identity) => ({ ...state, identity }),
    );
  };

  const review: WizardStep<State> = async (state) => {
    const { instance, vault, identity } = state;
    if (!instance || !vault || !identity) return { kind: 'back' };
    let prepared: Plan | undefined;
    const answer = await pick<'go'>({
      title: title(),
      placeholder: t(
        'Review: {0} reads {1} for {2}',
        visible(identity.name),
        visible(vault.name),
        visible(instance.name),
      ),
      step: offset + 3,
      totalSteps,
      load: async (signal) => {
        const { plan, writes } = await prepareEnableSecretSync(
          { azure: cloud.azure(instance.tenantId), clock: cloud.clock, digest },
          {
            tenantId: instance.tenantId,
            instanceId: instance.id,
            vaultId: vault.id,
            identityId: identity.id,
          },
          { signal },
        );
        prepared = plan;
        return toReviewItems(t('Enable'), writes);
      },
    });
    if (answer.kind !== 'picked') return answer;
    return prepared
      ? { kind: 'picked', value: { ...state, plan: prepared } }
      : { kind: 'dismissed' };
  };

  const steps = [...(question.instance ? [] : [askInstance]), askVault, askIdentity, review];
  const end = await askAll<State>(question.instance ? { instance: question.instance } : {}, steps);
  return end?.plan;
}
