import { beforeAll, describe, expect, it } from 'vitest';
import { evaluate, toNeeded } from '../../../../src/core/permissions';
import { planIds, type PlanId } from '../../../../src/core/plan/request';
import type { PrerequisitesReading } from '../../../../src/core/prerequisites/readPrerequisites';
import {
  refusedStep,
  toAccessRequest,
  type AccessRequest,
  type CustomRole,
} from '../../../../src/core/request/accessRequest';
import { grantableRoles, smallestRoles } from '../../../../src/core/request/grantableRoles';
import { customRoleJson, requestText } from '../../../../src/core/request/requestText';
import { builtInRoles } from '../../../../src/simulator/authorization/builtInRoles';
import { loadSdks } from '../../../builders/azure';
import { planOf } from '../plans/everyPlan';
import { aGrantee, roles, strangerOf, type Given } from './grantees';

beforeAll(loadSdks);

type Grantee = Awaited<ReturnType<typeof aGrantee>>;

const requestOf = (test: Grantee, { steps }: PrerequisitesReading): AccessRequest | undefined =>
  toAccessRequest({
    instanceName: test.name,
    instanceId: test.instanceId,
    tenantId: test.tenantId,
    caller: test.caller,
    steps,
  });

/** `Contributor on resourceGroups/rg-utrecht`. */
const grantLines = ({ grants }: AccessRequest): readonly string[] =>
  grants.map(({ role, scope }) => `${role.name} on ${scope.split('/').slice(-2).join('/')}`);

/** Makes the custom role, as an administrator does with the JSON. */
function define(test: Grantee, role: CustomRole): string {
  const type = 'Microsoft.Authorization/roleDefinitions';
  const name = test.world.newGuid();
  const json = JSON.parse(customRoleJson(role)) as Record<string, readonly string[]>;
  test.world.resources.put(
    `${test.scopes.subscription}/providers/${type}/${name}`,
    type,
    test.tenantId,
    {
      properties: {
        roleName: role.name,
        type: 'CustomRole',
        assignableScopes: json['AssignableScopes'] ?? [],
        permissions: [
          {
            actions: json['Actions'] ?? [],
            notActions: json['NotActions'] ?? [],
            dataActions: json['DataActions'] ?? [],
            notDataActions: json['NotDataActions'] ?? [],
          },
        ],
      },
    },
  );
  return name;
}

const table: readonly (readonly [string, string, readonly Given[]])[] = [
  ['nobody yet', 'aio-utrecht-01', []],
  ['a reader', 'aio-utrecht-01', [[roles.reader, 'subscription']]],
  ['a contributor', 'aio-utrecht-01', [[roles.contributor, 'subscription']]],
  ['an access administrator', 'aio-utrecht-01', [[roles.userAccessAdministrator, 'subscription']]],
  ['a reader where nothing is chosen', 'aio-hamburg-01', [[roles.reader, 'subscription']]],
  ['a contributor where nothing is chosen', 'aio-hamburg-01', [[roles.contributor, 'group']]],
  ['a reader where the cluster is off', 'aio-lyon-01', [[roles.reader, 'subscription']]],
  [
    'an identity contributor',
    'aio-utrecht-01',
    [
      [roles.reader, 'subscription'],
      [roles.managedIdentityContributor, 'group'],
    ],
  ],
];

/** Asks until nothing is missing: what could not be read at first may ask for more. */
async function settle(test: Grantee, carryOut: (request: AccessRequest) => void): Promise<number> {
  for (let rounds = 0; ; rounds += 1) {
    const request = requestOf(test, await test.read());
    if (!request) return rounds;
    if (rounds === 3) throw new Error(`Still missing: ${requestText(request)}`);
    carryOut(request);
  }
}

