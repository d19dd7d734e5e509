import { beforeAll, describe, expect, it } from 'vitest';
import { apiVersions } from '../../../../src/core/apiVersions';
import type { NeededPermission } from '../../../../src/core/permissions';
import { loadSdks } from '../../../builders/azure';
import { aGrantee, roles, type Given } from './grantees';

beforeAll(loadSdks);

const secretsUserOnly =
  "((!(ActionMatches{'Microsoft.Authorization/roleAssignments/write'})) OR " +
  '(@Request[Microsoft.Authorization/roleAssignments:RoleDefinitionId] ' +
  `ForAnyOfAnyValues:GuidEquals{${roles.keyVaultSecretsUser}}))`;

const table: readonly (readonly [string, readonly Given[]])[] = [
  ['nothing', []],
  ['Owner', [[roles.owner, 'subscription']]],
  ['Contributor', [[roles.contributor, 'subscription']]],
  ['Contributor on the resource group', [[roles.contributor, 'group']]],
  ['Contributor on the instance alone', [[roles.contributor, 'instance']]],
  ['User Access Administrator', [[roles.userAccessAdministrator, 'subscription']]],
  ['Reader', [[roles.reader, 'subscription']]],
  [
    'Key Vault Data Access Administrator',
    [
      [roles.reader, 'subscription'],
      [roles.keyVaultDataAccessAdministrator, 'subscription'],
    ],
  ],
  [
    'the same with one more condition',
    [
      [roles.contributor, 'subscription'],
      [roles.keyVaultDataAccessAdministrator, 'vault', secretsUserOnly],
    ],
  ],
  [
    'Reader, and Managed Identity Contributor on the identity',
    [
      [roles.reader, 'subscription'],
      [roles.managedIdentityContributor, 'identity'],
    ],
  ],
  [
    'Reader, and Key Vault Secrets Officer on the vault',
    [
      [roles.reader, 'subscription'],
      [roles.keyVaultSecretsOfficer, 'vault'],
    ],
  ],
];

describe('what the preflight says, against what Azure then does', () => {
  it.each(table)('%s', async (_, given) => {
    const test = await aGrantee('aio-utrecht-01', given);
    const { steps } = await test.read();
    const checked = steps.flatMap((step) => step.checked);
    const wrong: string[] = [];
    let asked = 0;
    for (const { action, scope, plane, permission } of checked) {
      if (scope === undefined || permission === 'unknown' || permission === 'conditional') continue;
      const need: NeededPermission = { action, scope, ...(plane ? { plane } : {}) };
      const decided = test.isAllowed(need) ? 'allowed' : 'denied';
      if (decided !== permission) wrong.push(`${action}: said ${permission}, is ${decided}`);
      const answered = test.send(need);
      if (answered === undefined) continue;
      asked += 1;
      if (answered !== permission) wrong.push(`${action}: said ${permission}, was ${answered}`);
    }
    expect(wrong).toEqual([]);
    expect(asked).toBeGreaterThan(20);
  });

  it('says of a condition that it may refuse, and it does for other roles only', async () => {
    const test = await aGrantee('aio-utrecht-01', [
      [roles.contributor, 'subscription'],
      [roles.keyVaultDataAccessAdministrator, 'vault'],
    ]);
    const { steps } = await test.read();
    const answer = steps
      .flatMap(({ checked }) => checked)
      .find(({ action }) => action === 'Microsoft.Authorization/roleAssignments/write');
    expect(answer?.permission).toBe('conditional');
    const assign = (role: string) =>
      test.clock.run(
        test.azure(test.tenantId).arm.put(
          `${test.scopes.vault}/providers/Microsoft.Authorization/roleAssignments/${role}`,
          apiVersions.authorization,
          {
            properties: {
              roleDefinitionId: `${test.scopes.subscription}/providers/Microsoft.Authorization/roleDefinitions/${role}`,
              principalId: test.caller.objectId,
              principalType: 'User',
            },
          },
          test.context,
        ),
      );
    await expect(assign(roles.keyVaultSecretsUser)).resolves.toBeDefined();
    await expect(assign(roles.contributor)).rejects.toMatchObject({ reason: 'forbidden' });
  });

  it('knows a custom role of the tenant', async () => {
    const test = await aGrantee('aio-utrecht-01', []);
    const custom = test.world.resources
      .ofType('Microsoft.Authorization/roleDefinitions')
      .find(({ id }) => id.startsWith(test.scopes.subscription));
    test.give(custom?.name ?? '', test.scopes.subscription);
    const { steps } = await test.read();
    const states = steps.flatMap(({ checked }) =>
      checked.map(({ action, scope = '', plane, permission }) => {
        const need = { action, scope, ...(plane ? { plane } : {}) };
        return [permission, test.isAllowed(need) ? 'allowed' : 'denied'];
      }),
    );
    expect(states.filter(([said, is]) => said !== is)).toEqual([]);
    expect(new Set(states.map(([said]) => said))).toEqual(new Set(['allowed', 'denied']));
  });
});
