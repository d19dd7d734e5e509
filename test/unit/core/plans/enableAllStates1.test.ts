import { beforeAll, expect, it } from 'vitest';
import { loadSdks } from '../../../builders/azure';
import { checkStartingStates } from './enableAllProperty';

beforeAll(loadSdks);

it('ends the same from each of 500 random states (part 1 of 4)', async () => {
  for (let seed = 101; seed <= 150; seed += 1) await checkStartingStates(seed, 10);
  expect.hasAssertions();
}, 600_000);
