import { beforeAll, describe, expect, it } from 'vitest';
import { isObject, stringAt, type JsonObject } from '../../../../src/core/model/json';
import { toReview } from '../../../../src/core/plan/review';
import { loadSdks } from '../../../builders/azure';
import type { SimulatedOptions } from '../../../fakes/simulated';
import { toLine } from '../../../fakes/simulatedPlans';
import { planOf } from './everyPlan';

beforeAll(loadSdks);

const switchLine = 'PATCH vaults/kv-gdansk-plant';

const aPolicy = (objectId: string, secrets: readonly string[], more: JsonObject = {}) => ({
  tenantId: '99999999-2222-4333-8444-555555555555',
  objectId,
  permissions: { secrets: [...secrets], keys: [], certificates: [] },
  ...more,
});

/** The vault that decides by access policies, with these in it. */
async function estate(policies: readonly JsonObject[] = [], options: SimulatedOptions = {}) {
  const azure = await planOf('switchToRbac', options);
  const { resources } = azure.world;
  const find = (type: string) => {
    const found = resources.ofType(type).find(({ id }) => id.includes('/rg-gdansk/'));
    if (!found) throw new Error(`There is no ${type}.`);
    return found;
  };
  const vault = () => find('Microsoft.KeyVault/vaults');
  const properties = (): JsonObject => {
    const all = vault().body['properties'];
    return isObject(all) ? all : {};
  };
  const change = (changes: JsonObject): void => {
    const { id, type, tenantId, body } = vault();
    resources.put(id, type, tenantId, { ...body, properties: { ...properties(), ...changes } });
  };
  change({ accessPolicies: [...policies] });
  const identity = find('Microsoft.ManagedIdentity/userAssignedIdentities');
  const principalId = stringAt(identity.body, 'properties', 'principalId') ?? '';
  return {
    ...azure,
    vault,
    properties,
    change,
    principalId,
    /** Takes from the identity its roles at the vault. */
    dropRoles(): void {
      for (const role of resources.ofType('Microsoft.Authorization/roleAssignments')) {
        if (JSON.stringify(role.body).includes(principalId)) resources.delete(role.id);
      }
    },
    async carryOut() {
      const prepared = await azure.prepare();
      const { run, sent } = await azure.clock.run(azure.run(prepared));
      return { ...prepared, run, sent, lines: sent.map(toLine) };
    },
    /** What somebody does while the run is at that step. */
    during(step: string, act: () => void): void {
      let isDone = false;
      azure.runs.onDidChange(({ steps }) => {
        const isThere = steps.some(({ id, state }) => id === step && state.kind === 'running');
        if (!isThere || isDone) return;
        isDone = true;
        act();
      });
    },
  };
}

describe('a key vault that decides by access policies', () => {
  it('is switched by one property after the roles, and nothing else of it is sent', async () => {
    const policies = [aPolicy('a-colleague', ['get'])];
    const azure = await estate(policies);
    azure.dropRoles();
    const before = azure.properties();
    const { writes, run, sent, lines } = await azure.carryOut();
    expect(writes.map(({ stepId }) => stepId)).toEqual(['roles', 'roles', 'switch']);
    expect(run.failure).toBeUndefined();
    expect(lines.at(-1)).toBe(switchLine);
    expect(lines).toHaveLength(3);
    expect(sent.at(-1)?.body).toEqual({ properties: { enableRbacAuthorization: true } });
    expect(azure.properties()).toEqual({ ...before, enableRbacAuthorization: true });
    expect(run.changes.at(-1)).toEqual({
      resourceId: azure.vault().id,
      kind: 'updated',
      properties: [{ name: 'enableRbacAuthorization', before: 'false', after: 'true' }],
    });
  });

  it('gets the switch alone where the roles are there, and nothing a second time', async () => {
    const azure = await estate();
    const { writes, run, lines } = await azure.carryOut();
    expect(writes.map(({ change }) => change)).toEqual([
      { now: 'access policies decide', then: 'Azure RBAC decides' },
    ]);
    expect([run.outcome, lines]).toEqual(['succeeded', [switchLine]]);
    const again = await azure.carryOut();
    expect([again.lines, again.cautions, again.run.outcome]).toEqual([[], [], 'succeeded']);
    expect(toReview(again).idle?.words).toMatch(/everything is in place/);
  });

  it('is switched though it never said by what it decides', async () => {
    const azure = await estate();
    azure.change({ enableRbacAuthorization: null });
    expect((await azure.carryOut()).lines).toEqual([switchLine]);
  });

  it('goes on where a run was stopped between the roles and the switch', async () => {
    const azure = await estate();
    azure.dropRoles();
    azure.during('switch', () => {
      azure.runs.cancel('run-1');
    });
    expect((await azure.carryOut()).run.outcome).toBe('cancelled');
    const { writes, lines, run } = await azure.carryOut();
    expect(writes.map(({ stepId }) => stepId)).toEqual(['switch']);
    expect([lines, run.outcome]).toEqual([[switchLine], 'succeeded']);
  });
});

