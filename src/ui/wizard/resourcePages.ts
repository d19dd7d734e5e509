import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { apiVersions } from '../../core/apiVersions';
import { vaultFitness } from '../../core/checks/vaultFitness';
import { listIdentities, listVaults, type Choice } from '../../core/discover/choices';
import { askNewVaultName } from '../../core/discover/newVaultName';
import { UserFacingError } from '../../core/errors';
import { parseArmId, resourceGroupId, resourceTypes, sameId } from '../../core/model/armId';
import type { IdentityCreation, VaultCreation } from '../../core/model/creations';
import { stringAt } from '../../core/model/json';
import { identityNameProblem, vaultNameProblem } from '../../core/model/resourceNames';
import type { Azure, RequestContext } from '../../core/ports';
import { visible } from '../tree/markdown';
import { pick, type Answer, type PickItem } from './steps';
import { typeText } from './typeText';

/** A resource that was chosen; `creation` tells how it is made if it is not there yet. */
export interface Chosen<C> {
  readonly id: string;
  readonly name: string;
  readonly creation?: C;
}

export type ChosenVault = Chosen<VaultCreation>;
export type ChosenIdentity = Chosen<IdentityCreation>;

/** Where in a wizard a page stands, and what it is about. */
export interface PageOptions {
  readonly title: string;
  readonly placeholder: string;
  readonly step: number;
  readonly totalSteps: number;
  readonly azure: Azure;
  readonly instanceId: string;
  /** What was chosen before. */
  readonly chosenId?: string;
  /** Offers to make a new one, with this name proposed. */
  readonly newName?: string;
  /** What is to be known of a choice, though it can be used. */
  readonly caution?: (id: string) => string | undefined;
}

/** Where something new is made. */
export interface Where {
  /** The id of the resource group. */
  readonly groupId: string;
  readonly location: string;
}

/** The row that leads to a new resource. */
const toNew = 'new';

const groupOf = (instanceId: string): string => {
  const id = parseArmId(instanceId);
  return id ? resourceGroupId(id) : '';
};

const isBeside = ({ resourceGroup }: Choice, instanceId: string): boolean =>
  resourceGroup.toLowerCase() === groupOf(instanceId).split('/').at(-1)?.toLowerCase();

/** `id-berlin-secrets` is for what a new `id-aio-berlin-01-secrets` would be for. */
function isNamedAlike({ name }: Choice, newName: string | undefined): boolean {
  const purpose = /-[a-z]+$/i.exec(newName ?? '')?.[0].toLowerCase();
  return purpose !== undefined && name.toLowerCase().endsWith(purpose);
}

/** The nearest first: what can be used, beside the instance, named for the purpose, then by name. */
function toItems(
  choices: readonly Choice[],
  { instanceId, newName, caution }: PageOptions,
): PickItem<Choice>[] {
  const rank = (choice: Choice): number =>
    (choice.problem === undefined ? 0 : 4) +
    (isBeside(choice, instanceId) ? 0 : 2) +
    (isNamedAlike(choice, newName) ? 0 : 1);
  return [...choices]
    .sort((a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name))
    .map((choice) => {
      const detail =
        choice.problem === undefined
          ? (caution?.(choice.id) ?? choice.caution)
          : t('Cannot be used: {0}', choice.problem);
      return {
        label: visible(choice.name),
        description: visible(`${choice.resourceGroup} · ${choice.location}`),
        ...(detail === undefined ? {} : { detail: `$(warning) ${detail}` }),
        value: choice,
      };
    });
}

/**
 * What Enter takes: the nearest that can be used and that nothing is to be said against. Where something
 * is to be said against all beside the instance, that is none: not what belongs to another one.
 */
function toProposal(
  items: readonly PickItem<Choice>[],
  { instanceId, caution }: PageOptions,
): Choice | undefined {
  const usable = items.flatMap(({ value }) => (value && value.problem === undefined ? value : []));
  const beside = usable.filter((choice) => isBeside(choice, instanceId));
  return (beside.length > 0 ? beside : usable).find(({ id }) => caution?.(id) === undefined);
}

const problemOf = (choice: Choice | typeof toNew): string | undefined =>
  choice === toNew || choice.problem === undefined
    ? undefined
    : t('{0} {1}. Choose another one.', visible(choice.name), choice.problem);

