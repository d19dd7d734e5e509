import { describe, expect, it } from 'vitest';
import { toWait } from '../../../src/protocol/wait';
import { aStep, panelNowMs } from '../../builders/panelState';

describe('toWait', () => {
  const usual = { lowMs: 120_000, highMs: 300_000 };
  const since = (agoMs: number) =>
    aStep({ id: 'a', usual, state: { kind: 'running', startedAtMs: panelNowMs - agoMs } });

  it('measures against the longest usual duration', () => {
    expect(toWait(since(150_000), panelNowMs)).toEqual({
      fraction: 0.5,
      text: 'usually 2 to 5 minutes',
    });
  });

  it('stops at the end and says that it takes longer', () => {
    expect(toWait(since(400_000), panelNowMs)).toEqual({
      fraction: 1,
      text: 'longer than the usual 2 to 5 minutes',
    });
  });

  it('says what to do once it takes longer than usual, and not before', () => {
    const advised = { ...usual, whenLonger: 'Check the agents.' };
    const after = (agoMs: number) =>
      toWait(
        aStep({
          id: 'a',
          usual: advised,
          state: { kind: 'running', startedAtMs: panelNowMs - agoMs },
        }),
        panelNowMs,
      )?.text;
    expect(after(200_000)).toBe('usually 2 to 5 minutes');
    expect(after(301_000)).toBe('longer than the usual 2 to 5 minutes · Check the agents.');
  });

  it('is nothing when the step does not run or nobody knows what is usual', () => {
    expect(toWait(aStep({ id: 'a', usual }), panelNowMs)).toBeUndefined();
    const running = aStep({ id: 'a', state: { kind: 'running', startedAtMs: panelNowMs } });
    expect(toWait(running, panelNowMs)).toBeUndefined();
    expect(toWait({ ...running, usual: { lowMs: 0, highMs: 0 } }, panelNowMs)).toBeUndefined();
  });
});
