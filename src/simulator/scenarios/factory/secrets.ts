import { aProviderClass, aSecret, aSecretSync } from '../buildTrust';
import { setProperties } from '../buildInstance';
import { dayMs, hourMs } from '../place';
import { failedStatus, syncedStatus } from '../statuses';
import {
  enabled,
  identity,
  plant,
  proved,
  reported,
  usualSecret,
  vault,
  type PlantCase,
} from './site';

/** Plants where provider class, reference, extension or the synced secrets are what it is about. */
export const secretCases: readonly PlantCase[] = [
  {
    city: 'krakow',
    location: 'polandcentral',
    state: 'The Secret Store extension is not on the cluster.',
    build(site, names) {
      plant(site, names, { platform: { secretStore: 'absent' } });
      vault(site);
      identity(site);
    },
  },
  {
    city: 'vienna',
    location: 'westeurope',
    state:
      'The Secret Store extension failed while cert-manager was not ready, and with it the provider class; cert-manager is ready now.',
    build(site, names) {
      const instance = plant(site, names, { platform: { secretStore: 'Failed' } });
      const [usedVault, usedIdentity] = [vault(site), identity(site)];
      const { name } = aProviderClass(instance, {
        vaultName: usedVault.name,
        clientId: usedIdentity.clientId,
        tenantId: usedVault.vaultTenantId,
        objects: [usualSecret],
        provisioningState: 'Failed',
      });
      aSecret(site.world, usedVault, usualSecret);
      reported(site, instance, name);
    },
  },
  {
    city: 'riga',
    location: 'northeurope',
    state: 'The default reference names a provider class that is gone.',
    build(site, names) {
      const instance = plant(site, names);
      vault(site);
      identity(site);
      setProperties(instance, {
        defaultSecretProviderClassRef: {
          resourceId: `${site.place.group.id}/providers/Microsoft.SecretSyncController/azureKeyVaultSecretProviderClasses/spc-ops-0000000`,
        },
      });
    },
  },
  {
    city: 'sofia',
    location: 'westeurope',
    state: 'Three provider classes could be the default; the one referenced names another vault.',
    build(site, names) {
      const instance = plant(site, names);
      const made = enabled(site, instance, { defaultReference: 'none' });
      const common = { clientId: made.identity.clientId, tenantId: made.vault.vaultTenantId };
      aProviderClass(instance, { ...common, name: 'spc-packaging', vaultName: made.vault.name });
      const other = vault(site, { name: `kv-${site.city}-former` });
      const { id, name } = aProviderClass(instance, {
        ...common,
        name: 'spc-former',
        vaultName: other.name,
        objects: [usualSecret],
      });
      setProperties(instance, { defaultSecretProviderClassRef: { resourceId: id } });
      aSecret(site.world, other, usualSecret);
      reported(site, instance, name);
    },
  },
  {
    city: 'tallinn',
    location: 'northeurope',
    state: 'The last update of the instance failed.',
    build(site, names) {
      plant(site, names, { instance: { provisioningState: 'Failed' } });
      vault(site);
      identity(site);
    },
  },
  {
    city: 'bern',
    location: 'switzerlandnorth',
    state: 'Enabled and claimed, but nothing was ever synced: not proved.',
    build(site, names) {
      enabled(site, plant(site, names));
    },
  },
  {
    city: 'plovdiv',
    location: 'westeurope',
    state: 'Secrets synced until nine hours ago, then nothing was heard.',
    build(site, names) {
      const instance = plant(site, names);
      const made = enabled(site, instance, { objects: [usualSecret] });
      aSecret(site.world, made.vault, usualSecret);
      aSecretSync(instance, {
        name: 'historian',
        providerClass: made.providerClass,
        mapping: { [usualSecret]: 'password' },
        status: syncedStatus(site.world, 9 * hourMs),
      });
    },
  },
  {
    city: 'antwerp',
    location: 'westeurope',
    state:
      'Secrets in every state, from synced to missing; mapped without an entry, two to one key, of a class that is not there.',
    build(site, names) {
      const { world } = site;
      const instance = plant(site, names);
      const { vault: used, providerClass } = proved(site, instance, {
        objects: [usualSecret, 'disabled', 'expired', 'deleted', 'never-created', 'unmapped'],
      });
      aSecret(world, used, 'disabled', { isEnabled: false });
      aSecret(world, used, 'expired', { expiresAtMs: world.now() - 3 * dayMs });
      aSecret(world, used, 'deleted', { deletedAtMs: world.now() - dayMs });
      aSecret(world, used, 'unmapped');
      aSecret(world, used, 'not-listed');
      const partly = (secret: string, why: string): void => {
        aSecretSync(instance, {
          name: `line-${secret}`,
          providerClass,
          mapping: { [secret]: 'value' },
          status: failedStatus(world, {
            reason: 'ProviderError',
            message: `failed to get objectType:secret, objectName:${secret}: ${why}`,
          }),
        });
      };
      partly('disabled', 'RESPONSE 403 Forbidden, ERROR CODE: Forbidden, "SecretDisabled".');
      partly('deleted', 'RESPONSE 404 Not Found, ERROR CODE: SecretNotFound.');
      partly('never-created', 'RESPONSE 404 Not Found, ERROR CODE: SecretNotFound.');
      aSecretSync(instance, {
        name: 'line-not-listed',
        providerClass,
        mapping: { 'not-listed': 'value' },
        status: failedStatus(world, {
          reason: 'UserInputValidationFailed',
          message: `sourcePath "not-listed" is not among the objects of ${providerClass}.`,
        }),
      });
      aSecretSync(instance, {
        name: 'line-failed',
        providerClass,
        mapping: { [usualSecret]: 'value' },
        provisioningState: 'Failed',
      });
      aSecretSync(instance, {
        name: 'line-stray',
        providerClass: 'spc-mistyped',
        mapping: { [usualSecret]: 'value' },
        status: failedStatus(world, {
          reason: 'ControllerSpcError',
          message: 'SecretProviderClass "spc-mistyped" was not found.',
        }),
      });
      aSecretSync(instance, {
        name: 'line-twice',
        providerClass,
        mapping: { [usualSecret]: 'value', expired: 'value' },
        status: failedStatus(world, {
          reason: 'UserInputValidationFailed',
          message: 'targetKey "value" is used more than once.',
        }),
      });
    },
  },
];
