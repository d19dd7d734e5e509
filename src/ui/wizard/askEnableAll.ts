import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { sameId } from '../../core/model/armId';
import type { NodeOf } from '../../core/model/node';
import type { Plan } from '../../core/plan/plan';
import { prepareEnableAll, type EnableAllTools } from '../../core/plans/enableAll';
import { readCluster } from '../../core/plans/enableClusterIdentity';
import type { Cloud } from '../../core/ports';
import { needsOwnIssuer } from '../../core/checks/cluster';
import { visible } from '../tree/markdown';
import { askOwnIssuer } from './askClusterIdentity';
import { proposedNames } from './proposedNames';
import {
  askIdentityPage,
  askVaultPage,
  type ChosenIdentity,
  type ChosenVault,
  type PageOptions,
} from './resourcePages';
import { reviewPage } from './reviewPage';
import { askAll, into, type WizardStep } from './steps';

interface State {
  readonly vault?: ChosenVault;
  readonly identity?: ChosenIdentity;
  readonly cloudIdentity?: ChosenIdentity;
  readonly plan?: Plan;
}

export interface EnableAllQuestion {
  readonly cloud: Cloud;
  readonly instance: NodeOf<'instance'>;
  readonly tools: Omit<EnableAllTools, 'azure' | 'clock'>;
}

const title = (): string => t('Enable All Secure Settings');

/** The issuer of a cluster that has its own, nothing for others; undefined when dismissed. */
async function ownIssuerOf(
  cloud: Cloud,
  { tenantId, clusterId }: NodeOf<'instance'>,
): Promise<{ readonly selfHostedIssuerUrl?: string } | undefined> {
  if (clusterId === undefined) return {};
  const cluster = await vscode.window.withProgress(
    { location: { viewId: 'aioSecureSettings.clusters' } },
    () => readCluster(cloud.azure(tenantId), clusterId, { signal: new AbortController().signal }),
  );
  if (!needsOwnIssuer(cluster) || cluster.connectivity !== 'connected') return {};
  const selfHostedIssuerUrl = await askOwnIssuer(cluster, title());
  return selfHostedIssuerUrl === undefined ? undefined : { selfHostedIssuerUrl };
}

/**
 * Asks for the vault and both identities, then shows every write. Undefined when dismissed.
 *
 * @throws {UserFacingError} what keeps it from being enabled, before anything was written
 */
export async function askEnableAll(question: EnableAllQuestion): Promise<Plan | undefined> {
  const { cloud, instance, tools } = question;
  const { tenantId, id: instanceId } = instance;
  const azure = cloud.azure(tenantId);
  const issuer = await ownIssuerOf(cloud, instance);
  if (!issuer) return undefined;
  const names = proposedNames(instance.name);
  const page = (step: number, placeholder: string, newName: string, chosenId?: string) =>
    ({
      title: title(),
      placeholder,
      step,
      totalSteps: 4,
      azure,
      instanceId,
      newName,
      ...(chosenId === undefined ? {} : { chosenId }),
    }) satisfies PageOptions;

  const askVault: WizardStep<State> = async (state) =>
    into(
      await askVaultPage({
        ...page(
          1,
          t('Choose the key vault that holds the secrets of {0}', visible(instance.name)),
          names.vault,
          state.vault?.id,
        ),
        usedInTenant: tenantId,
      }),
      (vault) => ({ ...state, vault }),
    );

  const askIdentity: WizardStep<State> = async (state) =>
    into(
      await askIdentityPage(
        page(
          2,
          t('Choose the managed identity that reads the vault for the cluster'),
          names.identity,
          state.identity?.id,
        ),
      ),
      (identity) => ({ ...state, identity }),
    );

  const askCloudIdentity: WizardStep<State> = async (state) =>
    into(
      await askIdentityPage({
        ...page(
          3,
          t('Choose the managed identity for cloud connections, another one than before'),
          names.cloudIdentity,
          state.cloudIdentity?.id,
        ),
        caution: (id) =>
          state.identity && sameId(id, state.identity.id)
            ? t('Reads the vault already: cloud connections would be able to read every secret')
            : undefined,
      }),
      (cloudIdentity) => ({ ...state, cloudIdentity }),
    );

  const review: WizardStep<State> = async (state) => {
    const { vault, identity, cloudIdentity } = state;
    if (!vault || !identity || !cloudIdentity) return { kind: 'back' };
    const creations = {
      ...(vault.creation ? { vault: vault.creation } : {}),
      ...(identity.creation ? { identity: identity.creation } : {}),
      ...(cloudIdentity.creation ? { cloudIdentity: cloudIdentity.creation } : {}),
    };
    return into(
      await reviewPage({
        title: title(),
        placeholder: t(
          'Review: everything for {0}. It stops once for you to configure the API server',
          visible(instance.name),
        ),
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
              creations,
              // Somebody has to put the secrets into a vault that is new.
              isOfficerWanted: vault.creation?.kind === 'create',
              ...issuer,
            },
            { signal },
          ),
      }),
      (plan) => ({ ...state, plan }),
    );
  };

  const end = await askAll<State>({}, [askVault, askIdentity, askCloudIdentity, review]);
  return end?.plan;
}
