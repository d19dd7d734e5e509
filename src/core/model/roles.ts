/**
 * Built-in roles by GUID: names can be localised and the prefix of an id differs by scope.
 *
 * @see https://learn.microsoft.com/azure/role-based-access-control/built-in-roles
 */
const roleIds = {
  keyVaultSecretsUser: '4633458b-17de-408a-b874-0445c86b69e6',
  keyVaultReader: '21090545-7ca7-4776-b22c-e363652d74d2',
} as const;

/** What the identity of the Secret Store extension needs at the vault. */
export const vaultReaderRoles = [
  { id: roleIds.keyVaultSecretsUser, name: 'Key Vault Secrets User' },
  { id: roleIds.keyVaultReader, name: 'Key Vault Reader' },
] as const;

export type VaultReaderRole = (typeof vaultReaderRoles)[number];
