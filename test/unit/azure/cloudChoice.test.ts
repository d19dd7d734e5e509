import { describe, expect, it } from 'vitest';
import { toCloudEndpoints } from '../../../src/azure/cloudChoice';
import { clouds, tokenScopeFor } from '../../../src/azure/clouds';

const custom = {
  name: 'Contoso Sovereign',
  portalUrl: 'https://portal.sovereign.example/',
  managementEndpointUrl: 'https://management.core.sovereign.example/',
  resourceManagerEndpointUrl: 'https://management.sovereign.example/',
  activeDirectoryEndpointUrl: 'https://login.sovereign.example/',
  activeDirectoryResourceId: 'https://management.core.sovereign.example/',
  keyVaultDnsSuffix: '.vault.sovereign.example',
};
const choose = (change: object = {}) =>
  toCloudEndpoints({ environment: 'custom', custom: { ...custom, ...change } });

describe('toCloudEndpoints', () => {
  it.each([
    [undefined, clouds.AzureCloud],
    ['ChinaCloud', clouds.AzureChinaCloud],
    ['USGovernment', clouds.AzureUSGovernment],
  ])('knows %s', (environment, cloud) => {
    expect(toCloudEndpoints({ environment })).toBe(cloud);
  });

  it('reads a cloud that the user describes', () => {
    expect(choose()).toEqual({
      name: 'Contoso Sovereign',
      authorityHost: 'https://login.sovereign.example',
      armEndpoint: 'https://management.sovereign.example',
      // The resource letter by letter, slash included: so it stands in the token.
      armScope: 'https://management.core.sovereign.example//.default',
      portalUrl: 'https://portal.sovereign.example',
      vaultHostSuffix: '.vault.sovereign.example',
      vaultScope: 'https://vault.sovereign.example/.default',
    });
  });

  it('takes the suffix of vaults with and without its dot', () => {
    const suffixes = [
      'vault.sovereign.example',
      '.VAULT.sovereign.example',
      ' .vault.sovereign.example',
    ];
    for (const keyVaultDnsSuffix of suffixes) {
      expect(choose({ keyVaultDnsSuffix }).vaultHostSuffix).toBe('.vault.sovereign.example');
    }
  });

  it.each(['', undefined])('gives no vault a token without a suffix (%j)', (keyVaultDnsSuffix) => {
    const cloud = choose({ keyVaultDnsSuffix });
    expect(tokenScopeFor('https://kv.vault.sovereign.example/secrets', cloud)).toBeUndefined();
    expect(tokenScopeFor('https://anything.example/', cloud)).toBeUndefined();
    expect(tokenScopeFor('https://management.sovereign.example/', cloud)).toBe(cloud.armScope);
  });

  it.each([
    'name',
    'portalUrl',
    'resourceManagerEndpointUrl',
    'activeDirectoryEndpointUrl',
    'activeDirectoryResourceId',
  ])('says that %s is missing, and where to add it', (name) => {
    for (const value of [undefined, '', '  ', 7]) {
      expect(() => choose({ [name]: value })).toThrow(
        `microsoft-sovereign-cloud.customEnvironment lacks ${name}. Add it in your user settings.`,
      );
    }
  });

  it.each([
    ['resourceManagerEndpointUrl', 'management.sovereign.example'],
    ['resourceManagerEndpointUrl', 'http://management.sovereign.example'],
    ['resourceManagerEndpointUrl', 'https://user:secret@management.sovereign.example'],
    ['resourceManagerEndpointUrl', 'https://management.sovereign.example/path'],
    ['resourceManagerEndpointUrl', 'https://management.sovereign.example/?x=1'],
    ['activeDirectoryEndpointUrl', 'http://login.sovereign.example'],
    ['portalUrl', 'javascript:alert(1)'],
    ['keyVaultDnsSuffix', '.'.repeat(3) + 'example'],
    ['keyVaultDnsSuffix', 'vault.sovereign.example/evil'],
    ['keyVaultDnsSuffix', '*.example'],
  ])('refuses %s when it is %s, without repeating it', (name, value) => {
    expect(() => choose({ [name]: value })).toThrow(
      new RegExp(
        `^${name} of microsoft-sovereign-cloud\\.customEnvironment has to be .*user settings\\.$`,
      ),
    );
    expect(() => choose({ [name]: value })).not.toThrow('secret');
  });

  it.each([undefined, null, 'https://x.example', []])(
    'needs a description for custom (%j)',
    (none) => {
      expect(() => toCloudEndpoints({ environment: 'custom', custom: none })).toThrow(
        'customEnvironment is not set',
      );
    },
  );

  it.each(['GermanCloud', 'toString', 7])('says that it does not know %s', (environment) => {
    expect(() => toCloudEndpoints({ environment })).toThrow(
      `“${environment}” is not a cloud that this extension knows.`,
    );
  });
});

describe('the tokens of a cloud', () => {
  const all = [...Object.values(clouds), choose()];

  it.each(all)('of $name go to its own hosts and to those of no other cloud', (cloud) => {
    for (const other of all) {
      const arm = tokenScopeFor(`${other.armEndpoint}/subscriptions`, cloud);
      const vault = tokenScopeFor(`https://kv${String(other.vaultHostSuffix)}/secrets`, cloud);
      expect(arm).toBe(other === cloud ? cloud.armScope : undefined);
      expect(vault).toBe(other === cloud ? cloud.vaultScope : undefined);
    }
    expect(tokenScopeFor(`${cloud.authorityHost}/x`, cloud)).toBeUndefined();
    expect(tokenScopeFor(`${cloud.portalUrl}/x`, cloud)).toBeUndefined();
  });
});
