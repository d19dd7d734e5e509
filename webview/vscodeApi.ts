import type { FromView } from '../src/protocol/panel';

declare global {
  /** Given by VS Code to the script of a webview; may be called once. */
  function acquireVsCodeApi(): { postMessage(message: FromView): void };
}
