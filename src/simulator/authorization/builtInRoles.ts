import type { Permission, RoleDefinition } from './roles';

function role(
  name: string,
  roleName: string,
  description: string,
  permission: Partial<Permission>,
): RoleDefinition {
  const permissions = [
    { actions: [], notActions: [], dataActions: [], notDataActions: [], ...permission },
  ];
  return { name, roleName, description, isBuiltIn: true, assignableScopes: ['/'], permissions };
}

/** What most roles of a service have beside their own actions. */
const usual = [
  'Microsoft.Authorization/*/read',
  'Microsoft.Insights/alertRules/*',
  'Microsoft.Resources/deployments/*',
  'Microsoft.Resources/subscriptions/resourceGroups/read',
  'Microsoft.Support/*',
];

const vaultReads = [
  ...usual,
  'Microsoft.KeyVault/checkNameAvailability/read',
  'Microsoft.KeyVault/deletedVaults/read',
  'Microsoft.KeyVault/locations/*/read',
  'Microsoft.KeyVault/vaults/*/read',
  'Microsoft.KeyVault/operations/read',
];

/** Data plane roles of Key Vault: the only ones that Data Access Administrator may grant. */
const grantableByDataAccess = [
  '00482a5a-887f-4fb3-b363-3b7fe8e74483',
  'a4417e6f-fecd-4de8-b567-7b0420556985',
  '14b46e9e-c2b7-41b4-b07b-48a6ebf60603',
  'e147488a-f6f5-4113-8e2d-b22465e65bf6',
  '21090545-7ca7-4776-b22c-e363652d74d2',
  'b86a8fe4-44ce-4948-aee5-eccb2c155cd7',
  '4633458b-17de-408a-b874-0445c86b69e6',
].join(', ');

const dataAccessCondition = (['write', 'delete'] as const)
  .map((verb) => {
    const source = verb === 'write' ? '@Request' : '@Resource';
    return (
      `((!(ActionMatches{'Microsoft.Authorization/roleAssignments/${verb}'})) OR ` +
      `(${source}[Microsoft.Authorization/roleAssignments:RoleDefinitionId] ` +
      `ForAnyOfAnyValues:GuidEquals{${grantableByDataAccess}}))`
    );
  })
  .join(' AND ');

/**
 * Built-in roles that this domain meets, with their permissions.
 *
 * @see https://learn.microsoft.com/azure/role-based-access-control/built-in-roles
 */
