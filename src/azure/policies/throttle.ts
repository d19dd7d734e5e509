import type { PipelinePolicy } from '@azure/core-rest-pipeline';
import { untilAborted } from '../abort';
import type { ContextOf } from '../sendContext';

/**
 * Lets at most `limit` requests be under way at a time; the others wait in the order they came. Lies
 * below the retry policy, so that a request that waits for its next try takes nobody's place.
 */
export function throttlePolicy(limit: number, contextOf: ContextOf): PipelinePolicy {
  let free = limit;
  const queue: (() => void)[] = [];

  async function enter(signal: AbortSignal): Promise<void> {
    if (free > 0) {
      free--;
      return;
    }
    let admit: () => void = () => undefined;
    const admitted = new Promise<void>((resolve) => {
      admit = resolve;
    });
    queue.push(admit);
    try {
      await untilAborted(admitted, signal);
    } catch (error) {
      const position = queue.indexOf(admit);
      if (position >= 0) queue.splice(position, 1);
      else leave();
      throw error;
    }
  }

  function leave(): void {
    const next = queue.shift();
    if (next) next();
    else free++;
  }

  return {
    name: 'throttle',
    async sendRequest(request, next) {
      await enter(contextOf(request).signal);
      try {
        return await next(request);
      } finally {
        leave();
      }
    },
  };
}
