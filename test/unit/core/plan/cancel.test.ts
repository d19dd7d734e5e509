import { beforeAll, describe, expect, it } from 'vitest';
import { createIssuerReader } from '../../../../src/azure/issuerReader';
import { realClock } from '../../../../src/azure/clock';
import type { RunSnapshot } from '../../../../src/core/model/run';
import { acceptedWords, acceptedWrites } from '../../../../src/core/plan/accepted';
import type { Plan, StepContext } from '../../../../src/core/plan/plan';
import { Runs } from '../../../../src/core/plan/runs';
import { confirmWritten } from '../../../../src/core/plans/confirmWritten';
import type { Azure } from '../../../../src/core/ports';
import {
  anAzure,
  groupId,
  identityId,
  instanceId,
  loadSdks,
  vaultId,
  tenantId,
} from '../../../builders/azure';
import type { Answer } from '../../../fakes/fakeTransport';
import { silentLog } from '../../../fakes/silentLog';

beforeAll(loadSdks);

/** A transport that neither answers nor listens. */
const never = () => new Promise<Answer>(() => undefined);
const soon = { headers: { 'retry-after': '240' } };
const underWay = { properties: { provisioningState: 'Updating' } };
const operation = `https://management.azure.com/subscriptions/s/operations/1?api-version=1`;

type Replies = Parameters<typeof anAzure>[0];
type Options = NonNullable<Parameters<typeof anAzure>[1]>;
type Work = (azure: Azure, context: StepContext) => Promise<unknown>;

const read: Work = (azure, context) => azure.arm.find(instanceId, '1', context);
const write: Work = (azure, context) => azure.arm.put(instanceId, '1', {}, context);
const credential = { issuer: 'https://i/', subject: 's', audiences: ['a'] };
const want = {
  id: vaultId,
  location: 'westeurope',
  tenantId,
  retentionDays: 7,
  isPurgeProtected: false,
};

type Wait = readonly [name: string, replies: Replies, work: Work, options?: Options];

/** Everything that a run can be waiting in, in real time. */
const waits: readonly Wait[] = [
  ['an answer that does not come', [never], read],
  ['an answer to a write that does not come', [never], write],
  ['the time that 429 asks for', [{ status: 429, ...soon }], read],
  ['the time that 503 asks for', [{ status: 503, ...soon }], write],
  ['the pause before the last try', [{ status: 500 }], read],
  [
    'the next look at an Azure-AsyncOperation',
    [
      { status: 202, headers: { 'azure-asyncoperation': operation, 'retry-after': '60' } },
      { body: { status: 'InProgress' } },
    ],
    write,
  ],
  [
    'the next look at a Location',
    [
      { status: 202, headers: { location: operation } },
      { status: 202, ...soon },
    ],
    (azure, context) => azure.arm.delete(instanceId, '1', context),
  ],
  [
    'the end of an operation that only provisioningState shows',
    [
      { status: 201, body: underWay },
      { body: underWay, ...soon },
    ],
    write,
  ],
  [
    'a poll that does not answer',
    [{ status: 202, headers: { location: operation } }, never],
    write,
  ],
  ['a token', [{}], read, { getToken: () => new Promise(() => undefined) }],
  [
    'its place among too many requests',
    [never],
    (azure, context) =>
      Promise.all(Array.from({ length: 40 }, () => azure.arm.find(instanceId, '1', context))),
  ],
  [
    'its turn to write to an identity',
    [never],
    (azure, context) =>
      Promise.all(
        ['one', 'two', 'three'].map((name) =>
          azure.identities.inTurn(identityId, context, () =>
            azure.identities.putCredential(identityId, name, credential, context),
          ),
        ),
      ),
  ],
  [
    'the SDK of identities',
    [never],
    (azure, context) => azure.identities.find(identityId, context),
  ],
  ['the SDK of vaults', [never], (azure, context) => azure.vaults.find(vaultId, context)],
  [
    'the SDK’s own waiting for a vault',
    [
      { status: 404, body: { error: { code: 'ResourceNotFound' } } },
      { status: 201, body: { id: vaultId, properties: { provisioningState: 'RegisteringDns' } } },
      { body: { id: vaultId, properties: { provisioningState: 'RegisteringDns' } }, ...soon },
    ],
    (azure, context) => azure.vaults.create(want, context),
  ],
  [
    'a vault’s own host',
    [never],
    (azure, context) => azure.secrets.probe('https://kv.vault.azure.net/', context),
  ],
  ['the index', [never], (azure, context) => azure.graph.query('resources', context)],
  [
    'a page of a list',
    [{ body: { value: [], nextLink: operation } }, never],
    (azure, context) => azure.arm.list(`${groupId}/resources`, '1', context),
  ],
  [
    'a name that is not resolved',
    [],
    (_, context) =>
      createIssuerReader({
        clock: realClock,
        log: silentLog,
        lookup: () => new Promise(() => undefined),
      }).read('https://issuer.example/.well-known/openid-configuration', context),
  ],
  ['the user', [], (_, context) => context.waitForUser('Your turn.')],
  [
    'Azure to show what was written',
    [],
    (_, context) =>
      confirmWritten(realClock, context, () =>
        Promise.resolve({
          left: [
            {
              stepId: 'work',
              title: 'x',
              detail: '',
              method: 'PUT',
              resourceId: instanceId,
              needs: [],
            },
          ],
        }),
      ),
  ],
  ['time', [], (_, { signal }) => realClock.sleep(3_600_000, signal)],
];

