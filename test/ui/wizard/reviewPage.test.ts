import { beforeEach, describe, expect, it } from 'vitest';
import type { CheckedPermission, Permission } from '../../../src/core/permissions';
import { beside, inOrder } from '../../../src/core/plan/order';
import type { PlannedWrite, PreparedPlan } from '../../../src/core/plan/plan';
import { reviewPage } from '../../../src/ui/wizard/reviewPage';
import { host } from '../../fakes/vscode';

beforeEach(() => {
  host.reset();
});

const settle = () => new Promise((resolve) => setImmediate(resolve));

const write: PlannedWrite = {
  stepId: 'it',
  needs: [],
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
  order: 'it',
  run: () => Promise.resolve(),
};

const review = (change: Partial<PreparedPlan> = {}) =>
  reviewPage({
    title: 'Enable',
    placeholder: 'Review',
    step: 3,
    totalSteps: 3,
    action: 'Enable',
    prepare: () => Promise.resolve({ plan, writes: [write], permissions: [], ...change }),
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

  const scope = '/subscriptions/s';
  const checked = (action: string, permission: Permission): CheckedPermission => ({
    action,
    scope,
    permission,
  });
  const needs = ['a/write', 'b/write', 'c/write'].map((action) => ({ action, scope }));

  it('says of each permission whether it is there, and for which writes', async () => {
    const [a, b] = needs;
    const answer = review({
      writes: [
        { ...write, needs },
        { ...write, title: 'Turn it on', needs: a && b ? [a, b] : [] },
      ],
      permissions: [
        checked('a/write', 'allowed'),
        checked('b/write', 'conditional'),
        { ...checked('c/write', 'unknown'), because: 'no access' },
        checked('a/write', 'allowed'),
        checked('b/write', 'conditional'),
      ],
    });
    await settle();
    expect(details().filter((line) => line.includes('/write |'))).toEqual([
      '$(warning) b/write | you have it under a condition, so it may be refused',
      '$(question) c/write | could not be asked: no access',
      '$(pass) a/write | you have it',
    ]);
    expect(host.pick.items.at(-1)?.detail).toBe(
      'on subscription s, for: Make it the default, Turn it on',
    );
    const detailOf = (label: string) =>
      host.pick.items.find((item) => item.label === `$(edit) ${label}`)?.detail;
    expect(detailOf('Make it the default')).toBe(
      'b/write under a condition · c/write could not be checked · PUT instances/aio-1 · credential 3 of 20',
    );
    expect(detailOf('Turn it on')).toMatch(/^b\/write under a condition · PUT/);
    host.pick.hide();
    await answer;
  });

  it('shows what lacks in place of the row that starts it, copies a request, and looks again', async () => {
    const [a] = needs;
    const instanceId = write.resourceId;
    let given: Permission = 'denied';
    const end = reviewPage({
      title: 'Enable',
      placeholder: 'Review',
      step: 3,
      totalSteps: 3,
      action: 'Enable',
      prepare: () =>
        Promise.resolve({
          plan: { ...plan, subjectId: instanceId },
          writes: [{ ...write, needs: a ? [a] : [] }],
          permissions: [checked('a/write', given)],
        }),
    });
    await settle();
    const labels = host.pick.labels;
    expect(labels.slice(0, 4)).toEqual([
      '$(copy) Copy Request for Your Administrator',
      '$(refresh) Check Again',
      '— your account lacks permissions, so it cannot run',
      '$(error) a/write',
    ]);
    expect(labels).not.toContain('$(play) Enable');
    const row = host.pick.items.find(({ label }) => label === '$(edit) Make it the default');
    expect(row?.detail).toMatch(/^\$\(error\) you lack a\/write · PUT/);
    host.pick.choose('$(copy) Copy Request for Your Administrator');
    expect(host.executed).toEqual([
      {
        command: 'aioSecureSettings.instance.copyRequest',
        args: [instanceId, [{ action: 'a/write', scope }]],
      },
    ]);
    expect(host.pick.isShown).toBe(true);
    given = 'allowed';
    host.pick.choose('$(refresh) Check Again');
    await settle();
    expect(host.pick.labels[0]).toBe('$(play) Enable');
    host.pick.choose('$(play) Enable');
    expect(await end).toMatchObject({ kind: 'picked' });
  });

  it('says what is written side by side, and what then', async () => {
    const at = (stepId: string, title: string) => ({ ...write, stepId, title });
    const answer = review({
      plan: { ...plan, order: inOrder(beside('a', 'b'), 'c') },
      writes: [at('a', 'Roles'), at('b', 'Credential'), at('c', 'Class')],
    });
    await settle();
    expect(host.pick.labels.slice(1, 6)).toEqual([
      '— first, side by side',
      '$(edit) Roles',
      '$(edit) Credential',
      '— then',
      '$(edit) Class',
    ]);
    host.pick.hide();
    await answer;
  });
});
