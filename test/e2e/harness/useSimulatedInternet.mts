import { afterAll, beforeAll } from 'vitest';
import {
  startSimulatedInternet,
  type SimulatedInternet,
  type SimulatedInternetOptions,
} from './simulatedInternet.mts';

/** For the tests of one file. To be called before `useVsCode`, so that it ends after VS Code. */
export function useSimulatedInternet(options: SimulatedInternetOptions): () => SimulatedInternet {
  let internet: SimulatedInternet | undefined;
  beforeAll(async () => {
    internet = await startSimulatedInternet(options);
  });
  afterAll(() => internet?.[Symbol.asyncDispose]());
  return () => {
    if (!internet) throw new Error('The simulated internet has not started.');
    return internet;
  };
}
