import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import type { ConfirmTarget } from '../../core/apiServer/readConfirmTarget';
import type { AgreedIssuers } from '../agreedIssuers';
import { visible } from '../tree/markdown';

/**
 * Where an issuer was not read because its address is private: asks whether to read it all the same,
 * now and from now on. True when the user has just agreed.
 */
export async function agreeToPrivateIssuer(
  { cluster, wanted }: ConfirmTarget,
  agreed: AgreedIssuers,
): Promise<boolean> {
  if (wanted.isPrivate !== true) return false;
  const read = t('Read It There');
  const detail = t(
    '{0}\n\nThis address is not on the public internet. Its discovery document tells which issuer the cluster’s tokens carry. It is read by https, without a sign-in and without following redirects, now and whenever this cluster is read. Agree only if you know that this cluster hosts its issuer there.',
    visible(wanted.published, 1_000),
  );
  const question = t('Read the issuer of {0} in your own network?', visible(cluster.name));
  const answer = await vscode.window.showWarningMessage(question, { modal: true, detail }, read);
  if (answer !== read) return false;
  await agreed.add(cluster.id, wanted.published);
  return true;
}
