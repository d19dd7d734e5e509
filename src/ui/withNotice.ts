import * as vscode from 'vscode';
import { visible } from './tree/markdown';

/** Most of what is looked at answers sooner than a notification can be read, in ms. */
const noticeAfterMs = 700;

/** Works; when it takes longer than a moment, a notification says so, with a button to stop. */
export async function withNotice<T>(
  message: string,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const abort = new AbortController();
  const working = work(abort.signal);
  let timer: NodeJS.Timeout | undefined;
  const moment = new Promise<'slow'>((resolve) => {
    timer = setTimeout(resolve, noticeAfterMs, 'slow');
  });
  try {
    if ((await Promise.race([working, moment])) !== 'slow') return await working;
  } finally {
    clearTimeout(timer);
  }
  const location = vscode.ProgressLocation.Notification;
  const options = { location, title: visible(message), cancellable: true };
  return vscode.window.withProgress(options, (_, token) => {
    token.onCancellationRequested(() => {
      abort.abort();
    });
    return working;
  });
}
