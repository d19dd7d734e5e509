import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { UserFacingError } from '../../core/errors';
import { valueOf } from '../../core/model/fact';
import type { Command, Deps } from './command';
import { instanceOf } from './pickInstance';

/** Copies the exact issuer string that the cluster's tokens carry. */
export const copyIssuer = ({
  estate,
  readings,
}: Deps): Command<'aioSecureSettings.cluster.copyIssuer'> => ({
  id: 'aioSecureSettings.cluster.copyIssuer',
  title: t('Copy Issuer URL'),
  async run(argument) {
    const instance = await instanceOf(argument, estate);
    if (!instance) return;
    const seen =
      readings.find(instance.id) ??
      (await readings.read({ tenantId: instance.tenantId, instanceId: instance.id }));
    const issuer = valueOf(seen.issuer);
    if (!issuer) {
      throw new UserFacingError(
        t(
          'The cluster of {0} has not published an issuer. Enable the OIDC issuer first.',
          instance.name,
        ),
      );
    }
    await vscode.env.clipboard.writeText(issuer.issuer);
    vscode.window.setStatusBarMessage(
      issuer.isVerified ? t('Issuer URL copied') : t('Issuer URL copied; it could not be verified'),
      5_000,
    );
  },
});
