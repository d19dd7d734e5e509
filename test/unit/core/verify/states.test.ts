import { describe, expect, it } from 'vitest';
import type { FindingState } from '../../../../src/core/model/finding';
import { absent, known, unknown } from '../../../../src/core/model/fact';
import type { Observation } from '../../../../src/core/observe/observation';
import { settingFindings } from '../../../../src/core/checks/settings';
import { verdictOf } from '../../../../src/core/verdict';
import { verify } from '../../../../src/core/verify/verify';
import {
  aCluster,
  anInstance,
  anObservation,
  aProviderClass,
  aSecretSync,
  fromArm,
} from '../../../builders/observation';
import { verified } from './verified';

const unread = unknown<never>('ARM', 'your account has no permission to read it');
const chain = {
  secrets: known(
    [{ name: 'opc-password', isEnabled: true, expiresAtMs: undefined, updatedAtMs: 0 }],
    'vault',
    1_000,
  ),
  deletedVault: absent<never>('ARM', 1_000),
  endpoints: fromArm([]),
  targets: [],
  grants: fromArm([]),
};
const objects = 'array:\n    - |\n      objectName: opc-password\n      objectType: secret\n';
const well: Partial<Observation> = {
  chain,
  providerClasses: fromArm([aProviderClass({ body: { properties: { objects } } })]),
};
const judge = (change: Partial<Observation>) => verify(anObservation({ ...well, ...change }));
const stateOf = (change: Partial<Observation>, id: string) =>
  judge(change).checks.find((check) => check.id === id)?.finding.state;

const inProgress: readonly (readonly [string, Partial<Observation>])[] = [
  ['connectivity', { cluster: fromArm(aCluster({ connectivity: 'connecting' })) }],
  ['oidc', { cluster: fromArm(aCluster({ isOidcEnabled: false, provisioningState: 'Updating' })) }],
  [
    'workloadIdentity',
    {
      cluster: fromArm(
        aCluster({ isWorkloadIdentityEnabled: false, provisioningState: 'Accepted' }),
      ),
    },
  ],
  ['agents', { cluster: fromArm(aCluster({ agentState: 'Updating' })) }],
  ['issuer', { issuer: absent('ARM', 1) }],
  [
    'providerClass',
    { providerClasses: fromArm([aProviderClass({ provisioningState: 'Updating' })]) },
  ],
  ['reference', { instance: fromArm(anInstance({ provisioningState: 'Updating' })) }],
  ['instance', { instance: fromArm(anInstance({ provisioningState: 'Accepted' })) }],
  [
    'secretStore',
    {
      extensions: fromArm([
        { name: 's', type: 'microsoft.azure.secretstore', provisioningState: 'Creating' },
      ]),
    },
  ],
  ['sync opc-password', { secretSyncs: fromArm([aSecretSync({ condition: undefined })]) }],
];

const unreadable: readonly (readonly [string, Partial<Observation>])[] = [
  ['connectivity', { cluster: unread }],
  ['oidc', { cluster: unread }],
  ['workloadIdentity', { cluster: unread }],
  ['agents', { cluster: unread }],
  ['issuer', { issuer: unread }],
  ['apiServer', { issuer: unread }],
  ['identity', { identity: unread }],
  ['credential', { credentials: unread }],
  ['vault', { vault: unread }],
  ['roles', { roleAssignments: unread }],
  ['providerClass', { providerClasses: unread }],
  ['reference', { instance: unread }],
  ['instance', { instance: unread }],
  ['secretStore', { extensions: unread }],
  ['secret opc-password', { chain: { ...chain, secrets: unread } }],
  ['syncs', { secretSyncs: unread }],
];

