import { t } from '@vscode/l10n';
import type { DeletedVault as SdkDeletedVault, Vault as SdkVault } from '@azure/arm-keyvault';
import { apiVersions } from '../core/apiVersions';
import { ArmError } from '../core/errors';
import { resourceTypes } from '../core/model/armId';
import { newVaultBody, recoveredVaultBody } from '../core/model/creationBodies';
import type { JsonObject } from '../core/model/json';
import type { ArmClient, Clock, DeletedVault, RequestContext, Vault, Vaults } from '../core/ports';
import type { CloudEndpoints } from './clouds';
import { createMissing } from './createMissing';
import type { Pipeline } from './pipeline';
import { callSdk, getArmId, noCredential, sdkOptions, bare } from './sdkClients';
import { requiredText, textOr } from './sdkValues';
import { isAbsence } from './wireErrors';

export interface VaultsOptions {
  readonly pipeline: Pipeline;
  readonly cloud: CloudEndpoints;
  readonly clock: Clock;
  /** Writes go by it: it follows long-running operations on our clock. */
  readonly arm: ArmClient;
}

/** Deleted vaults of one subscription: the list has an end, whatever its links say. */
const mostPages = 100;

/** Key vaults by `@azure/arm-keyvault`, which is loaded when it is first needed. */
export function createVaults({ pipeline, cloud, clock, arm }: VaultsOptions): Vaults {
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

  const find: Vaults['find'] = async (id, context) => {
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
  };

  const checkName: Vaults['checkName'] = async (subscriptionId, name, context) => {
    const client = await clientFor(subscriptionId, context);
    return callSdk(async () => {
      const { nameAvailable, reason, message } = await client.vaults.checkNameAvailability({
        name,
        type: 'Microsoft.KeyVault/vaults',
      });
      if (nameAvailable === true) return { kind: 'available' };
      const kind = reason === 'AccountNameInvalid' ? 'invalid' : 'taken';
      return { kind, because: textOr('', message) };
    }, context);
  };

  const findDeleted: Vaults['findDeleted'] = async (subscriptionId, name, context) => {
    const client = await clientFor(subscriptionId, context);
    return callSdk(async () => {
      let pages = 0;
      for await (const page of client.vaults.listDeleted().byPage()) {
        if (++pages > mostPages) throw new RangeError('The list has no end.');
        const found = page.find((each) => each.name?.toLowerCase() === name.toLowerCase());
        if (found) return toDeletedVault(found);
      }
      return undefined;
    }, context);
  };

  /** PUTs the vault, unless it is there, and follows it until its host name is registered. */
  async function put(id: string, body: JsonObject, context: RequestContext): Promise<Vault> {
    const created = await createMissing(
      {
        clock,
        find: () => find(id, context),
        isReady: ({ provisioningState }) => provisioningState !== 'RegisteringDns',
        write: () => arm.replace(id, apiVersions.keyVault, body, context),
      },
      context,
    );
    if (created) return created;
    throw new ArmError('notFound', t('The key vault was created but cannot be read: {0}', id));
  }

  const create: Vaults['create'] = (want, context) => put(want.id, newVaultBody(want), context);

  const recover: Vaults['recover'] = ({ id, location, tenantId }, context) =>
    put(id, recoveredVaultBody({ location, tenantId }), context);

  return { find, checkName, findDeleted, create, recover };
}

/** @throws {TypeError} the vault lacks what every deleted vault has. */
const toDeletedVault = ({ name, properties }: SdkDeletedVault): DeletedVault => ({
  id: requiredText(properties?.vaultId),
  name: requiredText(name),
  location: requiredText(properties?.location),
  purgedAtMs: properties?.scheduledPurgeDate?.getTime(),
});

/** Rules count only while public access is on; an approved private endpoint always does. */
function hasWayIn(
  { networkAcls, privateEndpointConnections }: SdkVault['properties'],
  isPublic: boolean,
): boolean {
  const rules = [...(networkAcls?.ipRules ?? []), ...(networkAcls?.virtualNetworkRules ?? [])];
  const isApproved = (privateEndpointConnections ?? []).some(
    ({ privateLinkServiceConnectionState: state }) => state?.status === 'Approved',
  );
  return isApproved || (isPublic && rules.length > 0);
}

/** @throws {TypeError} the vault lacks what every vault has. */
function toVault(
  { id, name, location, properties, systemData }: SdkVault,
  cloud: CloudEndpoints,
): Vault {
  const changedAtMs = systemData?.lastModifiedAt?.getTime();
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
    hasWayIn: hasWayIn(properties, access === 'enabled'),
    provisioningState: textOr('Succeeded', properties.provisioningState),
    ...(changedAtMs === undefined ? {} : { changedAtMs }),
  };
}
