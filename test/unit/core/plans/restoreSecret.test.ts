import { createHttpHeaders } from '@azure/core-rest-pipeline';
import { beforeAll, describe, expect, it } from 'vitest';
import { nodeDigest } from '../../../../src/azure/digest';
import { ArmError } from '../../../../src/core/errors';
import { toChangeRecord } from '../../../../src/core/record/changeRecord';
import { toReview } from '../../../../src/core/plan/review';
import { prepareRestoreSecret } from '../../../../src/core/plans/restoreSecret';
import type { Target } from '../../../../src/core/observe/observation';
import { verifyInstance } from '../../../../src/core/verify/verify';
import type { VaultSecret } from '../../../../src/simulator/world';
import { loadSdks } from '../../../builders/azure';
import { RecordingLog } from '../../../fakes/recordingLog';
import type { SimulatedOptions } from '../../../fakes/simulated';
import { simulatedPlans, toLine } from '../../../fakes/simulatedPlans';
import { roles, strangerOf } from '../request/grantees';

beforeAll(loadSdks);

const instanceName = 'aio-antwerp-01';
const disabledLine = /^PATCH disabled\/[\da-f]{32}$/;

/** Antwerp's vault has secrets in every state. */
async function antwerp(secretNames: readonly string[], options: SimulatedOptions = {}) {
  const all = simulatedPlans({ scenario: 'factory', ...options });
  const owner = simulatedPlans({ scenario: 'factory' });
  const { clock, context, simulator } = all;
  const { tenantId, instanceId, vault } = await owner.clock.run(owner.instance(instanceName));
  const tools = { azure: all.azure(tenantId), clock, digest: nodeDigest };
  const vaultId = vault('kv-antwerp-plant');
  const target = { tenantId, instanceId, instanceName, vaultId, secretNames };
  const secret = (name: string): VaultSecret => {
    const found = simulator.world.secrets.get('kv-antwerp-plant')?.get(name);
    if (!found) throw new Error(`There is no secret ${name}.`);
    return found;
  };
  return {
    ...all,
    tenantId,
    vaultId,
    secret,
    prepare: () => clock.run(prepareRestoreSecret(tools, target, context)),
    verify: (writes: Target['writes'] = []) =>
      clock.run(
        verifyInstance(
          { ...tools, apiServers: { find: () => undefined } },
          { tenantId, instanceId, writes },
          context,
        ),
      ),
  };
}

type Antwerp = Awaited<ReturnType<typeof antwerp>>;

async function carryOut(azure: Antwerp) {
  const prepared = await azure.prepare();
  return { prepared, ...(await azure.clock.run(azure.run(prepared))) };
}

/** Changes what the vault holds at the moment when a step begins. */
function atStep({ runs }: Antwerp, id: string, change: () => void): void {
  let isDone = false;
  runs.onDidChange(({ steps }) => {
    if (isDone || steps.find((step) => step.id === id)?.state.kind !== 'running') return;
    isDone = true;
    change();
  });
}

