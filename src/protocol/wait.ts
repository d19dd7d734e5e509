import { toUsualWords } from './durations';
import type { StepSnapshot } from './panel';

/** A running wait against what is usual. */
export interface Wait {
  /** Of the longest usual duration, 0..1. */
  readonly fraction: number;
  readonly text: string;
}

/** Undefined when the step does not run or nobody knows what is usual. */
export function toWait({ state, usual }: StepSnapshot, nowMs: number): Wait | undefined {
  if (state.kind !== 'running' || !usual || usual.highMs <= 0) return undefined;
  const elapsed = Math.max(0, nowMs - state.startedAtMs);
  const range = toUsualWords(usual);
  return {
    fraction: Math.min(1, elapsed / usual.highMs),
    text:
      elapsed > usual.highMs
        ? [
            `longer than the usual ${range}`,
            ...(usual.whenLonger === undefined ? [] : [usual.whenLonger]),
          ].join(' · ')
        : `usually ${range}`,
  };
}
