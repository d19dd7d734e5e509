import { t } from '@vscode/l10n';
import type { UsualDuration } from '../model/run';
import { usualIssuerMs } from '../steps/awaitIssuer';
import { usualRegistrationMs } from '../steps/ensureProvider';
import { usualRoleMs } from '../steps/ensureSecretsOfficer';

/** The agents take the settings over, and Azure Arc publishes the issuer. */
export const usualIssuer = (): Required<UsualDuration> => ({
  ...usualIssuerMs,
  whenLonger: t(
    'It may take 15 minutes. Check on the cluster that the pods in namespace azure-arc run; you may cancel, and take the wait up again later.',
  ),
});

/** The agents take a setting over that is turned off: no issuer has to be published. */
export const usualAgents = (): Required<UsualDuration> => ({
  lowMs: 30_000,
  highMs: 2 * 60_000,
  whenLonger: t(
    'It may take 15 minutes. Check on the cluster that the pods in namespace azure-arc run; you may cancel: the agents go on by themselves.',
  ),
});

/** Azure Arc takes a change of the cluster. */
export const usualUpdate = (): Required<UsualDuration> => ({
  lowMs: 5_000,
  highMs: 2 * 60_000,
  whenLonger: t('Azure Arc is still at it, and its answer is waited for; do not send it twice.'),
});

/** A role that was just granted becomes effective. */
export const usualRole = (): Required<UsualDuration> => ({
  ...usualRoleMs,
  whenLonger: t(
    'It is longer than Azure promises. Look under “Access control (IAM)” of the vault whether the role is there; signing in again fetches a new token. You may cancel: the role becomes effective by itself.',
  ),
});

/** A role is written; a new identity has to be known to Azure RBAC first. */
export const usualAssignment = (): Required<UsualDuration> => ({
  lowMs: 0,
  highMs: 60_000,
  whenLonger: t('A new identity may take 5 minutes until roles can be given to it.'),
});

/** A credential is written; an identity takes one write at a time. */
export const usualCredential = (): Required<UsualDuration> => ({
  lowMs: 0,
  highMs: 60_000,
  whenLonger: t(
    'Somebody else may be writing credentials of the same identity; it is tried again.',
  ),
});

/** Something is written or deleted by way of the cluster. */
export const usualOnCluster = (): Required<UsualDuration> => ({
  lowMs: 5_000,
  highMs: 2 * 60_000,
  whenLonger: t(
    'It goes by way of the cluster: check that the cluster is connected and its agents run.',
  ),
});

/** Azure Arc installs an extension on the cluster. */
export const usualExtension = (): Required<UsualDuration> => ({
  lowMs: 60_000,
  highMs: 10 * 60_000,
  whenLonger: t(
    'The agents install it and report how it ended. Check that the cluster is connected and that the pods in namespaces azure-arc and azure-secret-store start; you may cancel: the installation goes on by itself.',
  ),
});

/** The Secret Store extension fetches secrets, and Azure shows its report with some delay. */
export const usualSync = (): Required<UsualDuration> => ({
  lowMs: 2 * 60_000,
  highMs: 2 * 60_000,
  whenLonger: t(
    'The Secret Store extension looks every 2 minutes, unless it was set up to look less often. Check that the cluster is connected and that its pods run. You may cancel: the report comes all the same.',
  ),
});

/** A vault brings a deleted secret back. */
export const usualRecovery = (): Required<UsualDuration> => ({
  lowMs: 5_000,
  highMs: 60_000,
  whenLonger: t(
    'A vault may take some minutes. You may cancel: it goes on by itself, and the next run joins it.',
  ),
});

/** A vault's host name is registered. */
export const usualVault = (): Required<UsualDuration> => ({
  lowMs: 10_000,
  highMs: 60_000,
  whenLonger: t('The host name of a new vault may take some minutes until it is registered.'),
});

export const usualRegistration = (): Required<UsualDuration> => ({
  ...usualRegistrationMs,
  whenLonger: t(
    'It may take 15 minutes. Registering goes on in Azure, also when you cancel; look again later with “Check Prerequisites…”.',
  ),
});
