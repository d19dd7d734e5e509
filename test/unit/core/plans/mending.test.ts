import { describe, expect, it } from 'vitest';
import { nodeDigest } from '../../../../src/azure/digest';
import type { Creations } from '../../../../src/core/model/creations';
import { valueOf } from '../../../../src/core/model/fact';
import { isObject, stringAt, type JsonObject } from '../../../../src/core/model/json';
import { sharedKeys, type MappingChange } from '../../../../src/core/model/mappings';
import type { Observation } from '../../../../src/core/observe/observation';
import type { PreparedPlan } from '../../../../src/core/plan/plan';
import { Runs } from '../../../../src/core/plan/runs';
import { prepareAllowPublicAccess } from '../../../../src/core/plans/allowPublicAccess';
import { prepareAssignCloudIdentity } from '../../../../src/core/plans/assignCloudIdentity';
import { prepareEnableClusterIdentity } from '../../../../src/core/plans/enableClusterIdentity';
import { prepareEnableSecretSync } from '../../../../src/core/plans/enableSecretSync';
import { prepareGrantAccess } from '../../../../src/core/plans/grantAccess';
import { prepareLiftConditions } from '../../../../src/core/plans/liftConditions';
import { prepareRepairList } from '../../../../src/core/plans/repairList';
import { prepareRepairSecretStore } from '../../../../src/core/plans/repairSecretStore';
import { prepareRepairSync } from '../../../../src/core/plans/repairSync';
import { prepareRestoreSecret } from '../../../../src/core/plans/restoreSecret';
import { prepareRewriteInstance } from '../../../../src/core/plans/rewriteInstance';
import { prepareSwitchToRbac } from '../../../../src/core/plans/switchToRbac';
import { prepareSyncNow } from '../../../../src/core/plans/syncNow';
import { prepareUseIdentityInEndpoint } from '../../../../src/core/plans/useIdentityInEndpoint';
import {
  classesToName,
  syncsToRepair,
  unmappedSecrets,
} from '../../../../src/core/verify/toRepair';
import { isBroken } from '../../../../src/core/verify/remedies';
import type { Check, Remedy } from '../../../../src/core/verify/verification';
import { verifyInstance } from '../../../../src/core/verify/verify';
import type { StoredResource } from '../../../../src/simulator/world';
import {
  breakNames,
  breaks,
  chainOf,
  drop,
  moreBreaks,
  set,
  type Chain,
} from '../../../fakes/breaks';
import { cloudChainOf, type CloudChain } from '../../../fakes/cloudChain';
import { silentLog } from '../../../fakes/silentLog';
import { simulated } from '../../../fakes/simulated';

const instanceName = 'aio-rotterdam-01';
const context = { signal: new AbortController().signal };
const roundMs = 15 * 60_000;

/** What of the breaks cannot be mended from here, and where its remedy leads. */
const byHand: Readonly<Record<string, Remedy['kind'] | 'none'>> = {
  'the cluster is offline': 'none',
  'the certificate of the cluster has expired': 'none',
  'the Arc agents are not installed': 'none',
  'workload identity is off and the agents are too old for it': 'checkPrerequisites',
  'the agents report a failure': 'updateByAzureCli',
  'the discovery document is gone': 'updateByAzureCli',
  'the discovery document names another issuer': 'updateByAzureCli',
  'the API server signs with its own issuer': 'configureApiServer',
  'the Secret Store extension is gone': 'openInPortal',
  'a secret has expired': 'openInPortal',
  // What was never set nobody can recover.
  'a secret is not in the vault': 'restoreSecret',
};

/** Another vault is taken, to which the secrets have yet to come. */
const inNewVault = ['the vault trusts another tenant'];

/** The properties of an endpoint with another value of that name in its authentication. */
function withOther({ body }: StoredResource, name: string, value: string): JsonObject {
  const text = JSON.stringify(body['properties']);
  const other: unknown = JSON.parse(text.replace(new RegExp(`("${name}":")[^"]+`), `$1${value}`));
  if (!isObject(other)) throw new Error('The endpoint has no properties.');
  return other;
}

