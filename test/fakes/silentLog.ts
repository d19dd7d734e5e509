import type { Log } from '../../src/core/ports';

const nothing = (): void => undefined;

/** A log that nobody reads. */
export const silentLog: Log = {
  trace: nothing,
  debug: nothing,
  info: nothing,
  warn: nothing,
  error: nothing,
};
