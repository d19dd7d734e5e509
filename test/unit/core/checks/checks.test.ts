import { describe, expect, it } from 'vitest';
import {
  checkAgents,
  checkConnectivity,
  checkIssuer,
  checkOidcFlag,
  checkWorkloadIdentity,
} from '../../../../src/core/checks/cluster';
import {
  checkCredential,
  checkDefaultReference,
  checkIdentity,
  checkProviderClass,
  checkRoles,
  checkSync,
  checkVault,
} from '../../../../src/core/checks/secretSync';
import { settingFindings } from '../../../../src/core/checks/settings';
import { unknown } from '../../../../src/core/model/fact';
import type { FindingState } from '../../../../src/core/model/finding';
import type { Cluster, Observation } from '../../../../src/core/observe/observation';
import {
  aCluster,
  aCredential,
  anIdentity,
  anInstance,
  anObservation,
  aProviderClass,
  aRole,
  aSecretSync,
  aVault,
  bothRoles,
  fromArm,
  ids,
  issuer,
  notThere,
} from '../../../builders/observation';

const [secretsUser] = bothRoles;
const withCluster = (change: Partial<Cluster>): Observation =>
  anObservation({ cluster: fromArm(aCluster(change)) });
const unread = unknown<never>('ARM', 'your account has no permission to read it');