describe('restoring secrets', () => {
  it('shows each write as now and then, and what is to be known first', async () => {
    const azure = await antwerp(['disabled', 'deleted']);
    const prepared = await azure.prepare();
    const { rounds, cautions, count, permissions } = toReview(prepared);
    expect(count).toBe('2 writes');
    expect(rounds.map(({ writes }) => writes.map(({ title }) => title))).toEqual([
      ['Recover secret deleted'],
      ['Enable secret disabled'],
    ]);
    expect(rounds[0]?.writes[0]?.change).toEqual({
      now: expect.stringMatching(
        /^deleted on \d{4}-\d\d-\d\d, kept until \d{4}-\d\d-\d\d$/,
      ) as string,
      then: 'recovered',
    });
    expect(rounds[1]?.writes[0]).toMatchObject({
      change: { now: 'disabled', then: 'enabled' },
      detail: 'its current version; the value is neither read nor changed',
      request: expect.stringMatching(/^PATCH secrets\/disabled\/[\da-f]{32}$/) as string,
    });
    expect(cautions).toEqual([
      expect.stringMatching(/perhaps on purpose\. Ask whoever looks after key vault kv-antwerp/),
      expect.stringMatching(
        /can read these again then\. No value is read here; the cluster fetches them within 2 min\.$/,
      ),
    ]);
    expect(permissions.map(({ action }) => action)).toEqual([
      'Microsoft.KeyVault/vaults/secrets/update/action',
      'Microsoft.KeyVault/vaults/secrets/recover/action',
    ]);
    expect(azure.writes()).toEqual([]);
  });

  it('enables and recovers by one write each, to the vault alone, and a second run writes nothing', async () => {
    const azure = await antwerp(['disabled', 'deleted']);
    const { run, sent } = await carryOut(azure);
    expect(run.failure).toBeUndefined();
    expect(sent.map(toLine)).toEqual([
      'POST deleted/recover',
      expect.stringMatching(disabledLine) as string,
    ]);
    expect(new Set(sent.map(({ url }) => url.host))).toEqual(
      new Set(['kv-antwerp-plant.vault.azure.net']),
    );
    expect(sent.map(({ body }) => body)).toEqual([undefined, { attributes: { enabled: true } }]);
    expect(azure.secret('disabled').versions.at(-1)?.enabled).toBe(true);
    expect(azure.secret('deleted').deletedAtMs).toBeUndefined();
    expect(run.steps.at(-1)?.state).toMatchObject({
      kind: 'done',
      because: expect.stringContaining('within 2 min') as string,
    });
    const again = await carryOut(azure);
    expect([again.prepared.writes, again.sent, again.run.outcome]).toEqual([[], [], 'succeeded']);
  });

  it('is followed by the next round, and the verdict goes on to what it cannot mend', async () => {
    const azure = await antwerp(['disabled', 'deleted']);
    const before = await azure.verify();
    expect(before.verification.causeId).toBe('secret disabled');
    await carryOut(azure);
    await azure.clock.advance(5 * 60_000);
    const { verification } = await azure.verify();
    const stateOf = (id: string) => verification.checks.find((each) => each.id === id);
    for (const id of [
      'secret disabled',
      'secret deleted',
      'sync line-disabled',
      'sync line-deleted',
    ]) {
      expect([id, stateOf(id)?.finding.state]).toEqual([id, 'done']);
    }
    expect(verification.causeId).toBe('secret expired');
    expect(stateOf('secret expired')?.remedy).toMatchObject({ kind: 'openInPortal' });
    expect(stateOf('secret never-created')?.remedy).toMatchObject({
      kind: 'restoreSecret',
      secretName: 'never-created',
    });
  });

  it('says until its next round that the status is of before', async () => {
    const azure = await antwerp(['deleted']);
    const { run } = await carryOut(azure);
    const writes = run.writes.map(({ exchange, endedAtMs }) => ({
      path: exchange.path,
      atMs: endedAtMs,
    }));
    const { verification } = await azure.verify(writes);
    const sync = verification.checks.find(({ id }) => id === 'sync line-deleted');
    expect(sync?.finding).toMatchObject({ state: 'inProgress', words: 'Next sync is on its way' });
  });

  it('enables what was disabled when it was deleted, too', async () => {
    const azure = await antwerp(['deleted']);
    const { versions } = azure.secret('deleted');
    azure.secret('deleted').versions = versions.map((each) => ({ ...each, enabled: false }));
    const { run, sent, prepared } = await carryOut(azure);
    expect(prepared.writes.map(({ title }) => title)).toEqual([
      'Recover secret deleted',
      'Enable secret deleted',
    ]);
    expect(run.outcome).toBe('succeeded');
    expect(sent.map(({ method }) => method)).toEqual(['POST', 'PATCH']);
  });

  it('enables the current version alone', async () => {
    const azure = await antwerp(['disabled']);
    const secret = azure.secret('disabled');
    const [old] = secret.versions;
    if (!old) throw new Error('It has no version.');
    const version = 'a'.repeat(32);
    secret.versions = [old, { ...old, version, createdAtMs: old.createdAtMs + 60_000 }];
    const { sent } = await carryOut(azure);
    expect(sent.map(toLine)).toEqual([`PATCH disabled/${version}`]);
    expect(secret.versions.map(({ enabled }) => enabled)).toEqual([false, true]);
  });

  it('says of one that has expired as well that it needs a new value', async () => {
    const azure = await antwerp(['disabled']);
    const secret = azure.secret('disabled');
    const expiresAtMs = azure.clock.now() - 1_000;
    secret.versions = secret.versions.map((each) => ({ ...each, expiresAtMs }));
    const { cautions } = await azure.prepare();
    expect(cautions).toContainEqual(
      expect.stringMatching(/^disabled has expired and stays so\. Only a new version/),
    );
  });

  it.each([
    ['never-created', /neither in key vault kv-antwerp-plant nor among its deleted secrets/],
    ['never-created', /with the role Key Vault Secrets Officer, in the portal/],
  ])('says of %s who sets it, and where', async (name, words) => {
    const azure = await antwerp([name]);
    await expect(azure.prepare()).rejects.toThrow(words);
  });

  it.each(['..', '../keys/broker', '', 'a_b'])(
    'asks nothing about “%s”: no secret has that name',
    async (name) => {
      const azure = await antwerp([name]);
      const before = azure.sent.length;
      await expect(azure.prepare()).rejects.toThrow(/is not the name of a secret/);
      expect(azure.sent).toHaveLength(before);
    },
  );

  it('has nothing to do with one that has only expired', async () => {
    const { writes } = await (await antwerp(['expired'])).prepare();
    expect(writes).toEqual([]);
  });

  it('says in the review what of them was never set', async () => {
    const azure = await antwerp(['disabled', 'never-created']);
    const { writes, cautions } = await azure.prepare();
    expect(writes).toHaveLength(1);
    expect(cautions).toContainEqual(expect.stringMatching(/^never-created is neither/));
  });
});

