import { untilAborted } from './abort';

/** Lets work with the same key run one after the other, in the order it came. */
export class WriteQueue {
  readonly #tails = new Map<string, Promise<void>>();

  /** Work that is aborted while it waits leaves the queue at once; what runs is waited for. */
  async run<T>(key: string, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    const before = this.#tails.get(key) ?? Promise.resolve();
    let release: () => void = () => undefined;
    const own = new Promise<void>((resolve) => {
      release = resolve;
    });
    const tail = before.then(() => own);
    this.#tails.set(key, tail);
    try {
      await untilAborted(before, signal);
      return await work();
    } finally {
      release();
      if (this.#tails.get(key) === tail) this.#tails.delete(key);
    }
  }
}
