import * as vscode from 'vscode';
import type { RunSnapshot } from '../core/model/run';
import type { Plan } from '../core/plan/plan';
import type { Runs } from '../core/plan/runs';
import { toElapsedWords } from '../protocol/durations';
import { toWait } from '../protocol/wait';
import { visible } from './tree/markdown';

/** How often the elapsed time is told anew, in ms. */
const tickMs = 1_000;

/** `Wait for the agents · 1 min 48 s · usually 2 to 5 minutes`; undefined between two steps. */
export function toProgress({ steps }: RunSnapshot, nowMs: number): string | undefined {
  const step = steps.find(({ state }) => state.kind === 'running');
  if (step?.state.kind !== 'running') return undefined;
  const wait = toWait(step, nowMs);
  const elapsed = toElapsedWords(nowMs - step.state.startedAtMs);
  return [visible(step.title), ...(wait ? [elapsed, wait.text] : [])].join(' · ');
}

/**
 * Carries a plan out that has no panel: its steps, how long they take and a way to cancel stand in a
 * notification.
 */
export async function runInNotification(
  runs: Runs,
  plan: Plan,
  clock: { now(): number },
): Promise<void> {
  const options = {
    location: vscode.ProgressLocation.Notification,
    title: visible(`${plan.title}: ${plan.subjectName}`),
    cancellable: true,
  };
  await vscode.window.withProgress(options, async (progress, token) => {
    const tell = (): void => {
      const run = runs.latest(plan.subjectId);
      const message = run && toProgress(run, clock.now());
      if (message !== undefined) progress.report({ message });
    };
    const heard = runs.onDidChange(tell);
    const ticks = setInterval(tell, tickMs);
    token.onCancellationRequested(() => {
      const running = runs.latest(plan.subjectId);
      if (running) runs.cancel(running.runId);
    });
    try {
      await runs.start(plan);
    } finally {
      clearInterval(ticks);
      heard.dispose();
    }
  });
}
