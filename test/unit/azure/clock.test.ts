import { describe, expect, it } from 'vitest';
import { realClock, scaledClock } from '../../../src/azure/clock';
import { nodeDigest } from '../../../src/azure/digest';

describe.each([
  ['the real clock', realClock],
  ['a scaled clock', scaledClock(10)],
])('%s', (_, clock) => {
  it('stops a sleep at once with the reason of the signal', async () => {
    const controller = new AbortController();
    const sleep = clock.sleep(3_600_000, controller.signal);
    controller.abort(new Error('enough'));
    await expect(sleep).rejects.toThrow('enough');
    await expect(clock.sleep(1, controller.signal)).rejects.toThrow('enough');
  });

  it('sleeps', async () => {
    const startMs = clock.now();
    await clock.sleep(300);
    expect(clock.now() - startMs).toBeGreaterThanOrEqual(280);
  });
});

describe('scaledClock', () => {
  it('lets an hour pass in a moment', async () => {
    const clock = scaledClock(1_000_000);
    const startMs = clock.now();
    await clock.sleep(3_600_000);
    expect(clock.now() - startMs).toBeGreaterThanOrEqual(3_000_000);
  });
});

describe('nodeDigest', () => {
  it('hashes as everybody does', () => {
    const hex = (algorithm: 'sha1' | 'sha256') =>
      Buffer.from(nodeDigest(algorithm, new TextEncoder().encode('abc'))).toString('hex');
    expect(hex('sha1')).toBe('a9993e364706816aba3e25717850c26c9cd0d89d');
    expect(hex('sha256')).toMatch(/^ba7816bf8f01cfea/);
  });
});
