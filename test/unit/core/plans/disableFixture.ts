import {
  prepareDisableSecretSync,
  surveySecretSync,
} from '../../../../src/core/plans/disableSecretSync';
import { prepareEnableSecretSync } from '../../../../src/core/plans/enableSecretSync';
import type { Kept } from '../../../../src/core/plan/plan';
import type { SimulatedOptions } from '../../../fakes/simulated';
import { simulatedPlans } from '../../../fakes/simulatedPlans';
import { wholeStateOf } from '../../../fakes/wholeState';

interface Choice {
  readonly vaultId?: string;
  readonly identityId?: string;
  readonly remove?: readonly string[];
}

/** One instance, its secret synchronization to be enabled and disabled. */
export async function disablingOf(name: string, options: SimulatedOptions = {}) {
  const all = simulatedPlans({ scenario: 'factory', latencyMs: 5, ...options });
  const found = await all.clock.run(all.instance(name));
  const { tenantId, instanceId, tools } = found;
  const { world } = all.simulator;
  const target = { tenantId, instanceId };
  const prepare = (choice: Choice = {}) =>
    all.clock.run(prepareDisableSecretSync(tools, { ...target, ...choice }, all.context));
  return {
    ...all,
    ...found,
    world,
    state: () => wholeStateOf(world),
    survey: (choice: Choice = {}) =>
      all.clock.run(surveySecretSync(tools, { ...target, ...choice }, all.context)),
    prepare,
    enable: async (vault: string, identity: string) => {
      const chosen = { vaultId: found.vault(vault), identityId: found.identity(identity) };
      const prepared = await all.clock.run(
        prepareEnableSecretSync(tools, { ...target, ...chosen }, all.context),
      );
      return all.clock.run(all.run(prepared));
    },
    disable: async (choice: Choice = {}) => {
      const prepared = await prepare(choice);
      return { ...(await all.clock.run(all.run(prepared))), ...prepared };
    },
    look: () => all.clock.run(all.observe(target)),
  };
}

/** Why something stays that has these words in its title. */
export const becauseOf = (kept: readonly Kept[], words: string): string | undefined =>
  kept.find(({ title }) => title.includes(words))?.because;