describe('what others do with a secret meanwhile', () => {
  it.each([
    [
      'was recovered and deleted anew',
      'deleted',
      'observe',
      (secret: VaultSecret) => {
        secret.deletedAtMs = (secret.deletedAtMs ?? 0) + 3_600_000;
      },
      /deletedDate/,
    ],
    [
      'was recovered and deleted anew',
      'deleted',
      'recover',
      (secret: VaultSecret) => {
        secret.deletedAtMs = (secret.deletedAtMs ?? 0) + 3_600_000;
      },
      /deletedDate/,
    ],
    [
      'has another version that is disabled',
      'disabled',
      'observe',
      (secret: VaultSecret) => {
        addVersion(secret);
      },
      /has become necessary, too/,
    ],
    [
      'has another version that is disabled',
      'disabled',
      'enable',
      (secret: VaultSecret) => {
        addVersion(secret);
      },
      /another version of secret disabled/,
    ],
  ] as const)('stops before its write: it %s (%s, in %s)', async (_, name, step, change, words) => {
    const azure = await antwerp([name]);
    atStep(azure, step, () => {
      change(azure.secret(name));
    });
    const { run, sent } = await carryOut(azure);
    expect(sent).toEqual([]);
    expect(run.failure?.message).toMatch(words);
    expect(run.failure?.remedy).toBe('review');
  });

  it('is fine when they have done the same', async () => {
    const azure = await antwerp(['disabled', 'deleted']);
    atStep(azure, 'observe', () => {
      const secret = azure.secret('disabled');
      secret.versions = secret.versions.map((each) => ({ ...each, enabled: true }));
      delete azure.secret('deleted').deletedAtMs;
    });
    const { run, sent } = await carryOut(azure);
    expect([run.outcome, sent]).toEqual(['succeeded', []]);
  });

  it('joins a recovery that is under way', async () => {
    const azure = await antwerp(['deleted']);
    const { simulator, tenantId } = azure;
    atStep(azure, 'recover', () => {
      const { token } = simulator.tokenFor(tenantId, 'https://vault.azure.net/.default');
      simulator.handle({
        method: 'POST',
        url: new URL(
          'https://kv-antwerp-plant.vault.azure.net/deletedsecrets/deleted/recover?api-version=7.6',
        ),
        headers: new Map([['authorization', `Bearer ${token}`]]),
        body: undefined,
      });
    });
    const { run, sent } = await carryOut(azure);
    expect([run.outcome, sent.map(toLine)]).toEqual(['succeeded', ['POST deleted/recover']]);
    expect(run.writes.map(({ exchange }) => exchange.status)).toEqual([409]);
  });
});

function addVersion(secret: VaultSecret): void {
  const [old] = secret.versions;
  if (!old) return;
  const createdAtMs = old.createdAtMs + 60_000;
  secret.versions = [old, { ...old, version: 'b'.repeat(32), createdAtMs }];
}

describe('faults of the vault', () => {
  it.each([
    ['an answer to the enabling that is lost', 'PATCH'],
    ['an answer to the recovery that is lost', 'POST'],
  ])('%s is looked at again, and nothing is written twice', async (_, lost) => {
    const azure = await antwerp(['disabled', 'deleted']);
    const { httpClient } = azure.simulator;
    const send = httpClient.sendRequest.bind(httpClient);
    let isLost = false;
    const accepted: string[] = [];
    httpClient.sendRequest = async (request) => {
      const response = await send(request);
      const { host, pathname } = new URL(request.url);
      const isOfVault = request.method !== 'GET' && host.includes('.vault.');
      if (isOfVault && response.status === 200) accepted.push(request.method);
      if (!isOfVault || request.method !== lost || isLost) return response;
      isLost = true;
      throw new ArmError('network', 'The connection broke.', {
        method: request.method,
        path: pathname,
      });
    };
    const { run } = await carryOut(azure);
    expect([isLost, run.outcome, run.failure]).toEqual([true, 'succeeded', undefined]);
    expect(accepted.sort()).toEqual(['PATCH', 'POST']);
  });

  it('waits when a recovered secret cannot be changed at once', async () => {
    const azure = await antwerp(['disabled']);
    const { httpClient } = azure.simulator;
    const send = httpClient.sendRequest.bind(httpClient);
    let refusals = 0;
    httpClient.sendRequest = async (request) => {
      if (request.method !== 'PATCH' || refusals === 2) return send(request);
      refusals += 1;
      const error = { code: 'Conflict', innererror: { code: 'ObjectIsBeingRecovered' } };
      const headers = createHttpHeaders();
      return { request, headers, status: 409, bodyAsText: JSON.stringify({ error }) };
    };
    const { run, sent } = await carryOut(azure);
    expect([sent.length, run.outcome]).toEqual([3, 'succeeded']);
  });
});

