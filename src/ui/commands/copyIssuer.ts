import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { UserFacingError } from '../../core/errors';
import { valueOf } from '../../core/model/fact';
import type { ResolvedIssuer } from '../../core/observe/observation';
import { visible } from '../tree/markdown';
import { pick } from '../wizard/steps';
import type { Command, Deps } from './command';
import { instanceOf } from './pickInstance';

/** Azure Resource Manager's spelling may differ by a slash at the end, which is enough to fail. */
async function chooseSpelling({ issuer, published }: ResolvedIssuer): Promise<string | undefined> {
  if (issuer === published) return issuer;
  const answer = await pick<string>({
    title: t('Copy Issuer URL'),
    placeholder: t('Azure shows another spelling than tokens carry. Which one?'),
    step: 1,
    totalSteps: 1,
    load: () =>
      Promise.resolve([
        {
          label: `$(pass) ${t('As tokens carry it')}`,
          description: t('for federated credentials and the API server'),
          detail: visible(issuer, 1_000),
          value: issuer,
        },
        {
          label: `$(warning) ${t('As Azure Resource Manager shows it')}`,
          description: t('Microsoft Entra refuses tokens by it'),
          detail: visible(published, 1_000),
          value: published,
        },
      ]),
  });
  return answer.kind === 'picked' ? answer.value : undefined;
}

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
    const { issuer } = seen;
    if (issuer.kind === 'unknown') {
      throw new UserFacingError(
        t(
          'The issuer of the cluster of {0} could not be read: {1}. Refresh, then copy it again.',
          instance.name,
          issuer.because,
        ),
      );
    }
    const found = valueOf(issuer);
    if (!found) {
      throw new UserFacingError(
        t(
          'The cluster of {0} has not published an issuer. Enable the OIDC issuer first.',
          instance.name,
        ),
      );
    }
    const text = await chooseSpelling(found);
    if (text === undefined) return;
    await vscode.env.clipboard.writeText(text);
    vscode.window.setStatusBarMessage(
      found.isVerified ? t('Issuer URL copied') : t('Issuer URL copied; it could not be verified'),
      5_000,
    );
  },
});
