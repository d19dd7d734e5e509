import { t } from '@vscode/l10n';
import { sameId } from '../../core/model/armId';
import type { Creations } from '../../core/model/creations';
import type { NodeOf } from '../../core/model/node';
import type { Azure } from '../../core/ports';
import type { PresentChoices } from '../../core/discover/presentChoices';
import { visible } from '../tree/markdown';
import { proposedNames } from './proposedNames';
import {
  askIdentityPage,
  askVaultPage,
  sharedWords,
  type ChosenIdentity,
  type ChosenVault,
  type PageOptions,
} from './resourcePages';
import { into, type WizardStep } from './steps';

/** What was chosen so far of all that secure settings need. */
export interface ChosenResources {
  readonly vault?: ChosenVault;
  readonly identity?: ChosenIdentity;
  readonly cloudIdentity?: ChosenIdentity;
}

export interface ResourceQuestions {
  readonly title: string;
  /** Of the three. */
  readonly firstStep: number;
  readonly totalSteps: number;
  readonly azure: Azure;
  readonly instance: NodeOf<'instance'>;
  /** What is there already, to begin with. */
  readonly present?: PresentChoices;
}

/** How what was chosen is made, as far as it is not there. */
export const toCreations = ({ vault, identity, cloudIdentity }: ChosenResources): Creations => ({
  ...(vault?.creation ? { vault: vault.creation } : {}),
  ...(identity?.creation ? { identity: identity.creation } : {}),
  ...(cloudIdentity?.creation ? { cloudIdentity: cloudIdentity.creation } : {}),
});

const isSame = (id: string, other: string | undefined): boolean =>
  other !== undefined && sameId(id, other);

/** Three pages of a wizard: the vault, the identity that reads it, and the one for cloud connections. */
export function resourceQuestions<S extends ChosenResources>(
  options: ResourceQuestions,
): readonly WizardStep<S>[] {
  const { title, firstStep, totalSteps, azure, instance, present = {} } = options;
  const names = proposedNames(instance.name);
  const page = (index: number, placeholder: string, newName: string, chosenId?: string) =>
    ({
      title,
      placeholder,
      step: firstStep + index,
      totalSteps,
      azure,
      instanceId: instance.id,
      newName,
      ...(chosenId === undefined ? {} : { chosenId }),
    }) satisfies PageOptions;

  const askVault: WizardStep<S> = async (state) =>
    into(
      await askVaultPage({
        ...page(
          0,
          t('Choose the key vault that holds the secrets of {0}', visible(instance.name)),
          names.vault,
          state.vault?.id ?? present.vaultId,
        ),
        usedInTenant: instance.tenantId,
      }),
      (vault) => ({ ...state, vault }),
    );

  const askIdentity: WizardStep<S> = async (state) =>
    into(
      await askIdentityPage({
        ...page(
          1,
          t('Choose the managed identity that reads the vault for the cluster'),
          names.identity,
          state.identity?.id ?? present.identityId,
        ),
        caution: (id) => (isSame(id, present.cloudIdentityId) ? sharedWords('secrets') : undefined),
      }),
      (identity) => ({ ...state, identity }),
    );

  const askCloudIdentity: WizardStep<S> = async (state) =>
    into(
      await askIdentityPage({
        ...page(
          2,
          t('Choose another managed identity for cloud connections'),
          names.cloudIdentity,
          state.cloudIdentity?.id ?? present.cloudIdentityId,
        ),
        caution: (id) => (isSame(id, state.identity?.id) ? sharedWords('cloud') : undefined),
      }),
      (cloudIdentity) => ({ ...state, cloudIdentity }),
    );

  return [askVault, askIdentity, askCloudIdentity];
}
