import { describe, expect, it } from 'vitest';
import { stringAt } from '../../../src/core/model/json';
import { faultKindNames, faultKinds, type FaultKind } from '../../../src/simulator/faultKinds';
import {
  badNetwork,
  faultsToText,
  FaultSchedule,
  parseFaults,
  randomFaults,
} from '../../../src/simulator/faultSchedule';
import type { WireRequest } from '../../../src/simulator/provider';
import { seeded } from '../../fakes/seeded';
import { simulated } from '../../fakes/simulated';

const signal = new AbortController().signal;

const asked = (method: string, path: string): WireRequest => ({
  method,
  url: new URL(path, 'https://management.azure.com'),
  headers: new Map(),
  body: undefined,
});

const anInstance =
  '/subscriptions/s/resourceGroups/g/providers/Microsoft.IoTOperations/instances/aio-1';

/** One write of an instance's tag, and what it met. */
async function writeThrough(kind: FaultKind) {
  const all = simulated({ scenario: 'ready' });
  const { simulator, clock, cloud } = all;
  const instance = simulator.world.resources.ofType('Microsoft.IoTOperations/instances')[0];
  if (!instance) throw new Error('No instance.');
  const { arm } = cloud.azure(instance.tenantId);
  const version = '2025-10-01';
  const context = { signal };
  const body = await clock.run(arm.find(instance.id, version, context));
  const schedule = new FaultSchedule([{ kind, nth: 1, times: 1 }]);
  simulator.disturb(schedule);
  const written = await clock.run(
    arm
      .put(instance.id, version, { ...body, tags: { mine: 'yes' } }, context)
      .then(() => 'succeeded')
      .catch((error: unknown) => String(Reflect.get(Object(error), 'reason'))),
  );
  simulator.disturb(undefined);
  const tags = (await clock.run(arm.find(instance.id, version, context)))?.['tags'];
  const puts = all.sent.filter(({ method }) => method === 'PUT').length;
  return { written, puts, tags, struck: schedule.struck.get(kind) ?? 0 };
}

describe('a fault on the way of a write', () => {
  it.each<[FaultKind, string, number]>([
    ['lostRequest', 'succeeded', 2],
    ['reset', 'succeeded', 2],
    ['dns', 'succeeded', 2],
    ['status408', 'succeeded', 2],
    ['throttled', 'succeeded', 2],
    ['throttledForSeconds', 'succeeded', 2],
    ['throttledUntilDate', 'succeeded', 2],
    ['status500', 'succeeded', 2],
    ['status502', 'succeeded', 2],
    ['status501', 'invalid', 1],
    ['status503', 'succeeded', 2],
    ['tokenExpired', 'succeeded', 2],
    ['claimsChallenge', 'succeeded', 2],
    ['pollUnknown', 'succeeded', 1],
    ['tls', 'network', 1],
    ['operationFails', 'operationFailed', 1],
    ['operationCanceled', 'operationFailed', 1],
    ['operationNeverEnds', 'unavailable', 1],
  ])('%s: it is %s after %i requests', async (kind, end, puts) => {
    const { struck, ...seen } = await writeThrough(kind);
    expect(struck).toBe(1);
    expect(seen).toMatchObject({ written: end, puts });
  });

  it.each<FaultKind>(['lostAnswer', 'cutAnswer', 'silence', 'status504'])(
    '%s: it is carried out all the same',
    async (kind) => {
      const { struck, tags } = await writeThrough(kind);
      expect(struck).toBe(1);
      expect(tags).toMatchObject({ mine: 'yes' });
    },
  );

  it('colleagueElsewhere: somebody else’s write is under way, so it is refused', async () => {
    const { written, struck, tags } = await writeThrough('colleagueElsewhere');
    expect(struck).toBe(1);
    expect(written).toBe('conflict');
    expect(Object.keys(tags ?? {})).toContain('colleague-1');
  });
});

/** A credential and a role are written by this extension; somebody else is faster by a moment. */
async function writeBeside(kind: FaultKind) {
  const { simulator, clock, cloud } = simulated({ scenario: 'ready' });
  const [identity] = simulator.world.resources.ofType(
    'Microsoft.ManagedIdentity/userAssignedIdentities',
  );
  const [vault] = simulator.world.resources.ofType('Microsoft.KeyVault/vaults');
  if (!identity || !vault) throw new Error('No identity or no vault.');
  const { identities, arm } = cloud.azure(identity.tenantId);
  const context = { signal };
  const { principalId } = (await clock.run(identities.find(identity.id, context))) ?? {};
  const [, , subscription] = identity.id.split('/');
  const role = `/subscriptions/${subscription ?? ''}/providers/Microsoft.Authorization/roleDefinitions/4633458b-17de-408a-b874-0445c86b69e6`;
  const roles = `${vault.id}/providers/Microsoft.Authorization/roleAssignments`;
  const content = {
    issuer: 'https://issuer.example/mine/',
    subject: 'system:serviceaccount:a:b',
    audiences: ['api://AzureADTokenExchange'],
  };
  const schedule = new FaultSchedule([{ kind, nth: 1, times: 1 }]);
  simulator.disturb(schedule);
  const codeOf = (error: unknown): string =>
    stringAt(error, 'details', 'code') ?? String(Reflect.get(Object(error), 'reason'));
  const credential = await clock.run(
    identities.putCredential(identity.id, 'mine', content, context).then(() => 'written', codeOf),
  );
  const assignment = await clock.run(
    arm
      .put(
        `${roles}/11111111-1111-4111-8111-111111111111`,
        '2022-04-01',
        {
          properties: { roleDefinitionId: role, principalId, principalType: 'ServicePrincipal' },
        },
        context,
      )
      .then(() => 'written', codeOf),
  );
  simulator.disturb(undefined);
  const credentials = await clock.run(identities.listCredentials(identity.id, context));
  return {
    credential,
    assignment,
    credentials: credentials.map(({ name, audiences }) => `${name} ${audiences.join()}`),
    theirs: simulator.world.resources
      .ofType('Microsoft.Authorization/roleAssignments')
      .filter(({ id }) => id.includes('/c0c0c0c0-')).length,
    struck: schedule.struck.get(kind),
  };
}

