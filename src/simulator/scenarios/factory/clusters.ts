import { aCluster } from '../buildCluster';
import { dayMs, hourMs, minuteMs } from '../place';
import { enabled, identity, plant, proved, vault, type PlantCase } from './site';

/** Plants whose cluster is what they are about: its distribution, reach, issuer and agents. */
export const clusterCases: readonly PlantCase[] = [
  {
    city: 'hamburg',
    location: 'westeurope',
    state: 'Ready: OIDC issuer and workload identity on, nothing enabled.',
    build(site, names) {
      plant(site, names);
      vault(site);
      identity(site);
      identity(site, 'cloud');
    },
  },
  {
    city: 'lyon',
    location: 'francecentral',
    state: 'OIDC issuer and workload identity were never turned on.',
    build(site, names) {
      plant(site, names, { cluster: { oidc: 'off' } });
      vault(site);
      identity(site);
    },
  },
  {
    city: 'munich',
    number: '02',
    location: 'germanywestcentral',
    state: 'AKS Edge Essentials (k3s), offline for three hours.',
    build(site, names) {
      const instance = plant(site, names, {
        cluster: {
          distribution: 'aksEdgeK3s',
          connectivity: 'Offline',
          lastSeenMsAgo: 3 * hourMs,
          agentVersion: '1.27.4',
        },
      });
      enabled(site, instance);
    },
  },
  {
    city: 'linz',
    location: 'westeurope',
    state: 'AKS Edge Essentials (k8s); the last update of the cluster failed.',
    build(site, names) {
      plant(site, names, {
        cluster: { distribution: 'aksEdgeK8s', provisioningState: 'Failed', oidc: 'off' },
      });
      vault(site);
      identity(site);
    },
  },
  {
    city: 'oslo',
    clusterNamed: 'aks-oslo-07',
    hasInstance: false,
    location: 'norwayeast',
    state: 'AKS, connected to Arc, without an IoT Operations instance.',
    build(site, names) {
      aCluster(site.place, { name: names.cluster, distribution: 'aks' });
    },
  },
  {
    city: 'zurich',
    location: 'switzerlandnorth',
    state: 'AKS, connected to Arc, with its own issuer; secrets sync.',
    build(site, names) {
      proved(site, plant(site, names, { cluster: { distribution: 'aks' } }));
    },
  },
  {
    city: 'ghent',
    location: 'westeurope',
    state: 'AKS on Azure Local, created with both settings; nothing enabled.',
    build(site, names) {
      plant(site, names, { cluster: { distribution: 'azureLocal' } });
      vault(site);
      identity(site);
    },
  },
  {
    city: 'graz',
    location: 'westeurope',
    state: 'AKS on Azure Local, created without OIDC issuer: it has to be created again.',
    build(site, names) {
      plant(site, names, { cluster: { distribution: 'azureLocal', oidc: 'off' } });
      vault(site);
      identity(site);
    },
  },
  {
    city: 'seville',
    location: 'spaincentral',
    state: 'The certificate of the cluster has expired; it has to be connected again.',
    build(site, names) {
      const instance = plant(site, names, {
        cluster: { connectivity: 'Expired', lastSeenMsAgo: 97 * dayMs, agentVersion: '1.24.1' },
      });
      enabled(site, instance);
    },
  },
  {
    city: 'verona',
    location: 'italynorth',
    state: 'The Arc agents were never installed.',
    build(site, names) {
      plant(site, names, {
        cluster: { connectivity: 'AgentNotInstalled', oidc: 'off', agentState: null },
      });
    },
  },
  {
    city: 'namur',
    location: 'westeurope',
    state: 'The cluster is still connecting for the first time.',
    build(site, names) {
      plant(site, names, {
        cluster: { connectivity: 'Connecting', oidc: 'off', agentState: 'Installing' },
      });
    },
  },
  {
    city: 'nantes',
    location: 'francecentral',
    state: 'The agents could not install the workload identity webhook.',
    build(site, names) {
      plant(site, names, {
        cluster: {
          agentState: 'Failed',
          agentErrors: [
            {
              message:
                'Extension wiextension: admission webhook "mutation.azure-workload-identity.io" is not ready, back-off pulling its image.',
              severity: 'High',
              component: 'wiextension',
            },
          ],
        },
      });
      vault(site);
      identity(site);
    },
  },
  {
    city: 'leeds',
    location: 'uksouth',
    state: 'OIDC issuer on, workload identity was turned off again.',
    build(site, names) {
      proved(site, plant(site, names, { cluster: { workloadIdentity: 'disabled' } }));
    },
  },
  {
    city: 'bremen',
    location: 'germanywestcentral',
    state: 'Agents 1.19 without automatic upgrade: too old for workload identity.',
    build(site, names) {
      plant(site, names, {
        cluster: { oidc: 'off', agentVersion: '1.19.7', agentAutoUpgrade: 'Disabled' },
      });
      vault(site);
      identity(site);
    },
  },
  {
    city: 'cork',
    location: 'northeurope',
    state: 'OIDC issuer on for an hour, no issuer URL has appeared.',
    build(site, names) {
      plant(site, names, { cluster: { oidc: 'pending', agentState: null } });
      vault(site);
      identity(site);
    },
  },
  {
    city: 'tampere',
    location: 'northeurope',
    state: 'The discovery document of the issuer cannot be found.',
    build(site, names) {
      enabled(site, plant(site, names, { cluster: { oidc: 'unreachable' } }));
    },
  },
  {
    city: 'brno',
    location: 'westeurope',
    state: 'OpenShift; the cluster was last seen a minute ago and works.',
    build(site, names) {
      proved(
        site,
        plant(site, names, { cluster: { distribution: 'openshift', lastSeenMsAgo: minuteMs } }),
      );
    },
  },
];
