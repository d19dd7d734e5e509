import { describe, expect, it } from 'vitest';
import { checkApiServer } from '../../../../src/core/apiServer/checkApiServer';
import { apiServerGuidance, apiServerKind } from '../../../../src/core/apiServer/guidance';
import { unknown } from '../../../../src/core/model/fact';
import type { Observation, SecretSync } from '../../../../src/core/observe/observation';
import {
  aCluster,
  anObservation,
  aProviderClass,
  aSecretSync,
  aVault,
  fromArm,
  issuer,
  notThere,
} from '../../../builders/observation';

const unproved = anObservation({ secretSyncs: fromArm([]) });
const { chain: readings } = unproved;
if (!readings) throw new Error('The builder makes one with the readings of a verification.');
const publishedIssuer = unproved.issuer.kind === 'known' ? unproved.issuer.value.issuer : issuer;

describe('whether the API server signs with the published issuer', () => {
  it('is proved by a secret that was synchronized', () => {
    expect(checkApiServer(anObservation())).toMatchObject({
      state: 'done',
      words: 'Proved by a sync',
    });
  });

  it.each([
    ['User', 'notProved', 'Proof is older than the last change'],
    // The agents and the service itself change no issuer.
    ['Application', 'done', 'Proved by a sync'],
  ])('is not proved by a secret from before the cluster was changed by: %s', (by, state, words) => {
    const { lastSuccessAtMs = 0 } = aSecretSync();
    const systemData = {
      lastModifiedByType: by,
      lastModifiedAt: new Date(lastSuccessAtMs + 1_000).toISOString(),
    };
    const seen = anObservation({ cluster: fromArm(aCluster({ body: { systemData } })) });
    expect(checkApiServer(seen)).toMatchObject({ state, words });
  });

  it.each([
    ['user', 'notProved', 'Confirmed by you'],
    ['kubectl', 'done', 'Confirmed by kubectl'],
  ] as const)('rests on what is known by %s until then', (how, state, words) => {
    const knowledge = { issuer: publishedIssuer, how, atMs: 5 };
    const found = checkApiServer(unproved, knowledge);
    expect(found).toMatchObject({ state, words });
    expect(found.evidence.map(({ value }) => value)).toEqual([publishedIssuer, publishedIssuer]);
    expect(found.evidence[0]?.readAtMs).toBe(5);
  });

  it('does not count for another issuer, and tells a slash from a former one', () => {
    const of = (text: string, how: 'user' | 'kubectl' = 'kubectl') =>
      checkApiServer(unproved, { issuer: text, how, atMs: 5 });
    const other = publishedIssuer.endsWith('/')
      ? publishedIssuer.slice(0, -1)
      : `${publishedIssuer}/`;
    expect(of(other)).toMatchObject({
      state: 'drifted',
      words: 'Issuer differs by a trailing slash',
    });
    expect(of('https://former.example/x', 'user')).toMatchObject({
      state: 'drifted',
      words: 'Signs with a former issuer',
    });
    expect(of('https://former.example/x')).toMatchObject({
      state: 'drifted',
      words: 'Signs with another issuer',
    });
  });

  it('shows both issuers where kubectl saw another', () => {
    const { advice } = checkApiServer(unproved, {
      issuer: 'https://other.example/x',
      how: 'kubectl',
      atMs: 5,
    });
    expect(advice).toContain(
      `“https://other.example/x”, but tokens must carry “${publishedIssuer}”`,
    );
    expect(advice).toContain('config.yaml on every server node');
  });

  it('is no longer proved by a secret from before kubectl saw another issuer', () => {
    const { lastSuccessAtMs = 0 } = aSecretSync();
    const at = (atMs: number) =>
      checkApiServer(anObservation(), { issuer: 'https://other.example/x', how: 'kubectl', atMs });
    expect(at(lastSuccessAtMs + 1).words).toBe('Signs with another issuer');
    expect(at(lastSuccessAtMs - 1).words).toBe('Proved by a sync');
  });

  const failing = (change: Partial<NonNullable<SecretSync['condition']>> = {}) =>
    fromArm([
      aSecretSync({
        condition: { isTrue: false, reason: 'ProviderError', message: 'It failed.', ...change },
      }),
    ]);

  it('believes kubectl more than a failure that was there before it looked', () => {
    const of = (changedAtMs: number | undefined, how: 'user' | 'kubectl') =>
      checkApiServer(anObservation({ secretSyncs: failing({ changedAtMs }) }), {
        issuer: publishedIssuer,
        how,
        atMs: 50,
      }).words;
    expect(of(40, 'kubectl')).toBe('Confirmed by kubectl');
    expect(of(60, 'kubectl')).toBe('Signs with another issuer, it seems');
    expect(of(undefined, 'kubectl')).toBe('Signs with another issuer, it seems');
    expect(of(40, 'user')).toBe('Signs with another issuer, it seems');
  });

  it('is what is left when secrets fail to arrive and all that can be seen is right', () => {
    const seen = anObservation({ secretSyncs: failing() });
    expect(checkApiServer(seen, { issuer: publishedIssuer, how: 'user', atMs: 5 })).toMatchObject({
      state: 'failed',
      words: 'Signs with another issuer, it seems',
    });
  });

  it.each<[string, Partial<Observation>]>([
    ['the credential is missing', { credentials: fromArm([]) }],
    ['a role is missing', { roleAssignments: fromArm([]) }],
    ['roles could not be read', { roleAssignments: unknown('ARM', 'no permission') }],
    ['the identity is gone', { identity: notThere() }],
    ['the vault goes by policies', { vault: fromArm(aVault({ isRbac: false })) }],
    ['the vault is behind a firewall', { vault: fromArm(aVault({ firewallDefault: 'deny' })) }],
    [
      'the class names another tenant',
      { providerClasses: fromArm([aProviderClass({ tenantId: 'other' })]) },
    ],
    ['another reason is reported', { secretSyncs: failing({ reason: 'ControllerSyncFailed' }) }],
    ['the report says neither', { secretSyncs: failing({ isUnknown: true }) }],
    [
      'its secrets could not be looked at',
      { chain: { ...readings, secrets: unknown('vault', 'no permission') } },
    ],
  ])('is not blamed while %s', (_, change) => {
    const seen = anObservation({ secretSyncs: failing(), ...change });
    expect(checkApiServer(seen).state).toBe('notStarted');
  });

  it('is not decided by any code in a message', () => {
    const message = 'AADSTS700211: No matching federated identity record';
    const seen = anObservation({ secretSyncs: failing({ message }), credentials: fromArm([]) });
    expect(checkApiServer(seen).state).toBe('notStarted');
  });

  it('is no question of a cluster whose platform configures it', () => {
    const cluster = fromArm(aCluster({ distribution: 'aks' }));
    expect(checkApiServer({ ...unproved, cluster })).toMatchObject({
      state: 'done',
      words: 'Managed by the platform',
    });
  });

  it('waits for the issuer, and is unknown where cluster or issuer cannot be read', () => {
    expect(checkApiServer({ ...unproved, issuer: notThere() }).state).toBe('notStarted');
    const unread = <T>() => unknown<T>('ARM', 'no permission');
    expect(checkApiServer({ ...unproved, cluster: unread() }).state).toBe('unknown');
    expect(checkApiServer({ ...unproved, issuer: unread() }).state).toBe('unknown');
    expect(checkApiServer({ ...unproved, cluster: notThere() }).state).toBe('unknown');
  });

  it.each([
    ['k3s', 'k3s', 'config.yaml on every server node'],
    ['aks', 'managed', 'nothing to do'],
    ['eks', 'managed', 'nothing to do'],
    ['gke', 'managed', 'nothing to do'],
    ['aks_management', 'managed', 'nothing to do'],
    ['aks_edge_k3s', 'edgeScript', 'quickstart script'],
    ['aks_edge_k8s', 'edgeScript', 'quickstart script'],
    ['openshift', 'byHand', 'spec.serviceAccountIssuer'],
    ['tkg', 'byHand', 'apiServerExtraArgs'],
    ['generic', 'byHand', 'as its distribution documents it'],
  ] as const)('says what applies to %s', (distribution, kind, words) => {
    const cluster = aCluster({ distribution });
    expect(apiServerKind(cluster)).toBe(kind);
    expect(apiServerGuidance(cluster)).toContain(words);
    expect(apiServerKind({ ...cluster, isProvisionedCluster: true })).toBe('managed');
  });
});