export const builtInRoles: readonly RoleDefinition[] = [
  role('8e3af657-a8ff-443c-a75c-2fe8c4bcb635', 'Owner', 'Full access, to assign roles included.', {
    actions: ['*'],
  }),
  role('b24988ac-6180-42a0-ab88-20f7382dd24c', 'Contributor', 'Full access but to roles.', {
    actions: ['*'],
    notActions: [
      'Microsoft.Authorization/*/Delete',
      'Microsoft.Authorization/*/Write',
      'Microsoft.Authorization/elevateAccess/Action',
      'Microsoft.Blueprint/blueprintAssignments/write',
      'Microsoft.Blueprint/blueprintAssignments/delete',
      'Microsoft.Compute/galleries/share/action',
      'Microsoft.Purview/consents/write',
      'Microsoft.Purview/consents/delete',
      'Microsoft.Resources/deploymentStacks/manageDenySetting/action',
    ],
  }),
  role('acdd72a7-3385-48ef-bd42-f606fba81ae7', 'Reader', 'Sees all, changes nothing.', {
    actions: ['*/read'],
  }),
  role('18d7d88d-d35e-4fb5-a5c3-7773c20a72d9', 'User Access Administrator', 'Manages access.', {
    actions: ['*/read', 'Microsoft.Authorization/*', 'Microsoft.Support/*'],
  }),
  role(
    'f58310d9-a9f6-439a-9e8d-f62e7b41a168',
    'Role Based Access Control Administrator',
    'Manages role assignments.',
    {
      actions: [
        'Microsoft.Authorization/roleAssignments/write',
        'Microsoft.Authorization/roleAssignments/delete',
        '*/read',
        'Microsoft.Support/*',
      ],
    },
  ),
  role(
    '8b54135c-b56d-4d72-a534-26097cfdc8d8',
    'Key Vault Data Access Administrator',
    'Manages access by assigning the data roles of Key Vault, and only these.',
    {
      actions: [
        'Microsoft.Authorization/roleAssignments/write',
        'Microsoft.Authorization/roleAssignments/delete',
        'Microsoft.Authorization/*/read',
        'Microsoft.Resources/deployments/*',
        'Microsoft.Resources/subscriptions/resourceGroups/read',
        'Microsoft.Resources/subscriptions/read',
        'Microsoft.Management/managementGroups/read',
        'Microsoft.KeyVault/vaults/*/read',
        'Microsoft.Support/*',
      ],
      condition: dataAccessCondition,
    },
  ),
  role('00482a5a-887f-4fb3-b363-3b7fe8e74483', 'Key Vault Administrator', 'All data of vaults.', {
    actions: vaultReads,
    dataActions: ['Microsoft.KeyVault/vaults/*'],
  }),
  role('f25e0fa2-a7c8-4377-a976-54943a77a395', 'Key Vault Contributor', 'Manages vaults.', {
    actions: [...usual, 'Microsoft.KeyVault/*'],
    notActions: [
      'Microsoft.KeyVault/locations/deletedVaults/purge/action',
      'Microsoft.KeyVault/hsmPools/*',
      'Microsoft.KeyVault/managedHsms/*',
    ],
  }),
  role('21090545-7ca7-4776-b22c-e363652d74d2', 'Key Vault Reader', 'Reads metadata of vaults.', {
    actions: vaultReads,
    dataActions: [
      'Microsoft.KeyVault/vaults/*/read',
      'Microsoft.KeyVault/vaults/secrets/readMetadata/action',
    ],
  }),
  role(
    'b86a8fe4-44ce-4948-aee5-eccb2c155cd7',
    'Key Vault Secrets Officer',
    'Does everything with secrets but grant access to them.',
    { actions: vaultReads, dataActions: ['Microsoft.KeyVault/vaults/secrets/*'] },
  ),
  role('4633458b-17de-408a-b874-0445c86b69e6', 'Key Vault Secrets User', 'Reads secrets.', {
    dataActions: [
      'Microsoft.KeyVault/vaults/secrets/getSecret/action',
      'Microsoft.KeyVault/vaults/secrets/readMetadata/action',
    ],
  }),
  role('a68e7c17-0ab2-4c09-9a58-125dae29748c', 'Key Vault Purge Operator', 'Purges vaults.', {
    actions: [
      ...usual,
      'Microsoft.Resources/subscriptions/read',
      'Microsoft.KeyVault/deletedVaults/read',
      'Microsoft.KeyVault/locations/deletedVaults/read',
      'Microsoft.KeyVault/locations/deletedVaults/purge/action',
      'Microsoft.KeyVault/locations/operationResults/read',
    ],
  }),
  role('f1a07417-d97a-45cb-824c-7a7467783830', 'Managed Identity Operator', 'Assigns identities.', {
    actions: [
      ...usual,
      'Microsoft.ManagedIdentity/userAssignedIdentities/*/read',
      'Microsoft.ManagedIdentity/userAssignedIdentities/*/assign/action',
    ],
  }),
  role(
    '00493d72-78f6-4148-b6c5-d3ce8e4799dd',
    'Azure Arc Enabled Kubernetes Cluster User Role',
    'Reaches clusters through Azure Arc.',
    {
      actions: [
        'Microsoft.Authorization/*/read',
        'Microsoft.Insights/alertRules/*',
        'Microsoft.Kubernetes/connectedClusters/listClusterUserCredential/action',
        'Microsoft.Kubernetes/connectedClusters/listClusterUserCredentials/action',
        'Microsoft.Resources/deployments/write',
        'Microsoft.Resources/subscriptions/operationresults/read',
        'Microsoft.Resources/subscriptions/read',
        'Microsoft.Resources/subscriptions/resourceGroups/read',
        'Microsoft.Support/*',
      ],
    },
  ),
  role(
    '34e09817-6cbe-4d01-b1a2-e0eac5743d41',
    'Kubernetes Cluster - Azure Arc Onboarding',
    'Connects clusters.',
    {
      actions: [
        'Microsoft.Authorization/*/read',
        'Microsoft.Insights/alertRules/*',
        'Microsoft.Kubernetes/connectedClusters/Write',
        'Microsoft.Kubernetes/connectedClusters/read',
        'Microsoft.Resources/deployments/write',
        'Microsoft.Resources/subscriptions/operationresults/read',
        'Microsoft.Resources/subscriptions/read',
        'Microsoft.Resources/subscriptions/resourceGroups/read',
        'Microsoft.Support/*',
      ],
    },
  ),
  role(
    '85cb6faf-e071-4c9b-8136-154b5a04f717',
    'Kubernetes Extension Contributor',
    'Installs and changes extensions of clusters.',
    {
      actions: [
        'Microsoft.Authorization/*/read',
        'Microsoft.Insights/alertRules/*',
        'Microsoft.KubernetesConfiguration/extensions/delete',
        'Microsoft.KubernetesConfiguration/extensions/operations/read',
        'Microsoft.KubernetesConfiguration/extensions/read',
        'Microsoft.KubernetesConfiguration/extensions/write',
        'Microsoft.Resources/deployments/*',
        'Microsoft.Resources/subscriptions/resourceGroups/read',
      ],
    },
  ),
  role(
    '5bc02df6-6cd5-43fe-ad3d-4c93cf56cc16',
    'Azure IoT Operations Administrator',
    'Manages instances and what is below them.',
    {
      actions: [
        'Microsoft.Authorization/*/read',
        'Microsoft.DeviceRegistry/AssetEndpointProfiles/*',
        'Microsoft.DeviceRegistry/Assets/*',
        'Microsoft.DeviceRegistry/Namespaces/Assets/*',
        'Microsoft.DeviceRegistry/Namespaces/Devices/*',
        'Microsoft.DeviceRegistry/Namespaces/DiscoveredAssets/*',
        'Microsoft.DeviceRegistry/Namespaces/DiscoveredDevices/*',
        'Microsoft.DeviceRegistry/SchemaRegistries/*',
        'Microsoft.Edge/sites/read',
        'Microsoft.Insights/alertRules/*',
        'Microsoft.IoTOperations/*',
        'Microsoft.Resources/deployments/*',
        'Microsoft.Resources/subscriptions/resourceGroups/read',
      ],
    },
  ),
  role(
    'e40ec5ca-96e0-45a2-b4ff-59039f2c2b59',
    'Managed Identity Contributor',
    'Makes, changes and deletes identities.',
    {
      actions: [
        ...usual,
        'Microsoft.ManagedIdentity/userAssignedIdentities/read',
        'Microsoft.ManagedIdentity/userAssignedIdentities/write',
        'Microsoft.ManagedIdentity/userAssignedIdentities/delete',
        'Microsoft.ManagedIdentity/userAssignedIdentities/*/read',
        'Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials/*',
      ],
    },
  ),
  role(
    '12675fd7-7f59-493f-9201-f7944860a2f1',
    'Azure Device Registry Administrator',
    'Manages the device registry.',
    { actions: [...usual, 'Microsoft.DeviceRegistry/*'] },
  ),
  role('ba92f5b4-2d11-453d-a403-e96b0029c9fe', 'Storage Blob Data Contributor', 'Writes blobs.', {
    actions: [
      'Microsoft.Storage/storageAccounts/blobServices/containers/delete',
      'Microsoft.Storage/storageAccounts/blobServices/containers/read',
      'Microsoft.Storage/storageAccounts/blobServices/containers/write',
      'Microsoft.Storage/storageAccounts/blobServices/generateUserDelegationKey/action',
    ],
    dataActions: ['Microsoft.Storage/storageAccounts/blobServices/containers/blobs/*'],
  }),
  role('2b629674-e913-4c01-ae53-ef4638d8f975', 'Azure Event Hubs Data Sender', 'Sends events.', {
    actions: ['Microsoft.EventHub/*/eventhubs/read'],
    dataActions: ['Microsoft.EventHub/*/send/action'],
  }),
  role(
    'a638d3c7-ab3a-418d-83e6-5f17a39d4fde',
    'Azure Event Hubs Data Receiver',
    'Receives events.',
    {
      actions: ['Microsoft.EventHub/*/eventhubs/consumergroups/read'],
      dataActions: ['Microsoft.EventHub/*/receive/action'],
    },
  ),
  role('a12b0b94-b317-4dcd-84a8-502ce99884c6', 'EventGrid TopicSpaces Publisher', 'Publishes.', {
    dataActions: ['Microsoft.EventGrid/topicSpaces/publish/action'],
  }),
  role('4b0f2fd7-60b4-4eca-896f-4435034f8bf5', 'EventGrid TopicSpaces Subscriber', 'Subscribes.', {
    dataActions: ['Microsoft.EventGrid/topicSpaces/subscribe/action'],
  }),
];
