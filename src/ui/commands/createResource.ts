import { t } from '@vscode/l10n';
import type { Plan } from '../../core/plan/plan';
import { askBecomeOfficer } from '../wizard/askBecomeOfficer';
import {
  askNewIdentityPlan,
  askNewVaultPlan,
  type NewResourceQuestion,
} from '../wizard/askNewResource';
import type { Command, Deps } from './command';
import { instanceOf } from './pickInstance';
import { requireIdle, runInPanel } from './runInPanel';

/** Finds the instance, asks, runs, and shows the run in the panel. */
async function askAndRun(
  { session, estate, panels, reviews, digest }: Deps,
  argument: unknown,
  ask: (question: NewResourceQuestion) => Promise<Plan | undefined>,
): Promise<void> {
  const instance = await instanceOf(argument, estate);
  if (!instance) return;
  const { cloud, runs } = await session.current();
  await requireIdle(runs, instance);
  const plan = await ask({ reviews, cloud, digest, instance });
  if (plan) await runInPanel(panels, runs, plan);
}

/** Makes a key vault beside an instance, for secrets that are to be synchronized later. */
export const createVault = (deps: Deps): Command<'aioSecureSettings.vault.create'> => ({
  id: 'aioSecureSettings.vault.create',
  title: t('Create Key Vault'),
  run: (argument) => askAndRun(deps, argument, askNewVaultPlan),
});

/** Makes a managed identity beside an instance. */
export const createIdentity = (deps: Deps): Command<'aioSecureSettings.identity.create'> => ({
  id: 'aioSecureSettings.identity.create',
  title: t('Create Managed Identity'),
  run: (argument) => askAndRun(deps, argument, askNewIdentityPlan),
});

/** Lets the signed-in user manage the secrets of a vault. */
export const becomeOfficer = (deps: Deps): Command<'aioSecureSettings.vault.becomeOfficer'> => ({
  id: 'aioSecureSettings.vault.becomeOfficer',
  title: t('Give Me the Key Vault Secrets Officer Role'),
  run: (argument) =>
    askAndRun(deps, argument, (question) => {
      const observation = deps.readings.find(question.instance.id);
      return askBecomeOfficer({ ...question, ...(observation ? { observation } : {}) });
    }),
});
