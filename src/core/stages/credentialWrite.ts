import { t } from '@vscode/l10n';
import type { PlannedWrite } from '../plan/plan';
import type { ManagedIdentity } from '../ports';
import {
  credentialBody,
  reviewedCredential,
  type WantedCredential,
} from '../steps/ensureCredential';

/** An identity takes no more. */
const mostCredentials = 20;

/** What writing a credential says of itself: where, from what to what, and how many there are then. */
export const credentialWrite = (
  identity: ManagedIdentity,
  want: WantedCredential,
  countBefore: number,
): Pick<PlannedWrite, 'resourceId' | 'makes' | 'now' | 'then' | 'quota'> => ({
  resourceId: reviewedCredential(identity, want),
  ...(want.before
    ? { now: credentialBody(want.before) }
    : {
        makes: 'federatedIdentityCredentials',
        quota: t('credential {0} of {1}', countBefore + 1, mostCredentials),
      }),
  then: credentialBody(want.content),
});