describe('the review of the switch to Azure RBAC', () => {
  it('lists who loses what, and whom it knows', async () => {
    const azure = await estate();
    const { objectId } = await azure.clock.run(azure.azure(azure.tenantId).caller(azure.context));
    azure.change({
      accessPolicies: [
        aPolicy(azure.principalId.toUpperCase(), ['Get']),
        aPolicy(objectId, ['set', 'get']),
        aPolicy('33333333-2222-4333-8444-555555555555', [], {
          applicationId: '44444444-2222-4333-8444-555555555555',
          permissions: { keys: ['sign'], secrets: ['all'] },
        }),
        aPolicy('55555555-2222-4333-8444-555555555555', []),
      ],
    });
    const { cautions, kept, typedName } = await azure.prepare();
    expect(typedName).toBe('kv-gdansk-plant');
    expect(cautions).toEqual([
      'The 4 access policies of kv-gdansk-plant stop counting at once. Whoever has one is refused from then on, unless a role lets them in.',
      `${azure.principalId.toUpperCase()} may no longer: secrets get. This is id-gdansk-secrets, which has both roles then.`,
      `${objectId} may no longer: secrets get, set. This is your account. It has 2 roles of its own there: make sure that they allow the same.`,
      '44444444-2222-4333-8444-555555555555 for 33333333-2222-4333-8444-555555555555 may no longer: keys sign; secrets all. It has no role of its own there: give it one first, if it still needs this.',
      '55555555-2222-4333-8444-555555555555 may no longer: nothing. It has no role of its own there: give it one first, if it still needs this.',
    ]);
    expect(kept?.map(({ title }) => title)).toContain('Access policies');
  });

  it('says nothing of roles where your account may not list those of others', async () => {
    const azure = await estate([aPolicy('a-colleague', ['get'])]);
    const { id } = azure.vault();
    azure.simulator.disturb({
      take: ({ url }) =>
        url.pathname.startsWith(id) && url.search.includes('atScope')
          ? {
              status: 403,
              code: 'AuthorizationFailed',
              message: 'The client does not have authorization.',
            }
          : undefined,
    });
    const { cautions } = await azure.prepare();
    expect(cautions?.[1]).toBe(
      'a-colleague may no longer: secrets get. Give it a role at the vault first, if it still needs it.',
    );
  });

  it('lists ten of them and counts the rest', async () => {
    const many = Array.from({ length: 13 }, (_, index) => aPolicy(`somebody-${index}`, ['get']));
    const { cautions } = await (await estate(many)).prepare();
    expect(cautions).toHaveLength(12);
    expect(cautions?.[10]).toContain('somebody-9');
    expect(cautions?.[11]).toMatch(/^And 3 more\./);
  });

  it('says so where nobody has one', async () => {
    const { cautions } = await (await estate()).prepare();
    expect(cautions).toEqual([expect.stringMatching(/It has no access policy now/)]);
  });

  it('shows what others put into a policy as it is', async () => {
    const azure = await estate([
      aPolicy('x\u202e$(trash)', [`get](command:evil)\n${'y'.repeat(2_000)}`]),
    ]);
    const text = toReview(await azure.prepare()).cautions.join('\n');
    expect(text).toContain('x⟨U+202E⟩$ (trash) may no longer: secrets get] (command:evil) yyy');
    expect(text.length).toBeLessThan(700);
  });

  it.each([
    ['operator', ['allowed', 'allowed', 'allowed']],
    ['contributor', ['denied', 'allowed', 'denied']],
    ['accessAdmin', ['allowed', 'denied', 'allowed']],
    // May grant the roles of Key Vault alone: that is not enough for the switch.
    ['vaultAccessAdmin', ['conditional', 'allowed', 'denied']],
  ] as const)('says before what %s may do', async (who, expected) => {
    const azure = await estate([], { who });
    azure.dropRoles();
    const prepared = await azure.prepare();
    const answers = new Map(
      prepared.permissions.map(({ action, isUnrestricted, permission }) => [
        `${action.split('/').slice(1).join('/')}${isUnrestricted ? ' unrestricted' : ''}`,
        permission,
      ]),
    );
    expect([
      answers.get('roleAssignments/write'),
      answers.get('vaults/write'),
      answers.get('roleAssignments/write unrestricted'),
    ]).toEqual(expected);
    const { run, sent } = await azure.clock.run(azure.run(prepared));
    const isAllowed = who === 'operator';
    expect([run.outcome, sent.length]).toEqual(isAllowed ? ['succeeded', 3] : ['failed', 0]);
    if (!isAllowed) expect(run.failure?.remedy).toBe('request');
  });
});

