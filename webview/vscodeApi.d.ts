/** Given by VS Code to the script of a webview; may be called once. */
declare function acquireVsCodeApi(): {
  postMessage(message: import('../src/protocol/panel').FromView): void;
};
