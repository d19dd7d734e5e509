import { describe, expect, it } from 'vitest';
import { clusterBody } from '../../../../src/core/steps/ensureClusterProfiles';
import { instanceWithDefaultClass } from '../../../../src/core/steps/ensureDefaultReference';
import { instanceWithoutDefaultClass } from '../../../../src/core/steps/removeDefaultReference';
import { providerClassBody } from '../../../../src/core/steps/ensureProviderClass';

const want = {
  id: '/subscriptions/s/resourceGroups/rg/providers/Microsoft.SecretSyncController/azureKeyVaultSecretProviderClasses/spc',
  location: 'westeurope',
  customLocationId: '/cl',
  clientId: 'client',
  vaultName: 'kv',
  tenantId: 'tenant',
};

describe('providerClassBody', () => {
  it('makes a new class at the cluster’s location, without an empty list of objects', () => {
    expect(providerClassBody(want, undefined)).toEqual({
      location: 'westeurope',
      extendedLocation: { name: '/cl', type: 'CustomLocation' },
      properties: { clientId: 'client', keyvaultName: 'kv', tenantId: 'tenant' },
    });
  });

  it('keeps objects, tags and unknown properties of an existing class', () => {
    const body = providerClassBody(want, {
      id: want.id,
      name: 'spc',
      type: 't',
      systemData: { createdBy: 'x' },
      location: 'northeurope',
      tags: { a: 'b' },
      extendedLocation: { name: '/CL', type: 'CustomLocation' },
      properties: {
        clientId: 'old',
        keyvaultName: 'kv',
        tenantId: 'tenant',
        objects: 'array:\n    - |\n      objectName: a\n      objectType: secret\n',
        provisioningState: 'Succeeded',
        cloudName: 'AzureCloud',
      },
    });
    expect(body).toEqual({
      location: 'northeurope',
      tags: { a: 'b' },
      extendedLocation: { name: '/CL', type: 'CustomLocation' },
      properties: {
        clientId: 'client',
        keyvaultName: 'kv',
        tenantId: 'tenant',
        objects: 'array:\n    - |\n      objectName: a\n      objectType: secret\n',
        cloudName: 'AzureCloud',
      },
    });
  });
});

describe('clusterBody', () => {
  const stays = {
    agentPublicKeyCertificate: 'MIIC',
    distribution: 'k3s',
    distributionVersion: '1.31',
    infrastructure: 'generic',
    azureHybridBenefit: 'NotApplicable',
    privateLinkState: 'Disabled',
    privateLinkScopeResourceId: '/pls',
    aadProfile: { enableAzureRBAC: true, tenantID: 't' },
    gateway: { enabled: true, resourceId: '/gw' },
    arcAgentryConfigurations: [
      { feature: 'proxy', settings: { a: 'b' }, protectedSettings: { c: 'd' } },
    ],
    fromTheFuture: [1, null, { deep: true }],
  };
  const owned = {
    agentVersion: '1.28.3',
    connectivityStatus: 'Connected',
    kubernetesVersion: '1.31.5',
    lastConnectivityTime: 'x',
    managedIdentityCertificateExpirationTime: 'x',
    miscellaneousProperties: {},
    offering: 'x',
    provisioningState: 'Succeeded',
    totalCoreCount: 4,
    totalNodeCount: 1,
  };
  const fresh = {
    id: '/c',
    name: 'c',
    type: 't',
    systemData: {},
    location: 'westeurope',
    kind: 'AWS',
    tags: { site: 'Berlin' },
    sku: { name: 'future' },
    identity: { type: 'SystemAssigned', principalId: 'p', tenantId: 't' },
    properties: {
      ...stays,
      ...owned,
      arcAgentProfile: {
        desiredAgentVersion: '1.29.0',
        agentAutoUpgrade: 'Disabled',
        agentState: 'Succeeded',
        agentErrors: [],
        systemComponents: [{ type: 'x', userSpecifiedVersion: '1', currentVersion: '2' }],
        future: 1,
      },
      oidcIssuerProfile: {
        enabled: false,
        issuerUrl: 'https://issuer/',
        selfHostedIssuerUrl: 'https://own/',
        future: 2,
      },
      securityProfile: { workloadIdentity: { enabled: false, future: 3 }, future: 4 },
    },
  };
  const written = {
    location: 'westeurope',
    kind: 'AWS',
    tags: { site: 'Berlin' },
    sku: { name: 'future' },
    identity: { type: 'SystemAssigned' },
    properties: {
      ...stays,
      arcAgentProfile: {
        desiredAgentVersion: '1.29.0',
        agentAutoUpgrade: 'Disabled',
        systemComponents: [{ type: 'x', userSpecifiedVersion: '1' }],
        future: 1,
      },
      oidcIssuerProfile: { enabled: true, selfHostedIssuerUrl: 'https://own/', future: 2 },
      securityProfile: { workloadIdentity: { enabled: true, future: 3 }, future: 4 },
    },
  };

  it('carries everything of the GET but both flags and what the service owns', () => {
    expect(clusterBody(fresh, { isOidcEnabled: true, isWorkloadIdentityEnabled: true })).toEqual(
      written,
    );
  });

  it('sets another own issuer only where one is given', () => {
    const want = { isOidcEnabled: true, isWorkloadIdentityEnabled: true } as const;
    const body = clusterBody(fresh, { ...want, selfHostedIssuerUrl: 'https://new' });
    expect(body['properties']).toMatchObject({
      oidcIssuerProfile: { enabled: true, selfHostedIssuerUrl: 'https://new', future: 2 },
    });
  });

  it('makes both profiles where there is none, and nothing else', () => {
    expect(
      clusterBody(
        { ...fresh, properties: { ...stays, ...owned } },
        { isOidcEnabled: true, isWorkloadIdentityEnabled: true },
      )['properties'],
    ).toEqual({
      ...stays,
      oidcIssuerProfile: { enabled: true },
      securityProfile: { workloadIdentity: { enabled: true } },
    });
  });
});

