import { aCredential, subjectOf } from '../buildTrust';
import { aGroup } from '../directory';
import { grantOwner, type People } from '../people';
import type { Subscription } from '../../world';
import { identity, plant, proved, vault, type PlantCase } from './site';

/** Plants of a subscription in which the operator owns groups, not the whole. */
export const americanCases = (subscription: Subscription, people: People): readonly PlantCase[] => [
  {
    city: 'austin',
    location: 'southcentralus',
    state: 'Amazon EKS with its own public issuer; nothing enabled.',
    build(site, names) {
      plant(site, names, { cluster: { distribution: 'eks' } });
      vault(site);
      identity(site);
    },
  },
  {
    city: 'boise',
    location: 'westus3',
    state:
      'Google GKE; the self-hosted issuer that the credential relies on was dropped by an update.',
    build(site, names) {
      const instance = plant(site, names, {
        cluster: { distribution: 'gke', ownIssuer: 'dropped' },
      });
      proved(site, instance);
    },
  },
  {
    city: 'tulsa',
    location: 'southcentralus',
    state: 'Tanzu Kubernetes Grid; secrets sync.',
    build(site, names) {
      proved(site, plant(site, names, { cluster: { distribution: 'tkg' } }));
    },
  },
  {
    city: 'monterrey',
    location: 'mexicocentral',
    state: 'The operator may not read the cluster, only the instance and what is in its group.',
    build(site, names) {
      const { world } = site;
      const ops = aGroup(world, subscription, 'rg-monterrey-ops', site.place.group.location);
      grantOwner(world, ops.id, people.operator);
      const instancePlace = { ...site.place, group: ops };
      plant(site, names, { instancePlace });
      vault({ ...site, place: instancePlace });
      identity({ ...site, place: instancePlace });
    },
  },
  {
    city: 'recife',
    location: 'brazilsouth',
    state: 'One identity serves secrets and cloud connections; the default namespace was not used.',
    build(site, names) {
      const shared = identity(site, 'shared');
      const instance = plant(site, names, {
        instance: { identities: [shared] },
        namespace: 'aio-prod',
      });
      proved(site, instance, { identity: shared });
      aCredential(site.world, shared, {
        name: 'aio-instance-ficred',
        issuer: instance.customLocation.cluster.tokenIssuer,
        subject: subjectOf(instance, 'aio-dataflow'),
      });
    },
  },
];

/** Cities of which the operator owns nothing. */
export const foreignToOperator: ReadonlySet<string> = new Set(['monterrey']);
