import { beforeEach, describe, expect, it } from 'vitest';
import type { PlannedWrite, PreparedPlan } from '../../../src/core/plan/plan';
import { reviewPage } from '../../../src/ui/wizard/reviewPage';
import { host } from '../../fakes/vscode';

beforeEach(() => {
  host.reset();
});

const settle = () => new Promise((resolve) => setImmediate(resolve));

const write: PlannedWrite = {
  title: 'Make it the default',
  detail: 'aio-1 references spc-1',
  quota: 'credential 3 of 20',
  method: 'PUT',
  resourceId: '/subscriptions/s/resourceGroups/g/providers/Microsoft.IoTOperations/instances/aio-1',
  now: { properties: {} },
  then: { properties: { defaultSecretProviderClassRef: { resourceId: '/spc-1' } } },
};

const plan: PreparedPlan['plan'] = {
  id: 'test',
  title: 'Test',
  subjectId: '/subject',
  subjectName: 'subject',
  tenantId: 't',
  agreed: [],
  steps: {},
  run: () => Promise.resolve(),
};

const review = (change: Partial<PreparedPlan> = {}) =>
  reviewPage({
    title: 'Enable',
    placeholder: 'Review',
    step: 3,
    totalSteps: 3,
    action: 'Enable',
    prepare: () => Promise.resolve({ plan, writes: [write], ...change }),
  });

const details = () => host.pick.items.map((item) => `${item.label} | ${item.description ?? ''}`);

describe('the review page', () => {
  it('opens a write as now → then beside itself, and goes on from there', async () => {
    const answer = review();
    await settle();
    host.pick.press('$(edit) Make it the default');
    expect(host.pick.isShown).toBe(true);
    const [diff] = host.executed;
    expect(diff?.command).toBe('vscode.diff');
    expect(diff?.args[2]).toBe('instances/aio-1 (now → then)');
    expect(diff?.args[3]).toMatchObject({ preserveFocus: true });
    const [documents] = host.contentProviders.values();
    const text = (side: number) => documents?.provideTextDocumentContent(diff?.args[side]);
    expect(text(0)).toBe('{\n  "properties": {}\n}\n');
    expect(text(1)).toContain('\n    "defaultSecretProviderClassRef": {\n');
    host.pick.choose('$(play) Enable');
    expect(await answer).toEqual({ kind: 'picked', value: plan });
    expect(host.contentProviders.size).toBe(0);
  });

  it('shows an empty side for what is not there yet', async () => {
    const answer = review({ writes: [{ ...write, now: undefined }] });
    await settle();
    host.pick.press('$(edit) Make it the default');
    const [documents] = host.contentProviders.values();
    const now = host.executed[0]?.args[0] as { readonly path: string };
    expect(documents?.provideTextDocumentContent(now)).toBe('');
    host.pick.hide();
    await answer;
  });

  it('says how much of a limit is used then', async () => {
    const answer = review();
    await settle();
    const row = host.pick.items.find(({ label }) => label === '$(edit) Make it the default');
    expect(row).toMatchObject({
      description: 'aio-1 references spc-1',
      detail: 'PUT instances/aio-1 · credential 3 of 20',
    });
    host.pick.hide();
    await answer;
  });

  it('names what is made on a resource, not the resource as if that was written', async () => {
    const answer = review({ writes: [{ ...write, makes: 'roleAssignments' }] });
    await settle();
    const row = host.pick.items.find(({ label }) => label === '$(edit) Make it the default');
    expect(row?.detail).toBe('PUT roleAssignments/… on instances/aio-1 · credential 3 of 20');
    host.pick.hide();
    await answer;
  });

  it('says of each permission whether it is there, once for all writes that need it', async () => {
    const scope = '/subscriptions/s';
    const answer = review({
      permissions: [
        { action: 'a/write', scope, permission: 'allowed' },
        { action: 'a/write', scope, permission: 'allowed' },
        { action: 'b/write', scope, permission: 'conditional' },
        { action: 'c/write', scope, permission: 'unknown', because: 'no access' },
        { action: 'd/write', scope, permission: 'denied' },
      ],
    });
    await settle();
    expect(details().filter((line) => line.includes('/write'))).toEqual([
      '$(pass) a/write | you have it',
      '$(warning) b/write | you have it under a condition, so it may be refused',
      '$(question) c/write | could not be asked: no access',
      '$(error) d/write | you lack it',
    ]);
    host.pick.hide();
    await answer;
  });
});
