import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../../src/simulator/virtualClock';

describe('VirtualClock', () => {
  it('wakes sleepers in order of time and jumps over the waits', async () => {
    const clock = new VirtualClock(0);
    const seen: string[] = [];
    await clock.run(
      Promise.all(
        [3_600_000, 10, 10].map(async (ms, index) => {
          await clock.sleep(ms);
          seen.push(`${index} at ${clock.now()}`);
        }),
      ),
    );
    expect(seen).toEqual(['1 at 10', '2 at 10', '0 at 3600000']);
  });

  it('rejects a sleeper at once with the reason of its signal', async () => {
    const clock = new VirtualClock(0);
    const controller = new AbortController();
    clock.at(5, () => {
      controller.abort(new Error('stop'));
    });
    await expect(clock.run(clock.sleep(1_000, controller.signal))).rejects.toThrow('stop');
    expect(clock.now()).toBe(5);
    expect(clock.sleepers).toBe(0);
  });

  it('says when work never ends', async () => {
    const clock = new VirtualClock(0);
    const forever = async () => {
      for (;;) await clock.sleep(1_000);
    };
    await expect(clock.run(forever, { limitMs: 60_000 })).rejects.toThrow('did not end');
  });

  it('lets a span of time pass', async () => {
    const clock = new VirtualClock(0);
    const seen: number[] = [];
    clock.at(10, () => seen.push(clock.now()));
    clock.at(30, () => seen.push(clock.now()));
    await clock.advance(20);
    expect(seen).toEqual([10]);
    expect(clock.now()).toBe(20);
  });
});
