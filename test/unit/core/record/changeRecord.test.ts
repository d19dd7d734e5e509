import { beforeAll, describe, expect, it } from 'vitest';
import type { RunSnapshot } from '../../../../src/core/model/run';
import {
  recordFileName,
  toChangeRecord,
  type ChangeRecordInput,
} from '../../../../src/core/record/changeRecord';
import { toRecordMarkdown } from '../../../../src/core/record/recordMarkdown';
import { withoutCredentials } from '../../../../src/core/record/withoutCredentials';
import { verifyInstance } from '../../../../src/core/verify/verify';
import { loadSdks } from '../../../builders/azure';
import { disablingOf } from '../plans/disableFixture';

beforeAll(loadSdks);

const startedAtMs = Date.UTC(2026, 10, 28, 20, 58, 11);
const instanceId =
  '/subscriptions/s1/resourceGroups/rg-plant/providers/Microsoft.IoTOperations/instances/aio-berlin-01';

const aRun = (change: Partial<RunSnapshot> = {}): RunSnapshot => ({
  runId: 'run-1',
  planId: 'enableSecretSync',
  title: 'Enable secret synchronization',
  subjectId: instanceId,
  subjectName: 'aio-berlin-01',
  startedAtMs,
  endedAtMs: startedAtMs + 52_000,
  outcome: 'succeeded',
  steps: [],
  requests: { reads: 12, writes: 0 },
  writes: [],
  changes: [],
  agreed: [],
  ...change,
});

const recordOf = (change: Partial<RunSnapshot> = {}, more: Partial<ChangeRecordInput> = {}) =>
  toChangeRecord({
    run: aRun(change),
    tenantId: 't1',
    isSimulated: false,
    savedAtMs: startedAtMs + 60_000,
    proof: { unreadBecause: 'the sign-in is not accepted' },
    ...more,
  });