describe('access policies that change after the review', () => {
  const [before, after] = [
    [aPolicy('a-colleague', ['get']), aPolicy('a-robot', ['list'])],
    [aPolicy('a-colleague', ['get', 'set']), aPolicy('somebody-new', ['get'])],
  ];
  const words =
    /no longer those that you reviewed, so it was not switched: a-colleague had secrets get, now has secrets get, set; somebody-new has one since \(secrets get\); that of a-robot is gone\. Review it again/;

  it('stop the run before its first write', async () => {
    const azure = await estate(before);
    azure.dropRoles();
    const prepared = await azure.prepare();
    azure.change({ accessPolicies: after });
    const { run, sent } = await azure.clock.run(azure.run(prepared));
    expect([run.outcome, run.failure?.remedy, sent]).toEqual(['failed', 'review', []]);
    expect(run.failure?.message).toMatch(words);
  });

  it('stop it at the last moment, too', async () => {
    const azure = await estate(before);
    azure.during('switch', () => {
      azure.change({ accessPolicies: after });
    });
    const { run, lines } = await azure.carryOut();
    expect([run.outcome, run.failure?.remedy, lines]).toEqual(['failed', 'review', []]);
    expect(run.failure?.message).toMatch(words);
  });

  it('do not, where they say the same in other words', async () => {
    const azure = await estate(before);
    const prepared = await azure.prepare();
    azure.change({
      accessPolicies: [aPolicy('A-Robot', ['List']), aPolicy('a-colleague', ['GET'])],
    });
    expect((await azure.clock.run(azure.run(prepared))).run.outcome).toBe('succeeded');
  });

  it('do not matter any more where somebody else has switched the vault', async () => {
    const azure = await estate(before);
    const prepared = await azure.prepare();
    azure.change({ accessPolicies: after, enableRbacAuthorization: true });
    const { run, sent } = await azure.clock.run(azure.run(prepared));
    expect([run.outcome, sent]).toEqual(['succeeded', []]);
  });
});

describe('a vault that would not do by roles either', () => {
  it('is not switched: it trusts another tenant', async () => {
    const azure = await estate();
    azure.change({ tenantId: '99999999-2222-4333-8444-555555555555' });
    await expect(azure.prepare()).rejects.toThrow(/Choose a vault of the same tenant/);
  });

  it('is not switched: the identity that is to read it is gone', async () => {
    const azure = await estate();
    const [identity] = azure.world.resources
      .ofType('Microsoft.ManagedIdentity/userAssignedIdentities')
      .filter(({ id }) => id.includes('/rg-gdansk/'));
    azure.world.resources.delete(identity?.id ?? '');
    await expect(azure.prepare()).rejects.toThrow(/managed identity of the provider class/);
  });
});
