import { describe, expect, it } from 'vitest';
import { budgets } from '../../../../bench/budgets.mts';
import { breakNames, breaks } from '../../../fakes/breaks';
import { seeded } from '../../../fakes/seeded';
import { verified } from './verified';

const wanted = 220;
const apiServer = 'the API server signs with its own issuer';
const goneClass = 'the instance references a class that is gone';

/**
 * The links in the order in which trust flows. Written down here: what is tested has no say in what is
 * expected of it. A class that is gone comes before all that it would name.
 */
const order = [
  'connectivity',
  'oidc',
  'workloadIdentity',
  'agents',
  'issuer',
  goneClass,
  'identity',
  'credential',
  'vault',
  'roles',
  'providerClass',
  'reference',
  'instance',
  'secretStore',
  'objects',
  'secret historian-password',
  'sync historian',
];

/** Nobody sees the API server: it is named where nothing else can be the reason. These cannot. */
const noReason = [
  'the instance references nothing',
  'the last update of the instance failed',
  'a secret has expired',
  'a SecretSync did not reach the cluster',
];

/** Both set the list: the second takes the place of the first. */
const sameProperty = [
  ['the list of secrets is not indented', 'the list of secrets lacks what is mapped'],
];

/** What cannot be looked at any more behind which link. */
const hidden: Readonly<Record<string, readonly string[]>> = {
  // Nobody reports any more, so the last success stands.
  connectivity: ['a SecretSync names a class that is not there'],
  secretStore: ['a SecretSync names a class that is not there'],
  identity: ['the vault trusts another tenant'],
  vault: ['a secret is disabled', 'a secret has expired', 'a secret is not in the vault'],
  reference: [
    'the list of secrets is not indented',
    'the list of secrets lacks what is mapped',
    'a secret is disabled',
    'a secret has expired',
    'a secret is not in the vault',
    'a SecretSync did not reach the cluster',
    'a SecretSync maps two secrets to one key',
  ],
};

const causeOf = (name: string): string => breaks[name]?.cause ?? '';
const placeOf = (name: string): number => order.indexOf(name === goneClass ? name : causeOf(name));

/** Which of two breaks is to be named. */
function firstOf(one: string, other: string): string {
  if (sameProperty.some(([a, b]) => a === one && b === other)) return other;
  if (one === apiServer) return noReason.includes(other) ? one : other;
  if (other === apiServer) return noReason.includes(one) ? other : one;
  return placeOf(one) <= placeOf(other) ? one : other;
}

const all = breakNames.flatMap((first, index) =>
  breakNames.slice(index + 1).map((second) => [first, second] as const),
);

/** The same ones each time, spread over all. */
function somePairs(): readonly (readonly [string, string])[] {
  const random = seeded(7);
  return all
    .map((pair) => ({ pair, rank: random() }))
    .sort((a, b) => a.rank - b.rank)
    .slice(0, wanted)
    .map(({ pair }) => pair);
}

describe('verifying a chain of which two links are broken', () => {
  it('knows the place of every break', () => {
    expect(breakNames.filter((name) => name !== apiServer && placeOf(name) < 0)).toEqual([]);
    expect(somePairs()).toHaveLength(wanted);
  });

  it.each(somePairs())('names the first: %s, and %s', async (one, other) => {
    const { verification, requests, elapsedMs } = await verified([one, other]);
    expect(requests).toBeLessThanOrEqual(budgets.requestsToVerify);
    expect(elapsedMs).toBeLessThanOrEqual(budgets.verifyMs);
    const { checks, causeId } = verification;
    const first = firstOf(one, other);
    const second = first === one ? other : one;
    const cause = causeOf(first);
    expect(causeId).toBe(cause);
    const broken = checks.filter(({ finding: { state } }) =>
      ['drifted', 'failed', 'blocked', 'notStarted'].includes(state),
    );
    for (const { id, causedBy } of broken) {
      expect([id, causedBy]).toEqual([id, id === cause ? undefined : cause]);
    }
    // The other one is there, too, as a consequence: nothing is swallowed but what cannot be seen.
    const isSeen =
      second !== apiServer &&
      !hidden[cause]?.includes(second) &&
      !sameProperty.some((pair) => pair.includes(first) && pair.includes(second));
    if (isSeen) expect(broken.map(({ id }) => id)).toContain(causeOf(second));
  });
});
