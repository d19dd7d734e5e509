import type { Finding } from '../../src/core/model/finding';
import type { NodeOf } from '../../src/core/model/node';
import { ids, tenantId } from './observation';

export const aFinding = (change: Partial<Finding> = {}): Finding => ({
  state: 'done',
  words: 'Enabled',
  evidence: [],
  ...change,
});

export const anInstanceNode = (change: Partial<NodeOf<'instance'>> = {}): NodeOf<'instance'> => ({
  kind: 'instance',
  id: ids.instance,
  tenantId,
  name: 'aio-berlin-01',
  clusterId: ids.cluster,
  clusterSetup: 'arc',
  clusterDistribution: 'k3s',
  isClusterOffline: false,
  outlook: 'unknown',
  secretSync: aFinding({ state: 'notStarted', words: 'Not enabled' }),
  cloudIdentity: aFinding({ state: 'notStarted', words: 'Not assigned' }),
  ...change,
});

export const aClusterNode = (change: Partial<NodeOf<'cluster'>> = {}): NodeOf<'cluster'> => ({
  kind: 'cluster',
  id: ids.cluster,
  tenantId,
  name: 'arc-berlin-01',
  distribution: 'k3s',
  setup: 'arc',
  connectivity: 'connected',
  instanceCount: 1,
  location: 'westeurope',
  ...change,
});

export const aSettingNode = (change: Partial<NodeOf<'setting'>> = {}): NodeOf<'setting'> => ({
  kind: 'setting',
  id: `${ids.instance}#secretSync`,
  tenantId,
  instanceId: ids.instance,
  setting: 'secretSync',
  outlook: 'ready',
  finding: aFinding(),
  ...change,
});
