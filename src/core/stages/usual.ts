import { t } from '@vscode/l10n';
import type { UsualDuration } from '../model/run';
import { usualIssuerMs } from '../steps/awaitIssuer';
import { usualRegistrationMs } from '../steps/ensureProvider';
import { usualRoleMs } from '../steps/ensureSecretsOfficer';

/** The agents take the settings over, and Azure Arc publishes the issuer. */
export const usualIssuer = (): UsualDuration => ({
  ...usualIssuerMs,
  whenLonger: t(
    'It may take 15 minutes. Check on the cluster that the pods in namespace azure-arc run; you may cancel, and take the wait up again later.',
  ),
});

/** A role that was just granted becomes effective. */
export const usualRole = (): UsualDuration => ({
  ...usualRoleMs,
  whenLonger: t(
    'It may take 10 minutes. Nothing is lost by waiting; roles become effective by themselves.',
  ),
});

/** A role is written; a new identity has to be known to Azure RBAC first. */
export const usualAssignment = (): UsualDuration => ({
  lowMs: 1_000,
  highMs: 60_000,
  whenLonger: t('A new identity may take 5 minutes until roles can be given to it.'),
});

/** A credential is written; an identity takes one write at a time. */
export const usualCredential = (): UsualDuration => ({
  lowMs: 1_000,
  highMs: 60_000,
  whenLonger: t(
    'Somebody else may be writing credentials of the same identity; it is tried again.',
  ),
});

/** Something is written or deleted by way of the cluster. */
export const usualOnCluster = (): UsualDuration => ({
  lowMs: 5_000,
  highMs: 2 * 60_000,
  whenLonger: t(
    'It goes by way of the cluster: check that the cluster is connected and its agents run.',
  ),
});

/** A vault's host name is registered. */
export const usualVault = (): UsualDuration => ({
  lowMs: 10_000,
  highMs: 60_000,
  whenLonger: t('The host name of a new vault may take some minutes until it is registered.'),
});

export const usualRegistration = (): UsualDuration => ({
  ...usualRegistrationMs,
  whenLonger: t(
    'It may take 15 minutes. Registering goes on in Azure, also when you cancel; look again later with “Check Prerequisites…”.',
  ),
});
