import type * as vscode from 'vscode';
import type { Log } from '../core/ports';

/** The core's log over VS Code's; the level is the user's choice there. */
export const toLog = (channel: vscode.LogOutputChannel): Log => ({
  trace: (line) => {
    channel.trace(line);
  },
  debug: (line) => {
    channel.debug(line);
  },
  info: (line) => {
    channel.info(line);
  },
  warn: (line) => {
    channel.warn(line);
  },
  error: (line) => {
    channel.error(line);
  },
});
