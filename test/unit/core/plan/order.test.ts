import { beforeAll, describe, expect, it } from 'vitest';
import {
  beside,
  follow,
  inOrder,
  inTurn,
  roundsOf,
  type Order,
} from '../../../../src/core/plan/order';
import type { PlannedWrite } from '../../../../src/core/plan/plan';
import { planIds } from '../../../../src/core/plan/request';
import { loadSdks } from '../../../builders/azure';
import { planOf } from '../plans/everyPlan';

beforeAll(loadSdks);

const write = (stepId: string, name: string): PlannedWrite => ({
  stepId,
  title: name,
  detail: '',
  method: 'PUT',
  resourceId: `/${name}`,
  needs: [],
});

const titles = (rounds: ReturnType<typeof roundsOf>) =>
  rounds.map((round) => round.map(({ title }) => title).join(' + '));

type Id = 'a' | 'b' | 'c' | 'd';
const order: Order<Id> = inOrder<Id>('a', beside<Id>(inTurn('b'), 'c'), 'd');

describe('the rounds of an order', () => {
  it('put side by side what has to wait for the same', () => {
    const writes = ['a', 'c', 'b', 'd'].map((step) => write(step, step));
    expect(titles(roundsOf(order, writes))).toEqual(['a', 'b + c', 'd']);
  });

  it('leave out steps that write nothing', () => {
    expect(titles(roundsOf(order, [write('d', 'd'), write('c', 'c')]))).toEqual(['c', 'd']);
    expect(roundsOf(order, [])).toEqual([]);
  });

  it('put the writes of one step side by side, unless it makes one after the other', () => {
    const writes = [write('b', 'b1'), write('b', 'b2'), write('c', 'c1'), write('c', 'c2')];
    expect(titles(roundsOf(order, writes))).toEqual(['b1 + c1 + c2', 'b2']);
  });
});

describe('following an order', () => {
  it('begins nothing before what it waits for has ended', async () => {
    const seen: string[] = [];
    const work = (id: Id) => async (): Promise<void> => {
      seen.push(`${id}+`);
      await Promise.resolve();
      seen.push(`${id}-`);
    };
    const all = (works: readonly Promise<void>[]) => Promise.all(works).then(() => undefined);
    await follow<Id>({ all }, order, { a: work('a'), b: work('b'), c: work('c'), d: work('d') });
    expect(seen).toEqual(['a+', 'a-', 'b+', 'c+', 'b-', 'c-', 'd+', 'd-']);
  });
});

describe.each(planIds)('%s', (planId) => {
  it('shows every write in one round, and sends them in that order', async () => {
    const azure = await planOf(planId, { latencyMs: 50 });
    const prepared = await azure.prepare();
    const { plan, writes } = prepared;
    const rounds = roundsOf(plan.order, writes);
    expect(rounds.flat()).toHaveLength(writes.length);
    expect(new Set(rounds.flat())).toEqual(new Set(writes));

    const { run } = await azure.clock.run(azure.run(prepared));
    expect(run.failure).toBeUndefined();
    // A step begins when the first of its writes may.
    const startOf = new Map(
      run.steps.flatMap(({ id, state }) =>
        state.kind === 'done' ? [[id, state.startedAtMs]] : [],
      ),
    );
    const starts = rounds.map((round) => round.map(({ stepId }) => startOf.get(stepId) ?? NaN));
    const latest = starts.map((round) => Math.max(...round));
    const earliest = starts.map((round) => Math.min(...round));
    expect(latest.slice(0, -1).every((atMs, index) => atMs <= (earliest[index + 1] ?? 0))).toBe(
      true,
    );
    // Side by side means that they begin together.
    for (const [index, round] of starts.entries()) {
      expect([index, new Set(round).size]).toEqual([index, 1]);
    }
  });
});

it('shows what Enable All writes side by side', async () => {
  const azure = await planOf('enableAll');
  const { plan, writes } = await azure.prepare();
  const rounds = roundsOf(plan.order, writes);
  expect(rounds.map((round) => round.map(({ stepId }) => stepId).join(' '))).toEqual([
    'update vault identity cloudIdentity',
    'officer roles roles credential',
    'providerClass',
    'defaultReference',
    'cloudCredentials schemaRole',
    'cloudCredentials',
    'assign',
  ]);
});
