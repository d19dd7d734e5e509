import { t } from '@vscode/l10n';
import type { NodeOf } from '../../core/model/node';
import type { Plan } from '../../core/plan/plan';
import { prepareCreateResource } from '../../core/plans/createResource';
import type { Cloud, Digest } from '../../core/ports';
import { visible } from '../tree/markdown';
import { proposedNames } from './proposedNames';
import {
  askNewIdentity,
  askNewVault,
  type ChosenIdentity,
  type ChosenVault,
  type PageOptions,
  type Where,
} from './resourcePages';
import { reviewPage, type ReviewBoard } from './reviewPage';
import { askAll, into, pick, type WizardStep } from './steps';
import { askGroupPage, askRegionPage } from './wherePages';

export interface NewResourceQuestion {
  readonly reviews: ReviewBoard;
  readonly cloud: Cloud;
  readonly digest: Digest;
  readonly instance: NodeOf<'instance'>;
}

/** Where the new resource goes. */
interface PlaceState {
  readonly group?: Where;
  readonly where?: Where;
}

interface VaultState extends PlaceState {
  readonly vault?: ChosenVault;
  readonly isOfficerWanted?: boolean;
  readonly plan?: Plan;
}

/** Pages of one wizard over one instance. */
const pagesOf =
  ({ cloud, instance }: NewResourceQuestion, title: string, totalSteps: number) =>
  (step: number, placeholder: string): PageOptions => ({
    title,
    placeholder,
    step,
    totalSteps,
    azure: cloud.azure(instance.tenantId),
    instanceId: instance.id,
  });

/** The two pages that ask for the resource group and the region, from page `first` on. */
const whereSteps = <S extends PlaceState>(
  page: ReturnType<typeof pagesOf>,
  first: number,
  groupPlaceholder: string,
): readonly [WizardStep<S>, WizardStep<S>] => [
  async (state) =>
    into(await askGroupPage(page(first, groupPlaceholder), state.group), (group) => ({
      ...state,
      group,
    })),
  async (state) => {
    const { group } = state;
    if (!group) return { kind: 'back' };
    return into(
      await askRegionPage(
        page(first + 1, t('Choose the region; it cannot be changed later')),
        group,
      ),
      (where) => ({ ...state, where }),
    );
  },
];

/**
 * Asks where the new vault goes, for its name, and who manages its secrets, then shows every write.
 * Undefined when dismissed.
 *
 * @throws {UserFacingError} what keeps it from being made, before anything was written
 */
export async function askNewVaultPlan(question: NewResourceQuestion): Promise<Plan | undefined> {
  const { cloud, digest, instance } = question;
  const title = t('Create Key Vault');
  const totalSteps = 5;
  const page = pagesOf(question, title, totalSteps);
  const azure = cloud.azure(instance.tenantId);

  const askName: WizardStep<VaultState> = async (state) => {
    const { where } = state;
    if (!where) return { kind: 'back' };
    const proposed = state.vault?.name ?? proposedNames(instance.name).vault;
    return into(await askNewVault(page(3, ''), proposed, where), (vault) => ({ ...state, vault }));
  };

  const askOfficer: WizardStep<VaultState> = async (state) =>
    into(
      await pick<{ readonly isWanted: boolean }>({
        title,
        placeholder: t('Who puts secrets into it? Owner and Contributor alone may not'),
        step: 4,
        totalSteps,
        isActive: ({ isWanted }) => isWanted === (state.isOfficerWanted ?? true),
        load: () =>
          Promise.resolve([
            {
              label: `$(person) ${t('You')}`,
              description: t('Key Vault Secrets Officer, at this vault only'),
              value: { isWanted: true },
            },
            {
              label: `$(circle-slash) ${t('Somebody else')}`,
              description: t('no role is assigned'),
              value: { isWanted: false },
            },
          ]),
      }),
      ({ isWanted }) => ({ ...state, isOfficerWanted: isWanted }),
    );

  const review: WizardStep<VaultState> = async (state) => {
    const { vault, isOfficerWanted } = state;
    if (!vault?.creation) return { kind: 'back' };
    const { id: vaultId, creation } = vault;
    return into(
      await reviewPage({
        reviews: question.reviews,
        title,
        placeholder: t(
          'Review: {0}. {1} stays as it is',
          visible(vault.name),
          visible(instance.name),
        ),
        step: totalSteps,
        totalSteps,
        action: creation.kind === 'recover' ? t('Recover') : t('Create'),
        prepare: (signal) =>
          prepareCreateResource(
            { azure, clock: cloud.clock, digest },
            {
              tenantId: instance.tenantId,
              instanceId: instance.id,
              instanceName: instance.name,
              vaultId,
              creations: { vault: creation },
              isOfficerWanted: isOfficerWanted === true,
            },
            { signal },
          ),
      }),
      (plan) => ({ ...state, plan }),
    );
  };

  const end = await askAll<VaultState>({}, [
    ...whereSteps<VaultState>(page, 1, t('Choose the resource group for the new key vault')),
    askName,
    askOfficer,
    review,
  ]);
  return end?.plan;
}

