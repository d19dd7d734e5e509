import { t } from '@vscode/l10n';
import { parseArmId, sameId, shortPath } from '../model/armId';
import { valueOf, type Fact } from '../model/fact';
import { stringAt } from '../model/json';
import { schemaRegistryRole, vaultReaderRoles } from '../model/roles';
import { serviceAccounts, subjectOf } from '../names';
import type { CloudIdentity, Instance, Observation, RoleAssignment } from '../observe/observation';
import { sameButForSlash } from '../observe/resolveIssuer';
import type { Kept } from '../plan/plan';
import type { OptionalPart } from '../plan/removal';
import type { FederatedCredential, ManagedIdentity } from '../ports';
import type { OthersUsing } from './othersUsing';
import { someNames } from './someNames';

/** What may go, and what stays with the reason why. */
export interface JudgedParts {
  readonly parts: readonly OptionalPart[];
  readonly kept: readonly Kept[];
}

const cloudAccounts: ReadonlySet<string> = new Set([
  serviceAccounts.dataflow,
  serviceAccounts.schemaRegistry,
  serviceAccounts.dataflowGraphs,
]);

const notTold = (because: string): string =>
  t('it could not be told whether somebody else relies on it: {0}', because);

/** Whether, and why, a credential of the instance's cluster and namespace stays in any case. */
function heldBySecrets(account: string, secrets: OthersUsing): string | undefined {
  if (account !== serviceAccounts.secretSync) return undefined;
  if (secrets.kind === 'unknown') return notTold(secrets.because);
  return secrets.onNamespace.length > 0
    ? t('secret synchronization logs in by it: {0}', someNames(secrets.onNamespace))
    : undefined;
}

/** Credentials for service accounts of the instance's cluster and namespace; others stay. */
export function judgeCloudCredentials(
  seen: Observation,
  { credentials }: CloudIdentity,
  identity: ManagedIdentity,
  secrets: OthersUsing,
): JudgedParts {
  const all = t('Federated credentials of {0}', identity.name);
  const stays = (because: string): JudgedParts => ({
    parts: [],
    kept: [{ title: all, because }],
  });
  if (credentials.kind === 'unknown')
    return stays(t('could not be read: {0}', credentials.because));
  if (seen.issuer.kind === 'unknown') {
    return stays(t('the issuer of the cluster could not be read: {0}', seen.issuer.because));
  }
  const issuer = valueOf(seen.issuer)?.issuer;
  const prefix = subjectOf(valueOf(seen.customLocation)?.namespace ?? '', '');
  const present = valueOf(credentials) ?? [];
  const own = present.filter(
    (each) =>
      issuer !== undefined &&
      sameButForSlash(each.issuer, issuer) &&
      each.subject.startsWith(prefix),
  );
  const titleOf = ({ name }: FederatedCredential): string =>
    t('Federated credential {0} of {1}', name, identity.name);
  const judged = own.map((each) => {
    const account = each.subject.slice(prefix.length);
    return { each, account, held: heldBySecrets(account, secrets) };
  });
  const count = present.length - own.length;
  return {
    parts: judged
      .filter(({ held }) => held === undefined)
      .map(({ each, account }) => ({
        id: each.id,
        title: titleOf(each),
        detail: each.subject,
        // Other accounts were not federated for cloud connections.
        isProposed: cloudAccounts.has(account),
        stepId: 'credentials' as const,
        permission: {
          action:
            'Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials/delete',
          scope: identity.id,
        },
      })),
    kept: [
      ...judged.flatMap(({ each, held }) =>
        held === undefined ? [] : [{ title: titleOf(each), because: held }],
      ),
      ...(count === 0
        ? []
        : [
            {
              title:
                count === 1
                  ? t('1 other federated credential of {0}', identity.name)
                  : t('{0} other federated credentials of {1}', count, identity.name),
              because: t('for other clusters or namespaces'),
            },
          ]),
    ],
  };
}

/** What the roles of the identity are judged by. */
export interface RoleSurroundings {
  readonly instance: Instance;
  readonly roles: Fact<readonly RoleAssignment[]>;
  /** By role id. */
  readonly roleNames: ReadonlyMap<string, string>;
  /** Names of other instances to which the identity is assigned. */
  readonly elsewhere: readonly string[] | { readonly because: string };
  readonly secrets: OthersUsing;
}

/** `resource group rg-1`, `vaults/kv-1`, or what it is above them. */
function scopeName(scope: string): string {
  if (parseArmId(scope)) return shortPath(scope);
  const parts = scope.split('/').filter((part) => part !== '');
  const name = parts.at(-1) ?? '/';
  const kind = parts.at(-2)?.toLowerCase();
  if (kind === 'resourcegroups') return t('resource group {0}', name);
  return kind === 'subscriptions' ? t('subscription {0}', name) : name;
}

function heldRole(
  { scope, roleId }: RoleAssignment,
  { elsewhere, secrets }: RoleSurroundings,
): string | undefined {
  if (!/^\/subscriptions\/[^/]+\/resourceGroups\//i.test(scope)) {
    return t('it holds for more than one resource group; look at it in the portal');
  }
  if ('because' in elsewhere) return notTold(elsewhere.because);
  if (elsewhere.length > 0) {
    return t('the identity is assigned to {0}, too', someNames(elsewhere));
  }
  const isForSecrets =
    vaultReaderRoles.some(({ id }) => id === roleId) ||
    /\/microsoft\.keyvault\/vaults\//i.test(`${scope}/`);
  if (!isForSecrets) return undefined;
  if (secrets.kind === 'unknown') return notTold(secrets.because);
  return secrets.anywhere.length > 0
    ? t('secret synchronization reads the vault by it: {0}', someNames(secrets.anywhere))
    : undefined;
}

/**
 * The roles of the identity at its targets. Only the one at the instance's schema registry is known to
 * be for this instance; the user decides about the others.
 */
export function judgeCloudRoles(
  identity: ManagedIdentity,
  surroundings: RoleSurroundings,
): JudgedParts {
  const { instance, roles, roleNames } = surroundings;
  if (roles.kind !== 'known') {
    const because = roles.kind === 'unknown' ? t('could not be read: {0}', roles.because) : '';
    return { parts: [], kept: [{ title: t('Roles of {0}', identity.name), because }] };
  }
  const registryId = stringAt(instance.body, 'properties', 'schemaRegistryRef', 'resourceId');
  const judged = roles.value.map((each) => ({
    each,
    title: t('{0} on {1}', roleNames.get(each.roleId) ?? each.roleId, scopeName(each.scope)),
    held: heldRole(each, surroundings),
  }));
  return {
    parts: judged
      .filter(({ held }) => held === undefined)
      .map(({ each, title }) => ({
        id: each.id,
        title,
        detail: t('role assignment of {0}', identity.name),
        isProposed:
          each.roleId === schemaRegistryRole.id &&
          registryId !== undefined &&
          sameId(each.scope, registryId),
        stepId: 'roles' as const,
        permission: {
          action: 'Microsoft.Authorization/roleAssignments/delete',
          scope: each.scope,
        },
      })),
    kept: judged.flatMap(({ title, held }) =>
      held === undefined ? [] : [{ title, because: held }],
    ),
  };
}
