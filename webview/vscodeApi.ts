import type { FromView, PanelSubject } from '../src/protocol/panel';

declare global {
  /** Given by VS Code to the script of a webview; may be called once. */
  function acquireVsCodeApi(): {
    postMessage(message: FromView): void;
    /** Kept by VS Code over a reload of the window. */
    setState(subject: PanelSubject): void;
  };
}