describe('verify', () => {
  it.each(inProgress)('says that %s is on its way, and breaks nothing by it', (id, change) => {
    expect(stateOf(change, id)).toBe('inProgress');
    expect(judge(change).causeId).not.toBe(id);
  });

  it.each(unreadable)('says that %s could not be read, and why', (id, change) => {
    const { checks, causeId, parts } = judge(change);
    const check = checks.find((each) => each.id === id);
    expect(check?.finding.state).toBe('unknown');
    expect(causeId).not.toBe(id);
    // What is unknown is nowhere good.
    for (const part of parts) {
      if (part.checks.includes(id)) expect(part.state).not.toBe('done');
    }
  });

  it.each<[FindingState, number | undefined]>([
    ['inProgress', 60_000],
    ['failed', 3_600_000],
    ['inProgress', undefined],
  ])('calls an issuer that is not published %s after %s ms', (state, ageMs) => {
    const endedAtMs = Date.UTC(2026, 5, 1);
    const systemData =
      ageMs === undefined ? {} : { lastModifiedAt: new Date(endedAtMs - ageMs).toISOString() };
    const cluster = fromArm(aCluster({ body: { systemData } }));
    expect(stateOf({ cluster, issuer: absent('ARM', 1), endedAtMs }, 'issuer')).toBe(state);
  });

  it('shows what nobody confirmed or proved as not proved, and the picture with it', () => {
    const { checks, parts, causeId } = judge({ secretSyncs: fromArm([]) });
    expect(checks.find(({ id }) => id === 'apiServer')?.finding.state).toBe('notProved');
    expect(causeId).toBeUndefined();
    const states = new Map(parts.map(({ id, state }) => [id, state]));
    expect(states.get('issuer')).toBe('notProved');
    expect(states.get('secrets')).toBe('notProved');
    expect(states.get('instanceToSecrets')).toBe('notProved');
  });

  it.each<[string, Partial<Observation>, FindingState, string]>([
    ['absent', { credentials: fromArm([]) }, 'notStarted', 'later'],
    ['unread', { credentials: unread }, 'unknown', 'not readable'],
  ])('lets no credential that is %s trust an identity that is there', (_, change, state, words) => {
    const { parts } = judge(change);
    expect(parts.find(({ id }) => id === 'identity')?.state).toBe('done');
    expect(parts.find(({ id }) => id === 'credentialToIdentity')).toMatchObject({ state, words });
  });

  it.each([
    ['no class of that name', [aSecretSync({ condition: undefined })], 'drifted'],
    ['one that nobody may see, but secrets arrive', [aSecretSync()], undefined],
  ] as const)('says of a SecretSync that names %s', (_, [sync], state) => {
    const stray = { ...sync, name: 'stray', providerClassName: 'spc-mistyped' };
    const change = { secretSyncs: fromArm([aSecretSync(), stray]) };
    expect(stateOf(change, 'sync stray')).toBe(state);
    expect(judge(change).causeId).toBe(state === undefined ? undefined : 'sync stray');
  });

  it('lays a failing SecretSync to the secrets that it fetches, and to no other SecretSync', () => {
    const [first] = chain.secrets.kind === 'known' ? chain.secrets.value : [];
    if (!first) throw new Error('The chain has no secret.');
    const secrets = known(
      [
        { ...first, isEnabled: false },
        { ...first, name: 'other' },
      ],
      'vault',
      1_000,
    );
    const list = `${objects}    - |\n      objectName: other\n      objectType: secret\n`;
    const failing = { isTrue: false, reason: 'PartialSync', message: '' };
    const sync = (name: string, source: string) =>
      aSecretSync({ name, condition: failing, mappings: [{ source, key: 'value' }] });
    const { checks, causeId } = judge({
      endedAtMs: Date.UTC(2026, 10, 29),
      chain: { ...chain, secrets },
      providerClasses: fromArm([aProviderClass({ body: { properties: { objects: list } } })]),
      secretSyncs: fromArm([
        sync('theirs', 'opc-password'),
        sync('own', 'other'),
        sync('both', 'other'),
      ]),
    });
    expect(causeId).toBe('secret opc-password');
    const causes = new Map(checks.map(({ id, causedBy }) => [id, causedBy]));
    expect(causes.get('sync theirs')).toBe('secret opc-password');
    expect(causes.get('sync own')).toBeUndefined();
    expect(causes.get('sync both')).toBeUndefined();
  });

  it('calls nothing proved by SecretSyncs that could not be read', () => {
    const seen = anObservation({ ...well, secretSyncs: unread });
    expect(verdictOf(seen, undefined, verify(seen)).lead).toBe('Not everything could be read.');
    expect(settingFindings(seen).secretSync.state).toBe('unknown');
  });

  it('breaks nothing where nothing was ever enabled', async () => {
    for (const name of ['aio-hamburg-01', 'aio-lyon-01', 'aio-malmo-01']) {
      const { verification } = await verified([], name);
      expect(verification.causeId).toBeUndefined();
      expect(verification.parts.map(({ state }) => state)).not.toContain('drifted');
    }
  });

  it.each([
    ['aio-berlin-01', 'credential', 'issuer differs'],
    ['aio-basel-01', 'apiServer', undefined],
    ['aio-dresden-01', 'credential', 'audience differs'],
    ['aio-parma-01', 'credential', 'issuer differs'],
    ['aio-lille-01', 'identity', 'does not trust'],
    ['aio-bilbao-01', 'roles', '1 of 2 roles'],
    ['aio-gdansk-01', 'vault', 'no effect'],
    ['aio-aarhus-01', 'vault', undefined],
    ['aio-porto-01', 'reference', 'not the default'],
    ['aio-riga-01', 'reference', 'not the default'],
    ['aio-plovdiv-01', 'sync historian', 'out of date'],
    ['aio-antwerp-01', 'secret disabled', 'sync fails'],
    ['aio-munich-02', 'connectivity', undefined],
    ['aio-tampere-01', 'issuer', undefined],
    ['aio-cork-01', 'issuer', undefined],
    ['aio-boise-01', 'oidc', 'issuer differs'],
  ])('finds in %s that the cause is %s', async (name, cause, word) => {
    const { verification } = await verified([], name);
    expect(verification.causeId).toBe(cause);
    if (word !== undefined) expect(verification.parts.map(({ words }) => words)).toContain(word);
  });
});
