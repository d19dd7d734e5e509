import { beforeEach, describe, expect, it } from 'vitest';
import type { PlannedWrite } from '../../../src/core/plan/plan';
import { inOrder } from '../../../src/core/plan/order';
import type { OptionalPart } from '../../../src/core/plan/removal';
import { askRemoval, type RemovalQuestion } from '../../../src/ui/wizard/askRemoval';
import { noReviews } from '../../builders/reviews';
import { host } from '../../fakes/vscode';

beforeEach(() => {
  host.reset();
});

const settle = () => new Promise((resolve) => setImmediate(resolve));

const aPart = (id: string, isProposed: boolean): OptionalPart => ({
  id: `/ids/${id}`,
  title: `Credential ${id}`,
  detail: 'on it',
  isProposed,
  stepId: 'credentials',
  permission: { action: 'a', scope: 's' },
});

const of = (stepId: string) => ({ stepId, detail: 'd', needs: [] });

const writes: readonly PlannedWrite[] = [
  { ...of('reference'), title: 'Drop it', method: 'PUT', resourceId: '/i' },
  { ...of('secrets'), title: 'Secret a', method: 'DELETE', resourceId: '/a' },
  { ...of('secrets'), title: 'Secret b', method: 'DELETE', resourceId: '/b' },
  { ...of('class'), title: 'Class spc', method: 'DELETE', resourceId: '/c' },
];

const plan = {
  id: 'p',
  title: 'Take away',
  subjectId: '/i',
  subjectName: 'aio-berlin-01',
  tenantId: 't',
  agreed: [],
  steps: {},
  order: inOrder('reference', 'secrets', 'class'),
  run: () => Promise.resolve(),
};

/** Asks, and remembers what was to go each time that the review was shown. */
function ask(change: Partial<RemovalQuestion> & { readonly planned?: typeof writes } = {}) {
  const { planned = writes, ...rest } = change;
  const removed: (readonly string[])[] = [];
  const end = askRemoval({
    reviews: noReviews,
    title: 'Take Away',
    review: 'Review',
    action: 'Take away',
    name: 'aio-berlin-01',
    parts: [aPart('a', true), aPart('b', false)],
    prepare: (remove) => {
      removed.push(remove);
      return Promise.resolve({
        plan,
        writes: planned,
        permissions: [],
        kept: [{ title: 'Key vault kv', because: 'never' }],
        cautions: ['It stops. Both do'],
      });
    },
    ...rest,
  });
  return { end, removed };
}

const labels = (): readonly string[] =>
  host.pick.labels.map((label) => label.replace(/\$\([\w-]+\) /g, ''));

describe('taking something away', () => {
  it('asks for parts, shows the list, and has the name typed', async () => {
    const { end, removed } = ask();
    expect(host.pick).toMatchObject({ canSelectMany: true, step: 1, totalSteps: 3 });
    expect(host.pick.selectedItems.map(({ label }) => label)).toEqual(['Credential a']);
    host.pick.tick('Credential b');
    await settle();
    expect(removed).toEqual([['/ids/b']]);
    expect(labels()).toEqual([
      'Take away…',
      '— what to know first',
      'It stops.',
      '— what is changed, first',
      'Drop it',
      '— what is deleted, then, side by side',
      'Secret a',
      'Secret b',
      '— what is deleted, then',
      'Class spc',
      '— what stays',
      'Key vault kv',
      '— ',
      'Nothing else is changed or deleted',
    ]);
    expect(host.pick.items[0]?.description).toBe('3 deletions, 1 change');
    host.pick.choose('$(trash) Take away…');
    await settle();
    expect(host.input).toMatchObject({ step: 3, totalSteps: 3 });
    expect(host.input.prompt).toContain('type aio-berlin-01');
    host.input.type('aio-berlin-01');
    host.input.enter();
    expect(await end).toBe(plan);
  });

  it('stays in the panel while the name is typed', async () => {
    const told: string[] = [];
    const reviews = {
      show: () => {
        told.push('show');
        return { dispose: () => told.push('end') };
      },
    };
    const { end } = ask({ parts: [], reviews });
    await settle();
    expect(labels()).toEqual(['Take away…', 'Show as List']);
    host.pick.choose('$(trash) Take away…');
    await settle();
    expect(told).toEqual(['show']);
    host.input.type('aio-berlin-01');
    host.input.enter();
    expect(await end).toBe(plan);
    expect(told).toEqual(['show', 'end']);
  });

  it.each(['', 'aio-berlin-02', 'AIO-BERLIN-01', 'aio-berlin-0'])(
    'refuses the name “%s”, and takes the right one then',
    async (wrong) => {
      const { end } = ask({ parts: [] });
      await settle();
      host.pick.choose('$(trash) Take away…');
      await settle();
      host.input.type(wrong);
      expect(host.input.validationMessage).toBeUndefined();
      host.input.enter();
      expect(host.input.isShown).toBe(true);
      expect(host.input.validationMessage).toContain('aio-berlin-01');
      host.input.type('aio-berlin-01 ');
      expect(host.input.validationMessage).toBeUndefined();
      host.input.enter();
      expect(await end).toBe(plan);
    },
  );

  it('goes back step by step, and keeps what was ticked', async () => {
    const { end, removed } = ask();
    host.pick.tick();
    await settle();
    host.pick.choose('$(trash) Take away…');
    await settle();
    host.input.back();
    await settle();
    host.pick.back();
    await settle();
    expect(host.pick.selectedItems).toEqual([]);
    host.pick.tick('Credential a', 'Credential b');
    await settle();
    expect(removed.at(-1)).toEqual(['/ids/a', '/ids/b']);
    host.pick.hide();
    expect(await end).toBeUndefined();
  });

  it('is given up by closing any of its pages', async () => {
    const { end } = ask({ parts: [] });
    await settle();
    host.pick.choose('$(trash) Take away…');
    await settle();
    host.input.hide();
    expect(await end).toBeUndefined();
  });

  it('asks for no name where nothing is written', async () => {
    const { end } = ask({ parts: [], planned: [] });
    await settle();
    expect(labels()).toEqual(['Nothing to do', '— what stays', 'Key vault kv']);
    host.pick.choose('$(pass) Nothing to do');
    expect(await end).toBe(plan);
    expect(host.inputs).toEqual([]);
  });

  it('ends with what keeps it from being prepared', async () => {
    const { end } = ask({ parts: [], prepare: () => Promise.reject(new Error('offline')) });
    await expect(end).rejects.toThrow('offline');
  });
});
