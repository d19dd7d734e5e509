/**
 * Built-in roles by GUID: names can be localised and the prefix of an id differs by scope.
 *
 * @see https://learn.microsoft.com/azure/role-based-access-control/built-in-roles
 */
const roleIds = {
  keyVaultSecretsUser: '4633458b-17de-408a-b874-0445c86b69e6',
  keyVaultReader: '21090545-7ca7-4776-b22c-e363652d74d2',
  keyVaultSecretsOfficer: 'b86a8fe4-44ce-4948-aee5-eccb2c155cd7',
  deviceRegistryAdministrator: '12675fd7-7f59-493f-9201-f7944860a2f1',
} as const;

/** What the identity of the Secret Store extension needs at the vault. */
export const vaultReaderRoles = [
  { id: roleIds.keyVaultSecretsUser, name: 'Key Vault Secrets User' },
  { id: roleIds.keyVaultReader, name: 'Key Vault Reader' },
] as const;

export type VaultReaderRole = (typeof vaultReaderRoles)[number];

/** What a person needs at the vault to manage its secrets. */
export const secretsOfficerRole = {
  id: roleIds.keyVaultSecretsOfficer,
  name: 'Key Vault Secrets Officer',
} as const;

/** The names of the roles that this extension assigns by itself. */
export const knownRoleName = (roleId: string): string | undefined =>
  [...vaultReaderRoles, secretsOfficerRole, schemaRegistryRole].find(
    ({ id }) => id === roleId.toLowerCase(),
  )?.name;

/** What the cloud identity needs at the schema registry to serve it. */
export const schemaRegistryRole = {
  id: roleIds.deviceRegistryAdministrator,
  name: 'Azure Device Registry Administrator',
} as const;
