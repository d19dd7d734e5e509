import { describe, expect, it } from 'vitest';
import { breakNames, breaks } from '../../../fakes/breaks';
import { seeded } from '../../../fakes/seeded';
import { verified } from './verified';

const wanted = 220;

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
  it.each(somePairs())('names the first: %s, and %s', async (first, second) => {
    const { verification } = await verified([first, second]);
    const { checks, causeId } = verification;
    const named = new Set([breaks[first]?.cause, breaks[second]?.cause]);
    const broken = checks.filter(
      ({ finding }) => !['done', 'inProgress', 'unknown', 'notProved'].includes(finding.state),
    );
    // One break can hide the other, as a reference to nothing hides what the class would name.
    const expected = broken.find(({ id }) => named.has(id));
    expect(causeId).toBe(expected?.id);
    expect(broken[0]?.id).toBe(causeId);
    const behind = broken.filter(({ id }) => id !== causeId);
    expect(behind.filter(({ causedBy }) => causedBy !== causeId)).toEqual([]);
  });
});
