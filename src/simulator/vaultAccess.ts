import { at, objectsAt, stringAt } from '../core/model/json';
import type { Grant } from './authorization/grants';
import { findGrant } from './authorize';
import { objectAt } from './requestBody';
import type { Principal, StoredResource, World } from './world';

/** What may be done with secrets, and the data action of roles that allows it. */
export const secretPermissions = {
  get: 'Microsoft.KeyVault/vaults/secrets/getSecret/action',
  list: 'Microsoft.KeyVault/vaults/secrets/readMetadata/action',
  set: 'Microsoft.KeyVault/vaults/secrets/setSecret/action',
  update: 'Microsoft.KeyVault/vaults/secrets/update/action',
  delete: 'Microsoft.KeyVault/vaults/secrets/delete',
  recover: 'Microsoft.KeyVault/vaults/secrets/recover/action',
  purge: 'Microsoft.KeyVault/vaults/secrets/purge/action',
} as const;

export type SecretPermission = keyof typeof secretPermissions;

/** Why a vault refuses; `innerCode` as `error.innererror.code` has it. */
export interface VaultRefusal {
  readonly innerCode:
    'ForbiddenByRbac' | 'AccessDenied' | 'ForbiddenByFirewall' | 'ForbiddenByConnection';
  readonly message: string;
}

/** The vault of that name: names are unique in the world. Undefined: its host does not resolve. */
export function findVault(world: World, name: string): StoredResource | undefined {
  const vault = world.resources
    .ofType('Microsoft.KeyVault/vaults')
    .find((each) => each.name.toLowerCase() === name.toLowerCase());
  return at(vault?.body, 'properties', 'provisioningState') === 'RegisteringDns'
    ? undefined
    : vault;
}

/** Whether the vault's firewall lets a caller from somewhere in the internet in. */
export function networkRefusal({ body }: StoredResource): VaultRefusal | undefined {
  const properties = objectAt(body, 'properties');
  if (stringAt(properties, 'publicNetworkAccess')?.toLowerCase() === 'disabled') {
    return {
      innerCode: 'ForbiddenByConnection',
      message:
        'Public network access is disabled and request is not from a trusted service nor via an approved private link.',
    };
  }
  if (stringAt(properties, 'networkAcls', 'defaultAction')?.toLowerCase() === 'deny') {
    return {
      innerCode: 'ForbiddenByFirewall',
      message: 'Client address is not authorized and caller is not a trusted service.',
    };
  }
  return undefined;
}

const scopeOf = ({ id }: StoredResource, secretName: string | undefined): string =>
  secretName === undefined ? id : `${id}/secrets/${secretName}`;

/** Access policies have no name of their own for it. */
const policyName = (permission: SecretPermission): string =>
  permission === 'update' ? 'set' : permission;

/** The role assignment that lets the caller do it; none where access policies decide. */
export const grantAt = (
  world: World,
  vault: StoredResource,
  caller: Principal,
  permission: SecretPermission,
  secretName?: string,
): Grant | undefined =>
  at(vault.body, 'properties', 'enableRbacAuthorization') === true
    ? findGrant(world, caller.objectId, secretPermissions[permission], scopeOf(vault, secretName), {
        isDataAction: true,
      })
    : undefined;

/**
 * Whether roles or access policies, whichever the vault goes by, let the caller do it now with one
 * secret (roles can be assigned at it), or with the vault's secrets in general.
 */
export function accessRefusal(
  world: World,
  vault: StoredResource,
  caller: Principal,
  permission: SecretPermission,
  secretName?: string,
): VaultRefusal | undefined {
  const action = secretPermissions[permission];
  const scope = scopeOf(vault, secretName);
  const who = `Caller: appid=${caller.appId ?? 'user'};oid=${caller.objectId}`;
  if (at(vault.body, 'properties', 'enableRbacAuthorization') === true) {
    if (grantAt(world, vault, caller, permission, secretName)) return undefined;
    return {
      innerCode: 'ForbiddenByRbac',
      message: `Caller is not authorized to perform action on resource. If role assignments, deny assignments or role definitions were changed recently, please observe propagation time. ${who} Action: '${action}' Resource: '${scope.toLowerCase()}' Assignment: (not found) Vault: ${vault.name};location=${stringAt(vault.body, 'location') ?? ''}`,
    };
  }
  const policy = objectsAt(vault.body, 'properties', 'accessPolicies').find(
    (each) => stringAt(each, 'objectId')?.toLowerCase() === caller.objectId.toLowerCase(),
  );
  const granted = at(policy, 'permissions', 'secrets');
  const names = Array.isArray(granted) ? granted.map((name) => String(name).toLowerCase()) : [];
  if (names.includes(policyName(permission)) || names.includes('all')) return undefined;
  return {
    innerCode: 'AccessDenied',
    message: `The user, group or application '${who.slice('Caller: '.length)}' does not have secrets ${policyName(permission)} permission on key vault '${vault.name};location=${stringAt(vault.body, 'location') ?? ''}'.`,
  };
}