/** A reader's request for what a plan needs. */
async function refused(planId: PlanId) {
  const azure = await planOf(planId, { who: 'stranger' });
  const { tenantId, instanceId, instanceName } = azure;
  const stranger = strangerOf(azure, tenantId);
  stranger.give(roles.reader, instanceId.split('/').slice(0, 3).join('/'));
  const { permissions } = await azure.prepare();
  const lacking = permissions.filter(({ permission }) => permission === 'denied').map(toNeeded);
  const request = toAccessRequest({
    instanceName,
    instanceId,
    tenantId,
    caller: stranger.caller,
    steps: [refusedStep([], lacking)],
  });
  return { azure, stranger, request };
}

describe('a request to an administrator', () => {
  it.each(table)('%s has all that is needed once the roles are given', async (_, name, given) => {
    const test = await aGrantee(name, given);
    const rounds = await settle(test, ({ grants }) => {
      for (const { role, scope } of grants) test.give(role.id, scope);
    });
    expect(rounds).toBeLessThanOrEqual(2);
  });

  it.each(table)('%s has it once the custom role is there', async (_, name, given) => {
    const test = await aGrantee(name, given);
    await settle(test, ({ customRole, besideCustomRole }) => {
      for (const { role, scope } of besideCustomRole) test.give(role.id, scope);
      if (!customRole) return;
      expect(customRole.actions).not.toContain('Microsoft.Authorization/roleAssignments/write');
      const guid = define(test, customRole);
      for (const scope of customRole.scopes) test.give(guid, scope);
    });
  });

  it('is for the smallest roles at the narrowest scopes, and says what for', async () => {
    const test = await aGrantee('aio-utrecht-01', [[roles.reader, 'subscription']]);
    const request = requestOf(test, await test.read());
    if (!request) throw new Error('There is no request.');
    expect(grantLines(request)).toEqual([
      'Contributor on resourceGroups/rg-utrecht',
      'Key Vault Secrets Officer on vaults/kv-utrecht-plant',
    ]);
    const reasons = request.grants.flatMap((grant) => grant.reasons);
    expect(reasons).toContain('Write secret provider classes and secret syncs');
    expect(reasons).toContain('Manage the secrets of kv-utrecht-plant');
  });

  it('lets no custom role assign roles', async () => {
    const test = await aGrantee('aio-hamburg-01', [[roles.reader, 'subscription']]);
    const request = requestOf(test, await test.read());
    if (!request) throw new Error('There is no request.');
    expect(request.besideCustomRole.map(({ role }) => role.name)).toEqual([
      'Key Vault Data Access Administrator',
    ]);
    expect(requestText(request)).toContain('in a custom role it would let its holder assign');
  });

  it('asks to register providers instead of asking for the right to do so', async () => {
    const test = await aGrantee('aio-aalborg-01', [[roles.reader, 'subscription']]);
    const request = requestOf(test, await test.read());
    if (!request) throw new Error('There is no request.');
    expect(request.registrations.map(({ namespace }) => namespace)).toContain('Microsoft.KeyVault');
    expect(requestText(request)).toMatch(
      /^az provider register --namespace Microsoft\.KeyVault --subscription [\w-]+$/m,
    );
    expect(JSON.stringify(request.customRole)).not.toContain('register/action');
  });

  it('is none where everything is allowed', async () => {
    const test = await aGrantee('aio-utrecht-01', [
      [roles.owner, 'subscription'],
      [roles.keyVaultSecretsOfficer, 'subscription'],
    ]);
    expect(requestOf(test, await test.read())).toBeUndefined();
  });

  it('can be pasted: each line for a shell is one line, with its names quoted', async () => {
    const test = await aGrantee('aio-utrecht-01', [[roles.reader, 'subscription']]);
    const request = requestOf(test, await test.read());
    if (!request) throw new Error('There is no request.');
    const text = requestText(request);
    expect(text).toContain(`with object id ${test.caller.objectId}`);
    expect(text).toContain(
      `az role assignment create --assignee-object-id ${test.caller.objectId} ` +
        `--assignee-principal-type User --role 'Key Vault Secrets Officer' --scope ${test.scopes.vault}`,
    );
    const [, json = ''] = /(\{\n[\s\S]*?\n\})/.exec(text) ?? [];
    expect(JSON.parse(json)).toMatchObject({
      Name: 'Secure settings of aio-utrecht-01',
      IsCustom: true,
      AssignableScopes: [test.scopes.group],
    });
  });

  it('says what could not be checked, and asks for it', () => {
    const scope = '/subscriptions/s/resourceGroups/rg';
    const request = toAccessRequest({
      instanceName: 'aio',
      instanceId: '/i',
      tenantId: 't',
      caller: { objectId: 'o', kind: 'ServicePrincipal' },
      steps: [
        {
          id: 'x',
          title: 'Do it',
          needs: [],
          checked: [
            {
              action: 'Microsoft.Kubernetes/connectedClusters/write',
              scope,
              permission: 'unknown',
            },
            { action: 'Microsoft.Kubernetes/connectedClusters/read', permission: 'unknown' },
          ],
        },
      ],
    });
    if (!request) throw new Error('There is no request.');
    const text = requestText(request);
    expect(text).toContain('1. Kubernetes Cluster - Azure Arc Onboarding on rg');
    expect(text).toContain('What the account may do at rg could not be read');
    expect(text).toContain('--assignee-principal-type ServicePrincipal');
  });

  it('refuses names that a terminal would act on', () => {
    const request = toAccessRequest({
      instanceName: 'aio',
      instanceId: '/i',
      tenantId: 't',
      caller: { objectId: 'o', kind: 'User' },
      steps: [
        {
          id: 'x',
          title: 'Do it',
          needs: [],
          checked: [{ action: 'A/b/read', scope: '/subscriptions/s\nrm', permission: 'denied' }],
        },
      ],
    });
    expect(() => requestText(request!)).toThrow('Rename the resource');
  });
});

