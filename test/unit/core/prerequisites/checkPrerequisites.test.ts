import { beforeAll, describe, expect, it } from 'vitest';
import { ArmError } from '../../../../src/core/errors';
import type { Azure } from '../../../../src/core/ports';
import { checkPrerequisites } from '../../../../src/core/prerequisites/checkPrerequisites';
import type { Prerequisite } from '../../../../src/core/prerequisites/prerequisite';
import { readPrerequisites } from '../../../../src/core/prerequisites/readPrerequisites';
import { loadSdks } from '../../../builders/azure';
import { simulatedPlans } from '../../../fakes/simulatedPlans';

beforeAll(loadSdks);

/** The rows for an instance of the factory, as `who` gets them. */
async function check(
  name: string,
  who = 'operator',
  change: (azure: Azure) => Azure = (azure) => azure,
): Promise<readonly Prerequisite[]> {
  const owner = simulatedPlans({ scenario: 'factory' });
  const target = await owner.clock.run(owner.instance(name));
  const all = simulatedPlans({ scenario: 'factory', who });
  const azure = change(all.azure(target.tenantId));
  const reading = await all.clock.run(readPrerequisites(azure, all.clock, target, all.context));
  expect(all.writes()).toEqual([]);
  return checkPrerequisites(reading);
}

const row = (rows: readonly Prerequisite[], id: string): Prerequisite => {
  const found = rows.find((each) => each.id === id);
  if (!found) throw new Error(`There is no row ${id}.`);
  return found;
};

const notFine = (rows: readonly Prerequisite[]): readonly string[] =>
  rows.filter(({ finding }) => finding.state !== 'done').map(({ id }) => id);

/** Azure whose GETs and lists of some paths fail. */
const failing =
  (path: RegExp, reason: 'forbidden' | 'network') =>
  (azure: Azure): Azure => ({
    ...azure,
    arm: {
      ...azure.arm,
      find: (id, ...rest) =>
        path.test(id) ? Promise.reject(new ArmError(reason, 'No.')) : azure.arm.find(id, ...rest),
      list: (id, ...rest) =>
        path.test(id) ? Promise.reject(new ArmError(reason, 'No.')) : azure.arm.list(id, ...rest),
    },
  });

describe('the prerequisites of an instance', () => {
  it('are all fine where nothing is missing', async () => {
    const rows = await check('aio-hamburg-01');
    expect(notFine(rows)).toEqual([]);
    expect(rows.map(({ id }) => id)).toEqual([
      'instance',
      'subscription',
      'connectivity',
      'agentVersion',
      'autoUpgrade',
      'agents',
      'settings',
      'secretStore',
      'certManager',
      'enabledTypes',
      'provider:Microsoft.IoTOperations',
      'provider:Microsoft.SecretSyncController',
      'provider:Microsoft.ManagedIdentity',
      'provider:Microsoft.KeyVault',
      'provider:Microsoft.DeviceRegistry',
      'provider:Microsoft.ExtendedLocation',
      'provider:Microsoft.Kubernetes',
      'provider:Microsoft.KubernetesConfiguration',
      'permission:readCluster',
      'permission:updateCluster',
      'permission:reachCluster',
      'permission:createVault',
      'permission:createIdentity',
      'permission:assignRoles',
      'permission:trust',
      'permission:secretSync',
      'permission:updateInstance',
      'permission:endpoints',
      'permission:register',
      'permission:undo',
    ]);
  });

  it.each([
    ['aio-munich-02', 'connectivity', 'failed', 'Offline', undefined],
    ['aio-bremen-01', 'agentVersion', 'failed', '1.19.7, too old', 'line'],
    ['aio-bremen-01', 'autoUpgrade', 'drifted', 'Off', 'line'],
    ['aio-nantes-01', 'agents', 'failed', 'Agents report a failure', 'updateByAzureCli'],
    ['aio-lyon-01', 'settings', 'notStarted', 'Not enabled', 'enableClusterIdentity'],
    ['aio-cork-01', 'settings', 'inProgress', 'Not published yet', 'enableClusterIdentity'],
    ['aio-graz-01', 'settings', 'blocked', 'Only at creation of the cluster', undefined],
    ['aio-linz-01', 'settings', 'blocked', 'Off until its quickstart script is run', undefined],
    ['aio-krakow-01', 'secretStore', 'failed', 'Not installed', undefined],
    ['aio-krakow-01', 'enabledTypes', 'failed', 'Does not offer secret synchronization', undefined],
    ['aio-vienna-01', 'secretStore', 'failed', 'Installed, but failed', undefined],
    ['aio-gdansk-01', 'vault', 'drifted', 'Vault uses access policies', undefined],
    ['aio-reims-01', 'vault', 'notProved', 'RBAC; its firewall decides', undefined],
    ['aio-essen-01', 'subscription', 'failed', 'Contoso Pilot 2023 is disabled', undefined],
    [
      'aio-aalborg-01',
      'provider:Microsoft.KeyVault',
      'failed',
      'Not registered',
      'registerProviders',
    ],
  ])('%s: %s is %s', async (name, id, state, words, remedy) => {
    const { finding, remedy: offered } = row(await check(name), id);
    expect([finding.state, finding.words, offered?.kind]).toEqual([state, words, remedy]);
  });

  it('gives the reason of the service for an extension that failed', async () => {
    const { finding } = row(await check('aio-vienna-01'), 'secretStore');
    expect(finding.advice).toMatch(/state Failed.*Azure says: Helm installation failed/);
  });

  it('quotes the line that upgrades the agents for a shell', async () => {
    const { remedy } = row(await check('aio-bremen-01'), 'agentVersion');
    expect(remedy?.kind === 'line' && remedy.line).toMatch(
      /^az connectedk8s upgrade --subscription \S+ --resource-group \S*rg-bremen\S* --name \S*arc-bremen-01\S*$/,
    );
  });
});

