import { t } from '@vscode/l10n';
import { judgeCredential, wantedCredential } from '../checks/credential';
import { evidence } from '../checks/evidence';
import { checkIdentity } from '../checks/secretSync';
import { sameId } from '../model/armId';
import { valueOf, type Fact } from '../model/fact';
import type { Evidence, Finding } from '../model/finding';
import type { ServiceAccount } from '../names';
import { currentClass } from '../observe/currentClass';
import type { Observation } from '../observe/observation';
import { sameButForSlash } from '../observe/resolveIssuer';
import { credentialLimit } from '../stages/instanceObstacles';
import type { CredentialContent, FederatedCredential, ManagedIdentity } from '../ports';

const serviceAccountOf = (subject: string): string => subject.split(':').at(-1) ?? '';

/** As many characters as two texts have in common from their beginning. */
function likeness(a: string, b: string): number {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length += 1;
  return length;
}

/** The one whose issuer is most like the wanted one. */
const nearest = (
  credentials: readonly FederatedCredential[],
  { issuer }: CredentialContent,
): FederatedCredential | undefined =>
  [...credentials].sort((a, b) => likeness(b.issuer, issuer) - likeness(a.issuer, issuer))[0];

/** A credential that was meant for this service account, but says something else. */
function nearMiss(
  seen: Observation,
  credentials: Fact<readonly FederatedCredential[]>,
  want: CredentialContent,
): Finding | undefined {
  const all = valueOf(credentials) ?? [];
  const elsewhere = all.find(
    (each) =>
      sameButForSlash(each.issuer, want.issuer) &&
      each.subject.toLowerCase() !== want.subject.toLowerCase() &&
      serviceAccountOf(each.subject) === serviceAccountOf(want.subject),
  );
  if (elsewhere) {
    return {
      state: 'drifted',
      words: t('Names another namespace'),
      advice: t(
        'Credential {0} trusts the service account of another namespace, so Microsoft Entra refuses the token (AADSTS700213).',
        elsewhere.name,
      ),
      evidence: [
        evidence(t('Credential trusts'), elsewhere.subject, credentials),
        evidence(t('Cluster signs for'), want.subject, seen.customLocation),
      ],
    };
  }
  const otherCase = all.find(
    (each) =>
      sameButForSlash(each.issuer, want.issuer) &&
      each.subject !== want.subject &&
      each.subject.toLowerCase() === want.subject.toLowerCase(),
  );
  if (otherCase) {
    return {
      state: 'drifted',
      words: t('Subject differs in case'),
      advice: t(
        'Microsoft Entra compares subjects letter by letter; that of credential {0} differs in upper and lower case.',
        otherCase.name,
      ),
      evidence: [
        evidence(t('Credential trusts'), otherCase.subject, credentials),
        evidence(t('Cluster signs for'), want.subject, seen.customLocation),
      ],
    };
  }
  const other = nearest(
    all.filter(({ subject }) => subject === want.subject),
    want,
  );
  return other
    ? {
        state: 'drifted',
        words: t('Names another issuer'),
        advice: t(
          'Credential {0} trusts the issuer of another cluster, or of this one before it was connected anew. Microsoft Entra refuses the token (AADSTS700211).',
          other.name,
        ),
        evidence: [
          evidence(t('Credential trusts'), other.issuer, credentials),
          evidence(t('Cluster signs with'), want.issuer, seen.issuer),
        ],
      }
    : undefined;
}

interface Holder {
  readonly identity: Fact<ManagedIdentity>;
  readonly credentials: Fact<readonly FederatedCredential[]>;
}

/** As `judgeCredential`, and where nothing fits, what comes near it. */
export function verifyCredential(
  seen: Observation,
  holder: Holder,
  account: ServiceAccount,
): Finding {
  const finding = judgeCredential(seen, holder, account);
  const want = wantedCredential(seen, account);
  if (finding.state !== 'notStarted' || !want) return finding;
  const held = valueOf(holder.credentials)?.length ?? 0;
  const full: Finding = {
    ...finding,
    state: 'blocked',
    words: t('No room for a credential'),
    advice: t(
      'The identity holds {0} federated credentials, the most that there can be, and none of them is for this cluster. Delete unused ones, or choose another identity.',
      held,
    ),
  };
  return nearMiss(seen, holder.credentials, want) ?? (held < credentialLimit ? finding : full);
}

/** The identity, and whether it is the one that the provider class names. */
export function verifyIdentity(seen: Observation): Finding {
  const finding = checkIdentity(seen);
  const named = currentClass(valueOf(seen.instance), valueOf(seen.providerClasses) ?? []);
  const own = valueOf(seen.identity);
  if (finding.state !== 'done' || !named?.clientId || !own) return finding;
  const shown: readonly Evidence[] = [
    evidence(t('Class names client id'), named.clientId, seen.providerClasses),
    evidence(t('Identity has client id'), own.clientId, seen.identity),
  ];
  const isShared = (valueOf(seen.cloudIdentities) ?? []).some(
    ({ id, isAssigned }) => isAssigned && sameId(id, own.id),
  );
  return named.clientId.toLowerCase() === own.clientId.toLowerCase()
    ? {
        ...finding,
        words: isShared ? t('Serves cloud connections, too') : t('Exists, same client id'),
        ...(isShared
          ? {
              advice: t(
                '{0} reads secrets and is assigned for cloud connections as well. It works; two identities, each with what it needs, are safer.',
                own.name,
              ),
            }
          : {}),
        evidence: shown,
      }
    : {
        state: 'drifted',
        words: t('Not the one that is named'),
        advice: t('Provider class {0} names another client id than {1} has.', named.name, own.name),
        evidence: shown,
      };
}