describe('a colleague beside a write', () => {
  const concurrent = 'ConcurrentFederatedIdentityCredentialsWritesForSingleManagedIdentity';

  it.each([
    [
      'colleagueCredential',
      {
        credential: concurrent,
        credentials: ['colleague-1 api://AzureADTokenExchange'],
        assignment: 'written',
      },
    ],
    ['colleagueSameCredential', { credential: concurrent, credentials: ['mine api://rival-1'] }],
    ['colleagueRole', { credential: 'written', assignment: 'written', theirs: 1 }],
    ['colleagueSameRole', { assignment: 'RoleAssignmentExists', theirs: 1 }],
  ] as const)('%s: what they wrote is there', async (kind, seen) => {
    expect(await writeBeside(kind)).toMatchObject({ struck: 1, ...seen });
  });
});

describe('a schedule of faults', () => {
  it('hits the nth request of those that a kind can hit, and as many in a row as it says', () => {
    const schedule = new FaultSchedule([{ kind: 'operationFails', nth: 2, times: 2 }]);
    const hits = Array.from({ length: 5 }, () => {
      schedule.take(asked('GET', anInstance), 0);
      return schedule.take(asked('PUT', anInstance), 0) !== undefined;
    });
    expect(hits).toEqual([false, true, true, false, false]);
    expect(schedule.struck.get('operationFails')).toBe(2);
  });

  it('is the same for the same seed, and is written and read without loss', () => {
    for (let seed = 1; seed <= 200; seed += 1) {
      const faults = randomFaults(seeded(seed));
      expect(randomFaults(seeded(seed))).toEqual(faults);
      expect(parseFaults(faultsToText(faults))).toEqual(faults);
    }
  });

  it.each(['nothing@1', 'lostAnswer', 'lostAnswer@x', 'lostAnswer@1,'])('%s is none', (text) => {
    expect(parseFaults(text)).toBeUndefined();
  });

  it('meets no request to another host', () => {
    const elsewhere = { ...asked('GET', '/'), url: new URL('https://login.example/') };
    for (const kind of faultKindNames) expect(faultKinds[kind].meets(elsewhere), kind).toBe(false);
  });

  it.each<[FaultKind, string, number]>([
    ['vaultLostRequest', 'allowed', 2],
    ['vaultSilence', 'allowed', 2],
    ['vaultThrottled', 'allowed', 2],
    ['vaultUnavailable', 'allowed', 2],
    ['vaultTokenExpired', 'allowed', 2],
    ['vaultRoleIsLate', 'denied', 1],
  ])(
    '%s: a vault’s own host lets the caller in as %s after %i requests',
    async (kind, end, sent) => {
      const all = simulated({ scenario: 'ready' });
      const [vault] = all.simulator.world.resources.ofType('Microsoft.KeyVault/vaults');
      const { secrets } = all.cloud.azure(vault?.tenantId ?? '');
      const uri = stringAt(vault?.body, 'properties', 'vaultUri') ?? '';
      const schedule = new FaultSchedule([{ kind, nth: 1, times: 1 }]);
      all.simulator.disturb(schedule);
      expect(await all.clock.run(secrets.probe(uri, { signal }))).toMatchObject({ kind: end });
      expect(schedule.struck.get(kind)).toBe(1);
      expect(all.sent.filter(({ url }) => url.href.startsWith(uri))).toHaveLength(sent);
      expect(faultKinds[kind].meets(asked('GET', anInstance))).toBe(false);
    },
  );

  it('makes the index late, for one query', async () => {
    const { simulator, clock, cloud } = simulated({ scenario: 'ready' });
    const group = [...simulator.world.resourceGroups.values()][0];
    const tenantId = [...simulator.world.tenants.keys()][0] ?? '';
    const { graph, identities } = cloud.azure(tenantId);
    const id = `${group?.id ?? ''}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-new`;
    await clock.run(identities.create(id, 'westeurope', { signal }));
    await clock.advance(60_000);
    const ask = () =>
      clock.run(graph.query("resources | where name == 'id-new' | project id", { signal }));
    simulator.disturb(new FaultSchedule([{ kind: 'graphLags', nth: 1, times: 1 }]));
    expect(await ask()).toEqual([]);
    expect(await ask()).toHaveLength(1);
  });
});

describe('a bad network', () => {
  it('fails about the share of requests that it is told to', () => {
    const network = badNetwork(seeded(7), 0.1);
    const hits = Array.from({ length: 2_000 }, () => network.take(asked('GET', anInstance), 0));
    const failed = hits.filter((hit) => hit !== undefined).length;
    expect(failed).toBeGreaterThan(140);
    expect(failed).toBeLessThan(260);
  });
});