/** What is made goes beside the instance: into its resource group, and where that is. */
async function besideInstance(options: PageOptions, context: RequestContext): Promise<Where> {
  const groupId = groupOf(options.instanceId);
  const body = await options.azure.arm.find(groupId, apiVersions.resourceGroups, context);
  return { groupId, location: stringAt(body, 'location') ?? '' };
}

/** One page with what is there; a row more leads to making a new one, and back from there to here. */
async function pickOrMake<C>(
  options: PageOptions,
  newLabel: string,
  list: (context: RequestContext) => Promise<readonly Choice[]>,
  make: (proposed: string) => Promise<Answer<Chosen<C>>>,
  admit: (choice: Choice) => Promise<boolean> = () => Promise.resolve(true),
): Promise<Answer<Chosen<C>>> {
  const { newName } = options;
  let { chosenId } = options;
  for (;;) {
    const answer = await pick<Choice | typeof toNew>({
      title: options.title,
      placeholder: options.placeholder,
      step: options.step,
      totalSteps: options.totalSteps,
      isActive: (value) => value !== toNew && chosenId !== undefined && sameId(value.id, chosenId),
      load: async (signal) => {
        const items = toItems(await list({ signal }), options);
        // Enter takes what is there; making something new is meant to be chosen.
        chosenId ??= toProposal(items, options)?.id;
        return [
          ...(newName === undefined
            ? []
            : [{ label: `$(add) ${newLabel}`, value: toNew } as const]),
          ...items,
        ];
      },
      problem: problemOf,
    });
    if (answer.kind !== 'picked') return answer;
    if (answer.value !== toNew) {
      const { id, name } = answer.value;
      chosenId = id;
      if (!(await admit(answer.value))) continue;
      return { kind: 'picked', value: { id, name } };
    }
    const made = await make(newName ?? '');
    if (made.kind !== 'back') return made;
  }
}

/** A vault of that name that was deleted, and whose name therefore cannot be had. */
async function askRecover(
  options: PageOptions,
  name: string,
  location: string,
): Promise<Answer<'recover' | 'other'>> {
  return pick<'recover' | 'other'>({
    title: options.title,
    placeholder: t('{0} was deleted, and its name is kept for it', visible(name)),
    step: options.step,
    totalSteps: options.totalSteps,
    load: () =>
      Promise.resolve([
        {
          label: `$(history) ${t('Recover {0}', visible(name))}`,
          description: location,
          detail: t('With its secrets; its role assignments do not come back and are made anew.'),
          value: 'recover' as const,
        },
        { label: `$(edit) ${t('Choose another name')}`, value: 'other' as const },
      ]),
  });
}

const retentions = [
  { retentionDays: 90, isPurgeProtected: true },
  { retentionDays: 90, isPurgeProtected: false },
  { retentionDays: 30, isPurgeProtected: false },
  { retentionDays: 7, isPurgeProtected: false },
] as const;

type Retention = (typeof retentions)[number];

/** How long a deleted vault can be brought back, and whether anybody can end that early. */
const askRetention = (options: PageOptions): Promise<Answer<Retention>> =>
  pick<Retention>({
    title: options.title,
    placeholder: t('How long is what is deleted kept? It cannot be changed later'),
    step: options.step,
    totalSteps: options.totalSteps,
    load: () =>
      Promise.resolve(
        retentions.map((value) => ({
          label: t('{0} days', value.retentionDays),
          description: value.isPurgeProtected
            ? t('purge protection on: nobody can end it early, and it cannot be turned off again')
            : t('purge protection off'),
          value,
        })),
      ),
  });

