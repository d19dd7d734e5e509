import * as vscode from 'vscode';
import type { Plan } from '../core/plan/plan';
import type { Runs } from '../core/plan/runs';
import { visible } from './tree/markdown';

/** Carries a plan out that has no panel: its steps and a way to cancel stand in a notification. */
export async function runInNotification(runs: Runs, plan: Plan): Promise<void> {
  const options = {
    location: vscode.ProgressLocation.Notification,
    title: visible(`${plan.title}: ${plan.subjectName}`),
    cancellable: true,
  };
  await vscode.window.withProgress(options, async (progress, token) => {
    const heard = runs.onDidChange((run) => {
      const step = run.steps.find(({ state }) => state.kind === 'running');
      if (run.subjectId === plan.subjectId && step)
        progress.report({ message: visible(step.title) });
    });
    token.onCancellationRequested(() => {
      const running = runs.latest(plan.subjectId);
      if (running) runs.cancel(running.runId);
    });
    try {
      await runs.start(plan);
    } finally {
      heard.dispose();
    }
  });
}
