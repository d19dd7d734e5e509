import * as vscode from 'vscode';
import type { CloudChoice } from '../core/model/cloud';

/** VS Code's own settings for sovereign clouds; its sign-in follows the same ones. */
export const cloudSettings = 'microsoft-sovereign-cloud';

/** What the user chose, for all workspaces. What a workspace says must not move anybody's tokens. */
const chosen = (name: 'environment' | 'customEnvironment'): unknown =>
  vscode.workspace.getConfiguration(cloudSettings).inspect<unknown>(name)?.globalValue;

export function readCloudChoice(): CloudChoice {
  const environment = chosen('environment');
  if (environment === undefined || environment === null || environment === '') return {};
  return { environment, custom: chosen('customEnvironment') };
}

/** Where sessions come from: VS Code has a provider of its own for sovereign clouds. */
export const authenticationProvider = (): string =>
  readCloudChoice().environment === undefined ? 'microsoft' : cloudSettings;
