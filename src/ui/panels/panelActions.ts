import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import type { PanelAction, PanelSubject } from '../../protocol/panel';
import type { CommandId } from '../commandIds';
import type { ErrorBoundary } from '../commands/boundary';
import type { InterruptedRuns } from '../kept/interruptedRuns';
import type { Session } from '../session';
import { visible } from '../tree/markdown';
import { awaitBeforeRetry, awaitBeforeReview } from '../underWay';
import { reviewAnew } from '../wizard/reviewAnew';
import type { ReviewBoard } from '../wizard/reviewPage';
import type { Mend } from './mending';
import type { Panels } from './panels';

export interface PanelActionsOptions {
  readonly session: Session;
  readonly panels: Panels;
  readonly reviews: ReviewBoard;
  readonly boundary: ErrorBoundary;
  readonly interrupted: Pick<InterruptedRuns, 'seen' | 'forget'>;
  /** Mends a part of the chain, or the cause. */
  readonly mend: Mend;
  readonly run: (id: CommandId, args: readonly unknown[]) => Promise<void>;
}

/** What each button of a panel does. Failures end in the boundary: none of these rejects. */
export const createPanelActions = ({
  session,
  panels,
  reviews,
  boundary,
  interrupted,
  mend,
  run,
}: PanelActionsOptions): Readonly<
  Record<PanelAction, (subject: PanelSubject) => Promise<void>>
> => ({
  enableClusterIdentity: ({ instanceId }) =>
    run('aioSecureSettings.cluster.enableIdentity', [instanceId]),
  enableAll: ({ instanceId }) => run('aioSecureSettings.instance.enableAll', [instanceId]),
  enableSecretSync: ({ instanceId }) => run('aioSecureSettings.secretSync.enable', [instanceId]),
  repair: (subject) => mend(undefined, subject),
  exportScript: ({ instanceId }) => run('aioSecureSettings.instance.exportScript', [instanceId]),
  checkPrerequisites: ({ instanceId }) =>
    run('aioSecureSettings.instance.checkPrerequisites', [instanceId]),
  saveRecord: ({ instanceId }) => run('aioSecureSettings.instance.saveRecord', [instanceId]),
  updateByAzureCli: ({ instanceId }) =>
    run('aioSecureSettings.cluster.updateByAzureCli', [instanceId]),
  configureK3s: ({ instanceId }) => run('aioSecureSettings.apiServer.configureK3s', [instanceId]),
  confirmByKubectl: ({ instanceId }) => run('aioSecureSettings.apiServer.confirm', [instanceId]),
  restartRegistry: ({ instanceId }) =>
    run('aioSecureSettings.schemaRegistry.restart', [instanceId]),
  copyRequest: ({ instanceId }) => run('aioSecureSettings.instance.copyRequest', [instanceId]),
  copyIssuer: ({ instanceId }) => run('aioSecureSettings.cluster.copyIssuer', [instanceId]),
  openInPortal: ({ instanceId }) => run('aioSecureSettings.resource.openInPortal', [instanceId]),
  more: ({ instanceId }) => run('aioSecureSettings.panel.more', [instanceId]),
  showLog: () => run('aioSecureSettings.log.show', []),
  signIn: ({ tenantId }) => run('aioSecureSettings.account.signIn', [tenantId]),
  refresh: (subject) => {
    panels.read(subject);
    return Promise.resolve();
  },
  cancel: async ({ instanceId }) => {
    const { runs } = await session.current();
    const latest = runs.latest(instanceId);
    if (latest) runs.cancel(latest.runId);
  },
  confirmStep: async ({ instanceId }) => {
    const { runs } = await session.current();
    const latest = runs.latest(instanceId);
    if (latest) runs.answer(latest.runId, 'done');
  },
  postponeStep: async ({ instanceId }) => {
    const { runs } = await session.current();
    const latest = runs.latest(instanceId);
    if (latest) runs.answer(latest.runId, 'later');
  },
  // The question stands at the top of the window, where no key leads from a panel.
  answerReview: async () => {
    await vscode.commands.executeCommand('workbench.action.focusQuickOpen');
  },
  reviewAgain: async ({ tenantId, instanceId }) => {
    const { cloud, runs } = await session.current();
    const latest = runs.latest(instanceId);
    if (!latest) return;
    const tools = { azure: cloud.azure(tenantId), clock: cloud.clock };
    const request = runs.requestOf(latest.runId);
    await boundary.run(
      latest.title,
      async () => {
        const plan = await reviewAnew({
          reviews,
          title: latest.title,
          placeholder: t('Review anew: {0}', visible(latest.subjectName)),
          action: t('Run'),
          name: latest.subjectName,
          planId: latest.planId,
          prepare: async (signal) => {
            if (request) await awaitBeforeReview(tools, request, signal);
            return runs.prepareAgain(latest.runId, { signal });
          },
        });
        if (plan) await runs.start(plan);
      },
      instanceId,
    );
  },
  reviewInterrupted: ({ instanceId }) => run('aioSecureSettings.runs.review', [instanceId]),
  forgetInterrupted: ({ instanceId }) => {
    const runs = interrupted.seen(instanceId);
    // Which of several is asked in their list.
    return runs.length > 1
      ? run('aioSecureSettings.runs.review', [instanceId])
      : boundary.run(t('Forget'), () => interrupted.forget(runs));
  },
  retry: async ({ tenantId, instanceId }) => {
    const { cloud, runs } = await session.current();
    const latest = runs.latest(instanceId);
    if (!latest) return;
    const request = runs.requestOf(latest.runId);
    await boundary.run(
      latest.title,
      async () => {
        if (request) {
          await awaitBeforeRetry({ azure: cloud.azure(tenantId), clock: cloud.clock }, request);
        }
        // Pressed twice: the other has begun meanwhile.
        if (runs.latest(instanceId)?.runId !== latest.runId) return;
        await runs.retry(latest.runId);
      },
      instanceId,
    );
  },
});
