import { aDataflowEndpoint, aRegistryEndpoint, byIdentity, type Instance } from '../buildInstance';
import { aStorageAccount, anEventGridNamespace, anEventHubsNamespace } from '../buildTargets';
import { aCredential, aRole, roleIds, subjectOf, type Identity } from '../buildTrust';
import { identity, plant, proved, vault, type PlantCase } from './site';

const storageScope = 'https://storage.azure.com/.default';

/** Plants where the identity for cloud connections is what they are about. */
export const cloudCases: readonly PlantCase[] = [
  {
    city: 'rotterdam',
    location: 'westeurope',
    state: 'Both proved and in use: secrets sync, endpoints of all kinds use the cloud identity.',
    build(site, names) {
      const cloud = identity(site, 'cloud');
      const instance = plant(site, names, {
        instance: { identities: [cloud], description: 'Refinery, Rotterdam' },
      });
      proved(site, instance);
      federate(instance, cloud);
      aRole(site.world, site.place.group.id, roleIds.storageBlobDataContributor, {
        id: cloud.principalId,
        type: 'ServicePrincipal',
      });
      endpointsOfAllTypes(instance, cloud);
      anEventHubsNamespace(site.place, 'plant-hubs', ['telemetry']);
      anEventGridNamespace(site.place, 'plant');
      aStorageAccount(site.place, 'stplantlake');
    },
  },
  {
    city: 'split',
    location: 'italynorth',
    state: 'Cloud identity assigned beside the system identity, but without federated credential.',
    build(site, names) {
      const cloud = identity(site, 'cloud');
      const instance = plant(site, names, {
        instance: { identities: [cloud], hasSystemIdentity: true },
      });
      aDataflowEndpoint(instance, 'lake', lake(byIdentity(cloud, storageScope)));
      vault(site);
      identity(site);
    },
  },
  {
    city: 'bergen',
    location: 'norwayeast',
    state:
      'Federated credential for data flows, but the identity is not assigned; an endpoint uses it.',
    build(site, names) {
      const cloud = identity(site, 'cloud');
      const instance = plant(site, names);
      federate(instance, cloud);
      aDataflowEndpoint(instance, 'lake', lake(byIdentity(cloud, storageScope)), {
        healthState: 'Unavailable',
      });
      aDataflowEndpoint(instance, 'historian', {
        endpointType: 'Kafka',
        kafkaSettings: {
          host: 'bergen-hubs.servicebus.windows.net:9093',
          tls: { mode: 'Enabled' },
          authentication: {
            method: 'Sasl',
            saslSettings: { saslType: 'Plain', secretRef: 'historian' },
          },
        },
      });
      anEventHubsNamespace(site.place, 'bergen-hubs');
    },
  },
  {
    city: 'ostrava',
    location: 'westeurope',
    state: 'The cloud identity was deleted and created again after it was assigned.',
    build(site, names) {
      const now = identity(site, 'cloud');
      const { world } = site;
      const former: Identity = { ...now, clientId: world.newGuid(), principalId: world.newGuid() };
      const instance = plant(site, names, { instance: { identities: [former] } });
      aDataflowEndpoint(instance, 'lake', lake(byIdentity(former, storageScope)), {
        provisioningState: 'Failed',
        healthState: 'Degraded',
      });
    },
  },
];

const federate = (instance: Instance, cloud: Identity): void => {
  aCredential(instance.place.world, cloud, {
    name: 'aio-instance-ficred',
    issuer: instance.customLocation.cluster.tokenIssuer,
    subject: subjectOf(instance, 'aio-dataflow'),
  });
};

const lake = (authentication: ReturnType<typeof byIdentity>) => ({
  endpointType: 'DataLakeStorage',
  dataLakeStorageSettings: { host: 'https://stplantlake.blob.core.windows.net', authentication },
});

function endpointsOfAllTypes(instance: Instance, cloud: Identity): void {
  const batching = { latencySeconds: 60, maxMessages: 100_000 };
  const tls = { mode: 'Enabled' };
  aRegistryEndpoint(instance, 'plant-modules', {
    host: 'plantmodules.azurecr.io',
    authentication: byIdentity(cloud),
  });
  aDataflowEndpoint(instance, 'lake', lake(byIdentity(cloud, storageScope)));
  aDataflowEndpoint(instance, 'explorer', {
    endpointType: 'DataExplorer',
    dataExplorerSettings: {
      host: 'https://plant.westeurope.kusto.windows.net',
      database: 'telemetry',
      batching,
      authentication: byIdentity(cloud),
    },
  });
  aDataflowEndpoint(instance, 'onelake', {
    endpointType: 'FabricOneLake',
    fabricOneLakeSettings: {
      host: 'https://onelake.dfs.fabric.microsoft.com',
      names: { workspaceName: 'Plants', lakehouseName: 'Rotterdam' },
      oneLakePathType: 'Tables',
      batching,
      authentication: {
        method: 'SystemAssignedManagedIdentity',
        systemAssignedManagedIdentitySettings: {},
      },
    },
  });
  aDataflowEndpoint(instance, 'event-hubs', {
    endpointType: 'Kafka',
    kafkaSettings: {
      host: 'plant-hubs.servicebus.windows.net:9093',
      tls,
      consumerGroupId: 'aio',
      authentication: byIdentity(cloud),
    },
  });
  aDataflowEndpoint(instance, 'event-hubs-sasl', {
    endpointType: 'Kafka',
    kafkaSettings: {
      host: 'legacy-hubs.servicebus.windows.net:9093',
      tls,
      authentication: {
        method: 'Sasl',
        saslSettings: { saslType: 'Plain', secretRef: 'historian' },
      },
    },
  });
  aDataflowEndpoint(instance, 'event-grid', {
    endpointType: 'Mqtt',
    mqttSettings: {
      host: 'plant.westeurope-1.ts.eventgrid.azure.net:8883',
      tls,
      authentication: byIdentity(cloud, 'https://eventgrid.azure.net/.default'),
    },
  });
  aDataflowEndpoint(instance, 'local', {
    endpointType: 'LocalStorage',
    localStorageSettings: { persistentVolumeClaimRef: 'aio-local' },
  });
  aDataflowEndpoint(instance, 'telemetry', {
    endpointType: 'OpenTelemetry',
    openTelemetrySettings: {
      host: 'otel-collector.monitoring:4317',
      authentication: { method: 'Anonymous', anonymousSettings: {} },
    },
  });
}