describe('instanceWithDefaultClass', () => {
  it('carries everything of the GET but what the service owns', () => {
    const body = instanceWithDefaultClass(
      {
        id: '/i',
        name: 'i',
        type: 't',
        systemData: {},
        location: 'westeurope',
        tags: { site: 'Berlin' },
        extendedLocation: { name: '/cl', type: 'CustomLocation' },
        identity: {
          type: 'SystemAssigned,UserAssigned',
          principalId: 'p',
          tenantId: 't',
          userAssignedIdentities: { '/Sub/ID-a': { principalId: 'x', clientId: 'y' } },
        },
        sku: { name: 'future' },
        properties: {
          provisioningState: 'Succeeded',
          version: '1.2.3',
          healthState: 'Available',
          description: 'Line 1',
          schemaRegistryRef: { resourceId: '/sr' },
          adrNamespaceRef: { resourceId: '/adr' },
          features: { connectors: { mode: 'Preview', settings: { preview: 'Enabled' } } },
          fromTheFuture: [1, null, { deep: true }],
        },
      },
      '/spc',
    );
    expect(body).toEqual({
      location: 'westeurope',
      tags: { site: 'Berlin' },
      extendedLocation: { name: '/cl', type: 'CustomLocation' },
      identity: {
        type: 'SystemAssigned,UserAssigned',
        userAssignedIdentities: { '/Sub/ID-a': {} },
      },
      sku: { name: 'future' },
      properties: {
        description: 'Line 1',
        schemaRegistryRef: { resourceId: '/sr' },
        adrNamespaceRef: { resourceId: '/adr' },
        features: { connectors: { mode: 'Preview', settings: { preview: 'Enabled' } } },
        fromTheFuture: [1, null, { deep: true }],
        defaultSecretProviderClassRef: { resourceId: '/spc' },
      },
    });
  });
});

describe('instanceWithoutDefaultClass', () => {
  const instance = (resourceId: string | undefined) => ({
    id: '/i',
    location: 'westeurope',
    identity: { type: 'UserAssigned', userAssignedIdentities: { '/id': { clientId: 'c' } } },
    properties: {
      provisioningState: 'Succeeded',
      description: 'Line 1',
      schemaRegistryRef: { resourceId: '/sr' },
      tomorrow: { a: 1 },
      ...(resourceId === undefined ? {} : { defaultSecretProviderClassRef: { resourceId } }),
    },
  });

  it('carries everything of the GET but the reference and what the service owns', () => {
    expect(instanceWithoutDefaultClass(instance('/SPC'), '/spc')).toEqual({
      location: 'westeurope',
      identity: { type: 'UserAssigned', userAssignedIdentities: { '/id': {} } },
      properties: {
        description: 'Line 1',
        schemaRegistryRef: { resourceId: '/sr' },
        tomorrow: { a: 1 },
      },
    });
  });

  it('changes nothing when the instance names another class, or none', () => {
    expect(instanceWithoutDefaultClass(instance('/other'), '/spc')).toBeUndefined();
    expect(instanceWithoutDefaultClass(instance(undefined), '/spc')).toBeUndefined();
  });
});
