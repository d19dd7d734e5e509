import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { realClock } from '../../src/azure/clock';
import { azUpdateLine } from '../../src/core/apiServer/azUpdateLine';
import { settingNodes } from '../../src/core/checks/settings';
import { createScript } from '../../src/core/k3s/script';
import type { JsonObject } from '../../src/core/model/json';
import { isObject, objectsAt } from '../../src/core/model/json';
import type { RunSnapshot } from '../../src/core/model/run';
import { planIds } from '../../src/core/plan/request';
import { readPrerequisites } from '../../src/core/prerequisites/readPrerequisites';
import { toChangeRecord } from '../../src/core/record/changeRecord';
import { toRecordMarkdown } from '../../src/core/record/recordMarkdown';
import { toAccessRequest } from '../../src/core/request/accessRequest';
import { requestText } from '../../src/core/request/requestText';
import { toBash } from '../../src/core/script/toBash';
import { toPowerShell } from '../../src/core/script/toPowerShell';
import { toScript } from '../../src/core/script/toScript';
import { clusterWrites } from '../../src/core/stages/cluster';
import { restartRegistryLine } from '../../src/core/stages/registryRestart';
import { verifyInstance } from '../../src/core/verify/verify';
import type { World } from '../../src/simulator/world';
import { KeptApiServers } from '../../src/ui/apiServerRecords';
import { KeptRuns } from '../../src/ui/kept/keptRuns';
import { RunFiles } from '../../src/ui/kept/runFiles';
import { toPanelState } from '../../src/ui/panels/panelState';
import { toTreeItem } from '../../src/ui/tree/toTreeItem';
import { WriteDiffs } from '../../src/ui/wizard/writeDiffs';
import { loadSdks } from '../builders/azure';
import { aRequest } from '../builders/requests';
import { FakeMemento } from '../fakes/fakeMemento';
import { RecordingLog } from '../fakes/recordingLog';
import { simulatedPlans } from '../fakes/simulatedPlans';
import { host } from '../fakes/vscode';
import { everythingFor } from '../unit/core/plans/enableAllFixture';
import { scriptFor } from '../unit/core/script/scriptFixture';
import { disablingOf } from '../unit/core/plans/disableFixture';

beforeAll(loadSdks);
beforeEach(() => {
  host.reset();
});

const canary = (where: string): string => `canary-${where}-7f3a9c`;

/** In every object and in the headers of every answer. */
const unheardOf = canary('unheard-of');

/** Secrets in every place where Azure, or somebody, may keep one. */
function plant(world: World): void {
  for (const resource of world.resources.all()) {
    const { body } = resource;
    const properties = isObject(body['properties']) ? body['properties'] : {};
    resource.body = {
      ...body,
      ...(isObject(body['tags']) ? { tags: { ...body['tags'], password: canary('tag') } } : {}),
      properties: {
        ...properties,
        ...protectedSettings(resource.type),
      },
    };
  }
  for (const secrets of world.secrets.values()) {
    for (const secret of secrets.values()) {
      secret.versions = secret.versions.map((version) => ({
        ...version,
        value: canary('value'),
        tags: { connection: canary('secret-tag') },
      }));
    }
  }
}

function protectedSettings(type: string): JsonObject {
  switch (type.toLowerCase()) {
    case 'microsoft.kubernetes/connectedclusters':
      return {
        arcAgentryConfigurations: [
          { feature: 'proxy', protectedSettings: { password: canary('agentry') } },
        ],
      };
    case 'microsoft.kubernetesconfiguration/extensions':
      return { configurationProtectedSettings: { password: canary('extension') } };
    default:
      return {};
  }
}

function failSyncs(world: World, message: string): void {
  for (const sync of world.resources.ofType('Microsoft.SecretSyncController/secretSyncs')) {
    const properties = isObject(sync.body['properties']) ? sync.body['properties'] : {};
    const conditions = objectsAt(properties, 'status', 'conditions').map((condition) => ({
      ...condition,
      status: 'False',
      reason: 'ProviderError',
      message,
    }));
    const status = isObject(properties['status']) ? properties['status'] : {};
    sync.body = { ...sync.body, properties: { ...properties, status: { ...status, conditions } } };
  }
}

/** What must be nowhere: the planted secrets and every token that was sent. */
const findIn = (text: string, tokens: ReadonlySet<string>): readonly string[] => [
  ...(text.match(/canary-[\w-]+/g) ?? []),
  ...[...tokens].filter((token) => text.includes(token)),
  ...(text.match(/\beyJ[\w-]{10,}/g) ?? []),
];

