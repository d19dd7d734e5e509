import { beforeAll, expect, it } from 'vitest';
import { loadSdks } from '../../../builders/azure';
import { checkStartingStates } from './enableAllProperty';

beforeAll(loadSdks);

it('ends the same from each of 500 random states (part 2 of 4)', async () => {
  for (let seed = 201; seed <= 250; seed += 1) await checkStartingStates(seed, 10);
  expect.hasAssertions();
}, 600_000);