describe('the permissions of the caller', () => {
  it('are missing by action and scope, with the role that covers them', async () => {
    const { finding, remedy } = row(await check('aio-utrecht-01', 'reader'), 'permission:trust');
    const action =
      'Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials/write';
    expect(finding.state).toBe('failed');
    expect(finding.advice).toContain(`${action} on userAssignedIdentities/id-utrecht-secrets`);
    expect(finding.advice).toContain('Managed Identity Contributor');
    const lines = remedy?.kind === 'copyActions' ? remedy.text.split('\n') : [];
    expect(lines).toEqual([
      expect.stringMatching(/^\/subscriptions\/.*id-utrecht-secrets$/),
      `  ${action}`,
    ]);
  });

  it('are no obstacle where the step is done already or can be left out', async () => {
    const rows = await check('aio-utrecht-01', 'reader');
    for (const id of ['updateCluster', 'reachCluster', 'createVault', 'assignRoles', 'undo']) {
      expect(row(rows, `permission:${id}`).finding.state).toBe('notStarted');
    }
  });

  it('may be refused by a condition of the role', async () => {
    const { finding } = row(
      await check('aio-hamburg-01', 'vaultAccessAdmin'),
      'permission:assignRoles',
    );
    expect(finding).toMatchObject({ state: 'notProved', words: 'Allowed with a condition' });
  });

  it('are asked of the resource group while no vault is chosen, and it says so', async () => {
    const { finding } = row(await check('aio-hamburg-01', 'customRole'), 'permission:assignRoles');
    expect(finding.advice).toMatch(/on rg-hamburg.*None is chosen yet/);
  });

  it('of secrets are those at the vault’s host, which Contributor lacks', async () => {
    const id = 'permission:secrets';
    const denied = row(await check('aio-utrecht-01', 'contributor'), id);
    expect(denied.finding.state).toBe('failed');
    expect(denied.remedy?.kind === 'copyActions' && denied.remedy.text).toContain('(data action)');
    expect(row(await check('aio-utrecht-01'), id).finding.state).toBe('done');
    const administrator = row(await check('aio-utrecht-01', 'accessAdmin'), id);
    expect([administrator.finding.state, administrator.remedy]).toEqual([
      'failed',
      { kind: 'becomeOfficer' },
    ]);
  });
});

describe('what cannot be read', () => {
  const paths: readonly (readonly [string, RegExp, readonly string[]])[] = [
    ['extensions', /\/extensions$/, ['secretStore', 'certManager']],
    ['the custom location’s types', /\/enabledResourceTypes$/, ['enabledTypes']],
    ['a provider', /\/providers\/Microsoft\.KeyVault$/, ['provider:Microsoft.KeyVault']],
    ['the subscription', /^\/subscriptions\/[^/]+$/, ['subscription']],
    [
      'the permissions at the instance',
      /instances\/[^/]+\/providers\/Microsoft\.Authorization\/permissions$/,
      ['permission:updateInstance', 'permission:endpoints', 'permission:undo'],
    ],
  ];
  it.each(paths)('%s: is unknown with the reason, and nothing else is', async (_, path, ids) => {
    const rows = await check('aio-hamburg-01', 'operator', failing(path, 'network'));
    expect(notFine(rows)).toEqual(ids);
    for (const id of ids) {
      const { finding } = row(rows, id);
      expect([finding.state, finding.advice]).toEqual([
        'unknown',
        'Could not read: Azure could not be reached.',
      ]);
    }
  });

  it('is the cluster of a reader of the instance only: never fine', async () => {
    const rows = await check('aio-monterrey-01');
    for (const id of ['cluster', 'secretStore', 'certManager']) {
      expect(row(rows, id).finding.state).toBe('unknown');
    }
    expect(row(rows, 'permission:readCluster').finding.state).toBe('failed');
  });

  it('is nothing at all for a stranger, and nothing of it is fine', async () => {
    const rows = await check('aio-hamburg-01', 'stranger');
    expect(rows.filter(({ finding }) => finding.state === 'done')).toEqual([]);
  });
});
