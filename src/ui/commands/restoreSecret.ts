import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import type { NodeOf } from '../../core/model/node';
import { isSecretName } from '../../core/model/secretIds';
import { readSecretsInNeed } from '../../core/observe/secretState';
import { neverSetWords } from '../../core/plans/restoreSecret';
import type { Cloud, Vault } from '../../core/ports';
import { secretsInUse } from '../../core/verify/chain';
import { visible } from '../tree/markdown';
import { whileReading } from '../wizard/askRemoval';
import { askRestoreSecret, type Restorable } from '../wizard/askRestoreSecret';
import type { Command, Deps } from './command';
import { instanceOf } from './pickInstance';
import { readingOf, vaultIn } from './readingOf';
import { requireIdle, runInPanel } from './runInPanel';

/** What only people can do, and the way there. */
async function sayNeverSet(
  absent: readonly string[],
  vault: Vault,
  { portalUrl }: Cloud,
): Promise<void> {
  const open = t('Open Key Vault in Portal');
  const ways = portalUrl === undefined ? [] : [open];
  const [name = '', ...others] = absent;
  const message =
    others.length === 0
      ? t('{0} cannot be recovered', visible(name))
      : t('{0} secrets cannot be recovered', absent.length);
  const detail = visible(neverSetWords(absent, vault), 1_000);
  const answer = await vscode.window.showWarningMessage(message, { modal: true, detail }, ...ways);
  if (answer !== open) return;
  await vscode.commands.executeCommand('aioSecureSettings.resource.openInPortal', vault.id);
}

function sayAllWell(instance: NodeOf<'instance'>, vault: Vault): void {
  void vscode.window.showInformationMessage(
    t(
      'The secrets that {0} uses are in key vault {1} and enabled. Verify again.',
      visible(instance.name),
      visible(vault.name),
    ),
  );
}

/** Enables and recovers secrets that the instance uses, after a review; no value is read. */
export const restoreSecret = ({
  session,
  estate,
  readings,
  panels,
  reviews,
}: Deps): Command<'aioSecureSettings.vault.restoreSecret'> => ({
  id: 'aioSecureSettings.vault.restoreSecret',
  title: t('Enable or Recover Secrets'),
  async run(argument, clicked) {
    const instance = await instanceOf(argument, estate);
    if (!instance) return;
    const { cloud, runs } = await session.current();
    await requireIdle(runs, instance);
    const seen = await readingOf(readings, instance);
    const vault = vaultIn(seen, instance);
    const used = secretsInUse(seen).filter(isSecretName);
    const secretName = used.find((name) => name === clicked);
    const states = await whileReading((signal) =>
      readSecretsInNeed(cloud.azure(instance.tenantId), vault, used, { signal }),
    );
    const absent = states.flatMap(({ kind, name }) =>
      kind === 'absent' && (secretName === undefined || name === secretName) ? [name] : [],
    );
    const restorable = states.flatMap((state): Restorable[] =>
      state.kind === 'absent' ? [] : [state],
    );
    if (absent.length > 0 && (secretName !== undefined || restorable.length === 0)) {
      await sayNeverSet(absent, vault, cloud);
    } else if (restorable.length === 0) {
      sayAllWell(instance, vault);
    } else {
      const asked = { reviews, cloud, instance, vault, states: restorable, secretName };
      const plan = await askRestoreSecret(asked);
      if (plan) await runInPanel(panels, runs, plan);
    }
  },
});