const cloudBreaks: Readonly<Record<string, (cloud: CloudChain, chain: Chain) => void>> = {
  'the identity for cloud connections has no credential': ({ credential }, chain) => {
    drop(chain, credential);
  },
  'the credential for data flows names another issuer': ({ credential }, chain) => {
    set(chain, credential, { issuer: 'https://issuer.example/former' });
  },
  'the credential for data flows has another audience': ({ credential }, chain) => {
    set(chain, credential, { audiences: ['api://other'] });
  },
  'the type of the instance’s identity leaves the map out': ({ world, instance }) => {
    const { id, type, tenantId, body } = world.resources.get(instance.id) ?? instance;
    const { identity } = body;
    world.resources.put(id, type, tenantId, {
      ...body,
      identity: { ...(isObject(identity) ? identity : {}), type: 'SystemAssigned' },
    });
  },
  'an endpoint names another tenant': ({ world, endpoint }, chain) => {
    set(chain, endpoint, withOther(endpoint, 'tenantId', world.newGuid()));
  },
  'an endpoint names a client id that is in no map': ({ world, endpoint }, chain) => {
    set(chain, endpoint, withOther(endpoint, 'clientId', world.newGuid()));
  },
  'the last write of an endpoint failed': ({ endpoint }, chain) => {
    set(chain, endpoint, { provisioningState: 'Failed' });
  },
  'the identity for cloud connections has no role at a target': ({ world, identity }) => {
    for (const role of world.resources.ofType('Microsoft.Authorization/roleAssignments')) {
      const holder = JSON.stringify(role.body);
      const principalId = stringAt(identity.body, 'properties', 'principalId') ?? '-';
      if (holder.includes(principalId)) world.resources.delete(role.id);
    }
  },
};

/** A window on an estate in which something was broken for a while. */
async function estate(spoil: (chain: Chain, cloud: CloudChain) => void) {
  const azure = simulated({ scenario: 'factory' });
  const { clock } = azure;
  const { world } = azure.simulator;
  const chain = chainOf(world, instanceName);
  const cloud = cloudChainOf(world, chain.instance, 'lake');
  spoil(chain, cloud);
  const { tenantId, id: instanceId } = chain.instance;
  const target = { tenantId, instanceId };
  const tools = { azure: azure.azure(tenantId), clock, digest: nodeDigest };
  const runs = new Runs(clock, silentLog, () => 'run');
  const look = async () => {
    await clock.run(clock.sleep(roundMs));
    const apiServers = { find: () => undefined };
    return clock.run(verifyInstance({ ...tools, apiServers }, target, context));
  };

  /** What a user chooses: what is there, what was deleted, else something new. */
  function chosen(seen: Observation) {
    const identity =
      valueOf(seen.identity)?.id ??
      (world.resources.get(chain.identity.id) ? chain.identity.id : `${chain.identity.id}-2`);
    const old = valueOf(seen.vault);
    const isFit = old
      ? old.isRbac && old.tenantId === tenantId
      : world.resources.get(chain.vault.id) !== undefined;
    const isDeleted = world.deletedVaults.has(chain.vault.name.toLowerCase());
    const location = 'westeurope';
    const isNew = !isFit && !isDeleted;
    const creations: Creations = {
      ...(world.resources.get(identity) ? {} : { identity: { location } }),
      ...(isDeleted ? { vault: { kind: 'recover', location } } : {}),
      ...(isNew
        ? { vault: { kind: 'create', location, retentionDays: 90, isPurgeProtected: false } }
        : {}),
    };
    return {
      ...target,
      vaultId: isNew ? chain.vault.id.replace(/[^/]+$/, 'kv-rotterdam-anew') : chain.vault.id,
      identityId: identity,
      creations,
      isOfficerWanted: false,
    };
  }

  /** What a user says of a SecretSync: the instance's class, and another key for the second of two secrets. */
  function corrected(secretSyncId: string, seen: Observation) {
    const sync = (valueOf(seen.secretSyncs) ?? []).find(({ id }) => id === secretSyncId);
    const mappings = sync?.mappings ?? [];
    const [key] = sharedKeys(mappings);
    const second = mappings.findLast((each) => each.key === key);
    const mappingChanges: readonly MappingChange[] = second
      ? [{ kind: 'rename', ...second, to: 'another' }]
      : [];
    const isStray = syncsToRepair(seen).some(({ id }) => id === secretSyncId) && !second;
    return {
      ...target,
      instanceName,
      secretSyncId,
      ...(isStray ? { classId: classesToName(seen)[0]?.id ?? '' } : {}),
      mappingChanges,
    };
  }

  /** The plan behind a remedy's button; undefined: it leads to what is done by hand. */
  function planOf(check: Check, seen: Observation): Promise<PreparedPlan> | undefined {
    switch (check.remedy?.kind) {
      case 'repairSecretSync':
      case 'enableSecretSync':
        return prepareEnableSecretSync(tools, chosen(seen), context);
      case 'enableClusterIdentity':
        return prepareEnableClusterIdentity(
          tools,
          {
            tenantId,
            clusterId: chain.cluster.id,
            subjectId: instanceId,
            subjectName: instanceName,
          },
          context,
        );
      case 'listMissingObjects':
        return prepareRepairList(tools, { ...target, instanceName }, context);
      case 'repairSync':
        return prepareRepairSync(tools, corrected(check.remedy.resourceId ?? '', seen), context);
      case 'mapSecret': {
        const [source = ''] = unmappedSecrets(seen);
        const mappingChanges = [{ kind: 'add', source, key: source }] as const;
        const secretSyncId = chain.secretSync.id;
        return prepareRepairSync(
          tools,
          { ...target, instanceName, secretSyncId, mappingChanges },
          context,
        );
      }
      case 'liftConditions':
        return prepareLiftConditions(
          tools,
          { ...target, instanceName, vaultId: chain.vault.id, identityId: chain.identity.id },
          context,
        );
      case 'rewriteInstance':
        return prepareRewriteInstance(tools, { ...target, instanceName }, context);
      case 'repairSecretStore':
        return prepareRepairSecretStore(tools, { ...target, instanceName }, context);
      case 'letClusterIn':
        return prepareAllowPublicAccess(
          tools,
          { ...target, instanceName, vaultId: chain.vault.id },
          context,
        );
      case 'switchToRbac':
        return prepareSwitchToRbac(
          tools,
          { ...target, instanceName, vaultId: chain.vault.id },
          context,
        );
      case 'restoreSecret': {
        const vault = valueOf(seen.vault);
        // What was never set is for people to set.
        if (!vault || world.secrets.get(vault.name)?.size === 0) return undefined;
        const secretNames = [check.remedy.secretName ?? ''];
        return prepareRestoreSecret(
          tools,
          { ...target, instanceName, vaultId: vault.id, secretNames },
          context,
        );
      }
      case 'syncNow':
        return prepareSyncNow(
          tools,
          { ...target, instanceName, secretSyncId: check.remedy.resourceId ?? '' },
          context,
        );
      case 'assignCloudIdentity':
        return prepareAssignCloudIdentity(
          tools,
          { ...target, cloudIdentityId: cloud.identity.id, usages: ['dataflow'] },
          context,
        );
      case 'useIdentityInEndpoint':
        return prepareUseIdentityInEndpoint(
          tools,
          { ...target, endpointId: cloud.endpoint.id, identityId: cloud.identity.id },
          context,
        );
      case 'grantAccess':
        return prepareGrantAccess(
          tools,
          {
            ...target,
            identityId: cloud.identity.id,
            resourceId: check.values.find(({ label }) => label === 'Target')?.value ?? '',
            role: {
              id: 'ba92f5b4-2d11-453d-a403-e96b0029c9fe',
              name: 'Storage Blob Data Contributor',
            },
          },
          context,
        );
      default:
        return undefined;
    }
  }

  return {
    look,
    /** Goes on until nothing is broken or nothing can be done from here. */
    async mend(first: (found: Awaited<ReturnType<typeof look>>) => Check | undefined) {
      const done: string[] = [];
      for (;;) {
        const found = await look();
        const check = first(found);
        const planned = check && planOf(check, found.seen);
        if (!check || !planned || done.length > 4) return { done, left: check };
        const { plan, writes } = await clock.run(planned);
        azure.writes();
        const { outcome } = await clock.run(runs.start(plan));
        expect(outcome).toBe('succeeded');
        // Nothing is written but what was shown, once each.
        const sent = new Set(azure.writes().map(({ method, url }) => `${method} ${url.pathname}`));
        expect(sent.size).toBeLessThanOrEqual(writes.length);
        done.push(check.remedy?.kind ?? '');
      }
    },
  };
}

