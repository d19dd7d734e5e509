import { beforeAll, describe, expect, it } from 'vitest';
import { isObject, type JsonObject } from '../../../../src/core/model/json';
import type { PreparedPlan } from '../../../../src/core/plan/plan';
import { prepareEnableSecretSync } from '../../../../src/core/plans/enableSecretSync';
import { prepareLiftConditions } from '../../../../src/core/plans/liftConditions';
import { loadSdks } from '../../../builders/azure';
import { chainOf, moreBreaks, breaks, set } from '../../../fakes/breaks';
import { simulatedPlans } from '../../../fakes/simulatedPlans';

beforeAll(loadSdks);

const instanceName = 'aio-rotterdam-01';

/** A plant whose identity may read its vault only under a condition. */
async function restricted(name = 'the roles hold under a condition') {
  const all = simulatedPlans({ scenario: 'factory' });
  const { clock, simulator, context } = all;
  const chain = chainOf(simulator.world, instanceName);
  (breaks[name] ?? moreBreaks[name])?.apply(chain);
  const found = await clock.run(all.instance(instanceName));
  const { tenantId, instanceId, tools, vault, identity } = found;
  const vaultId = vault('kv-rotterdam-plant');
  const identityId = identity('id-rotterdam-secrets');
  const properties = (id: string): JsonObject => {
    const value = simulator.world.resources.get(id)?.body['properties'];
    return isObject(value) ? value : {};
  };
  return {
    ...all,
    chain,
    properties,
    carryOut: (prepared: PreparedPlan) => clock.run(all.run(prepared)),
    lift: () =>
      clock.run(
        prepareLiftConditions(
          tools,
          { tenantId, instanceId, instanceName, vaultId, identityId },
          context,
        ),
      ),
    enable: () =>
      clock.run(
        prepareEnableSecretSync(tools, { tenantId, instanceId, vaultId, identityId }, context),
      ),
  };
}

describe('roles that hold only under a condition', () => {
  it('lose it under their own names, and nothing else of them changes', async () => {
    const { chain, lift, carryOut, properties } = await restricted();
    const before = chain.roles.map(({ id }) => properties(id));
    const prepared = await lift();
    expect(prepared.typedName).toBe('kv-rotterdam-plant');
    const { run: end, sent } = await carryOut(prepared);
    expect(end.outcome).toBe('succeeded');
    expect(sent.map(({ method, url }) => `${method} ${url.pathname}`).sort()).toEqual(
      chain.roles.map(({ id }) => `PUT ${id}`).sort(),
    );
    chain.roles.forEach(({ id }, index) => {
      const { updatedOn, updatedBy, ...now } = properties(id);
      expect([typeof updatedOn, typeof updatedBy]).toEqual(['string', 'string']);
      expect(now).toMatchObject({ condition: null, conditionVersion: null });
      const { roleDefinitionId, principalId, scope } = before[index] ?? {};
      expect(now).toMatchObject({ roleDefinitionId, principalId, scope });
    });
    // No record keeps words that somebody else wrote.
    expect(JSON.stringify(end.changes)).not.toContain('@Resource');
    expect((await lift()).writes).toEqual([]);
  });

  it('are shown with the text of the condition, and what it means to take it away', async () => {
    const { chain, lift } = await restricted();
    for (const role of chain.roles) {
      set(chain, role, { condition: "$(warning) StringEquals '\u202e]('" });
    }
    const { cautions, writes } = await lift();
    expect(writes).toHaveLength(2);
    expect(cautions[0]).toBe(
      "Removes a condition from Key Vault Secrets User. Its text: $ (warning) StringEquals '⟨U+202E⟩] ('",
    );
    expect(cautions.at(-1)).toContain('Somebody has set it to restrict what id-rotterdam-secrets');
  });

  it('are left alone where they are assigned above the vault', async () => {
    const { lift } = await restricted('the roles hold under a condition and from above alone');
    expect((await lift()).writes).toEqual([]);
  });

  it('are left alone by enabling, which says so and ends well', async () => {
    const { chain, enable, carryOut, properties } = await restricted();
    const before = chain.roles.map(({ id }) => properties(id));
    const prepared = await enable();
    expect(prepared.writes).toEqual([]);
    expect(prepared.cautions).toContainEqual(
      expect.stringMatching(/^Key Vault Reader of \S+ at \S+ holds only under a condition/),
    );
    const { run: end } = await carryOut(prepared);
    expect(end.outcome).toBe('succeeded');
    expect(chain.roles.map(({ id }) => properties(id))).toEqual(before);
  });

  it('are given at the vault without one, beside those from above', async () => {
    const { enable, carryOut } = await restricted(
      'the roles hold under a condition and from above alone',
    );
    const prepared = await enable();
    expect(prepared.writes.map(({ detail }) => detail)).toEqual([
      'Key Vault Secrets User on kv-rotterdam-plant',
      'Key Vault Reader on kv-rotterdam-plant',
    ]);
    expect((await carryOut(prepared)).run.outcome).toBe('succeeded');
  });
});