describe('what must stay secret', () => {
  const runs = [
    [
      'enabling everything',
      async (log: RecordingLog) => {
        const test = await everythingFor(
          { name: 'aio-lyon-01', vault: 'kv-lyon-new' },
          { scenario: 'factory', log, canary: unheardOf },
        );
        plant(test.world);
        const { run } = await test.enable();
        expect(run.outcome).toBe('succeeded');
        return { ...test, tenantId: test.target.tenantId, run };
      },
    ],
    [
      'enabling where secrets are synchronized already',
      async (log: RecordingLog) => {
        const test = await disablingOf('aio-rotterdam-01', { log, canary: unheardOf });
        plant(test.world);
        const { run } = await test.enable('kv-rotterdam-plant', 'id-rotterdam-secrets');
        expect(run.outcome).toBe('succeeded');
        return { ...test, run };
      },
    ],
    [
      'disabling',
      async (log: RecordingLog) => {
        const test = await disablingOf('aio-rotterdam-01', { log, canary: unheardOf });
        plant(test.world);
        const { run } = await test.disable();
        expect(run.outcome).toBe('succeeded');
        return { ...test, run };
      },
    ],
    [
      'a run that Azure refuses with a secret in its answer',
      async (log: RecordingLog) => {
        const test = await disablingOf('aio-rotterdam-01', { log, canary: unheardOf });
        plant(test.world);
        test.simulator.failNext('PUT', /\/instances\//, {
          status: 400,
          code: 'BadRequest',
          message: `Not with Bearer ${canary('message')}.`,
        });
        const { run } = await test.disable();
        expect(run.outcome).toBe('failed');
        return { ...test, run, mayShowAzureWords: true };
      },
    ],
    [
      'a run while a synchronization fails with a secret in its message',
      async (log: RecordingLog) => {
        const test = await disablingOf('aio-rotterdam-01', { log, canary: unheardOf });
        const { run } = await test.enable('kv-rotterdam-plant', 'id-rotterdam-secrets');
        failSyncs(test.world, canary('status'));
        return { ...test, run, mayShowAzureWords: true };
      },
    ],
  ] as const;

  it.each(runs)('is in no record, log line, message or tree after %s', async (_, carryOut) => {
    const log = new RecordingLog();
    const test = await carryOut(log);
    const { run, tenantId } = test;
    const target = { tenantId, instanceId: run.subjectId };
    const read = await test.clock.run(
      verifyInstance(
        { azure: test.azure(tenantId), clock: test.clock, apiServers: { find: () => undefined } },
        target,
        test.context,
      ),
    );
    const record = toChangeRecord({
      run,
      tenantId,
      isSimulated: true,
      savedAtMs: test.clock.now(),
      proof: read,
    });
    const tokens = new Set(
      test.sent.flatMap(({ authorization }) => authorization?.split(' ').slice(1) ?? []),
    );
    expect(tokens.size).toBeGreaterThan(0);
    const isPlanted = JSON.stringify([...test.world.resources.all()]).includes('canary-');
    expect(isPlanted).toBe(true);
    expect(JSON.stringify(read.seen)).toContain(unheardOf);

    const panel = toPanelState({
      instanceId: run.subjectId,
      isSimulated: true,
      needsSignIn: false,
      isRestartDue: false,
      observation: read.seen,
      run,
      nowMs: test.clock.now(),
      clockRate: 1,
    });
    const tree = settingNodes(read.seen, 'ready').map((node) =>
      toTreeItem(node, { nowMs: test.clock.now() }),
    );
    const written = { record: JSON.stringify(record), markdown: toRecordMarkdown(record) };
    // The service's own words about a failure are shown and logged, as they are in the portal.
    const shown =
      'mayShowAzureWords' in test
        ? {}
        : {
            log: log.lines.join('\n'),
            panel: JSON.stringify(panel),
            tree: JSON.stringify(tree),
            snapshots: JSON.stringify(test.snapshots satisfies readonly RunSnapshot[]),
          };
    for (const [where, text] of Object.entries({ ...written, ...shown })) {
      expect([where, findIn(text, tokens)]).toEqual([where, []]);
      expect(text.length).toBeGreaterThan(100);
    }
  });

  it.each(['aio-lyon-01', 'aio-rotterdam-01'])(
    'is in nothing of %s that goes to the clipboard, into a terminal, a file or an editor',
    async (name) => {
      const log = new RecordingLog();
      const all = simulatedPlans({ scenario: 'factory', who: 'reader', log });
      plant(all.simulator.world);
      const { read, target, tools } = await scriptFor(all, name);
      const state = await read();
      const script = toScript(state, 'all');
      const { tenantId, instanceId } = target;
      const { azure } = tools;
      const [caller, { steps }] = await all.clock.run(
        Promise.all([
          azure.caller(all.context),
          readPrerequisites(azure, all.clock, { tenantId, instanceId }, all.context),
        ]),
      );
      const request = toAccessRequest({ instanceName: name, instanceId, tenantId, caller, steps });
      const issuer = 'https://issuer.example/';
      const diffs = new WriteDiffs();
      const [write] = clusterWrites({ ...state.cluster, isOidcEnabled: false }, {});
      if (!write || !request) throw new Error('There is nothing to write, or to ask for.');
      await diffs.show(write);
      const [provider] = host.contentProviders.values();
      const shown = host.executed.flatMap(({ args }) =>
        args.slice(0, 2).map((uri) => provider?.provideTextDocumentContent(uri) ?? ''),
      );
      const texts = {
        bash: toBash(script),
        powerShell: toPowerShell(script),
        request: requestText(request),
        k3s: createScript({ clusterName: state.cluster.name, issuer }),
        azureCli: azUpdateLine(state.cluster),
        restart: restartRegistryLine(state.location.namespace),
        now: shown[0] ?? '',
        then: shown[1] ?? '',
      };
      const tokens = new Set(
        all.sent.flatMap(({ authorization }) => authorization?.split(' ').slice(1) ?? []),
      );
      expect(tokens.size).toBeGreaterThan(0);
      expect(JSON.stringify(write.then)).toContain(canary('agentry'));
      for (const [where, text] of Object.entries(texts)) {
        // Whoever writes a secret into a tag shows it to everybody who may read the cluster.
        const found = findIn(text, tokens).filter((each) => each !== canary('tag'));
        expect([where, found]).toEqual([where, []]);
        expect([where, text.length > 50]).toEqual([where, true]);
      }
    },
  );

  it('is in no note of a run: ids and choices are picked field by field', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'canaries-'));
    const log = new RecordingLog();
    const signs = { machine: 'here', isProcessAlive: () => true };
    const owner = { id: 'host', machine: 'here', processId: 1, windowName: 'plant' };
    const files = new RunFiles(folder, realClock, log);
    const kept = new KeptRuns({ files, owner, signs, clock: realClock, log });
    try {
      const name = 'aio-lyon-01';
      const azure = await everythingFor(
        { name, vault: 'kv-lyon-kept' },
        { scenario: 'factory', log },
      );
      plant(azure.world);
      const { plan } = await azure.prepare();
      const requests = [plan.request, ...planIds.map((planId) => aRequest(planId))];
      let count = 0;
      for (const request of requests) {
        if (!request) throw new Error('The plan keeps nothing.');
        const runId = `run-${(count += 1)}`;
        // A wizard that hands over whole answers of Azure must not spoil it.
        const role: unknown = Reflect.get(request.target, 'role');
        const target = Object.assign({}, request.target, {
          properties: { password: canary('body') },
          accessToken: `eyJ${canary('token')}`,
          role: Object.assign({ words: canary('role') }, role),
        });
        const spoilt = Object.assign({}, request, { target, token: canary('request') });
        const claim = await kept.claim(runId, spoilt, () => undefined);
        const note = await readFile(join(folder, `${runId}.run.json`), 'utf8');
        expect(note).toContain(request.target.tenantId);
        expect([request.planId, findIn(note, new Set(['Bearer']))]).toEqual([request.planId, []]);
        await claim.release('unknown');
        const left = await readFile(join(folder, `${runId}.left.json`), 'utf8');
        expect(findIn(left, new Set(['Bearer']))).toEqual([]);
        await kept.forget(runId);
      }
      expect(count).toBe(planIds.length + 1);
      expect(findIn(log.lines.join('\n'), new Set())).toEqual([]);
    } finally {
      kept.dispose();
      await rm(folder, { recursive: true, force: true });
    }
  });

  it('is in no setting: what is kept of an API server is picked field by field', async () => {
    const memory = new FakeMemento();
    const session = { isSimulated: false, onDidChange: () => ({ dispose: () => undefined }) };
    const kept = new KeptApiServers(session, memory);
    const knowledge = { issuer: 'https://issuer/', how: 'kubectl', atMs: 1 } as const;
    await kept.save('/cluster', Object.assign({ token: canary('kept') }, knowledge));
    expect(memory.keys().map((key) => memory.get(key))).toEqual([knowledge]);
  });
});
