import { t } from '@vscode/l10n';
import { requireSecretSync } from '../../core/checks/sovereignCloud';
import type { PresentChoices } from '../../core/discover/presentChoices';
import { sameId } from '../../core/model/armId';
import type { NodeOf } from '../../core/model/node';
import type { Plan } from '../../core/plan/plan';
import { prepareEnableSecretSync } from '../../core/plans/enableSecretSync';
import type { Cloud, Digest } from '../../core/ports';
import { visible } from '../tree/markdown';
import { askInstancePage } from './askInstancePage';
import { proposedNames } from './proposedNames';
import {
  askIdentityPage,
  askVaultPage,
  sharedWords,
  type ChosenIdentity,
  type ChosenVault,
} from './resourcePages';
import { reviewPage, type ReviewBoard } from './reviewPage';
import { askAll, into, type WizardStep } from './steps';

/** What is known so far. Choices stay when the user goes back. */
interface State {
  readonly instance?: NodeOf<'instance'>;
  readonly vault?: ChosenVault;
  readonly identity?: ChosenIdentity;
  readonly plan?: Plan;
}

export interface SecretSyncQuestion {
  readonly reviews: ReviewBoard;
  readonly cloud: Cloud;
  readonly digest: Digest;
  /** Given: the wizard begins with the vault. */
  readonly instance?: NodeOf<'instance'>;
  instances(): Promise<readonly NodeOf<'instance'>[]>;
  /** What the instance has already, to begin with. */
  present(instance: NodeOf<'instance'>): Promise<PresentChoices>;
}

const title = (): string => t('Enable Secret Synchronization');

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
      await askInstancePage({
        title: title(),
        totalSteps,
        ...(state.instance ? { chosenId: state.instance.id } : {}),
        instances: () => question.instances(),
      }),
      (instance) => ({ ...state, instance }),
    );

  const askVault: WizardStep<State> = async (state) => {
    const { instance } = state;
    if (!instance) return { kind: 'back' };
    const azure = cloud.azure(instance.tenantId);
    requireSecretSync(azure);
    const chosenId = state.vault?.id ?? (await question.present(instance)).vaultId;
    return into(
      await askVaultPage({
        usedInTenant: instance.tenantId,
        title: title(),
        placeholder: t(
          'Choose the key vault that holds the secrets of {0}',
          visible(instance.name),
        ),
        step: offset + 1,
        totalSteps,
        azure,
        instanceId: instance.id,
        newName: proposedNames(instance.name).vault,
        ...(chosenId === undefined ? {} : { chosenId }),
      }),
      (vault) => ({ ...state, vault }),
    );
  };

  const askIdentity: WizardStep<State> = async (state) => {
    const { instance } = state;
    if (!instance) return { kind: 'back' };
    const { identityId, cloudIdentityId } = await question.present(instance);
    const chosenId = state.identity?.id ?? identityId;
    return into(
      await askIdentityPage({
        title: title(),
        placeholder: t('Choose the managed identity that reads the vault for the cluster'),
        step: offset + 2,
        totalSteps,
        azure: cloud.azure(instance.tenantId),
        instanceId: instance.id,
        newName: proposedNames(instance.name).identity,
        ...(chosenId === undefined ? {} : { chosenId }),
        caution: (id) =>
          cloudIdentityId !== undefined && sameId(id, cloudIdentityId)
            ? sharedWords('secrets')
            : undefined,
      }),
      (identity) => ({ ...state, identity }),
    );
  };

  const review: WizardStep<State> = async (state) => {
    const { instance, vault, identity } = state;
    if (!instance || !vault || !identity) return { kind: 'back' };
    return into(
      await reviewPage({
        reviews: question.reviews,
        title: title(),
        placeholder: t(
          'Review: {0} reads {1} for {2}',
          visible(identity.name),
          visible(vault.name),
          visible(instance.name),
        ),
        step: offset + 3,
        totalSteps,
        action: t('Enable'),
        prepare: (signal) =>
          prepareEnableSecretSync(
            { azure: cloud.azure(instance.tenantId), clock: cloud.clock, digest },
            {
              tenantId: instance.tenantId,
              instanceId: instance.id,
              vaultId: vault.id,
              identityId: identity.id,
              creations: {
                ...(vault.creation ? { vault: vault.creation } : {}),
                ...(identity.creation ? { identity: identity.creation } : {}),
              },
              // Somebody has to put the secrets into it; no role comes back with a recovered vault.
              isOfficerWanted: vault.creation !== undefined,
            },
            { signal },
          ),
      }),
      (plan) => ({ ...state, plan }),
    );
  };

  const steps = [...(question.instance ? [] : [askInstance]), askVault, askIdentity, review];
  const end = await askAll<State>(question.instance ? { instance: question.instance } : {}, steps);
  return end?.plan;
}
