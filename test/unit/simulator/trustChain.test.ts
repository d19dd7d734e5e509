import { beforeEach, describe, expect, it } from 'vitest';
import { objectsAt, stringAt, type JsonObject } from '../../../src/core/model/json';
import { setApiServerIssuer } from '../../../src/simulator/arcAgents';
import type { StoredResource } from '../../../src/simulator/world';
import { anAzure, type TestAzure } from './anAzure';

const group = 'rg-toledo';
const versions: Readonly<Record<string, string>> = {
  'Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials': '2024-11-30',
  'Microsoft.ManagedIdentity/userAssignedIdentities': '2024-11-30',
  'Microsoft.SecretSyncController/azureKeyVaultSecretProviderClasses': '2024-08-21-preview',
  'Microsoft.SecretSyncController/secretSyncs': '2024-08-21-preview',
  'Microsoft.KeyVault/vaults': '2026-02-01',
  'Microsoft.Authorization/roleAssignments': '2022-04-01',
};
const credentialType =
  'Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials';
const identityType = 'Microsoft.ManagedIdentity/userAssignedIdentities';
const classType = 'Microsoft.SecretSyncController/azureKeyVaultSecretProviderClasses';
const syncType = 'Microsoft.SecretSyncController/secretSyncs';
const vaultType = 'Microsoft.KeyVault/vaults';

let azure: TestAzure;
beforeEach(() => {
  azure = anAzure('factory', 'Fabrikam');
});

/** What is of a type in the plant's group; the first one unless told otherwise. */
function find(type: string, name?: string): StoredResource {
  const found = azure.simulator.world.resources
    .ofType(type)
    .find(
      ({ id, name: own }) =>
        id.toLowerCase().includes(`/resourcegroups/${group}/`) &&
        (name === undefined || own === name),
    );
  if (!found) throw new Error(`There is no ${type} in ${group}.`);
  return found;
}

const secretsClass = (): StoredResource => {
  const name = stringAt(find(syncType).body, 'properties', 'secretProviderClassName');
  return find(classType, name);
};

/** Reads a resource, changes its properties, and writes it back, as any client does. */
function change({ id, type }: StoredResource, properties: JsonObject): void {
  const target = `${id}?api-version=${versions[type] ?? ''}`;
  const { body } = azure.call(`GET ${target}`);
  const now = body['properties'] as JsonObject;
  const { status } = azure.call(`PUT ${target}`, {
    body: { ...body, properties: { ...now, ...properties } },
  });
  expect([200, 201, 202]).toContain(status);
}

function remove({ id, type }: StoredResource): void {
  const { status } = azure.call(`DELETE ${id}?api-version=${versions[type] ?? ''}`);
  expect([200, 202, 204]).toContain(status);
}

/** Reason and message after the extension has looked again, twice to be sure. */
function nextRound(): { readonly reason: string; readonly message: string } {
  azure.advance(6 * 60_000);
  return conditionNow();
}

function conditionNow(): ReturnType<typeof nextRound> {
  const { id } = find(syncType);
  const { body } = azure.call(`GET ${id}?api-version=${versions[syncType] ?? ''}`);
  const [condition] = objectsAt(body, 'properties', 'status', 'conditions');
  return {
    reason: stringAt(condition, 'reason') ?? '',
    message: stringAt(condition, 'message') ?? '',
  };
}

const secret = () => {
  const { world } = azure.simulator;
  const vault = stringAt(secretsClass().body, 'properties', 'keyvaultName') ?? '';
  const [source] = objectsAt(find(syncType).body, 'properties', 'objectSecretMapping');
  const found = world.secrets.get(vault)?.get(stringAt(source, 'sourcePath') ?? '');
  if (!found) throw new Error('The vault has no such secret.');
  return found;
};

const issuer = () => stringAt(find(credentialType).body, 'properties', 'issuer') ?? '';

const toggledSlash = () => (issuer().endsWith('/') ? issuer().slice(0, -1) : `${issuer()}/`);

describe('a secret that is synchronized', () => {
  it('says so, round after round', () => {
    expect(nextRound().reason).toBe('UpdateNoValueChangeSucceeded');
  });

  it('says that its value has changed', () => {
    nextRound();
    const { versions: all } = secret();
    const latest = all.at(-1);
    if (!latest) throw new Error('A secret without a version.');
    secret().versions = [...all, { ...latest, version: 'f'.repeat(32), value: 'another' }];
    const reasons = new Set<string>();
    for (let seconds = 0; seconds < 300; seconds += 10) {
      azure.advance(10_000);
      reasons.add(conditionNow().reason);
    }
    expect(reasons).toContain('UpdateValueChangeOrForceUpdateSucceeded');
    expect(conditionNow().reason).toBe('UpdateNoValueChangeSucceeded');
  });
});

