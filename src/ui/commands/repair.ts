import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { parseArmIdOf, resourceTypes } from '../../core/model/armId';
import { valueOf } from '../../core/model/fact';
import type { NodeOf } from '../../core/model/node';
import { prepareEnableSecretSync } from '../../core/plans/enableSecretSync';
import { prepareRepairList } from '../../core/plans/repairList';
import { prepareRepairSecretStore } from '../../core/plans/repairSecretStore';
import { prepareRewriteInstance } from '../../core/plans/rewriteInstance';
import { prepareSyncNow } from '../../core/plans/syncNow';
import { ownClass } from '../../core/checks/secretSync';
import type { SecretSync } from '../../core/observe/observation';
import type { PreparedPlan } from '../../core/plan/plan';
import type { Azure, Cloud, RequestContext } from '../../core/ports';
import { syncsOn, verifySecretStore } from '../../core/verify/syncs';
import { visible } from '../tree/markdown';
import { reviewPage } from '../wizard/reviewPage';
import { pick } from '../wizard/steps';
import type { Command, Deps } from './command';
import { instanceWith, type ChosenSync } from './instanceWith';
import { instanceOf } from './pickInstance';
import { readingOf } from './readingOf';
import { requireIdle, runInPanel } from './runInPanel';

interface Asked {
  readonly title: string;
  readonly placeholder: string;
  readonly action: string;
  readonly instance: NodeOf<'instance'>;
  prepare(azure: Azure, cloud: Cloud, context: RequestContext): Promise<PreparedPlan>;
}

/** One page with what will be written; the run is shown in the panel. */
async function reviewAndRun({ session, panels, reviews }: Deps, asked: Asked): Promise<void> {
  const { cloud, runs } = await session.current();
  await requireIdle(runs, asked.instance);
  const answer = await reviewPage({
    reviews,
    title: asked.title,
    placeholder: asked.placeholder,
    step: 1,
    totalSteps: 1,
    action: asked.action,
    prepare: (signal) => asked.prepare(cloud.azure(asked.instance.tenantId), cloud, { signal }),
  });
  if (answer.kind === 'picked') await runInPanel(panels, runs, answer.value);
}

/** Enables again with the vault and the identity that are named: it writes only what is not right. */
export const repairSecretSync = (deps: Deps): Command<'aioSecureSettings.secretSync.repair'> => ({
  id: 'aioSecureSettings.secretSync.repair',
  title: t('Repair Secret Synchronization'),
  async run(argument) {
    const instance = await instanceOf(argument, deps.estate);
    if (!instance) return;
    const seen = await readingOf(deps.readings, instance);
    if (verifySecretStore(seen).state === 'failed') {
      // Nothing else can be written before it works.
      await vscode.commands.executeCommand('aioSecureSettings.secretStore.repair', instance);
      return;
    }
    const [vault, identity] = [valueOf(seen.vault), valueOf(seen.identity)];
    if (!vault || !identity) {
      // What is to be repaired with is not there any more: it has to be chosen.
      await vscode.commands.executeCommand('aioSecureSettings.secretSync.enable', instance);
      return;
    }
    if (!vault.isRbac) {
      // Roles have no effect there, so nothing else would help.
      await vscode.commands.executeCommand('aioSecureSettings.vault.switchToRbac', instance);
      return;
    }
    await reviewAndRun(deps, {
      title: t('Repair Secret Synchronization'),
      placeholder: t(
        'Review: repaired with {0} and {1}',
        visible(vault.name),
        visible(identity.name),
      ),
      action: t('Repair'),
      instance,
      prepare: (azure, { clock }, context) =>
        prepareEnableSecretSync(
          { azure, clock, digest: deps.digest },
          {
            tenantId: instance.tenantId,
            instanceId: instance.id,
            vaultId: vault.id,
            identityId: identity.id,
            isOfficerWanted: false,
          },
          context,
        ),
    });
  },
});

const namedTarget = ({ tenantId, id, name }: NodeOf<'instance'>) => ({
  tenantId,
  instanceId: id,
  instanceName: name,
});

