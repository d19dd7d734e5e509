import { parseArmId, parseArmIdOf, resourceTypes } from '../model/armId';
import { evaluateNeed, type NeededPermission } from '../permissions';
import type { PermissionEntry } from '../observe/observation';

/** A built-in role that an administrator may be asked for. */
export interface GrantableRole {
  readonly id: string;
  readonly name: string;
  /** How much it gives beyond what is needed here: the smaller, the better. No unit. */
  readonly breadth: number;
  readonly permissions: PermissionEntry;
  /** Where it gives them, as far as its condition lets it; absent: everywhere. */
  readonly isFor?: (scope: string) => boolean;
}

const role = (
  id: string,
  name: string,
  breadth: number,
  permissions: Partial<PermissionEntry>,
): GrantableRole => ({
  id,
  name,
  breadth,
  permissions: {
    actions: [],
    notActions: [],
    dataActions: [],
    notDataActions: [],
    condition: undefined,
    ...permissions,
  },
});

/** A key vault, or what may hold one. */
const holdsVaults = (scope: string): boolean =>
  parseArmIdOf(resourceTypes.vault, scope) !== undefined || parseArmId(scope) === undefined;

/**
 * The built-in roles that set an instance up, as far as they are documented; Owner and User Access
 * Administrator are never asked for.
 *
 * @see https://learn.microsoft.com/azure/role-based-access-control/built-in-roles
 */
export const grantableRoles: readonly GrantableRole[] = [
  role(
    '00493d72-78f6-4148-b6c5-d3ce8e4799dd',
    'Azure Arc Enabled Kubernetes Cluster User Role',
    1,
    { actions: ['Microsoft.Kubernetes/connectedClusters/listClusterUserCredential/action'] },
  ),
  role('b86a8fe4-44ce-4948-aee5-eccb2c155cd7', 'Key Vault Secrets Officer', 2, {
    actions: [
      'Microsoft.Authorization/*/read',
      'Microsoft.KeyVault/checkNameAvailability/read',
      'Microsoft.KeyVault/deletedVaults/read',
      'Microsoft.KeyVault/vaults/*/read',
    ],
    dataActions: ['Microsoft.KeyVault/vaults/secrets/*'],
  }),
  role('acdd72a7-3385-48ef-bd42-f606fba81ae7', 'Reader', 3, { actions: ['*/read'] }),
  {
    ...role('8b54135c-b56d-4d72-a534-26097cfdc8d8', 'Key Vault Data Access Administrator', 4, {
      actions: [
        'Microsoft.Authorization/roleAssignments/write',
        'Microsoft.Authorization/roleAssignments/delete',
        'Microsoft.Authorization/*/read',
        'Microsoft.KeyVault/vaults/*/read',
      ],
      condition: 'roles of key vaults only',
    }),
    isFor: holdsVaults,
  },
  role('f1a07417-d97a-45cb-824c-7a7467783830', 'Managed Identity Operator', 4, {
    actions: [
      'Microsoft.Authorization/*/read',
      'Microsoft.ManagedIdentity/userAssignedIdentities/*/read',
      'Microsoft.ManagedIdentity/userAssignedIdentities/*/assign/action',
    ],
  }),
  role('34e09817-6cbe-4d01-b1a2-e0eac5743d41', 'Kubernetes Cluster - Azure Arc Onboarding', 4, {
    actions: [
      'Microsoft.Authorization/*/read',
      'Microsoft.Kubernetes/connectedClusters/write',
      'Microsoft.Kubernetes/connectedClusters/read',
    ],
  }),
  role('85cb6faf-e071-4c9b-8136-154b5a04f717', 'Kubernetes Extension Contributor', 5, {
    actions: [
      'Microsoft.Authorization/*/read',
      'Microsoft.KubernetesConfiguration/extensions/write',
      'Microsoft.KubernetesConfiguration/extensions/read',
      'Microsoft.KubernetesConfiguration/extensions/delete',
    ],
  }),
  role('e40ec5ca-96e0-45a2-b4ff-59039f2c2b59', 'Managed Identity Contributor', 5, {
    actions: [
      'Microsoft.Authorization/*/read',
      'Microsoft.ManagedIdentity/userAssignedIdentities/read',
      'Microsoft.ManagedIdentity/userAssignedIdentities/write',
      'Microsoft.ManagedIdentity/userAssignedIdentities/delete',
      'Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials/read',
      'Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials/write',
      'Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials/delete',
    ],
  }),
  role('5bc02df6-6cd5-43fe-ad3d-4c93cf56cc16', 'Azure IoT Operations Administrator', 6, {
    actions: ['Microsoft.IoTOperations/*', 'Microsoft.Authorization/*/read'],
  }),
  role('f25e0fa2-a7c8-4377-a976-54943a77a395', 'Key Vault Contributor', 7, {
    actions: ['Microsoft.Authorization/*/read', 'Microsoft.KeyVault/*'],
    notActions: [
      'Microsoft.KeyVault/locations/deletedVaults/purge/action',
      'Microsoft.KeyVault/hsmPools/*',
      'Microsoft.KeyVault/managedHsms/*',
    ],
  }),
  role('b24988ac-6180-42a0-ab88-20f7382dd24c', 'Contributor', 20, {
    actions: ['*'],
    notActions: ['Microsoft.Authorization/*/Delete', 'Microsoft.Authorization/*/Write'],
  }),
  role('f58310d9-a9f6-439a-9e8d-f62e7b41a168', 'Role Based Access Control Administrator', 30, {
    actions: [
      'Microsoft.Authorization/roleAssignments/write',
      'Microsoft.Authorization/roleAssignments/delete',
      '*/read',
    ],
  }),
];

/** Assigned where it is needed, or above; a role's own condition lets through what is asked for here. */
export const gives = ({ permissions, isFor }: GrantableRole, need: NeededPermission): boolean =>
  evaluateNeed([permissions], need) !== 'denied' && (isFor?.(need.scope) ?? true);

const breadthOf = (roles: readonly GrantableRole[]): number =>
  roles.reduce((sum, { breadth }) => sum + breadth, 0);

/** Exact: whichever set is the least, one of its roles gives the first of the needs. */
function leastFor(needed: readonly NeededPermission[]): readonly GrantableRole[] {
  const [first, ...rest] = needed;
  if (!first) return [];
  const ways = grantableRoles
    .filter((each) => gives(each, first))
    .map((each) => [each, ...leastFor(rest.filter((need) => !gives(each, need)))]);
  return ways.reduce((best, way) => (breadthOf(best) <= breadthOf(way) ? best : way));
}

/** The least that gives all of it together, as far as roles of the table give it at all. */
export const smallestRoles = (needed: readonly NeededPermission[]): readonly GrantableRole[] =>
  leastFor(needed.filter((need) => grantableRoles.some((each) => gives(each, need))));
