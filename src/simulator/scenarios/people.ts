import type { Principal, Subscription, Tenant, World } from '../world';
import { aRole, roleIds } from './buildTrust';
import { aPerson, aServicePrincipal, type PersonName } from './directory';

/** Client secret of the scenarios' service principals. It opens nothing but the simulation. */
const automationSecret = 'simulated-client-secret';

/** The condition that makes Key Vault Data Access Administrator grant Key Vault roles only. */
const keyVaultRolesOnly =
  "((!(ActionMatches{'Microsoft.Authorization/roleAssignments/write'})) OR " +
  '(@Request[Microsoft.Authorization/roleAssignments:RoleDefinitionId] ForAnyOfAnyValues:GuidEquals' +
  '{00482a5a-887f-4fb3-b363-3b7fe8e74483, a4417e6f-fecd-4de8-b567-7b0420556985, ' +
  'b86a8fe4-44ce-4948-aee5-eccb2c155cd7, 21090545-7ca7-4776-b22c-e363652d74d2, ' +
  '4633458b-17de-408a-b874-0445c86b69e6}))';

export type People = Readonly<Record<PersonName, Principal>> & {
  readonly automation: Principal;
};

/** All people of a tenant and its automation account, with no roles yet. */
export function somePeople(world: World, tenant: Tenant, home: Tenant = tenant): People {
  const person = (name: PersonName): Principal => aPerson(world, tenant, name, home);
  return {
    operator: person('operator'),
    reader: person('reader'),
    vaultReader: person('vaultReader'),
    contributor: person('contributor'),
    accessAdmin: person('accessAdmin'),
    vaultAccessAdmin: person('vaultAccessAdmin'),
    customRole: person('customRole'),
    stranger: person('stranger'),
    automation: aServicePrincipal(world, tenant, 'plant-automation', automationSecret),
  };
}

/** The roles of everybody but the operator in a subscription. */
export function grantUsualRoles(world: World, subscription: Subscription, people: People): void {
  const scope = `/subscriptions/${subscription.id}`;
  const grant = ({ objectId }: Principal, role: string, condition?: string): void => {
    aRole(world, scope, role, { id: objectId, type: 'User' }, condition);
  };
  grant(people.reader, roleIds.reader);
  grant(people.vaultReader, roleIds.reader);
  grant(people.vaultReader, roleIds.keyVaultSecretsUser);
  grant(people.contributor, roleIds.contributor);
  grant(people.accessAdmin, roleIds.reader);
  grant(people.accessAdmin, roleIds.userAccessAdministrator);
  grant(people.vaultAccessAdmin, roleIds.contributor);
  grant(people.vaultAccessAdmin, roleIds.keyVaultDataAccessAdministrator, keyVaultRolesOnly);
  grant(people.customRole, customRole(world, subscription));
  const automation = { id: people.automation.objectId, type: 'ServicePrincipal' } as const;
  aRole(world, scope, roleIds.owner, automation);
  aRole(world, scope, roleIds.keyVaultSecretsOfficer, automation);
}

/** Owner, and the data role that an owner lacks, at a subscription, group or resource. */
export function grantOwner(world: World, scope: string, { objectId }: Principal): void {
  const principal = { id: objectId, type: 'User' } as const;
  aRole(world, scope, roleIds.owner, principal);
  aRole(world, scope, roleIds.keyVaultSecretsOfficer, principal);
}

/** A custom role that may do all but write role assignments and delete; gives its GUID. */
function customRole(world: World, subscription: Subscription): string {
  const name = world.newGuid();
  const scope = `/subscriptions/${subscription.id}`;
  const type = 'Microsoft.Authorization/roleDefinitions';
  world.resources.put(`${scope}/providers/${type}/${name}`, type, subscription.tenantId, {
    properties: {
      roleName: `Secure settings operator (${subscription.displayName})`,
      type: 'CustomRole',
      description: 'Enables secure settings where the roles at the vault are there already.',
      assignableScopes: [scope],
      permissions: [
        {
          actions: [
            '*/read',
            'Microsoft.Kubernetes/connectedClusters/write',
            'Microsoft.ExtendedLocation/customLocations/deploy/action',
            'Microsoft.IoTOperations/instances/write',
            'Microsoft.IoTOperations/instances/dataflowEndpoints/write',
            'Microsoft.ManagedIdentity/userAssignedIdentities/assign/action',
            'Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials/write',
            'Microsoft.SecretSyncController/*/write',
          ],
          notActions: ['Microsoft.KeyVault/vaults/accessPolicies/write'],
          dataActions: ['Microsoft.KeyVault/vaults/secrets/readMetadata/action'],
          notDataActions: [],
        },
      ],
    },
  });
  return name;
}