/** Has a Secret Store extension that failed installed once more. */
export const repairSecretStore = (deps: Deps): Command<'aioSecureSettings.secretStore.repair'> => ({
  id: 'aioSecureSettings.secretStore.repair',
  title: t('Repair Secret Store Extension'),
  async run(argument) {
    const instance = await instanceOf(argument, deps.estate);
    if (!instance) return;
    await reviewAndRun(deps, {
      title: t('Repair Secret Store Extension'),
      placeholder: t(
        'Review: the extension for {0} is installed once more',
        visible(instance.name),
      ),
      action: t('Repair'),
      instance,
      prepare: (azure, { clock }, context) =>
        prepareRepairSecretStore({ azure, clock }, namedTarget(instance), context),
    });
  },
});

/** Writes an instance whose last update failed once more as it is. */
export const writeInstanceAgain = (
  deps: Deps,
): Command<'aioSecureSettings.instance.writeAgain'> => ({
  id: 'aioSecureSettings.instance.writeAgain',
  title: t('Write Instance Again'),
  async run(argument) {
    const instance = await instanceOf(argument, deps.estate);
    if (!instance) return;
    await reviewAndRun(deps, {
      title: t('Write Instance Again'),
      placeholder: t('Review: {0} is written once more as it is', visible(instance.name)),
      action: t('Write'),
      instance,
      prepare: (azure, { clock }, context) =>
        prepareRewriteInstance({ azure, clock }, namedTarget(instance), context),
    });
  },
});

/** Lists what is mapped in the provider class. */
export const repairList = (deps: Deps): Command<'aioSecureSettings.secretSync.repairList'> => ({
  id: 'aioSecureSettings.secretSync.repairList',
  title: t('Repair List of Secrets'),
  async run(argument) {
    const instance = await instanceOf(argument, deps.estate);
    if (!instance) return;
    await reviewAndRun(deps, {
      title: t('Repair List of Secrets'),
      placeholder: t('Review: what the provider class of {0} lists', visible(instance.name)),
      action: t('Repair'),
      instance,
      prepare: (azure, { clock }, context) =>
        prepareRepairList({ azure, clock }, namedTarget(instance), context),
    });
  },
});

/** The SecretSync passed to the command, or one of the instance that the user picks. */
async function chooseSync(
  argument: unknown,
  { estate, readings }: Deps,
): Promise<ChosenSync | undefined> {
  if (typeof argument === 'string' && parseArmIdOf(resourceTypes.secretSync, argument)) {
    return instanceWith(argument, estate, readings);
  }
  const instance = await instanceOf(argument, estate);
  if (!instance) return undefined;
  const answer = await pick<SecretSync>({
    title: t('Sync Now'),
    placeholder: t('Choose what is to be synchronized now on {0}', visible(instance.name)),
    step: 1,
    totalSteps: 2,
    load: async () => {
      const seen = await readingOf(readings, instance);
      const own = ownClass(seen);
      const syncs = own ? syncsOn(own, seen) : [];
      // Those that fail first.
      return [...syncs]
        .sort((a, b) => Number(a.condition?.isTrue ?? true) - Number(b.condition?.isTrue ?? true))
        .map((value) => ({
          label: visible(value.name),
          description: visible(value.condition?.reason ?? t('no status yet')),
          value,
        }));
    },
  });
  return answer.kind === 'picked' ? { instance, sync: answer.value } : undefined;
}

/** Asks the Secret Store extension for a round now, and waits for its report. */
export const syncNow = (deps: Deps): Command<'aioSecureSettings.secretSync.syncNow'> => ({
  id: 'aioSecureSettings.secretSync.syncNow',
  title: t('Sync Now'),
  async run(argument) {
    const chosen = await chooseSync(argument, deps);
    if (!chosen) return;
    const { instance, sync } = chosen;
    await reviewAndRun(deps, {
      title: t('Sync Now'),
      placeholder: t('Review: one synchronization of {0}', visible(sync.name)),
      action: t('Sync Now'),
      instance,
      prepare: (azure, { clock }, context) =>
        prepareSyncNow(
          { azure, clock },
          { ...namedTarget(instance), secretSyncId: sync.id },
          context,
        ),
    });
  },
});
