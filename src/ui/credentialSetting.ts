import * as vscode from 'vscode';
import { credentialKinds, type CredentialKind } from './clouds';

/** Machine-scoped: no workspace can choose whose tokens are used. */
export const credentialSetting = 'aioSecureSettings.credential';

/** How to sign in; what the settings editor would refuse means VS Code's own account. */
export function readCredentialSetting(): CredentialKind {
  const chosen = vscode.workspace.getConfiguration().get<unknown>(credentialSetting);
  return credentialKinds.find((kind) => kind === chosen) ?? 'vscode';
}
