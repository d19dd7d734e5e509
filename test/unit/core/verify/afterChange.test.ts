import { describe, expect, it } from 'vitest';
import { nodeDigest } from '../../../../src/azure/digest';
import type { ApiServerKnowledge } from '../../../../src/core/apiServer/knowledge';
import { settingFindings } from '../../../../src/core/checks/settings';
import { stringAt } from '../../../../src/core/model/json';
import { Runs } from '../../../../src/core/plan/runs';
import type { PreparedPlan } from '../../../../src/core/plan/plan';
import { prepareEnableSecretSync } from '../../../../src/core/plans/enableSecretSync';
import { prepareRepairList } from '../../../../src/core/plans/repairList';
import { prepareSyncNow } from '../../../../src/core/plans/syncNow';
import { verifyInstance } from '../../../../src/core/verify/verify';
import { issuerKey, setApiServerIssuer } from '../../../../src/simulator/arcAgents';
import { breaks, chainOf } from '../../../fakes/breaks';
import { silentLog } from '../../../fakes/silentLog';
import { simulated } from '../../../fakes/simulated';

const context = { signal: new AbortController().signal };
const minuteMs = 60_000;

/** An instance of which one link was broken long enough for the Secret Store extension to report it. */
async function broken(name: string) {
  const azure = simulated({ scenario: 'factory' });
  const { clock, simulator } = azure;
  const chain = chainOf(simulator.world, 'aio-rotterdam-01');
  breaks[name]?.apply(chain);
  await clock.run(clock.sleep(15 * minuteMs));
  const { tenantId, id: instanceId } = chain.instance;
  const tools = { azure: azure.azure(tenantId), clock, digest: nodeDigest };
  const runs = new Runs(clock, silentLog, () => 'run');
  return {
    azure,
    chain,
    tools,
    target: { tenantId, instanceId },
    run: async (prepared: Promise<PreparedPlan>) => {
      const { plan } = await clock.run(prepared);
      return (await clock.run(runs.start(plan))).outcome;
    },
    look: async (knowledge?: ApiServerKnowledge) => {
      const writes = runs
        .history(instanceId)
        .flatMap((each) => each.writes)
        .map(({ exchange: { path }, endedAtMs }) => ({ path, atMs: endedAtMs }));
      const { seen, verification } = await clock.run(
        verifyInstance(
          { ...tools, apiServers: { find: () => knowledge } },
          { tenantId, instanceId, writes },
          context,
        ),
      );
      const sync = verification.checks.find(({ id }) => id === 'sync historian')?.finding.state;
      return {
        sync,
        causeId: verification.causeId,
        apiServer: verification.checks.find(({ id }) => id === 'apiServer')?.finding.state,
        setting: settingFindings(seen).secretSync.state,
        secrets: verification.parts.find(({ id }) => id === 'secrets')?.state,
      };
    },
  };
}

/** What enabling again mends, and a failed SecretSync goes with. */
const byEnabling = [
  'the credential is gone',
  'the credential’s issuer differs by a slash',
  'the credential names the issuer of before a reconnect',
  'the credential names another namespace',
  'the credential’s audience is another one',
  'both roles are gone',
  'the roles are of a former principal',
  'the class names another tenant',
  'the last write of the class failed',
];

describe('verifying right after a repair', () => {
  it.each(byEnabling)('blames no later link and is not green: %s', async (name) => {
    const { azure, chain, tools, target, run, look } = await broken(name);
    expect(await look()).toMatchObject({ causeId: breaks[name]?.cause, sync: 'failed' });
    const wanted = {
      ...target,
      vaultId: chain.vault.id,
      identityId: chain.identity.id,
      isOfficerWanted: false,
    };
    expect(await run(prepareEnableSecretSync(tools, wanted, context))).toBe('succeeded');
    const after = await look();
    expect(after).toMatchObject({ sync: 'inProgress', secrets: 'inProgress' });
    // In the tree, which knows no round: not failed, not proved.
    expect(after.setting).toBe('notProved');
    expect(after.causeId).toBeUndefined();
    expect(after.apiServer).not.toBe('failed');
    await azure.clock.run(azure.clock.sleep(15 * minuteMs));
    expect(await look()).toMatchObject({ sync: 'done', setting: 'done', secrets: 'done' });
  });

  it('waits for the next round after the list of secrets was repaired', async () => {
    const { azure, tools, target, run, look } = await broken(
      'the list of secrets lacks what is mapped',
    );
    expect((await look()).causeId).toBe('sync historian');
    const wanted = { ...target, instanceName: 'aio-rotterdam-01' };
    expect(await run(prepareRepairList(tools, wanted, context))).toBe('succeeded');
    expect(await look()).toMatchObject({ sync: 'inProgress', causeId: undefined });
    await azure.clock.run(azure.clock.sleep(15 * minuteMs));
    expect(await look()).toMatchObject({ sync: 'done', causeId: undefined });
  });

  it('does not believe what a SecretSync reported before it was asked to sync', async () => {
    const { chain, tools, target, run, look } = await broken('a secret is disabled');
    const secrets = chain.world.secrets.get(chain.vault.name.toLowerCase());
    for (const secret of secrets?.values() ?? []) {
      secret.versions = secret.versions.map((version) => ({ ...version, enabled: true }));
    }
    const wanted = {
      ...target,
      instanceName: 'aio-rotterdam-01',
      secretSyncId: chain.secretSync.id,
    };
    expect(await run(prepareSyncNow(tools, wanted, context))).toBe('succeeded');
    expect(await look()).toMatchObject({ sync: 'done', causeId: undefined });
  });

  it('waits for the next round after somebody said that the API server was set', async () => {
    const { azure, chain, look } = await broken('the API server signs with its own issuer');
    expect((await look()).causeId).toBe('apiServer');
    const { world } = chain;
    const url = stringAt(chain.cluster.body, 'properties', 'oidcIssuerProfile', 'issuerUrl') ?? '';
    const issuer = world.issuers.get(issuerKey(url) ?? '')?.issuer ?? '';
    setApiServerIssuer(world, chain.cluster.id, issuer);
    const said = { issuer, how: 'user', atMs: azure.clock.now() } as const;
    expect(await look(said)).toMatchObject({
      sync: 'inProgress',
      causeId: undefined,
      apiServer: 'notProved',
    });
    await azure.clock.run(azure.clock.sleep(5 * minuteMs));
    expect(await look(said)).toMatchObject({ sync: 'done', apiServer: 'done' });
  });

  it('blames what is still broken once a round has passed since the change', async () => {
    const { azure, look } = await broken('the API server signs with its own issuer');
    const { issuer } = azure.simulator.world.issuers.values().next().value ?? { issuer: '' };
    const said = { issuer, how: 'user', atMs: azure.clock.now() } as const;
    expect((await look(said)).sync).toBe('inProgress');
    await azure.clock.run(azure.clock.sleep(5 * minuteMs));
    expect(await look({ ...said })).toMatchObject({ sync: 'failed', causeId: 'apiServer' });
  });
});
