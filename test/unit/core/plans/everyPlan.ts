import { listEndpoints } from '../../../../src/core/discover/endpoints';
import { listTargetRoles } from '../../../../src/core/discover/targetRoles';
import { isUsable } from '../../../../src/core/model/endpoint';
import { valueOf } from '../../../../src/core/model/fact';
import type { PlanId, PlanRequest } from '../../../../src/core/plan/request';
import { prepareRequest } from '../../../../src/core/plans/prepareRequest';
import { breaks, chainOf } from '../../../fakes/breaks';
import type { SimulatedOptions } from '../../../fakes/simulated';
import { simulatedPlans } from '../../../fakes/simulatedPlans';

const location = 'westeurope';
const identity = { location };
const vault = { kind: 'create', location, retentionDays: 90, isPurgeProtected: false } as const;

/** An instance of the factory for which the plan has something to write. */
const placeOf: { readonly [Id in PlanId]: string } = {
  allowPublicAccess: 'aio-reims-01',
  assignCloudIdentity: 'aio-hamburg-01',
  becomeOfficer: 'aio-hamburg-01',
  createResource: 'aio-hamburg-01',
  disableClusterIdentity: 'aio-rotterdam-01',
  disableSecretSync: 'aio-rotterdam-01',
  enableAll: 'aio-lyon-01',
  enableClusterIdentity: 'aio-lyon-01',
  enableSecretSync: 'aio-hamburg-01',
  grantAccess: 'aio-rotterdam-01',
  liftConditions: 'aio-rotterdam-01',
  // Nothing is registered there.
  registerProviders: 'aio-aalborg-01',
  removeCloudIdentity: 'aio-rotterdam-01',
  repairList: 'aio-rotterdam-01',
  repairSecretStore: 'aio-vienna-01',
  repairSync: 'aio-rotterdam-01',
  restoreSecret: 'aio-antwerp-01',
  rewriteInstance: 'aio-tallinn-01',
  switchToRbac: 'aio-gdansk-01',
  syncNow: 'aio-rotterdam-01',
  useIdentityInEndpoint: 'aio-rotterdam-01',
};

/** What has to be broken before there is something to mend. */
const brokenFor: { readonly [Id in PlanId]?: string } = {
  liftConditions: 'the roles hold under a condition',
  repairList: 'the list of secrets lacks what is mapped',
  repairSync: 'a SecretSync names a class that is not there',
};

/** A plan of each kind where it has something to write, and a person who answers what it asks. */
export async function planOf(planId: PlanId, options: SimulatedOptions = {}) {
  // Others let themselves into the vault by a role from above.
  const who = planId === 'becomeOfficer' ? { who: 'accessAdmin' } : {};
  const all = simulatedPlans({ scenario: 'factory', ...who, ...options });
  const { clock, context, runs } = all;
  const name = placeOf[planId];
  // Whoever is to do it: what there is, is looked up by somebody who sees it.
  const owner = simulatedPlans({ scenario: 'factory' });
  const {
    tenantId,
    instanceId,
    clusterId,
    vault: vaultOf,
    identity: identityOf,
  } = await owner.clock.run(owner.instance(name));
  const city = name.split('-')[1] ?? '';
  const { world } = all.simulator;
  const broken = brokenFor[planId];
  if (broken !== undefined) breaks[broken]?.apply(chainOf(world, name));
  const ownAzure = owner.azure(tenantId);
  const seen = await owner.clock.run(owner.observe({ tenantId, instanceId }));
  const instance = { tenantId, instanceId };
  const named = { ...instance, instanceName: name };
  const cluster = { tenantId, clusterId, subjectId: instanceId, subjectName: name };
  const usages = ['dataflow', 'schemaRegistry'] as const;
  const cloudIdentityId = identityOf(`id-${city}-cloud`);
  const plant = {
    vaultId: vaultOf(`kv-${city}-plant`),
    identityId: identityOf(`id-${city}-secrets`),
  };
  const group = instanceId.split('/providers/')[0] ?? '';
  const resourceId = `${group}/providers/Microsoft.EventHub/namespaces/plant-hubs`;

  async function requestFor(): Promise<PlanRequest> {
    switch (planId) {
      case 'assignCloudIdentity':
        return { planId, target: { ...instance, cloudIdentityId, usages } };
      case 'allowPublicAccess':
      case 'becomeOfficer':
      case 'switchToRbac':
        return { planId, target: { ...named, vaultId: plant.vaultId } };
      case 'createResource':
        return {
          planId,
          target: {
            ...named,
            vaultId: vaultOf(`kv-${city}-new`),
            creations: { vault },
            isOfficerWanted: true,
          },
        };
      case 'disableClusterIdentity':
      case 'enableClusterIdentity':
        return { planId, target: cluster };
      case 'disableSecretSync':
        return { planId, target: instance };
      case 'enableAll':
        return {
          planId,
          target: {
            ...instance,
            vaultId: vaultOf(`kv-${city}-new`),
            identityId: identityOf(`id-${city}-new`),
            cloudIdentityId: identityOf(`id-${city}-new-cloud`),
            usages,
            creations: { vault, identity, cloudIdentity: identity },
            isOfficerWanted: true,
          },
        };
      case 'enableSecretSync':
        return { planId, target: { ...instance, ...plant } };
      case 'grantAccess': {
        const [role] = await owner.clock.run(listTargetRoles(ownAzure, resourceId, context));
        if (!role) throw new Error('There is no role.');
        return { planId, target: { ...instance, identityId: cloudIdentityId, resourceId, role } };
      }
      case 'liftConditions':
        return { planId, target: { ...named, ...plant } };
      case 'registerProviders': {
        const subscriptionId = instanceId.split('/')[2] ?? '';
        const providers = ['Microsoft.KeyVault', 'Microsoft.ManagedIdentity'].map((namespace) => ({
          subscriptionId,
          namespace,
        }));
        return { planId, target: { ...named, providers } };
      }
      case 'removeCloudIdentity':
        return { planId, target: { ...instance, cloudIdentityId } };
      case 'repairList':
      case 'repairSecretStore':
      case 'rewriteInstance':
        return { planId, target: named };
      case 'repairSync': {
        const secretSyncId = valueOf(seen.secretSyncs)?.[0]?.id ?? '';
        const classId = valueOf(seen.instance)?.defaultClassId ?? '';
        return { planId, target: { ...named, secretSyncId, classId } };
      }
      case 'restoreSecret': {
        const secretNames = ['disabled', 'deleted'];
        return { planId, target: { ...named, vaultId: plant.vaultId, secretNames } };
      }
      case 'syncNow': {
        const secretSyncId = valueOf(seen.secretSyncs)?.[0]?.id ?? '';
        return { planId, target: { ...named, secretSyncId } };
      }
      case 'useIdentityInEndpoint': {
        const endpoints = await owner.clock.run(listEndpoints(ownAzure, instanceId, context));
        const other = endpoints.find((each) => isUsable(each) && !/identity/.test(each.words));
        return {
          planId,
          target: { ...instance, endpointId: other?.id ?? '', identityId: cloudIdentityId },
        };
      }
    }
  }

  const request = await requestFor();
  const tools = {
    azure: all.azure(tenantId),
    clock,
    digest: owner.toolsOf(tenantId).digest,
    apiServers: { find: () => undefined, save: () => Promise.resolve() },
  };
  runs.onDidChange((run) => {
    if (run.steps.some(({ state }) => state.kind === 'waiting')) runs.answer(run.runId, 'later');
  });
  return {
    ...all,
    ...named,
    world,
    request,
    prepare: () => clock.run(prepareRequest(tools, request, context)),
  };
}