describe('who may restore secrets', () => {
  async function asStranger(given: readonly string[]) {
    const azure = await antwerp(['disabled', 'deleted'], { who: 'stranger' });
    const stranger = strangerOf(azure, azure.tenantId);
    const [subscription] = azure.vaultId.split('/resourceGroups/');
    stranger.give(roles.contributor, subscription ?? '');
    for (const role of given) stranger.give(role, azure.vaultId);
    return azure;
  }

  it('are Key Vault Secrets Officers, as the preflight says', async () => {
    const azure = await asStranger([roles.keyVaultSecretsOfficer]);
    const { run, prepared } = await carryOut(azure);
    expect(prepared.permissions.map(({ permission }) => permission)).toEqual([
      'allowed',
      'allowed',
    ]);
    expect(run.outcome).toBe('succeeded');
  });

  it.each([
    ['whoever has no role at the vault', []],
    ['whoever may read secrets', [roles.keyVaultSecretsUser]],
    ['whoever may see their names', [roles.keyVaultReader]],
  ])('is not %s: that can be asked for, and nothing is written', async (_, given) => {
    const azure = await asStranger(given);
    const prepared = await azure.prepare();
    const lacks = prepared.permissions.filter(({ permission }) => permission === 'denied');
    expect(lacks.map(({ action }) => action)).toContain(
      'Microsoft.KeyVault/vaults/secrets/recover/action',
    );
    expect(lacks.every(({ plane }) => plane === 'data')).toBe(true);
    const { run, sent } = await azure.clock.run(azure.run(prepared));
    expect(sent).toEqual([]);
    expect(run.failure?.remedy).toBe('request');
  });
});

describe('the values of restored secrets', () => {
  it('are in no request, no answer that is kept, no log and no record, even if a vault sends one', async () => {
    const log = new RecordingLog();
    const azure = await antwerp(['disabled', 'deleted'], { log });
    const value = 'canary-value-7f3a9c';
    for (const name of ['disabled', 'deleted']) {
      const secret = azure.secret(name);
      secret.versions = secret.versions.map((each) => ({ ...each, value }));
    }
    const { httpClient } = azure.simulator;
    const send = httpClient.sendRequest.bind(httpClient);
    let planted = 0;
    httpClient.sendRequest = async (request) => {
      const response = await send(request);
      const { host, pathname } = new URL(request.url);
      const body = response.bodyAsText ?? '';
      if (!host.includes('.vault.') || !body.startsWith('{') || pathname.endsWith('/versions')) {
        return response;
      }
      planted += 1;
      return { ...response, bodyAsText: body.replace('{', `{"value":"${value}",`) };
    };
    const { run, prepared } = await carryOut(azure);
    expect([run.outcome, planted > 2]).toEqual(['succeeded', true]);
    const record = toChangeRecord({
      run,
      tenantId: azure.tenantId,
      isSimulated: true,
      savedAtMs: azure.clock.now(),
      proof: { unreadBecause: 'not read' },
    });
    expect(record.writes).toEqual([
      expect.objectContaining({
        method: 'POST',
        path: '/deletedsecrets/deleted/recover',
        status: 200,
        correlationId: expect.stringMatching(/^[\da-f-]{36}$/) as string,
      }),
      expect.objectContaining({
        method: 'PATCH',
        status: 200,
        correlationId: expect.stringMatching(/^[\da-f-]{36}$/) as string,
      }),
    ]);
    expect(record.changes).toMatchObject([
      { kind: 'updated', properties: [{ name: 'deletedDate' }] },
      {
        kind: 'updated',
        properties: [{ name: 'attributes.enabled', before: 'false', after: 'true' }],
      },
    ]);
    const all = [
      ...log.lines,
      JSON.stringify([azure.snapshots, record, prepared.writes, prepared.cautions]),
      JSON.stringify(azure.sent.map(({ url, body }) => [url.href, body])),
    ].join('\n');
    expect(all).not.toContain(value);
    // The way to a value is a GET of the secret or of a version.
    const asked = azure.sent.filter(
      ({ method, url }) => method === 'GET' && url.host.includes('.vault.'),
    );
    expect(
      asked
        .map(({ url }) => url.pathname)
        .filter((path) => !/^\/(secrets\/[\w-]+\/versions|deletedsecrets\/[\w-]+)$/.test(path)),
    ).toEqual([]);
  });
});