type Purpose = 'identity' | 'cloudIdentity';

interface IdentityState extends PlaceState {
  readonly purpose?: Purpose;
  readonly identity?: ChosenIdentity;
  readonly plan?: Plan;
}

/**
 * Asks what the new identity is for, where it goes and for its name, then shows the write. Undefined
 * when dismissed.
 *
 * @throws {UserFacingError} what keeps it from being made, before anything was written
 */
export async function askNewIdentityPlan(question: NewResourceQuestion): Promise<Plan | undefined> {
  const { cloud, digest, instance } = question;
  const title = t('Create Managed Identity');
  const totalSteps = 5;
  const page = pagesOf(question, title, totalSteps);
  const azure = cloud.azure(instance.tenantId);

  const askPurpose: WizardStep<IdentityState> = async (state) =>
    into(
      await pick<Purpose>({
        title,
        placeholder: t('What is it for? Two identities, one for each, are advised'),
        step: 1,
        totalSteps,
        isActive: (purpose) => purpose === state.purpose,
        load: () =>
          Promise.resolve([
            {
              label: `$(key) ${t('Secret synchronization')}`,
              description: t('reads the vault for the cluster'),
              value: 'identity',
            },
            {
              label: `$(cloud) ${t('Cloud connections')}`,
              description: t('data flows log in with it'),
              value: 'cloudIdentity',
            },
          ]),
      }),
      (purpose) => ({ ...state, purpose }),
    );

  const askName: WizardStep<IdentityState> = async (state) => {
    const { where, purpose } = state;
    if (!where || !purpose) return { kind: 'back' };
    const proposed = state.identity?.name ?? proposedNames(instance.name)[purpose];
    return into(await askNewIdentity(page(4, ''), proposed, where), (identity) => ({
      ...state,
      identity,
    }));
  };

  const review: WizardStep<IdentityState> = async (state) => {
    const { identity, purpose } = state;
    if (!identity?.creation || !purpose) return { kind: 'back' };
    const { id, name, creation } = identity;
    return into(
      await reviewPage({
        reviews: question.reviews,
        title,
        placeholder: t('Review: {0}. {1} stays as it is', visible(name), visible(instance.name)),
        step: totalSteps,
        totalSteps,
        action: t('Create'),
        prepare: (signal) =>
          prepareCreateResource(
            { azure, clock: cloud.clock, digest },
            {
              tenantId: instance.tenantId,
              instanceId: instance.id,
              instanceName: instance.name,
              ...(purpose === 'identity' ? { identityId: id } : { cloudIdentityId: id }),
              creations: { [purpose]: creation },
            },
            { signal },
          ),
      }),
      (plan) => ({ ...state, plan }),
    );
  };

  const end = await askAll<IdentityState>({}, [
    askPurpose,
    ...whereSteps<IdentityState>(
      page,
      2,
      t('Choose the resource group for the new managed identity'),
    ),
    askName,
    review,
  ]);
  return end?.plan;
}
