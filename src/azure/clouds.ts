/** Where one of Azure's clouds lives. Tokens go to these hosts and to no other. */
export interface CloudEndpoints {
  /** For people. */
  readonly name: string;
  /** Microsoft Entra, with scheme, without trailing slash. */
  readonly authorityHost: string;
  /** Azure Resource Manager, with scheme, without trailing slash. */
  readonly armEndpoint: string;
  readonly armScope: string;
  /** With scheme, without trailing slash. */
  readonly portalUrl: string;
  /** What follows a vault's name in its host, with the leading dot. Absent: no vault gets a token. */
  readonly vaultHostSuffix?: string;
  readonly vaultScope?: string;
}

/**
 * The clouds by their official names.
 *
 * @see https://learn.microsoft.com/azure/azure-government/compare-azure-government-global-azure
 * @see https://learn.microsoft.com/azure/china/resources-developer-guide
 */
export const clouds = {
  AzureCloud: {
    name: 'Azure',
    authorityHost: 'https://login.microsoftonline.com',
    armEndpoint: 'https://management.azure.com',
    armScope: 'https://management.azure.com/.default',
    portalUrl: 'https://portal.azure.com',
    vaultHostSuffix: '.vault.azure.net',
    vaultScope: 'https://vault.azure.net/.default',
  },
  AzureUSGovernment: {
    name: 'Azure US Government',
    authorityHost: 'https://login.microsoftonline.us',
    armEndpoint: 'https://management.usgovcloudapi.net',
    armScope: 'https://management.usgovcloudapi.net/.default',
    portalUrl: 'https://portal.azure.us',
    vaultHostSuffix: '.vault.usgovcloudapi.net',
    vaultScope: 'https://vault.usgovcloudapi.net/.default',
  },
  AzureChinaCloud: {
    name: 'Azure operated by 21Vianet',
    authorityHost: 'https://login.chinacloudapi.cn',
    armEndpoint: 'https://management.chinacloudapi.cn',
    armScope: 'https://management.chinacloudapi.cn/.default',
    portalUrl: 'https://portal.azure.cn',
    vaultHostSuffix: '.vault.azure.cn',
    vaultScope: 'https://vault.azure.cn/.default',
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
  const { vaultHostSuffix: suffix } = cloud;
  const vault = suffix !== undefined && host.endsWith(suffix) ? host.slice(0, -suffix.length) : '';
  return /^[a-z0-9-]+$/.test(vault) ? cloud.vaultScope : undefined;
}