const table: readonly [
  row: string,
  check: (seen: Observation) => { state: FindingState },
  seen: Observation,
  state: FindingState,
][] = [
  ['cluster connected', checkConnectivity, anObservation(), 'done'],
  [
    'cluster connecting',
    checkConnectivity,
    withCluster({ connectivity: 'connecting' }),
    'inProgress',
  ],
  ['cluster offline', checkConnectivity, withCluster({ connectivity: 'offline' }), 'failed'],
  ['cluster expired', checkConnectivity, withCluster({ connectivity: 'expired' }), 'failed'],
  [
    'agents gone',
    checkConnectivity,
    withCluster({ connectivity: 'agentNotInstalled' }),
    'notStarted',
  ],
  ['cluster unreadable', checkConnectivity, anObservation({ cluster: unread }), 'unknown'],
  ['cluster deleted', checkConnectivity, anObservation({ cluster: notThere() }), 'failed'],

  ['OIDC on', checkOidcFlag, anObservation(), 'done'],
  ['OIDC off', checkOidcFlag, withCluster({ isOidcEnabled: false }), 'notStarted'],
  [
    'OIDC off, updating',
    checkOidcFlag,
    withCluster({ isOidcEnabled: false, provisioningState: 'Updating' }),
    'inProgress',
  ],
  [
    'OIDC off, failed',
    checkOidcFlag,
    withCluster({ isOidcEnabled: false, provisioningState: 'Failed' }),
    'failed',
  ],
  [
    'OIDC off, Azure Local',
    checkOidcFlag,
    withCluster({ isOidcEnabled: false, isProvisionedCluster: true }),
    'blocked',
  ],

  ['workload identity on', checkWorkloadIdentity, anObservation(), 'done'],
  [
    'workload identity off',
    checkWorkloadIdentity,
    withCluster({ isWorkloadIdentityEnabled: false }),
    'notStarted',
  ],
  [
    'agents too old for it',
    checkWorkloadIdentity,
    withCluster({ isWorkloadIdentityEnabled: false, agentVersion: '1.20.9' }),
    'blocked',
  ],
  [
    'agents just new enough',
    checkWorkloadIdentity,
    withCluster({ isWorkloadIdentityEnabled: false, agentVersion: '1.21.0' }),
    'notStarted',
  ],

  ['issuer published', checkIssuer, anObservation(), 'done'],
  ['issuer awaited', checkIssuer, anObservation({ issuer: notThere() }), 'inProgress'],
  [
    'issuer not verified',
    checkIssuer,
    anObservation({ issuer: fromArm({ issuer, published: issuer, isVerified: false }) }),
    'unknown',
  ],
  [
    'issuer of a cluster without OIDC',
    checkIssuer,
    withCluster({ isOidcEnabled: false }),
    'notStarted',
  ],

  ['agents fine', checkAgents, anObservation(), 'done'],
  ['agents say nothing', checkAgents, withCluster({ agentState: undefined }), 'done'],
  ['agents working', checkAgents, withCluster({ agentState: 'Updating' }), 'inProgress'],
  [
    'agents failed',
    checkAgents,
    withCluster({ agentState: 'Failed', agentErrors: ['helm'] }),
    'failed',
  ],

  ['vault right', checkVault, anObservation(), 'done'],
  [
    'vault by policies',
    checkVault,
    anObservation({ vault: fromArm(aVault({ isRbac: false })) }),
    'drifted',
  ],
  [
    'vault elsewhere',
    checkVault,
    anObservation({ vault: fromArm(aVault({ tenantId: 'other' })) }),
    'drifted',
  ],
  [
    'vault behind a firewall',
    checkVault,
    anObservation({ vault: fromArm(aVault({ firewallDefault: 'deny' })) }),
    'notProved',
  ],
  [
    'vault closed',
    checkVault,
    anObservation({ vault: fromArm(aVault({ publicNetworkAccess: 'disabled' })) }),
    'notProved',
  ],
  ['vault missing', checkVault, anObservation({ vault: notThere() }), 'notStarted'],
  ['vault unreadable', checkVault, anObservation({ vault: unread }), 'unknown'],

  ['identity there', checkIdentity, anObservation(), 'done'],
  ['identity recreated', checkIdentity, anObservation({ identity: notThere() }), 'drifted'],
  [
    'identity never chosen',
    checkIdentity,
    anObservation({
      identity: notThere(),
      providerClasses: fromArm([]),
      instance: fromArm(anInstance({ defaultClassId: undefined })),
    }),
    'notStarted',
  ],

  ['both roles', checkRoles, anObservation(), 'done'],
  [
    'one role',
    checkRoles,
    anObservation({ roleAssignments: fromArm(secretsUser ? [secretsUser] : []) }),
    'drifted',
  ],
  ['no role', checkRoles, anObservation({ roleAssignments: fromArm([]) }), 'notStarted'],
  [
    'roles at the group',
    checkRoles,
    anObservation({
      roleAssignments: fromArm(
        bothRoles.map((role) => aRole(role.roleId, ids.group.toUpperCase())),
      ),
    }),
    'done',
  ],
  [
    'roles at the root',
    checkRoles,
    anObservation({ roleAssignments: fromArm(bothRoles.map((role) => aRole(role.roleId, '/'))) }),
    'done',
  ],
  [
    'roles below the vault',
    checkRoles,
    anObservation({
      roleAssignments: fromArm(
        bothRoles.map((role) => aRole(role.roleId, `${ids.vault}/secrets/a`)),
      ),
    }),
    'notStarted',
  ],
  [
    'roles at a vault with a longer name',
    checkRoles,
    anObservation({
      roleAssignments: fromArm(bothRoles.map((role) => aRole(role.roleId, `${ids.vault}-2`))),
    }),
    'notStarted',
  ],
  [
    'roles with a condition',
    checkRoles,
    anObservation({
      roleAssignments: fromArm(bothRoles.map((role) => ({ ...role, condition: 'x' }))),
    }),
    'notStarted',
  ],
  [
    'roles of the old principal',
    checkRoles,
    anObservation({ identity: fromArm(anIdentity({ principalId: 'new' })) }),
    'notStarted',
  ],
  ['roles unreadable', checkRoles, anObservation({ roleAssignments: unread }), 'unknown'],

  ['credential right', checkCredential, anObservation(), 'done'],
  [
    'credential with a slash',
    checkCredential,
    anObservation({ credentials: fromArm([aCredential({ issuer: `${issuer}/` })]) }),
    'drifted',
  ],
  [
    'credential with another audience',
    checkCredential,
    anObservation({ credentials: fromArm([aCredential({ audiences: ['api://other'] })]) }),
    'drifted',
  ],
  [
    'credential of another cluster',
    checkCredential,
    anObservation({ credentials: fromArm([aCredential({ issuer: 'https://other' })]) }),
    'notStarted',
  ],
  [
    'credential in another case',
    checkCredential,
    anObservation({
      credentials: fromArm([
        aCredential({ subject: 'system:serviceaccount:Azure-IoT-Operations:aio-ssc-sa' }),
      ]),
    }),
    'notStarted',
  ],
  ['no credential', checkCredential, anObservation({ credentials: fromArm([]) }), 'notStarted'],
  ['credentials unreadable', checkCredential, anObservation({ credentials: unread }), 'unknown'],

  ['class right', checkProviderClass, anObservation(), 'done'],
  [
    'class being written',
    checkProviderClass,
    anObservation({
      providerClasses: fromArm([aProviderClass({ provisioningState: 'Accepted' })]),
    }),
    'inProgress',
  ],
  [
    'class failed',
    checkProviderClass,
    anObservation({ providerClasses: fromArm([aProviderClass({ provisioningState: 'Failed' })]) }),
    'failed',
  ],
  [
    'class with another vault',
    checkProviderClass,
    anObservation({ providerClasses: fromArm([aProviderClass({ vaultName: 'other' })]) }),
    'drifted',
  ],
  [
    'class in another case',
    checkProviderClass,
    anObservation({ providerClasses: fromArm([aProviderClass({ vaultName: 'KV-Berlin' })]) }),
    'done',
  ],
  ['no class', checkProviderClass, anObservation({ providerClasses: fromArm([]) }), 'notStarted'],
  [
    'only an OPC UA class',
    checkProviderClass,
    anObservation({
      instance: fromArm(anInstance({ defaultClassId: undefined })),
      providerClasses: fromArm([
        aProviderClass({
          name: 'opc-ua-connector',
          id: `${ids.providerClass}-opc`,
          vaultName: 'other',
        }),
      ]),
    }),
    'notStarted',
  ],

  ['reference right', checkDefaultReference, anObservation(), 'done'],
  [
    'reference absent, class there',
    checkDefaultReference,
    anObservation({ instance: fromArm(anInstance({ defaultClassId: undefined })) }),
    'drifted',
  ],
  [
    'reference absent, no class',
    checkDefaultReference,
    anObservation({
      instance: fromArm(anInstance({ defaultClassId: undefined })),
      providerClasses: fromArm([]),
    }),
    'notStarted',
  ],
  [
    'reference to a missing class',
    checkDefaultReference,
    anObservation({ providerClasses: fromArm([]) }),
    'drifted',
  ],
  [
    'instance being updated',
    checkDefaultReference,
    anObservation({ instance: fromArm(anInstance({ provisioningState: 'Updating' })) }),
    'inProgress',
  ],

  ['secret synced', checkSync, anObservation(), 'done'],
  ['no secret', checkSync, anObservation({ secretSyncs: fromArm([]) }), 'notProved'],
  [
    'secrets of another class',
    checkSync,
    anObservation({ secretSyncs: fromArm([aSecretSync({ providerClassName: 'opc' })]) }),
    'notProved',
  ],
  [
    'secret fails',
    checkSync,
    anObservation({
      secretSyncs: fromArm([
        aSecretSync({
          condition: { isTrue: false, reason: 'ProviderError', message: 'AADSTS700211' },
        }),
      ]),
    }),
    'failed',
  ],
  [
    'secret without a status',
    checkSync,
    anObservation({ secretSyncs: fromArm([aSecretSync({ condition: undefined })]) }),
    'inProgress',
  ],
];

