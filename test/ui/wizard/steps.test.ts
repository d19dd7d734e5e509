import { beforeEach, describe, expect, it } from 'vitest';
import { askAll, pick, type Answer, type PickOptions } from '../../../src/ui/wizard/steps';
import { host } from '../../fakes/vscode';

beforeEach(() => {
  host.reset();
});

const settle = () => new Promise((resolve) => setImmediate(resolve));

const ask = (change: Partial<PickOptions<string>> = {}) =>
  pick<string>({
    title: 'Enable',
    placeholder: 'Choose',
    step: 2,
    totalSteps: 3,
    load: () =>
      Promise.resolve([
        { label: 'First', value: 'first' },
        { label: 'A line to read' },
        { label: 'Second', value: 'second' },
      ]),
    ...change,
  });

describe('pick', () => {
  it('shows title and step count, and is busy until the items are there', async () => {
    const answer = ask();
    expect(host.pick).toMatchObject({ title: 'Enable', step: 2, totalSteps: 3, busy: true });
    await settle();
    expect(host.pick).toMatchObject({ busy: false, labels: ['First', 'A line to read', 'Second'] });
    host.pick.choose('Second');
    expect(await answer).toEqual({ kind: 'picked', value: 'second' });
  });

  it('has a back button from the second step on', async () => {
    const second = ask();
    host.pick.back();
    expect(await second).toEqual({ kind: 'back' });
    const first = ask({ step: 1 });
    expect(host.pick.buttons).toEqual([]);
    host.pick.hide();
    await first;
  });

  it('is dismissed by closing it', async () => {
    const answer = ask();
    host.pick.hide();
    expect(await answer).toEqual({ kind: 'dismissed' });
  });

  it('stops loading when it is closed', async () => {
    let seen: AbortSignal | undefined;
    const answer = ask({
      load: (signal) => {
        seen = signal;
        return new Promise(() => undefined);
      },
    });
    host.pick.hide();
    await answer;
    expect(seen?.aborted).toBe(true);
  });

  it('does not take a line that is only to be read', async () => {
    const answer = ask();
    await settle();
    host.pick.choose('A line to read');
    expect(host.pick.isShown).toBe(true);
    host.pick.hide();
    expect(await answer).toEqual({ kind: 'dismissed' });
  });

  it('marks what was picked before', async () => {
    const answer = ask({ isActive: (value) => value === 'second' });
    await settle();
    expect(host.pick.activeItems.map(({ label }) => label)).toEqual(['Second']);
    host.pick.hide();
    await answer;
  });

  it('refuses with a reason, and stays open', async () => {
    const answer = ask({
      problem: (value) => (value === 'first' ? 'First is taken.' : undefined),
    });
    await settle();
    host.pick.choose('First');
    expect(host.pick.placeholder).toBe('First is taken.');
    host.pick.choose('Second');
    expect(await answer).toEqual({ kind: 'picked', value: 'second' });
  });

  it('throws what loading threw, and closes', async () => {
    const answer = ask({ load: () => Promise.reject(new Error('no way')) });
    await expect(answer).rejects.toThrow('no way');
    expect(host.picks.every(({ isShown }) => !isShown)).toBe(true);
  });
});

describe('askAll', () => {
  interface State {
    readonly a?: string;
    readonly b?: string;
  }
  /** Runs the two steps with the given answers; tells which step was asked with which state. */
  const run = async (...answers: readonly Answer<string>[]) => {
    const asked: string[] = [];
    const left = [...answers];
    const step = (name: 'a' | 'b') => (state: State) => {
      asked.push(`${name}${JSON.stringify(state)}`);
      const answer = left.shift() ?? { kind: 'dismissed' as const };
      return Promise.resolve<Answer<State>>(
        answer.kind === 'picked'
          ? { kind: 'picked', value: { ...state, [name]: answer.value } }
          : answer,
      );
    };
    return { end: await askAll<State>({}, [step('a'), step('b')]), asked };
  };
  const picked = (value: string) => ({ kind: 'picked', value }) as const;

  it('asks one step after the other', async () => {
    expect((await run(picked('1'), picked('2'))).end).toEqual({ a: '1', b: '2' });
  });

  it('goes back with what was chosen, and forward again', async () => {
    const { end, asked } = await run(picked('1'), { kind: 'back' }, picked('3'), picked('4'));
    expect(end).toEqual({ a: '3', b: '4' });
    expect(asked).toEqual(['a{}', 'b{"a":"1"}', 'a{"a":"1"}', 'b{"a":"3"}']);
  });

  it('ends without a result when a step is dismissed', async () => {
    expect((await run(picked('1'), { kind: 'dismissed' })).end).toBeUndefined();
  });
});