type Found = Awaited<ReturnType<Awaited<ReturnType<typeof estate>>['look']>>;

const cause = ({ verification: { checks, causeId } }: Found): Check | undefined =>
  checks.find(({ id }) => id === causeId);

const cloudCause = ({ verification: { cloud } }: Found): Check | undefined =>
  cloud.find(({ finding }) => isBroken(finding));

describe('the remedies of broken links, carried out', () => {
  const all = [...breakNames, ...Object.keys(moreBreaks)];
  it.each(all.filter((name) => !(name in byHand)))('mend the chain: %s', async (name) => {
    const window = await estate((chain) => (breaks[name] ?? moreBreaks[name])?.apply(chain));
    const { done, left } = await window.mend(cause);
    expect(done.length).toBeGreaterThan(0);
    // The chain is whole, but secrets cannot be brought into another vault from here.
    expect(left?.title).toBe(inNewVault.includes(name) ? 'Secret historian-password' : undefined);
    if (left) expect(left.remedy?.sentence).toMatch(/If it was never set, its owner sets it/);
  });

  it.each(Object.entries(byHand))('say what is left to do by hand: %s', async (name, kind) => {
    const window = await estate((chain) => breaks[name]?.apply(chain));
    const { done, left } = await window.mend(cause);
    expect(done).toEqual([]);
    expect(left?.remedy?.kind ?? 'none').toBe(kind);
    expect(left?.remedy?.sentence ?? left?.finding.advice).toMatch(/\.$/);
  });

  it.each(Object.entries(cloudBreaks))('mend cloud connections: %s', async (_, spoil) => {
    const window = await estate((chain, cloud) => {
      spoil(cloud, chain);
    });
    const { done, left } = await window.mend(cloudCause);
    expect(done.length).toBeGreaterThan(0);
    expect(left).toBeUndefined();
  });
});
