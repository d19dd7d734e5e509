/** Where one of Azure's clouds lives. Tokens go to these hosts and to no other. */
export interface CloudEndpoints {
  readonly name: string;
  /** Microsoft Entra, with scheme, without trailing slash. */
  readonly authorityHost: string;
  /** Azure Resource Manager, with scheme, without trailing slash. */
  readonly armEndpoint: string;
  readonly armScope: string;
  /** What follows a vault's name in its host, with the leading dot. */
  readonly vaultHostSuffix: string;
  readonly vaultScope: string;
}

/**
 * The clouds by their official names. Secret synchronization exists in the public cloud only, so that
 * is the only one so far.
 */
export const clouds = {
  AzureCloud: {
    name: 'AzureCloud',
    authorityHost: 'https://login.microsoftonline.com',
    armEndpoint: 'https://management.azure.com',
    armScope: 'https://management.azure.com/.default',
    vaultHostSuffix: '.vault.azure.net',
    vaultScope: 'https://vault.azure.net/.default',
  },
} as const satisfies Readonly<Record<string, CloudEndpoints>>;

/**
 * The scope of the token that a URL may get: undefined for every host that is not the cloud's own,
 * for other schemes and ports, and for URLs with a user or password in them.
 */
export function tokenScopeFor(url: string, cloud: CloudEndpoints): string | undefined {
  if (!URL.canParse(url)) return undefined;
  const { protocol, host, username, password } = new URL(url);
  if (protocol !== 'https:' || username !== '' || password !== '') return undefined;
  if (host === new URL(cloud.armEndpoint).host) return cloud.armScope;
  const vault = host.endsWith(cloud.vaultHostSuffix)
    ? host.slice(0, -cloud.vaultHostSuffix.length)
    : '';
  return /^[a-z0-9-]+$/.test(vault) ? cloud.vaultScope : undefined;
}
