import { t } from '@vscode/l10n';
import { sameId } from '../model/armId';
import { valueOf, type Fact } from '../model/fact';
import type { Instance } from '../observe/observation';
import type { Kept } from '../plan/plan';
import type { OptionalPart } from '../plan/removal';
import type { FederatedCredential, ManagedIdentity } from '../ports';
import type { OthersUsing } from './othersUsing';
import { someNames } from './someNames';

/** Whether an identity as a whole may go: one of both. */
export type JudgedIdentity =
  | { readonly part: OptionalPart; readonly kept?: never }
  | { readonly part?: never; readonly kept: Kept };

/** Who may rely on an identity. */
export interface IdentityUsers {
  /** Names of the instances that keep it in their maps. */
  readonly instances: readonly string[] | { readonly because: string };
  /** Provider classes that stay and log in as it. */
  readonly secrets: OthersUsing;
  readonly credentials: Fact<readonly FederatedCredential[]>;
  /** Of the credentials that are known to serve nobody else. */
  readonly goingIds: readonly string[];
}

const notTold = (because: string): string =>
  t('it could not be told whether somebody else relies on it: {0}', because);

function othersTrusted({ credentials, goingIds }: IdentityUsers): string | undefined {
  if (credentials.kind === 'unknown') return notTold(credentials.because);
  const count = (valueOf(credentials) ?? []).filter(
    ({ id }) => !goingIds.some((going) => sameId(going, id)),
  ).length;
  if (count === 0) return undefined;
  return count === 1
    ? t('1 federated credential of it may serve something else')
    : t('{0} federated credentials of it may serve something else', count);
}

/** Why the identity stays in any case; undefined: nobody who can be seen relies on it. */
function held(users: IdentityUsers): string | undefined {
  const { instances, secrets } = users;
  if ('because' in instances) return notTold(instances.because);
  if (instances.length > 0) return t('it is assigned to {0}', someNames(instances));
  if (secrets.kind === 'unknown') return notTold(secrets.because);
  if (secrets.anywhere.length > 0) {
    return t('secret synchronization logs in as it: {0}', someNames(secrets.anywhere));
  }
  return othersTrusted(users);
}

/** The names of the instances that have the identity, but for one. */
export const instancesBut = (
  instances: Fact<readonly Instance[]>,
  ownId?: string,
): readonly string[] | { readonly because: string } =>
  instances.kind === 'unknown'
    ? { because: instances.because }
    : (valueOf(instances) ?? [])
        .filter(({ id }) => ownId === undefined || !sameId(id, ownId))
        .map(({ name }) => name);

/**
 * The identity itself. It may go only when no instance, no provider class and no other credential needs
 * it, and only when the user asks for it: what else logs in as it, nobody can list.
 */
export function judgeIdentity(
  { id, name }: Pick<ManagedIdentity, 'id' | 'name'>,
  users: IdentityUsers,
): JudgedIdentity {
  const title = t('Managed identity {0}', name);
  const because = held(users);
  if (because !== undefined) return { kept: { title, because } };
  return {
    part: {
      id,
      title,
      detail: t('no other instance and no secret provider class uses it'),
      isProposed: false,
      stepId: 'identity',
      permission: {
        action: 'Microsoft.ManagedIdentity/userAssignedIdentities/delete',
        scope: id,
      },
    },
  };
}

/** What is to be known before an identity goes as a whole. */
export const cautionsOfDeletion = (name: string): readonly string[] => [
  t(
    'What else logs in as {0} stops. This cannot be undone: a new one has other ids. Roles that are not listed stay behind',
    name,
  ),
];
