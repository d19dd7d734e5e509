import * as vscode from 'vscode';
import { entraErrorPage } from '../../core/verify/meanings';
import { isEntraCode } from '../../protocol/panel';

/** Opens Microsoft Entra's page about a code of its own. Whatever is no digits opens nothing. */
export async function explainEntraCode(digits: string): Promise<void> {
  if (isEntraCode(digits)) {
    await vscode.env.openExternal(vscode.Uri.parse(entraErrorPage(digits), true));
  }
}
