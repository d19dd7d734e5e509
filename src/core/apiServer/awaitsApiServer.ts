import type { RunSnapshot } from '../model/run';

/** Whether a run has stopped for the API server, so that a look at it can answer. */
export const awaitsApiServer = ({ steps }: RunSnapshot): boolean =>
  steps.some(({ id, state }) => id === 'apiServer' && state.kind === 'waiting');
