import { describe, expect, it } from 'vitest';
import { nodeDigest } from '../../../../src/azure/digest';
import { ArmError } from '../../../../src/core/errors';
import type { ResourceChange } from '../../../../src/core/model/run';
import type { StepContext } from '../../../../src/core/plan/plan';
import type { Azure } from '../../../../src/core/ports';
import { ensureRoleAssignment } from '../../../../src/core/steps/ensureRoleAssignment';
import { anIdentity, ids } from '../../../builders/observation';
import { simulatedPlans } from '../../../fakes/simulatedPlans';
import { VirtualClock } from '../../../fakes/virtualClock';

const want = {
  scope: ids.vault,
  roleId: '4633458b-17de-408a-b874-0445c86b69e6',
  principalId: anIdentity().principalId,
  principalType: 'ServicePrincipal',
} as const;

const refusal = (code: string): ArmError => new ArmError('invalid', code, { code });

/** Azure refuses one PUT after the other so, then takes it. */
function give(...codes: readonly string[]) {
  const clock = new VirtualClock();
  const left = [...codes];
  const names: string[] = [];
  const changes: ResourceChange[] = [];
  const azure = {
    arm: {
      find: () => Promise.resolve(undefined),
      put: (id: string) => {
        names.push(id.split('/').at(-1) ?? '');
        const code = left.shift();
        return code === undefined ? Promise.resolve({}) : Promise.reject(refusal(code));
      },
    },
  } as unknown as Azure;
  const context = {
    signal: new AbortController().signal,
    changed: (change: ResourceChange) => changes.push(change),
  } as unknown as StepContext;
  const startedAtMs = clock.now();
  const ended = clock.run(
    ensureRoleAssignment({ azure, clock, digest: nodeDigest }, want, context),
  );
  return { ended, names, changes, waitedMs: () => clock.now() - startedAtMs };
}

describe('giving a role', () => {
  it('never writes over one that somebody has put under a condition', async () => {
    const azure = simulatedPlans({ scenario: 'factory' });
    const { clock, simulator, context } = azure;
    const { tenantId, tools, identity, vault } = await clock.run(
      azure.instance('aio-rotterdam-01'),
    );
    const { principalId } = (await clock.run(
      tools.azure.identities.find(identity('id-rotterdam-cloud'), context),
    )) ?? { principalId: '' };
    const own = { ...want, scope: vault('kv-rotterdam-plant'), principalId };
    const step = { ...context, changed: () => undefined } as unknown as StepContext;
    const giveOwn = () => clock.run(ensureRoleAssignment({ ...tools, clock }, own, step));
    await giveOwn();
    const { resources } = simulator.world;
    const made = resources
      .ofType('Microsoft.Authorization/roleAssignments')
      .find(
        ({ id, body }) => id.startsWith(own.scope) && JSON.stringify(body).includes(principalId),
      );
    const condition = "@Resource[name] StringEquals 'x'";
    const properties = { ...(made?.body['properties'] as object), condition };
    resources.put(made?.id ?? '', made?.type ?? '', tenantId, { ...made?.body, properties });
    azure.writes();
    await expect(giveOwn()).rejects.toThrow('only under a condition that somebody has set');
    expect(azure.writes()).toEqual([]);
  });

  it('is the same PUT each time: its name comes of what it says', async () => {
    const [one, two] = [give(), give()];
    await Promise.all([one.ended, two.ended]);
    expect(one.names).toEqual(two.names);
    expect(one.changes).toHaveLength(1);
  });

  it('is done where the same assignment stands under another name, and notes no change', async () => {
    const { ended, names, changes } = give('RoleAssignmentExists');
    await ended;
    expect([names.length, changes]).toEqual([1, []]);
  });

  it('takes another name where its own belongs to something else, once', async () => {
    const { ended, names } = give('RoleAssignmentUpdateNotPermitted');
    await ended;
    expect(new Set(names).size).toBe(2);
    const twice = give('RoleAssignmentUpdateNotPermitted', 'PrincipalNotFound');
    await twice.ended;
    expect(new Set(twice.names).size).toBe(2);
  });

  it('waits for a principal that is not known yet, and not without an end', async () => {
    const known = give('PrincipalNotFound', 'PrincipalNotFound');
    await known.ended;
    expect(known.names).toHaveLength(3);
    const never = give(...Array.from({ length: 200 }, () => 'PrincipalNotFound'));
    await expect(never.ended).rejects.toThrow('PrincipalNotFound');
    expect(never.waitedMs()).toBeGreaterThanOrEqual(5 * 60_000);
    expect(never.waitedMs()).toBeLessThan(8 * 60_000);
  });

  it.each(['AuthorizationFailed', 'RoleAssignmentLimitExceeded'])(
    'fails at once with %s',
    async (code) => {
      const { ended, names } = give(code);
      await expect(ended).rejects.toThrow(code);
      expect(names).toHaveLength(1);
    },
  );
});
