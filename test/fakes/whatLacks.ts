import { scopeName } from '../../src/core/permissions';
import type { PreparedPlan } from '../../src/core/plan/plan';

/** What the caller lacks for a plan, as its review shows it: `vaults/write on rg; …`. */
export const whatLacks = async (prepared: Promise<PreparedPlan>): Promise<string> =>
  (await prepared).permissions
    .filter(({ permission }) => permission === 'denied')
    .map(({ action, scope }) => `${action} on ${scopeName(scope)}`)
    .join('; ');
