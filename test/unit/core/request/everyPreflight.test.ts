import { beforeAll, describe, expect, it } from 'vitest';
import { stringAt } from '../../../../src/core/model/json';
import { toNeeded } from '../../../../src/core/permissions';
import type { PlannedWrite } from '../../../../src/core/plan/plan';
import { planIds, type PlanId } from '../../../../src/core/plan/request';
import { loadSdks } from '../../../builders/azure';
import { planOf } from '../plans/everyPlan';
import { roles, strangerOf } from './grantees';

beforeAll(loadSdks);

const table: readonly (readonly [string, readonly string[]])[] = [
  ['Owner', [roles.owner]],
  ['Contributor', [roles.contributor]],
  ['User Access Administrator', [roles.userAccessAdministrator]],
  [
    'Key Vault Data Access Administrator, with its condition',
    [roles.contributor, roles.keyVaultDataAccessAdministrator],
  ],
  ['Reader', [roles.reader]],
  ['a custom role', ['custom']],
];

/** The roles that the condition of Key Vault Data Access Administrator lets be given, as plans give them. */
const withinCondition = [
  roles.keyVaultSecretsUser,
  roles.keyVaultReader,
  roles.keyVaultSecretsOfficer,
];

/** A write that gives a role which has nothing to do with key vaults. */
function givesOtherRole({ then }: PlannedWrite): boolean {
  const role = stringAt(then, 'properties', 'roleDefinitionId')?.split('/').at(-1);
  return role !== undefined && !withinCondition.some((id) => id === role.toLowerCase());
}

/** Whoever is given the roles for the whole subscription makes the plan and runs it. */
async function planFor(planId: PlanId, given: readonly string[]) {
  const azure = await planOf(planId, { who: 'stranger' });
  const stranger = strangerOf(azure, azure.tenantId);
  const subscription = azure.instanceId.split('/').slice(0, 3).join('/');
  const custom = azure.world.resources
    .ofType('Microsoft.Authorization/roleDefinitions')
    .find(({ id }) => id.startsWith(subscription));
  for (const role of given) {
    stranger.give(role === 'custom' ? (custom?.name ?? '') : role, subscription);
  }
  return { azure, stranger };
}

describe.each(planIds)('%s, as the preflight sees it and as Azure decides', (planId) => {
  it.each(table)('for %s', async (_, given) => {
    const { azure, stranger } = await planFor(planId, given);
    const prepared = await azure.prepare();
    const { permissions, writes } = prepared;
    const asked = new Set(permissions.map(({ action, scope }) => `${action} ${scope}`));
    for (const { needs } of writes) {
      expect(needs).not.toEqual([]);
      for (const { action, scope } of needs) expect(asked).toContain(`${action} ${scope}`);
    }
    const wrong = permissions.flatMap((each) => {
      if (each.permission !== 'allowed' && each.permission !== 'denied') return [];
      const need = toNeeded(each);
      const decided = stranger.isAllowed(need) ? 'allowed' : 'denied';
      return decided === each.permission ? [] : [`${each.action}: ${each.permission}, ${decided}`];
    });
    expect(wrong).toEqual([]);

    const said = new Set(permissions.map(({ permission }) => permission));
    const { run, sent } = await azure.clock.run(azure.run(prepared));
    if (said.has('denied')) {
      expect(sent).toEqual([]);
      expect(run.failure?.remedy).toBe('request');
      const denied = permissions.filter(({ permission }) => permission === 'denied');
      expect(denied.map((each) => stranger.send(toNeeded(each)) ?? 'denied')).toEqual(
        denied.map(() => 'denied'),
      );
      return;
    }
    // Allowed is never refused; under the condition, each write that gives a role outside of it is.
    const outside = said.has('conditional') ? writes.filter(givesOtherRole) : [];
    expect([run.outcome, run.failure?.code]).toEqual(
      outside.length === 0 ? ['succeeded', undefined] : ['failed', 'AuthorizationFailed'],
    );
    const refused = run.writes.filter(({ exchange }) => exchange.status === 403);
    expect(refused.map(({ exchange }) => exchange.path.split('/roleAssignments/').length)).toEqual(
      outside.map(() => 2),
    );
    expect(run.writes.filter(({ exchange: { status = 0 } }) => status >= 300)).toEqual(refused);
  });
});

/** Owner manages vaults, and has no role for what is in them. */
const onSecrets: readonly PlanId[] = ['restoreSecret'];

it.each(planIds)(
  'lets Owner do everything but with secrets, and a reader nothing: %s',
  async (planId) => {
    for (const [given, wanted] of [
      [roles.owner, 'allowed'],
      [roles.reader, 'denied'],
    ] as const) {
      const { azure } = await planFor(planId, [given]);
      const { permissions, writes } = await azure.prepare();
      // Where there is nothing to write, nothing is needed.
      const said = new Set(permissions.map(({ permission }) => permission));
      const expected = onSecrets.includes(planId)
        ? ['denied']
        : writes.length === 0
          ? []
          : [wanted];
      expect([...said]).toEqual(expected);
    }
  },
);
