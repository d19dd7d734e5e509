import { afterAll, beforeAll } from 'vitest';
import {
  startSimulatedInternet,
  type SimulatedInternet,
  type SimulatedInternetOptions,
} from './simulatedInternet.mts';

/** For the tests of one file. To be called before `useVsCode`, so that it ends after VS Code. */
export const useSimulatedInternet = (
  options: SimulatedInternetOptions,
): (() => SimulatedInternet) => useInternet(() => startSimulatedInternet(options));

/** The same with an Azure of one's own. */
export function useInternet<Azure>(
  start: () => Promise<SimulatedInternet<Azure>>,
): () => SimulatedInternet<Azure> {
  let internet: SimulatedInternet<Azure> | undefined;
  beforeAll(async () => {
    internet = await start();
  });
  afterAll(() => internet?.[Symbol.asyncDispose]());
  return () => {
    if (!internet) throw new Error('The simulated internet has not started.');
    return internet;
  };
}
