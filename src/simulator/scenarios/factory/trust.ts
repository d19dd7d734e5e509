import {
  aCredential,
  aProviderClass,
  aRole,
  aSecret,
  aSecretSync,
  roleIds,
  subjectOf,
  vaultRoles,
} from '../buildTrust';
import { setProperties } from '../buildInstance';
import { findPerson, tenantOf } from '../directory';
import { dayMs } from '../place';
import { failedStatus, syncedStatus, unmatchedIssuer } from '../statuses';
import {
  enabled,
  identity,
  plant,
  proved,
  reported,
  usualSecret,
  vault,
  type PlantCase,
  type Site,
} from './site';

/** The operator of the site's tenant, and its application: it is what logs in with a secret. */
function vaultUsers({ world, place }: Site): readonly string[] {
  const { id: tenantId } = tenantOf(world, place.group.subscriptionId);
  const application = [...world.principals.values()].find(
    (each) => each.tenantId === tenantId && each.secret !== undefined,
  );
  return [findPerson(world, tenantId, 'operator'), application].flatMap(
    (each) => each?.objectId ?? [],
  );
}

/** Plants where a link between issuer, credential, identity, roles and vault is what it is about. */
export const trustCases: readonly PlantCase[] = [
  {
    city: 'turin',
    location: 'italynorth',
    state:
      'Half done: roles and federated credential are there, provider class and reference are not.',
    build(site, names) {
      const instance = plant(site, names);
      const used = identity(site);
      vaultRoles(site.world, vault(site), used);
      const issuer = instance.customLocation.cluster.tokenIssuer;
      const subject = subjectOf(instance, 'aio-ssc-sa');
      aCredential(site.world, used, { name: 'aio-sse-ficred', issuer, subject });
    },
  },
  {
    city: 'berlin',
    location: 'germanywestcentral',
    state:
      'Drifted: the credential holds the issuer with a trailing slash that tokens lack; secrets last synced two days ago.',
    build(site, names) {
      const instance = plant(site, names, { cluster: { trailingSlash: 'differs' } });
      const { cluster } = instance.customLocation;
      const made = enabled(site, instance, {
        credentialIssuer: cluster.issuerUrl,
        objects: [usualSecret, 'mqtt-password'],
      });
      aSecret(site.world, made.vault, usualSecret);
      aSecret(site.world, made.vault, 'mqtt-password');
      const status = failedStatus(site.world, {
        reason: 'ProviderError',
        message: unmatchedIssuer(cluster.tokenIssuer),
        lastSuccessAgoMs: 2 * dayMs,
      });
      aSecretSync(instance, {
        name: 'historian',
        providerClass: made.providerClass,
        mapping: { [usualSecret]: 'password' },
        status,
      });
      aSecretSync(instance, {
        name: 'mqtt-bridge',
        providerClass: made.providerClass,
        mapping: { 'mqtt-password': 'password' },
        status,
      });
    },
  },
  {
    city: 'basel',
    location: 'switzerlandnorth',
    state: 'All is right in Azure, but the API server still signs with its own local issuer.',
    build(site, names) {
      const instance = plant(site, names, { cluster: { apiServer: 'local' } });
      const made = enabled(site, instance, { objects: [usualSecret] });
      aSecret(site.world, made.vault, usualSecret);
      aSecretSync(instance, {
        name: 'historian',
        providerClass: made.providerClass,
        mapping: { [usualSecret]: 'password' },
        status: failedStatus(site.world, {
          reason: 'ProviderError',
          message: unmatchedIssuer('https://kubernetes.default.svc.cluster.local'),
        }),
      });
    },
  },
  {
    city: 'malmo',
    location: 'swedencentral',
    state: 'Nothing enabled; the identity already holds its 20 federated credentials.',
    build(site, names) {
      plant(site, names);
      vault(site);
      const full = identity(site);
      for (let number = 1; number <= 20; number++) {
        aCredential(site.world, full, {
          name: `fic-line-${String(number).padStart(2, '0')}`,
          issuer: `https://westeurope.oic.prod-arc.azure.com/${full.tenantId}/${site.world.newGuid()}/`,
          subject: 'system:serviceaccount:azure-iot-operations:aio-ssc-sa',
        });
      }
    },
  },
  {
    city: 'dresden',
    location: 'germanywestcentral',
    state: 'The audience of the federated credential is wrong.',
    build(site, names) {
      const instance = plant(site, names);
      const made = enabled(site, instance, { credential: 'none', objects: [usualSecret] });
      aCredential(site.world, made.identity, {
        name: 'aio-sse-ficred',
        issuer: instance.customLocation.cluster.tokenIssuer,
        subject: subjectOf(instance, 'aio-ssc-sa'),
        audience: 'api://AzureADTokenExchangeUSGov',
      });
      aSecret(site.world, made.vault, usualSecret);
      reported(site, instance, made.providerClass);
    },
  },
  {
    city: 'parma',
    location: 'italynorth',
    state: 'Two federated credentials for the subject, both with an issuer of before a reconnect.',
    build(site, names) {
      const instance = plant(site, names);
      const { cluster } = instance.customLocation;
      const former = `https://italynorth.oic.prod-arc.azure.com/${cluster.tenantId}/${site.world.newGuid()}`;
      const made = enabled(site, instance, {
        credentialIssuer: `${former}/`,
        credentialNamed: 'aio-sse-ficred',
        objects: [usualSecret],
      });
      aCredential(site.world, made.identity, {
        name: 'aio-sse-ficred-2',
        issuer: former,
        subject: subjectOf(instance, 'aio-ssc-sa'),
      });
      aSecret(site.world, made.vault, usualSecret);
      reported(site, instance, made.providerClass);
    },
  },
  {
    city: 'lille',
    location: 'francecentral',
    state: 'The identity was deleted and created again: provider class and roles name the old one.',
    build(site, names) {
      const instance = plant(site, names);
      const { world } = site;
      const used = vault(site);
      const former = { clientId: world.newGuid(), principalId: world.newGuid() };
      vaultRoles(world, used, former);
      const { id, name } = aProviderClass(instance, {
        vaultName: used.name,
        clientId: former.clientId,
        tenantId: used.vaultTenantId,
        objects: [usualSecret],
      });
      setProperties(instance, { defaultSecretProviderClassRef: { resourceId: id } });
      identity(site);
      aSecret(world, used, usualSecret);
      reported(site, instance, name);
    },
  },
  {
    city: 'bilbao',
    location: 'spaincentral',
    state: 'The identity may read secrets but lacks Key Vault Reader.',
    build(site, names) {
      const instance = plant(site, names);
      const made = enabled(site, instance, { roles: 'kept', objects: [usualSecret] });
      aRole(site.world, made.vault.id, roleIds.keyVaultSecretsUser, {
        id: made.identity.principalId,
        type: 'ServicePrincipal',
      });
      aSecret(site.world, made.vault, usualSecret);
      reported(site, instance, made.providerClass);
    },
  },
  {
    city: 'gdansk',
    location: 'polandcentral',
    state:
      'The vault decides by access policies, so the roles of the identity have no effect; the operator and an application have one.',
    build(site, names) {
      const instance = plant(site, names);
      const made = enabled(site, instance, {
        vault: vault(site, { mode: 'accessPolicies', policyHolders: vaultUsers(site) }),
        objects: [usualSecret],
      });
      aSecret(site.world, made.vault, usualSecret);
      aSecretSync(instance, {
        name: 'historian',
        providerClass: made.providerClass,
        mapping: { [usualSecret]: 'password' },
        status: failedStatus(site.world, {
          reason: 'ProviderError',
          message: `failed to get objectType:secret, objectName:${usualSecret}: RESPONSE 403 Forbidden, ERROR CODE: Forbidden, "AccessDenied": the caller does not have secrets get permission on key vault '${made.vault.name}'.`,
        }),
      });
    },
  },
  {
    city: 'metz',
    location: 'francecentral',
    state: 'The vault trusts another tenant than that of the identity.',
    build(site, names) {
      plant(site, names);
      vault(site, { tenantId: site.otherTenantId });
      identity(site);
    },
  },
  {
    city: 'reims',
    location: 'francecentral',
    state: 'The vault allows no public access; the cluster has no private endpoint to it.',
    build(site, names) {
      const instance = plant(site, names);
      const made = enabled(site, instance, {
        vault: vault(site, { network: 'private' }),
        objects: [usualSecret],
      });
      aSecret(site.world, made.vault, usualSecret);
      reported(site, instance, made.providerClass);
    },
  },
  {
    city: 'trier',
    location: 'germanywestcentral',
    state: 'The firewall of the vault lets only the office in; purge protection is on.',
    build(site, names) {
      plant(site, names);
      vault(site, { network: 'firewall', hasPurgeProtection: true });
      identity(site);
    },
  },
  {
    city: 'aarhus',
    location: 'northeurope',
    state: 'The vault was deleted a week ago and can be recovered.',
    build(site, names) {
      const instance = plant(site, names);
      const made = enabled(site, instance, { objects: [usualSecret] });
      aSecret(site.world, made.vault, usualSecret);
      const resource = site.world.resources.get(made.vault.id);
      if (!resource) return;
      site.world.deletedVaults.set(made.vault.name, {
        resource,
        deletedAtMs: site.world.now() - 7 * dayMs,
      });
      site.world.resources.delete(made.vault.id);
      reported(site, instance, made.providerClass);
    },
  },
  {
    city: 'porto',
    location: 'spaincentral',
    state:
      'Made before instances had a default provider class: secrets sync, the reference is absent.',
    build(site, names) {
      const version = { version: '1.0.34' };
      proved(site, plant(site, names, { instance: version }), { defaultReference: 'none' });
    },
  },
  {
    city: 'utrecht',
    location: 'westeurope',
    state:
      'Proved: secrets of two provider classes sync, OPC UA provider classes stand beside ours.',
    build(site, names) {
      const instance = plant(site, names);
      const made = proved(site, instance);
      for (const part of ['trust-list', 'issuer-list', 'client-certificate']) {
        const name = `aio-opc-ua-broker-${part}`;
        aSecret(site.world, made.vault, name);
        const { name: providerClass } = aProviderClass(instance, {
          name,
          vaultName: made.vault.name,
          clientId: made.identity.clientId,
          tenantId: made.vault.vaultTenantId,
          objects: [name],
        });
        aSecretSync(instance, {
          name,
          providerClass,
          mapping: { [name]: part === 'client-certificate' ? 'tls.crt' : 'ca.crt' },
          status: syncedStatus(site.world),
        });
      }
    },
  },
];
