import type { Vault as SdkVault } from '@azure/arm-keyvault';
import { resourceTypes } from '../core/model/armId';
import type { RequestContext, Vault, Vaults } from '../core/ports';
import type { CloudEndpoints } from './clouds';
import type { Pipeline } from './pipeline';
import { callSdk, getArmId, noCredential, sdkOptions, bare } from './sdkClients';
import { requiredText, textOr } from './sdkValues';
import { isAbsence } from './wireErrors';

export interface VaultsOptions {
  readonly pipeline: Pipeline;
  readonly cloud: CloudEndpoints;
}

/** Key vaults by `@azure/arm-keyvault`, which is loaded when it is first needed. */
export function createVaults({ pipeline, cloud }: VaultsOptions): Vaults {
  async function clientFor(subscriptionId: string, context: RequestContext) {
    const { KeyVaultManagementClient } = await import('./sdkVaults');
    return bare(
      new KeyVaultManagementClient(
        noCredential,
        subscriptionId,
        sdkOptions(pipeline, cloud, context),
      ),
    );
  }

  return {
    async find(id, context) {
      const { subscriptionId, resourceGroup, name } = getArmId(resourceTypes.vault, id);
      const client = await clientFor(subscriptionId, context);
      try {
        return await callSdk(
          async () => toVault(await client.vaults.get(resourceGroup, name), cloud),
          context,
        );
      } catch (error) {
        if (isAbsence(error)) return undefined;
        throw error;
      }
    },
  };
}

/** @throws {TypeError} the vault lacks what every vault has. */
function toVault({ id, name, location, properties }: SdkVault, cloud: CloudEndpoints): Vault {
  const vaultName = requiredText(name);
  const access = textOr('Enabled', properties.publicNetworkAccess).toLowerCase();
  const firewall = textOr('Allow', properties.networkAcls?.defaultAction).toLowerCase();
  return {
    id: requiredText(id),
    name: vaultName,
    location: requiredText(location),
    tenantId: requiredText(properties.tenantId),
    // Not there yet while the vault's DNS name is being registered.
    vaultUri: textOr(
      `https://${vaultName.toLowerCase()}${cloud.vaultHostSuffix}/`,
      properties.vaultUri,
    ),
    isRbac: properties.enableRbacAuthorization === true,
    // Anything but "Enabled" (a perimeter, say) keeps a cluster out unless somebody lets it in.
    publicNetworkAccess: access === 'enabled' ? 'enabled' : 'disabled',
    firewallDefault: firewall === 'deny' ? 'deny' : 'allow',
    provisioningState: textOr('Succeeded', properties.provisioningState),
  };
}
