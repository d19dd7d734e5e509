import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import type { NodeOf } from '../../core/model/node';
import { prepareRegisterProviders } from '../../core/plans/registerProviders';
import type { Cloud } from '../../core/ports';
import { checkPrerequisites as check } from '../../core/prerequisites/checkPrerequisites';
import type { Prerequisite, Remedy } from '../../core/prerequisites/prerequisite';
import type { ProviderRef } from '../../core/prerequisites/providers';
import { readPrerequisites } from '../../core/prerequisites/readPrerequisites';
import { visible } from '../tree/markdown';
import {
  prerequisitesSummary,
  remedyLabel,
  toPrerequisiteItems,
} from '../wizard/prerequisiteItems';
import { pick } from '../wizard/steps';
import type { CommandId } from '../commandIds';
import type { Command, Deps } from './command';
import { offerLine } from './offerLine';
import { instanceOf } from './pickInstance';
import { requireIdle, runInPanel } from './runInPanel';

/** What came of a row: look at everything anew, show the list as it is, or be done. */
type Next = 'read' | 'list' | 'end';

/** All of a row, which the list cuts off, with what mends it as a button. Azure was not written to. */
async function readOn({ title, finding, remedy }: Prerequisite): Promise<boolean> {
  const detail = [
    ...(finding.advice === undefined ? [] : [visible(finding.advice, 2_000)]),
    finding.evidence
      .map(({ label, value }) => `${visible(label, 200)}: ${visible(value, 200)}`)
      .join('\n'),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
  const message = `${visible(title)}: ${visible(finding.words, 200)}`;
  if (!remedy) {
    await vscode.window.showInformationMessage(message, { modal: true, detail });
    return false;
  }
  const action = remedyLabel(remedy);
  const answer = await vscode.window.showInformationMessage(
    message,
    { modal: true, detail },
    action,
  );
  return answer === action;
}

class PrerequisitesCheck {
  constructor(
    private readonly deps: Deps,
    private readonly cloud: Cloud,
    private readonly instance: NodeOf<'instance'>,
  ) {}

  /** Shows the list until it is dismissed or leads elsewhere. */
  async run(): Promise<void> {
    let rows: readonly Prerequisite[] | undefined;
    let last: string | undefined;
    for (;;) {
      const answer = await this.pickRow(rows, last);
      if (!answer) return;
      last = answer.row.id;
      const next = await this.mend(answer.row);
      if (next === 'end') return;
      rows = next === 'list' ? answer.rows : undefined;
    }
  }

  private async pickRow(
    known: readonly Prerequisite[] | undefined,
    last: string | undefined,
  ): Promise<{ row: Prerequisite; rows: readonly Prerequisite[] } | undefined> {
    const { id: instanceId, tenantId, name } = this.instance;
    let rows = known;
    const answer = await pick<Prerequisite>({
      title: t('Check Prerequisites: {0}', visible(name)),
      placeholder: rows
        ? prerequisitesSummary(rows)
        : t('Looks at cluster, extensions, subscription and permissions…'),
      step: 1,
      totalSteps: 1,
      isActive: ({ id }) => id === last,
      load: async (signal) => {
        rows ??= check(
          await readPrerequisites(
            this.cloud.azure(tenantId),
            this.cloud.clock,
            { tenantId, instanceId },
            { signal },
          ),
        );
        return toPrerequisiteItems(rows);
      },
      loadedPlaceholder: () => prerequisitesSummary(rows ?? []),
    });
    return answer.kind === 'picked' ? { row: answer.value, rows: rows ?? [] } : undefined;
  }

  private async mend(row: Prerequisite): Promise<Next> {
    const isWanted = await readOn(row);
    return isWanted && row.remedy ? this.carryOut(row.remedy) : 'list';
  }

  private async carryOut(remedy: Remedy): Promise<Next> {
    switch (remedy.kind) {
      case 'registerProviders':
        return this.register(remedy.providers);
      case 'enableClusterIdentity':
        return this.lead('aioSecureSettings.cluster.enableIdentity');
      case 'updateByAzureCli':
        return this.lead('aioSecureSettings.cluster.updateByAzureCli');
      case 'becomeOfficer':
        return this.lead('aioSecureSettings.vault.becomeOfficer');
      case 'line':
        await offerLine({
          title: t('Azure CLI'),
          placeholder: t('On a machine with az, helm and a kubeconfig of the cluster'),
          line: remedy.line,
          terminalName: t('Azure CLI'),
        });
        return 'end';
      case 'copyActions':
        await vscode.env.clipboard.writeText(remedy.text);
        vscode.window.setStatusBarMessage(t('Actions and scopes copied'), 5_000);
        return 'list';
    }
  }

  private async lead(command: CommandId): Promise<Next> {
    await vscode.commands.executeCommand(command, this.instance);
    return 'end';
  }

  /** The user has agreed on the row's page, which names each provider. */
  private async register(providers: readonly ProviderRef[]): Promise<Next> {
    const { session, panels } = this.deps;
    const { id: instanceId, tenantId, name: instanceName } = this.instance;
    const { runs } = await session.current();
    await requireIdle(runs, this.instance);
    const { plan } = await prepareRegisterProviders(
      { azure: this.cloud.azure(tenantId), clock: this.cloud.clock },
      { tenantId, instanceId, instanceName, providers },
      { signal: new AbortController().signal },
    );
    await runInPanel(panels, runs, plan);
    return runs.latest(instanceId)?.outcome === 'succeeded' ? 'read' : 'end';
  }
}

/** Looks at all that must be so before secure settings can be enabled, and says what to do. */
export const checkPrerequisites = (
  deps: Deps,
): Command<'aioSecureSettings.instance.checkPrerequisites'> => ({
  id: 'aioSecureSettings.instance.checkPrerequisites',
  title: t('Check Prerequisites'),
  async run(argument) {
    const instance = await instanceOf(argument, deps.estate);
    if (!instance) return;
    const { cloud } = await deps.session.current();
    await new PrerequisitesCheck(deps, cloud, instance).run();
  },
});
