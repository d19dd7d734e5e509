import { describe, expect, it } from 'vitest';
import { known } from '../../../../src/core/model/fact';
import type { Observation, SecretSync } from '../../../../src/core/observe/observation';
import { verify } from '../../../../src/core/verify/verify';
import { breakNames } from '../../../fakes/breaks';
import { verified } from './verified';

/** A code is no word: it stays; of the rest, every other word is turned round. */
const isCode = (word: string): boolean => /AADSTS\d+|AKV\d+|[a-z][A-Z]/.test(word);

function scrambled(text: string): string {
  return text
    .split(' ')
    .map((word, index) =>
      index % 2 === 0 || isCode(word) ? word : Array.from(word).reverse().join(''),
    )
    .join(' ');
}

const reword = ({ condition, ...sync }: SecretSync): SecretSync => ({
  ...sync,
  condition: condition && { ...condition, message: scrambled(condition.message) },
});

function reworded(seen: Observation): Observation {
  const { secretSyncs } = seen;
  return secretSyncs.kind === 'known'
    ? {
        ...seen,
        secretSyncs: known(secretSyncs.value.map(reword), secretSyncs.source, secretSyncs.readAtMs),
      }
    : seen;
}

const messagesOf = ({ secretSyncs }: Observation): readonly string[] =>
  secretSyncs.kind === 'known'
    ? secretSyncs.value.flatMap(({ condition }) => condition?.message ?? [])
    : [];

/** All that is decided; the evidence shows the message itself. */
const verdictOf = (seen: Observation) => {
  const { checks, causeId, parts, cloud } = verify(seen);
  return {
    causeId,
    parts,
    checks: [...checks, ...cloud].map(({ id, finding, remedy, causedBy }) => ({
      id,
      state: finding.state,
      words: finding.words,
      advice: finding.advice,
      remedy,
      causedBy,
    })),
  };
};

const cases: [what: string, broken: string[], instance?: string][] = [
  ...breakNames.map((name): [string, string[]] => [name, [name]]),
  ...['aio-basel-01', 'aio-antwerp-01', 'aio-aarhus-01', 'aio-gdansk-01', 'aio-lille-01'].map(
    (name): [string, string[], string] => [name, [], name],
  ),
];

describe('the words of a message', () => {
  it.each(cases)('decide nothing: %s', async (_, broken, instance) => {
    const { seen } = await verified(broken, instance);
    expect(verdictOf(reworded(seen))).toEqual(verdictOf(seen));
  });

  it('are other words in the test, while the codes are the same', async () => {
    const { seen } = await verified(['both roles are gone']);
    expect(messagesOf(reworded(seen))).not.toEqual(messagesOf(seen));
    expect(messagesOf(reworded(seen)).join()).toContain('ForbiddenByRbac');
  });

  it('do not matter, but the code does', async () => {
    const { seen } = await verified(['the API server signs with its own issuer']);
    const { secretSyncs } = seen;
    if (secretSyncs.kind !== 'known') throw new Error('The SecretSyncs were not read.');
    const longer = secretSyncs.value.map(({ condition, ...sync }) => ({
      ...sync,
      condition: condition && {
        ...condition,
        message: condition.message.replaceAll('AADSTS700211', 'AADSTS7002119'),
      },
    }));
    expect(verify(seen).causeId).toBe('apiServer');
    const other = verify({
      ...seen,
      secretSyncs: known(longer, secretSyncs.source, secretSyncs.readAtMs),
    });
    expect(other.causeId).not.toBe('apiServer');
  });
});
