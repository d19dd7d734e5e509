import { ok } from 'node:assert/strict';
import * as vscode from 'vscode';

/** Between two looks, in ms. */
const pauseMs = 50;

/**
 * Repeats a look until it finds something.
 *
 * @throws {Error} saying what was waited for, after `timeoutMs`
 */
export async function until<T>(
  what: string,
  look: () => T | undefined | false,
  timeoutMs = 15_000,
): Promise<T> {
  const endMs = Date.now() + timeoutMs;
  for (;;) {
    const found = look();
    if (found !== undefined && found !== false) return found;
    ok(Date.now() < endMs, `Waited in vain for ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
}

const isLog = ({ uri }: vscode.TextDocument): boolean =>
  uri.scheme === 'output' && uri.path.includes('azure-iot-operations-secure-settings');

/** What the extension's log says so far; empty until it has been shown. VS Code is a little late. */
export const readLog = (): string => vscode.workspace.textDocuments.find(isLog)?.getText() ?? '';

/** The requests in a log, as in `GET /tenants`. */
export const requestsIn = (log: string): readonly string[] =>
  [...log.matchAll(/\b(?:GET|PUT|POST|PATCH|DELETE) \/[^\s?]+/g)].map(([line]) => line);

export const writesIn = (log: string): readonly string[] =>
  requestsIn(log).filter((line) => /^(PUT|PATCH|DELETE) /.test(line));
