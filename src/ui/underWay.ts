import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import type { PlanRequest } from '../core/plan/request';
import { awaitUnderWay, listUnderWay } from '../core/plans/awaitUnderWay';
import type { Azure, Clock } from '../core/ports';
import { visible } from './tree/markdown';

interface Tools {
  readonly azure: Azure;
  readonly clock: Clock;
}

interface Waiting {
  readonly signal: AbortSignal;
  /** What is told of the path that Azure is still changing. */
  readonly words: (path: string) => string;
  /** Stops it, by a button; absent: it is stopped elsewhere. */
  readonly cancel?: () => void;
}

/** Until Azure has ended what a run had it accept; a notification says so if that takes time. */
async function awaitAccepted(
  tools: Tools,
  request: PlanRequest,
  { signal, words, cancel }: Waiting,
): Promise<void> {
  const [path] = await listUnderWay(tools.azure, request, { signal });
  if (path === undefined) return;
  await vscode.window.withProgress(
    {
      location: vscode.ProgressLocation.Notification,
      title: words(visible(path)),
      cancellable: cancel !== undefined,
    },
    (_, token) => {
      token.onCancellationRequested(() => cancel?.());
      return awaitUnderWay(tools, request, { signal });
    },
  );
}

/** Before a review: no plan can be made until then. */
export const awaitBeforeReview = (
  tools: Tools,
  request: PlanRequest,
  signal: AbortSignal,
): Promise<void> =>
  awaitAccepted(tools, request, {
    signal,
    words: (path) => t('Azure is still changing {0}. The review comes when that has ended.', path),
  });

/** Before a run that was agreed to is carried out again. The notification has a button to stop. */
export async function awaitBeforeRetry(tools: Tools, request: PlanRequest): Promise<void> {
  const abort = new AbortController();
  await awaitAccepted(tools, request, {
    signal: abort.signal,
    words: (path) => t('Azure is still changing {0}. The run goes on when that has ended.', path),
    cancel: () => {
      abort.abort();
    },
  });
}
