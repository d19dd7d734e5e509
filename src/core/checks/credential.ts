import { t } from '@vscode/l10n';
import { valueOf, type Fact } from '../model/fact';
import type { Finding } from '../model/finding';
import { subjectOf, tokenExchangeAudience, type ServiceAccount } from '../names';
import type { Observation } from '../observe/observation';
import { sameButForSlash } from '../observe/resolveIssuer';
import type { CredentialContent, FederatedCredential, ManagedIdentity } from '../ports';
import { evidence, unknownFinding } from './evidence';

/** What a credential for the service account must say; undefined while a part of it is unknown. */
export function wantedCredential(
  seen: Observation,
  account: ServiceAccount,
): CredentialContent | undefined {
  const issuer = valueOf(seen.issuer)?.issuer;
  const namespace = valueOf(seen.customLocation)?.namespace;
  if (issuer === undefined || namespace === undefined) return undefined;
  return { issuer, subject: subjectOf(namespace, account), audiences: [tokenExchangeAudience] };
}

/**
 * The credential that is, or is meant to be, the wanted one: same subject, and an issuer that differs
 * by no more than a trailing slash. Another issuer altogether belongs to another cluster.
 */
export function similarCredential(
  credentials: readonly FederatedCredential[],
  want: CredentialContent,
): FederatedCredential | undefined {
  const similar = credentials.filter(
    (item) => item.subject === want.subject && sameButForSlash(item.issuer, want.issuer),
  );
  return similar.find((item) => item.issuer === want.issuer) ?? similar[0];
}

/** An identity as far as it was read. */
interface Holder {
  readonly identity: Fact<ManagedIdentity>;
  readonly credentials: Fact<readonly FederatedCredential[]>;
}

/** Does the identity trust the service account on the cluster, byte for byte? */
export function judgeCredential(
  seen: Observation,
  { identity, credentials }: Holder,
  account: ServiceAccount,
): Finding {
  if (identity.kind === 'absent') {
    return {
      state: 'notStarted',
      words: t('No federated credential'),
      evidence: [evidence(t('Identity'), t('none'), identity)],
    };
  }
  if (credentials.kind === 'unknown') return unknownFinding(credentials.because);
  const want = wantedCredential(seen, account);
  if (!want) {
    return seen.issuer.kind === 'absent'
      ? {
          state: 'notStarted',
          words: t('Waits for the issuer'),
          evidence: [evidence(t('Issuer'), t('none'), seen.issuer)],
        }
      : unknownFinding(
          seen.issuer.kind === 'unknown'
            ? seen.issuer.because
            : t('the custom location could not be read'),
        );
  }
  const own = similarCredential(valueOf(credentials) ?? [], want);
  const wanted = [
    evidence(t('Cluster signs with'), want.issuer, seen.issuer),
    evidence(t('Subject'), want.subject, seen.customLocation),
  ];
  if (!own) {
    return {
      state: 'notStarted',
      words: t('No federated credential'),
      evidence: [
        ...wanted,
        evidence(
          t('Credentials for that'),
          t('none of {0}', valueOf(credentials)?.length ?? 0),
          credentials,
        ),
      ],
    };
  }
  const shown = [evidence(t('Credential trusts'), own.issuer, credentials), ...wanted];
  if (own.issuer !== want.issuer) {
    return {
      state: 'drifted',
      words: t('Issuer differs by a trailing slash'),
      advice: t(
        'Credential {0} names an issuer that differs from the cluster’s by one trailing slash, so Microsoft Entra refuses the token (AADSTS700211).',
        own.name,
      ),
      evidence: shown,
    };
  }
  if (own.audiences.length !== 1 || own.audiences[0] !== tokenExchangeAudience) {
    return {
      state: 'drifted',
      words: t('Audience differs'),
      advice: t('Credential {0} must have the one audience {1}.', own.name, tokenExchangeAudience),
      evidence: [
        evidence(t('Credential is for'), own.audiences.join(', '), credentials),
        evidence(t('Token is for'), tokenExchangeAudience),
        ...shown,
      ],
    };
  }
  return { state: 'done', words: t('Trusts the cluster'), evidence: shown };
}
