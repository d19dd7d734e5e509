import * as vscode from 'vscode';

/** In the order in which VS Code looks at them. */
const variables = ['https_proxy', 'HTTPS_PROXY', 'http_proxy', 'HTTP_PROXY'] as const;

/**
 * Host and port of the proxy that VS Code's settings or environment name: for words only, and never
 * with the user and password that may stand there, too.
 */
export function readProxyName(): string | undefined {
  const http = vscode.workspace.getConfiguration('http');
  if (http.get<unknown>('proxySupport') === 'off') return undefined;
  const set: unknown = http.get<unknown>('proxy');
  const address = [set, ...variables.map((name) => process.env[name])].find(
    (text): text is string => typeof text === 'string' && text.trim() !== '',
  );
  return address !== undefined && URL.canParse(address) ? new URL(address).host : undefined;
}