describe('a change record', () => {
  it('says who, where and when, and leaves out who did not say', () => {
    const { who, where, run, savedAt } = recordOf({}, { who: '  Ada Lovelace ' });
    expect(who).toBe('Ada Lovelace');
    expect(where).toEqual({
      cloud: 'Azure',
      tenantId: 't1',
      subscriptionId: 's1',
      resourceGroup: 'rg-plant',
      instance: 'aio-berlin-01',
      instanceId,
    });
    expect([run.startedAt, run.endedAt, savedAt]).toEqual([
      '2026-11-28T20:58:11.000Z',
      '2026-11-28T20:59:03.000Z',
      '2026-11-28T20:59:11.000Z',
    ]);
    expect(recordOf({}, { who: ' ' })).not.toHaveProperty('who');
  });

  it('tells that an outcome is not known, and nothing of what a service said about it', () => {
    const unknown = {
      kind: 'unknown',
      startedAtMs,
      endedAtMs: startedAtMs + 90_000,
      because: 'Azure’s answer was lost (eyJhbGciOi.secret).',
    } as const;
    const record = recordOf({
      outcome: 'unknown',
      steps: [{ id: 'roles', title: 'Let id read the vault', detail: '', state: unknown }],
    });
    expect(record.run.outcome).toBe('unknown');
    const markdown = toRecordMarkdown(record);
    expect(markdown).toContain('Not known: an answer of Azure was lost');
    expect(markdown).toMatch(/Let id read the vault\*\*: not known, .*could not be seen/);
    expect(`${markdown}${JSON.stringify(record)}`).not.toContain('eyJ');
  });

  it('has the plan as it was agreed to, and says so when nothing was to be written', () => {
    const agreed = [
      { title: 'Let id read', detail: 'a role', method: 'PUT', path: 'roles/… on vaults/kv' },
      { title: 'Trust it', detail: 'a subject', method: 'PUT', path: 'identities/id' },
    ];
    const record = recordOf({ agreed });
    expect(record.plan).toEqual(agreed);
    expect(toRecordMarkdown(record)).toContain(
      '1. **Let id read**: a role (`PUT roles/… on vaults/kv`)\n2. **Trust it**: a subject (',
    );
    expect(toRecordMarkdown(recordOf())).toContain('nothing was left to do when it was reviewed');
  });

  it('has each write with its step, its answer and the id that support asks for', () => {
    const record = recordOf({
      requests: { reads: 1, writes: 3 },
      steps: [
        {
          id: 'roles',
          title: 'Let id read the vault',
          detail: '',
          state: { kind: 'done', startedAtMs, endedAtMs: startedAtMs + 900 },
        },
      ],
      writes: [
        {
          stepId: 'roles',
          endedAtMs: startedAtMs + 800,
          exchange: {
            method: 'PUT',
            path: '/a/b',
            status: 201,
            elapsedMs: 210,
            correlationId: 'c1',
          },
        },
        {
          endedAtMs: startedAtMs + 900,
          exchange: { method: 'DELETE', path: '/a/c', elapsedMs: 9 },
        },
      ],
    });
    expect(record.writes).toEqual([
      {
        endedAt: '2026-11-28T20:58:11.800Z',
        step: 'Let id read the vault',
        method: 'PUT',
        path: '/a/b',
        status: 201,
        elapsedMs: 210,
        correlationId: 'c1',
      },
      { endedAt: '2026-11-28T20:58:11.900Z', method: 'DELETE', path: '/a/c', elapsedMs: 9 },
    ]);
    const text = toRecordMarkdown(record);
    expect(text).toContain('| 20:58:11 | `PUT /a/b` | 201 | `c1` | Let id read the vault |');
    expect(text).toContain('| 20:58:11 | `DELETE /a/c` | no answer | – | – |');
    expect(text).toContain('1 more were sent and are not listed.');
  });

  it('gives our words for a failure, never those of the service', () => {
    const failure = {
      message: 'vaults/kv: It is forbidden. Azure says: no, password=hunter2',
      meaning: 'vaults/kv: It is forbidden.',
      code: 'AuthorizationFailed',
      correlationId: 'c2',
    };
    const record = recordOf({
      outcome: 'failed',
      failure,
      steps: [
        {
          id: 'a',
          title: 'Do it',
          detail: 'anything',
          state: { kind: 'failed', startedAtMs, endedAtMs: startedAtMs, failure },
        },
      ],
    });
    expect(record.steps[0]).toMatchObject({
      because: 'vaults/kv: It is forbidden.',
      code: 'AuthorizationFailed',
      correlationId: 'c2',
    });
    const text = toRecordMarkdown(record);
    expect(text).toContain('1. **Do it**: failed, 20:58:11–20:58:11: vaults/kv: It is forbidden.');
    expect(JSON.stringify(record) + text).not.toMatch(/Azure says|hunter2/);
  });

  it('has what was before and after each change', () => {
    const text = toRecordMarkdown(
      recordOf({
        changes: [
          {
            resourceId: '/x',
            kind: 'updated',
            properties: [{ name: 'issuer', before: 'https://a/', after: 'https://a' }],
          },
          { resourceId: '/y', kind: 'deleted', properties: [] },
        ],
      }),
    );
    expect(text).toContain('**Updated** `/x`');
    expect(text).toContain('| `issuer` | `https://a/` | `https://a` |');
    expect(text).toContain('**Deleted** `/y`');
  });

  it('proves by what was read anew, or says why it could not be read', async () => {
    expect(toRecordMarkdown(recordOf())).toContain(
      'Could not be read: the sign-in is not accepted',
    );
    const test = await disablingOf('aio-berlin-01');
    const { tenantId, instanceId: id } = test;
    const proof = await test.clock.run(
      verifyInstance(
        { azure: test.tools.azure, clock: test.clock, apiServers: { find: () => undefined } },
        { tenantId, instanceId: id },
        test.context,
      ),
    );
    const record = recordOf({ subjectId: id }, { proof, isSimulated: true });
    expect(record.where).toMatchObject({ cloud: 'simulated Azure', cluster: 'arc-berlin-01' });
    expect('checks' in record.proof && record.proof.cause).toBe('Federated credential');
    const text = toRecordMarkdown(record);
    expect(text).toMatch(/\| Federated credential \| differs \| .*Credential trusts.*`https:/);
    expect(text).toContain('The first broken link: Federated credential.');
  });

  it('proves cloud connections, too, and says of each value where and when it was read', async () => {
    const test = await disablingOf('aio-rotterdam-01');
    const { tenantId, instanceId: id } = test;
    const proof = await test.clock.run(
      verifyInstance(
        { azure: test.tools.azure, clock: test.clock, apiServers: { find: () => undefined } },
        { tenantId, instanceId: id },
        test.context,
      ),
    );
    const { proof: recorded } = recordOf({ subjectId: id }, { proof });
    const checks = 'checks' in recorded ? recorded.checks : [];
    expect(checks.map(({ title }) => title)).toContain('Federated credential for data flows');
    const { cloud } = proof.verification;
    expect(cloud.length).toBeGreaterThan(2);
    expect(checks.slice(-cloud.length).map(({ state }) => state)).toEqual(
      cloud.map(({ finding }) => finding.state),
    );
    for (const { source, readAt } of checks.flatMap(({ values }) => values)) {
      expect(source).toMatch(/^(ARM|Resource Graph|discovery document|vault)$/);
      expect(Date.parse(readAt ?? '')).toBeLessThanOrEqual(proof.seen.endedAtMs);
    }
  });

  it('has nothing that looks like a credential in any of its texts', () => {
    const token = 'Bearer abc.def-123';
    const record = recordOf(
      {
        title: token,
        agreed: [{ title: token, detail: token, method: 'PUT', path: token }],
        steps: [{ id: 'a', title: token, detail: '', state: { kind: 'skipped', because: token } }],
        changes: [
          {
            resourceId: token,
            kind: 'updated',
            properties: [{ name: token, before: token, after: token }],
          },
        ],
      },
      { who: token, proof: { unreadBecause: token } },
    );
    expect(JSON.stringify(record)).not.toContain('abc.def');
    expect(toRecordMarkdown(record)).not.toContain('abc.def');
  });

  it('is what it is, whatever names contain', () => {
    const hostile = '| `x` |\n# [a](javascript:b) <script>\u202e';
    const text = toRecordMarkdown(
      recordOf(
        {
          title: hostile,
          subjectName: hostile,
          agreed: [{ title: hostile, detail: hostile, method: 'PUT', path: hostile }],
          changes: [
            {
              resourceId: hostile,
              kind: 'created',
              properties: [{ name: hostile, after: hostile }],
            },
          ],
        },
        { who: hostile },
      ),
    );
    expect(text).not.toMatch(/[^\\]<script>[^`]*$/m);
    expect(text).not.toMatch(/\u202e/);
    expect(text.split('\n').filter((line) => line.startsWith('#'))).toHaveLength(6);
    const cells = (line: string): number => line.split(/(?<!\\)\|/).length - 2;
    const rows = text.split('\n').filter((line) => line.startsWith('|'));
    expect(rows.map(cells).every((count) => count === 2 || count === 3)).toBe(true);
  });

  it('has a name that every file system takes', () => {
    expect(recordFileName(recordOf({ subjectName: 'aio/berlin:01' }))).toBe(
      'change-record-aio-berlin-01-20261128-2058',
    );
  });
});

describe('what looks like a credential', () => {
  it.each([
    ['a token', 'with eyJhbGciOi.eyJzdWIi.c2ln-x in it'],
    ['a bearer', 'Authorization: Bearer abc.def-123'],
    ['a signed address', 'https://x.blob/y?se=1&sig=a%2Fb%3D'],
    ['a connection string', 'Endpoint=sb://x/;SharedAccessKey=abc+/=;'],
    ['a key', '-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----'],
    ['a name and password in an address', 'https://me:secret@proxy:8080/'],
  ])('%s is removed', (_, text) => {
    const rest = withoutCredentials(text);
    expect(rest).toContain('[removed]');
    expect(rest).not.toMatch(/eyJ|abc|a%2Fb|MIIE|me:secret/);
  });

  it.each([
    'https://westeurope.oic.prod-arc.azure.com/t/c/',
    'system:serviceaccount:azure-iot-operations:aio-ssc-sa',
    'api://AzureADTokenExchange',
    '/subscriptions/s/resourceGroups/rg/providers/Microsoft.KeyVault/vaults/kv',
    'Key Vault Secrets User',
  ])('%s stays', (text) => {
    expect(withoutCredentials(text)).toBe(text);
  });
});