function waitFor(part: string): (typeof waits)[number] {
  const found = waits.find(([name]) => name.includes(part));
  if (!found) throw new Error(`There is no wait for ${part}.`);
  return found;
}

const aPlan = (work: (context: StepContext) => Promise<unknown>): Plan => ({
  id: 'test',
  title: 'Test',
  subjectId: instanceId,
  subjectName: 'aio',
  tenantId,
  agreed: [],
  steps: { work: { title: 'Work', detail: '' } },
  order: 'work',
  async run(run) {
    await run.step('work', work);
  },
});

async function cancelled(
  replies: Replies,
  work: Work,
  options: Options = {},
): Promise<{ run: RunSnapshot; tookMs: number }> {
  const { azure } = anAzure(replies, {
    clock: realClock,
    getToken: () => Promise.resolve({ token: 'token', expiresOnTimestamp: Date.now() + 3_600_000 }),
    ...options,
  });
  const runs = new Runs(realClock, silentLog, () => 'run');
  const end = runs.start(aPlan((context) => work(azure, context)));
  await realClock.sleep(150);
  expect(runs.isRunning(instanceId)).toBe(true);
  const startedAtMs = performance.now();
  runs.cancel('run');
  const run = await end;
  return { run, tookMs: performance.now() - startedAtMs };
}

describe('cancelling', () => {
  it.each(waits.map((wait) => ({ wait, name: wait[0] })))(
    'ends the run within a second of real time while it waits for $name',
    async ({ wait: [, replies, work, options] }) => {
      const { run, tookMs } = await cancelled(replies, work, options);
      expect(run.outcome).toBe('cancelled');
      expect(run.steps.map(({ state }) => state.kind)).toEqual(['cancelled']);
      expect(tookMs).toBeLessThan(1_000);
    },
  );

  it('says what Azure goes on with', async () => {
    const [, replies, work] = waitFor('Azure-AsyncOperation');
    const { run } = await cancelled(replies, work);
    expect(acceptedWrites(run)).toEqual({ done: [], underWay: ['instances/aio'], unknown: [] });
    expect(acceptedWords(run)).toBe(
      'Azure goes on with instances/aio. The next run looks first and does only what is left.',
    );
  });

  it('says which write has no answer', async () => {
    const [, replies, work] = waitFor('answer to a write');
    const { run } = await cancelled(replies, work);
    expect(acceptedWords(run)).toBe(
      'Whether Azure has got instances/aio is not known. The next run looks first and does only what is left.',
    );
  });
});

describe('what Azure had accepted', () => {
  const sent = (path: string, stepId: string, status?: number, method = 'PUT') => ({
    stepId,
    endedAtMs: 1,
    exchange: { method, path, elapsedMs: 1, ...(status === undefined ? {} : { status }) },
  });
  const step = (id: string, kind: 'done' | 'cancelled') =>
    ({
      id,
      title: id,
      detail: '',
      state: { kind, startedAtMs: 1, endedAtMs: 2 },
    }) as const;
  const run: RunSnapshot = {
    runId: 'r',
    planId: 'test',
    title: 'Test',
    subjectId: instanceId,
    subjectName: 'aio',
    startedAtMs: 1,
    endedAtMs: 2,
    outcome: 'cancelled',
    steps: [step('a', 'done'), step('b', 'cancelled')],
    requests: { reads: 0, writes: 6 },
    changes: [],
    agreed: [],
    writes: [
      // Repeated after a failure, and then accepted: one write.
      sent(vaultId, 'a', 503),
      sent(vaultId, 'a', 200),
      sent(identityId, 'a', 403),
      sent(instanceId, 'b', 202),
      sent(`${identityId}/federatedIdentityCredentials/one`, 'a'),
      sent(`${identityId}/federatedIdentityCredentials/one`, 'a', 201),
    ],
  };

  it('is told by resource, each once, by its last answer', () => {
    expect(acceptedWrites(run)).toEqual({
      done: ['vaults/kv', 'federatedIdentityCredentials/one'],
      underWay: ['instances/aio'],
      unknown: [],
    });
    expect(acceptedWords(run)).toBe(
      'Azure has accepted vaults/kv, federatedIdentityCredentials/one. Azure goes on with instances/aio. The next run looks first and does only what is left.',
    );
  });

  it('is nothing where nothing was sent, or all was refused', () => {
    expect(acceptedWords({ ...run, writes: [] })).toBe('Nothing was changed.');
    expect(acceptedWords({ ...run, writes: [sent(identityId, 'a', 403)] })).toBe(
      'Nothing was changed.',
    );
  });
});
