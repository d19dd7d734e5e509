import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { UserFacingError } from '../../core/errors';
import type { ContextDemand, KubernetesContext } from '../../core/ports';
import { visible } from '../tree/markdown';

/** As long as a program's line can be. */
const longestLine = 4_000;

async function agree(demand: ContextDemand, { name, server }: KubernetesContext): Promise<boolean> {
  switch (demand.kind) {
    case 'program': {
      if (!vscode.workspace.isTrusted) {
        throw new UserFacingError(
          t(
            'The context {0} runs a program to get its credentials, which needs a trusted workspace. Trust this workspace, or choose another context.',
            name,
          ),
        );
      }
      const run = t('Run the Program');
      const detail = t(
        '{0}\n\nIt runs with your rights, on the machine where the extension runs, and is stopped after 15 seconds.',
        visible(demand.line, longestLine),
      );
      const question = t('Run this program to get the credentials of {0}?', visible(name));
      return (
        (await vscode.window.showWarningMessage(question, { modal: true, detail }, run)) === run
      );
    }
    case 'unverified': {
      const go = t('Connect Without Checking');
      const detail = t(
        'The kubeconfig file says insecure-skip-tls-verify. Whoever answers at {0} gets the credentials of this context, and can claim to sign with anything.',
        visible(server),
      );
      const question = t('Connect without checking the certificate of the API server?');
      return (await vscode.window.showWarningMessage(question, { modal: true, detail }, go)) === go;
    }
  }
}

/**
 * Asks for everything that a context demands before it is used; undefined when something is refused.
 *
 * @throws {UserFacingError} it would run a program, and the workspace is not trusted
 */
export async function agreeToContext(
  context: KubernetesContext,
): Promise<readonly ContextDemand[] | undefined> {
  for (const demand of context.demands) {
    if (!(await agree(demand, context))) return undefined;
  }
  return context.demands;
}
