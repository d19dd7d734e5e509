import { beforeEach, describe, expect, it } from 'vitest';
import { stringAt } from '../../../src/core/model/json';
import { roleAssignmentType } from '../../../src/simulator/authorization/grants';
import { findPerson } from '../../../src/simulator/scenarios/directory';
import { anAzure } from './anAzure';
import { aTestVault, innerCodeOf, vaultName, vaultVersion, type TestVault } from './vaultCaller';

let vault: TestVault;
beforeEach(() => {
  vault = aTestVault();
});

describe('who is let into a vault', () => {
  const challenge = () =>
    `Bearer authorization="https://login.microsoftonline.com/${vault.azure.tenantId}", resource="https://vault.azure.net"`;

  it('is told where to get a token before anything else', () => {
    const url = `https://${vaultName}.vault.azure.net/no/such/path`;
    const answer = vault.azure.call(`GET ${url}`, { who: null });
    expect(answer.status).toBe(401);
    expect(answer.headers.get('www-authenticate')).toBe(challenge());
    expect(stringAt(answer.body, 'error', 'code')).toBe('Unauthorized');
  });

  it.each(['https://vault.azure.net', 'https://vault.azure.net/'])(
    'may come with a token for %s',
    (audience) => {
      expect(vault.ask('GET secrets', { audience }).status).toBe(200);
    },
  );

  it('may not come with a token for something else', () => {
    const answer = vault.ask('GET secrets', { audience: 'https://management.azure.com' });
    expect(answer.status).toBe(401);
    expect(answer.headers.get('www-authenticate')).toBe(challenge());
  });

  it('may not come with a token that has expired', () => {
    const { token } = vault.azure.simulator.tokenFor(
      vault.azure.tenantId,
      'https://vault.azure.net/.default',
    );
    const look = () =>
      vault.azure.call(`GET https://${vaultName}.vault.azure.net/secrets?${vaultVersion}`, {
        authorization: `Bearer ${token}`,
      }).status;
    expect(look()).toBe(200);
    vault.azure.advance(3_600_000);
    expect(look()).toBe(401);
  });

  it('may not come from another tenant', () => {
    const factory = anAzure('factory');
    const other = [...factory.simulator.world.tenants.keys()].find((id) => id !== factory.tenantId);
    const { token } = factory.simulator.tokenFor(other ?? '', 'https://vault.azure.net/.default');
    const answer = factory.call(
      `GET https://kv-antwerp-plant.vault.azure.net/secrets?${vaultVersion}`,
      {
        authorization: `Bearer ${token}`,
      },
    );
    expect(answer.status).toBe(401);
    expect(answer.headers.get('www-authenticate')).toContain(factory.tenantId);
  });

  it('needs a role whose data actions allow it', () => {
    vault.set('plc-password', 'hunter2');
    const refused = vault.ask('GET secrets/plc-password', { who: 'contributor' });
    expect(refused.status).toBe(403);
    expect(stringAt(refused.body, 'error', 'code')).toBe('Forbidden');
    expect(innerCodeOf(refused)).toBe('ForbiddenByRbac');
    expect(vault.ask('GET secrets/plc-password', { who: 'vaultReader' }).status).toBe(200);
    const write = vault.ask('PUT secrets/a', { who: 'vaultReader', body: { value: 'x' } });
    expect(innerCodeOf(write)).toBe('ForbiddenByRbac');
  });

  it('hears by which role assignment it got in, and of none where policies let it in', () => {
    const { simulator, tenantId } = vault.azure;
    const objectId = findPerson(simulator.world, tenantId, 'operator')?.objectId ?? '';
    const letIn = () => vault.ask('GET secrets').headers.get('x-ms-keyvault-rbac-assignment-id');
    const assignment = [...simulator.world.resources.ofType(roleAssignmentType)].find(
      ({ name }) => name === letIn(),
    );
    expect(stringAt(assignment?.body, 'properties', 'principalId')).toBe(objectId);
    const permissions = { secrets: ['List'], keys: [], certificates: [] };
    const accessPolicies = [{ tenantId, objectId, permissions }];
    vault.change({ enableRbacAuthorization: false, accessPolicies });
    expect(vault.ask('GET secrets').status).toBe(200);
    expect(letIn()).toBeUndefined();
  });

  it('needs an access policy where the vault goes by those', () => {
    const { simulator, tenantId } = vault.azure;
    const objectId = findPerson(simulator.world, tenantId, 'reader')?.objectId ?? '';
    const permissions = { secrets: ['Get', 'List'], keys: [], certificates: [] };
    vault.change({
      enableRbacAuthorization: false,
      accessPolicies: [{ tenantId, objectId, permissions }],
    });
    expect(vault.ask('GET secrets', { who: 'reader' }).status).toBe(200);
    const write = vault.ask('PUT secrets/a', { who: 'reader', body: { value: 'x' } });
    expect([write.status, innerCodeOf(write)]).toEqual([403, 'AccessDenied']);
    // The operator's role has no effect any more.
    expect(innerCodeOf(vault.ask('GET secrets'))).toBe('AccessDenied');
  });

  it('needs a role as soon as somebody who may grant any role has switched the vault', () => {
    vault.set('plc-password', 'hunter2');
    vault.change({ enableRbacAuthorization: false, accessPolicies: [] });
    const path = `${vault.azure.groupId}/providers/Microsoft.KeyVault/vaults/${vaultName}`;
    const switchAs = (who: string) =>
      vault.azure.call(`PATCH ${path}?api-version=2026-02-01`, {
        who,
        body: { properties: { enableRbacAuthorization: true } },
      });
    // A right to grant under a condition, or none to write the vault, is not enough.
    for (const who of ['contributor', 'vaultAccessAdmin', 'accessAdmin']) {
      const refused = switchAs(who);
      expect([who, refused.status]).toEqual([who, 403]);
      expect(stringAt(refused.body, 'error', 'code')).toBe('AuthorizationFailed');
    }
    expect(innerCodeOf(vault.ask('GET secrets/plc-password'))).toBe('AccessDenied');
    expect(switchAs('operator').status).toBe(200);
    expect(vault.ask('GET secrets/plc-password').status).toBe(200);
  });

  it.each([
    [{ networkAcls: { defaultAction: 'Deny', bypass: 'AzureServices' } }, 'ForbiddenByFirewall'],
    [{ publicNetworkAccess: 'Disabled' }, 'ForbiddenByConnection'],
  ])('needs a way through the network: %j', (properties, innerCode) => {
    vault.change(properties);
    const answer = vault.ask('GET secrets');
    expect([answer.status, innerCodeOf(answer)]).toEqual([403, innerCode]);
  });

  it('has to say which version of the interface it speaks', () => {
    const { token } = vault.azure.simulator.tokenFor(
      vault.azure.tenantId,
      'https://vault.azure.net/.default',
    );
    const answer = vault.azure.call(`GET https://${vaultName}.vault.azure.net/secrets`, {
      authorization: `Bearer ${token}`,
    });
    expect([answer.status, stringAt(answer.body, 'error', 'code')]).toEqual([400, 'BadParameter']);
  });
});

describe('a vault that is not there', () => {
  it.each([
    ['never made', () => undefined],
    [
      'deleted',
      () => {
        expect(vault.azure.call(`DELETE ${vault.id}?api-version=2026-02-01`).status).toBe(200);
      },
    ],
  ])('has no address when it was %s', async (how, prepare) => {
    prepare();
    const host = how === 'deleted' ? vaultName : 'kv-nowhere';
    const delivery = await vault.azure.simulator.send({
      method: 'GET',
      url: new URL(`https://${host}.vault.azure.net/secrets?${vaultVersion}`),
      headers: new Map(),
      body: undefined,
    });
    expect(delivery.kind).toBe('hostNotFound');
  });
});