describe('an API server that signs with another issuer', () => {
  it('is found out by Entra only, and mended at the cluster', () => {
    const cluster = azure.simulator.world.resources
      .ofType('Microsoft.Kubernetes/connectedClusters')
      .find(({ name }) => name === 'arc-toledo-01');
    if (!cluster) throw new Error('No cluster.');
    setApiServerIssuer(azure.simulator.world, cluster.id, 'https://kubernetes.default.svc');
    expect(nextRound().message).toContain('AADSTS700211');
    setApiServerIssuer(azure.simulator.world, cluster.id);
    expect(nextRound().reason).toMatch(/Succeeded$/);
  });
});

describe('a broken link shows at the SecretSync, and mends', () => {
  const cases: readonly [
    what: string,
    breakIt: () => void,
    expected: readonly [reason: string, part: string],
    mendIt?: () => void,
  ][] = [
    [
      'the issuer of the credential differs by a slash',
      () => {
        change(find(credentialType), { issuer: toggledSlash() });
      },
      ['ProviderError', 'AADSTS700211'],
      () => {
        change(find(credentialType), { issuer: toggledSlash() });
      },
    ],
    [
      'its subject names another namespace',
      () => {
        change(find(credentialType), { subject: 'system:serviceaccount:elsewhere:aio-ssc-sa' });
      },
      ['ProviderError', 'AADSTS700213'],
    ],
    [
      'its audience is another',
      () => {
        change(find(credentialType), { audiences: ['api://AzureADTokenExchangeChina'] });
      },
      ['ProviderError', 'AADSTS700212'],
    ],
    [
      'there is no credential',
      () => {
        for (;;) {
          try {
            remove(find(credentialType));
          } catch {
            return;
          }
        }
      },
      ['ProviderError', 'AADSTS70021'],
    ],
    [
      'the identity is gone',
      () => {
        remove(find(identityType));
      },
      ['ProviderError', 'AADSTS700016'],
    ],
    [
      'the roles are gone',
      () => {
        const { principalId } = find(identityType).body['properties'] as JsonObject;
        const roles = azure.simulator.world.resources
          .ofType('Microsoft.Authorization/roleAssignments')
          .filter(({ body }) => stringAt(body, 'properties', 'principalId') === principalId);
        expect(roles.length).toBeGreaterThan(0);
        for (const role of roles) remove(role);
      },
      ['ProviderError', '"ForbiddenByRbac"'],
    ],
    [
      'the vault goes by access policies',
      () => {
        change(find(vaultType), { enableRbacAuthorization: false });
      },
      ['ProviderError', '"AccessDenied"'],
      () => {
        change(find(vaultType), { enableRbacAuthorization: true });
      },
    ],
    [
      'the vault is closed to the public',
      () => {
        change(find(vaultType), { publicNetworkAccess: 'Disabled' });
      },
      ['ProviderError', '"ForbiddenByConnection"'],
      () => {
        change(find(vaultType), { publicNetworkAccess: 'Enabled' });
      },
    ],
    [
      'its firewall lets nobody in',
      () => {
        change(find(vaultType), { networkAcls: { defaultAction: 'Deny', bypass: 'None' } });
      },
      ['ProviderError', '"ForbiddenByFirewall"'],
    ],
    [
      'the vault was deleted',
      () => {
        remove(find(vaultType));
      },
      ['ProviderError', 'no such host'],
    ],
    [
      'the provider class names another tenant',
      () => {
        change(secretsClass(), { tenantId: '11111111-2222-4333-8444-555555555555' });
      },
      ['ProviderError', 'AADSTS90002'],
    ],
    [
      'the provider class names another identity',
      () => {
        change(secretsClass(), { clientId: '11111111-2222-4333-8444-555555555555' });
      },
      ['ProviderError', 'AADSTS700016'],
    ],
    [
      'the secret is disabled',
      () => {
        secret().versions = secret().versions.map((each) => ({ ...each, enabled: false }));
      },
      ['PartialSync', '"SecretDisabled"'],
      () => {
        secret().versions = secret().versions.map((each) => ({ ...each, enabled: true }));
      },
    ],
    [
      'the secret was deleted',
      () => {
        secret().deletedAtMs = azure.simulator.world.now();
      },
      ['PartialSync', 'SecretNotFound'],
      () => {
        delete secret().deletedAtMs;
      },
    ],
    [
      'the mapping names what the provider class does not list',
      () => {
        change(find(syncType), {
          objectSecretMapping: [{ sourcePath: 'unheard-of', targetKey: 'a' }],
        });
      },
      ['UserInputValidationFailed', 'unheard-of'],
    ],
  ];

  it.each(cases)('%s', (_, breakIt, [reason, part], mendIt) => {
    expect(nextRound().reason).toMatch(/Succeeded$/);
    breakIt();
    const broken = nextRound();
    expect(broken.message).toContain(part);
    expect([reason, 'ProviderError']).toContain(broken.reason);
    if (!mendIt) return;
    mendIt();
    expect(nextRound().reason).toMatch(/Succeeded$/);
  });
});
