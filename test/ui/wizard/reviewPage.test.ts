import { beforeEach, describe, expect, it } from 'vitest';
import type { CheckedPermission, Permission } from '../../../src/core/permissions';
import { beside, inOrder } from '../../../src/core/plan/order';
import type { PlannedWrite, PreparedPlan } from '../../../src/core/plan/plan';
import { reviewPage, type BoardActs, type ReviewBoard } from '../../../src/ui/wizard/reviewPage';
import { noReviews } from '../../builders/reviews';
import { host, TabInputWebview, ViewColumn } from '../../fakes/vscode';

/** A place for reviews, and what happened there. */
function aBoard() {
  const told: string[] = [];
  const acts: BoardActs[] = [];
  const board: ReviewBoard = {
    show: ({ writes }, own) => {
      told.push(`show ${writes.length}`);
      acts.push(own);
      return { dispose: () => told.push('end') };
    },
  };
  return { board, told, last: () => acts.at(-1) };
}

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

const review = (change: Partial<PreparedPlan> = {}, reviews: ReviewBoard = noReviews) =>
  reviewPage({
    reviews,
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
    expect(diff?.args[3]).toMatchObject({ viewColumn: ViewColumn.Active, preserveFocus: true });
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
      reviews: noReviews,
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
      plan: { ...plan, order: inOrder(beside('a', 'b'), 'c', beside('d', 'e')) },
      writes: [
        ...[at('a', 'Roles'), at('b', 'Credential'), at('c', 'Class')],
        ...[at('d', 'Default'), at('e', 'Map')],
      ],
    });
    await settle();
    expect(host.pick.labels.slice(1, 9)).toEqual([
      '— first, side by side',
      '$(edit) Roles',
      '$(edit) Credential',
      '— then',
      '$(edit) Class',
      '— then, side by side',
      '$(edit) Default',
      '$(edit) Map',
    ]);
    host.pick.hide();
    await answer;
  });
});

describe('the review page where the panel shows the review', () => {
  it.each([
    [
      'agreed to',
      () => {
        host.pick.choose('$(play) Enable');
      },
    ],
    [
      'dismissed',
      () => {
        host.pick.hide();
      },
    ],
  ])('asks in two rows until it is %s', async (_, finish) => {
    const { board, told } = aBoard();
    const answer = review({}, board);
    await settle();
    expect(details()).toEqual([
      '$(play) Enable | 1 write',
      '$(list-unordered) Show as List | all that stands in the panel, row by row',
    ]);
    expect(told).toEqual(['show 1']);
    finish();
    await answer;
    expect(told).toEqual(['show 1', 'end']);
  });

  it('is told in rows when asked for, none of them under the Enter key', async () => {
    const kept = [{ title: 'Key vault kv-1', because: 'its secrets stay' }];
    const answer = review({ kept }, aBoard().board);
    await settle();
    host.pick.activeItems = host.pick.items.slice(1);
    host.pick.choose('$(list-unordered) Show as List');
    expect(host.pick.labels).toEqual([
      '$(play) Enable',
      '— what is written',
      '$(edit) Make it the default',
      '— what stays',
      '$(lock) Key vault kv-1',
      '— ',
      '$(circle-slash) Nothing else is changed, and nothing is deleted',
    ]);
    expect(host.pick.activeItems).toEqual([]);
    host.pick.choose('$(play) Enable');
    expect(await answer).toMatchObject({ kind: 'picked' });
  });

  it('tells all itself once the panel is closed, and nothing when it is over', async () => {
    const { board, last } = aBoard();
    const answer = review({}, board);
    await settle();
    last()?.closed();
    expect(host.pick.labels).toContain('$(edit) Make it the default');
    const { pick } = host;
    host.pick.choose('$(play) Enable');
    await answer;
    pick.items = [];
    last()?.closed();
    expect(pick.items).toEqual([]);
  });

  it('opens a write that is asked for there, and closes it in the end', async () => {
    const { board, last } = aBoard();
    const answer = review({}, board);
    await settle();
    host.activeInput = new TabInputWebview('panel');
    last()?.show(write);
    expect(host.executed[0]?.args[2]).toBe('instances/aio-1 (now → then)');
    // The panel stays in view.
    expect(host.executed[0]?.args[3]).toMatchObject({ viewColumn: ViewColumn.Beside });
    expect(host.pick.isShown).toBe(true);
    expect(host.contentProviders.size).toBe(1);
    host.pick.hide();
    await answer;
    expect(host.contentProviders.size).toBe(0);
  });

  it('asks for what lacks in three rows, and shows it anew when it is checked again', async () => {
    const { board, told } = aBoard();
    const action = 'a/write';
    const answer = review(
      {
        writes: [{ ...write, needs: [{ action, scope: '/s' }] }],
        permissions: [{ action, scope: '/s', permission: 'denied' }],
      },
      board,
    );
    await settle();
    expect(host.pick.labels).toEqual([
      '$(copy) Copy Request for Your Administrator',
      '$(refresh) Check Again',
      '$(list-unordered) Show as List',
    ]);
    host.pick.choose('$(refresh) Check Again');
    await settle();
    expect(told).toEqual(['show 1', 'end', 'show 1']);
    host.pick.hide();
    await answer;
    expect(told).toEqual(['show 1', 'end', 'show 1', 'end']);
  });

  it('goes on waiting, or looks again, where nothing is written', async () => {
    const { board } = aBoard();
    const waiting = review({ writes: [], waits: 'the issuer' }, board);
    await settle();
    expect(details()[0]).toBe('$(watch) Go on waiting | the issuer');
    host.pick.hide();
    await waiting;
    const idle = review({ writes: [] }, board);
    await settle();
    expect(details()[0]).toMatch(/Nothing to do \| everything is in place/);
    host.pick.hide();
    await idle;
  });
});