/** Asks for the name of a new vault as one types: its form, the whole world, and deleted ones. */
export async function askNewVault(
  options: PageOptions,
  proposed: string,
  where?: Where,
): Promise<Answer<ChosenVault>> {
  const { azure, instanceId } = options;
  const group = where?.groupId ?? groupOf(instanceId);
  let value = proposed;
  for (;;) {
    let deletedIn: string | undefined;
    const name = await typeText({
      title: options.title,
      prompt: t('Name of the new key vault; it is unique in the world'),
      value,
      step: options.step,
      totalSteps: options.totalSteps,
      problem: vaultNameProblem,
      remoteProblem: async (text, signal) => {
        const answer = await askNewVaultName(azure, group, text, { signal });
        deletedIn = answer.kind === 'recoverable' ? answer.location : undefined;
        return answer.kind === 'taken' ? visible(answer.because, 400) : undefined;
      },
    });
    if (name.kind !== 'picked') return name;
    value = name.value;
    const id = `${group}/providers/${resourceTypes.vault}/${value}`;
    const chosen = (creation: VaultCreation): Answer<ChosenVault> => ({
      kind: 'picked',
      value: { id, name: value, creation },
    });
    if (deletedIn !== undefined) {
      const answer = await askRecover(options, value, deletedIn);
      if (answer.kind === 'dismissed') return answer;
      if (answer.kind === 'picked' && answer.value === 'recover') {
        return chosen({ kind: 'recover', location: deletedIn });
      }
      continue;
    }
    const retention = await askRetention(options);
    if (retention.kind === 'back') continue;
    if (retention.kind === 'dismissed') return retention;
    const { location } =
      where ?? (await besideInstance(options, { signal: new AbortController().signal }));
    return chosen({ kind: 'create', location, ...retention.value });
  }
}

/**
 * Looks at the chosen vault itself, since the index is late, and explains what keeps it from being
 * used. One that is closed to networks is used only when the user says that the cluster gets in.
 */
async function admitVault(azure: Azure, tenantId: string, choice: Choice): Promise<boolean> {
  const vault = await azure.vaults.find(choice.id, { signal: new AbortController().signal });
  if (!vault) {
    throw new UserFacingError(
      t(
        '{0} does not exist, or your account may not see it. Refresh and choose again.',
        choice.name,
      ),
    );
  }
  const fitness = vaultFitness(vault, tenantId);
  switch (fitness.kind) {
    case 'fit':
      return true;
    case 'unfit':
      await vscode.window.showWarningMessage(t('{0} cannot be used', visible(vault.name)), {
        modal: true,
        detail: visible(fitness.because, 1_000),
      });
      return false;
    case 'closed': {
      const use = t('The Cluster Gets In');
      const answer = await vscode.window.showWarningMessage(
        t('Does the cluster reach {0}?', visible(vault.name)),
        { modal: true, detail: visible(fitness.because, 1_000) },
        use,
      );
      return answer === use;
    }
  }
}

export type VaultPageOptions = PageOptions & {
  /** Of the instance that is to use the vault. Absent: whatever is chosen is only looked at. */
  readonly usedInTenant?: string;
};

/** A vault that is there, or a new one beside the instance. */
export const askVaultPage = (options: VaultPageOptions): Promise<Answer<ChosenVault>> => {
  const { azure, usedInTenant } = options;
  return pickOrMake<VaultCreation>(
    options,
    t('Create a new key vault…'),
    (context) => listVaults(azure, context),
    (proposed) => askNewVault(options, proposed),
    usedInTenant === undefined ? undefined : (choice) => admitVault(azure, usedInTenant, choice),
  );
};

/** Asks for the name of a new managed identity. */
export async function askNewIdentity(
  options: PageOptions,
  proposed: string,
  where?: Where,
): Promise<Answer<ChosenIdentity>> {
  const name = await typeText({
    title: options.title,
    prompt: t('Name of the new managed identity'),
    value: proposed,
    step: options.step,
    totalSteps: options.totalSteps,
    problem: identityNameProblem,
  });
  if (name.kind !== 'picked') return name;
  const { groupId, location } =
    where ?? (await besideInstance(options, { signal: new AbortController().signal }));
  const id = `${groupId}/providers/${resourceTypes.identity}/${name.value}`;
  return { kind: 'picked', value: { id, name: name.value, creation: { location } } };
}

/** What is to be known of an identity for the one purpose that serves the other already. */
export const sharedWords = (purpose: 'secrets' | 'cloud'): string =>
  purpose === 'cloud'
    ? t('Reads the vault already: cloud connections would be able to read every secret')
    : t('Connects to the cloud already: cloud connections would be able to read every secret');

/** A managed identity that is there, or a new one beside the instance. */
export const askIdentityPage = (options: PageOptions): Promise<Answer<ChosenIdentity>> =>
  pickOrMake<IdentityCreation>(
    options,
    t('Create a new managed identity…'),
    (context) => listIdentities(options.azure, context),
    (proposed) => askNewIdentity(options, proposed),
  );