describe.each(planIds)('what %s lacks', (planId) => {
  it('is given by the roles that are asked for', async () => {
    const { azure, stranger, request } = await refused(planId);
    if (!request) throw new Error('Nothing is refused.');
    for (const { role, scope } of request.grants) stranger.give(role.id, scope);
    for (const { namespace, subscriptionId } of request.registrations) {
      azure.world.subscriptions.get(subscriptionId)?.registered.add(namespace.toLowerCase());
    }
    const prepared = await azure.prepare();
    const left = prepared.permissions.filter(({ permission }) => permission === 'denied');
    expect(left).toEqual([]);
    const { run } = await azure.clock.run(azure.run(prepared));
    expect(run.failure).toBeUndefined();
  });
});

describe('what a plan lacks', () => {
  it.each<readonly [PlanId, readonly string[]]>([
    [
      'rewriteInstance',
      [
        'Azure IoT Operations Administrator on instances/aio-tallinn-01',
        'Contributor on customLocations/location-d37f4e3',
      ],
    ],
    [
      'repairSecretStore',
      [
        'Kubernetes Extension Contributor on connectedClusters/arc-vienna-01',
        // No other built-in role writes classes, or deploys to a custom location.
        'Contributor on azureKeyVaultSecretProviderClasses/spc-ops-60bf091',
        'Contributor on customLocations/location-377f097',
      ],
    ],
    ['allowPublicAccess', ['Key Vault Contributor on vaults/kv-reims-plant']],
    [
      'switchToRbac',
      [
        'Key Vault Contributor on vaults/kv-gdansk-plant',
        // Key Vault Data Access Administrator assigns under a condition, which is not enough.
        'Role Based Access Control Administrator on vaults/kv-gdansk-plant',
      ],
    ],
    // Key Vault Data Access Administrator may assign roles of key vaults only.
    ['grantAccess', ['Role Based Access Control Administrator on namespaces/plant-hubs']],
  ])('is asked for by the narrowest roles: %s', async (planId, lines) => {
    const { request } = await refused(planId);
    expect(request && grantLines(request)).toEqual(lines);
  });
});