describe('checks', () => {
  it.each(table)('%s', (_, check, seen, state) => {
    expect(check(seen).state).toBe(state);
  });
});

describe('settingFindings', () => {
  it('shows a proved instance as done', () => {
    const found = settingFindings(anObservation());
    expect(found.secretSync).toMatchObject({ state: 'done', words: 'Enabled, 1 of 1 synced' });
    expect(found.oidcIssuer.state).toBe('done');
    expect(found.cloudIdentity).toMatchObject({ state: 'notStarted', words: 'Not assigned' });
  });

  it('never shows what is only in place as done', () => {
    const found = settingFindings(anObservation({ secretSyncs: fromArm([]) }));
    expect(found.secretSync).toMatchObject({ state: 'notProved', words: 'Enabled, not proved' });
  });

  it('names the broken part of secret synchronization, not its consequence', () => {
    const found = settingFindings(
      anObservation({
        credentials: fromArm([aCredential({ issuer: `${issuer}/` })]),
        secretSyncs: fromArm([
          aSecretSync({ condition: { isTrue: false, reason: 'ProviderError', message: '…' } }),
        ]),
      }),
    );
    expect(found.secretSync).toMatchObject({
      state: 'drifted',
      words: 'Issuer differs by a trailing slash',
    });
  });

  it('says that something is half done instead of not started', () => {
    const found = settingFindings(anObservation({ credentials: fromArm([]) }));
    expect(found.secretSync).toMatchObject({
      state: 'drifted',
      words: 'Half done: No federated credential',
    });
  });

  it('keeps unknown apart from off', () => {
    const found = settingFindings(anObservation({ instance: unread, cluster: unread }));
    expect(found.oidcIssuer.state).toBe('unknown');
    expect(found.cloudIdentity.state).toBe('unknown');
    expect(found.secretSync.state).not.toBe('notStarted');
  });
});
