/**
 * Secrets of a vault as Azure Resource Manager would name them: the vault's own host names them by a
 * path that is not unique in the world.
 */
export const secretId = (vaultId: string, name: string): string => `${vaultId}/secrets/${name}`;

export const secretVersionId = (vaultId: string, name: string, version: string): string =>
  `${secretId(vaultId, name)}/versions/${version}`;

export const deletedSecretId = (vaultId: string, name: string): string =>
  `${vaultId}/deletedsecrets/${name}`;

/** What a vault takes as a name of a secret. */
export const isSecretName = (text: string): boolean => /^[\da-z-]{1,127}$/i.test(text);