describe('the smallest roles', () => {
  const at = (action: string, plane?: 'data') => ({
    action,
    scope: '/',
    ...(plane ? { plane } : {}),
  });

  it.each([
    [['Microsoft.Kubernetes/connectedClusters/read'], ['Reader']],
    [['Microsoft.IoTOperations/instances/write'], ['Azure IoT Operations Administrator']],
    [['Microsoft.Authorization/roleAssignments/write'], ['Key Vault Data Access Administrator']],
    [
      ['Microsoft.Kubernetes/connectedClusters/write'],
      ['Kubernetes Cluster - Azure Arc Onboarding'],
    ],
    [['Microsoft.KubernetesConfiguration/extensions/write'], ['Kubernetes Extension Contributor']],
    [['Microsoft.KeyVault/vaults/write'], ['Key Vault Contributor']],
    [
      ['Microsoft.ManagedIdentity/userAssignedIdentities/assign/action'],
      ['Managed Identity Operator'],
    ],
    [['Microsoft.ManagedIdentity/userAssignedIdentities/read'], ['Reader']],
    [['Microsoft.ExtendedLocation/customLocations/deploy/action'], ['Contributor']],
    [
      [
        'Microsoft.Kubernetes/connectedClusters/write',
        'Microsoft.IoTOperations/instances/write',
        'Microsoft.ManagedIdentity/userAssignedIdentities/write',
      ],
      [
        'Kubernetes Cluster - Azure Arc Onboarding',
        'Azure IoT Operations Administrator',
        'Managed Identity Contributor',
      ],
    ],
    [
      [
        'Microsoft.Kubernetes/connectedClusters/write',
        'Microsoft.IoTOperations/instances/write',
        'Microsoft.ExtendedLocation/customLocations/deploy/action',
      ],
      ['Contributor'],
    ],
    [
      [
        'Microsoft.ManagedIdentity/userAssignedIdentities/write',
        'Microsoft.IoTOperations/instances/write',
      ],
      ['Managed Identity Contributor', 'Azure IoT Operations Administrator'],
    ],
    [['Nobody.Knows/what/write'], ['Contributor']],
  ])('for %j are %j', (actions, names) => {
    expect(smallestRoles(actions.map((action) => at(action))).map(({ name }) => name)).toEqual(
      names,
    );
  });

  it('leave out what no role of the table gives', () => {
    expect(smallestRoles([at('Microsoft.KeyVault/vaults/keys/sign/action', 'data')])).toEqual([]);
  });

  it('give nothing that the roles of Azure do not give', () => {
    const asked = [
      'Microsoft.Kubernetes/connectedClusters/write',
      'Microsoft.ManagedIdentity/userAssignedIdentities/assign/action',
      'Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials/delete',
      'Microsoft.Authorization/roleAssignments/write',
      'Microsoft.KeyVault/vaults/read',
      'Microsoft.KeyVault/deletedVaults/read',
      'Microsoft.KeyVault/vaults/write',
      'Microsoft.KeyVault/locations/deletedVaults/purge/action',
      'Microsoft.KubernetesConfiguration/extensions/write',
      'Microsoft.KubernetesConfiguration/extensions/delete',
      'Microsoft.Kubernetes/connectedClusters/listClusterUserCredential/action',
      'Microsoft.IoTOperations/instances/write',
      'Microsoft.ExtendedLocation/customLocations/deploy/action',
    ];
    for (const { id, name: roleName, permissions } of grantableRoles) {
      const known = builtInRoles.find(({ name }) => name === id);
      expect(known?.roleName).toBe(roleName);
      if (!known) continue;
      const entries = known.permissions.map((each) => ({ ...each, condition: undefined }));
      for (const action of asked) {
        if (evaluate([permissions], action) !== 'allowed') continue;
        expect([id, action, evaluate(entries, action)]).toEqual([id, action, 'allowed']);
      }
    }
  });
});
