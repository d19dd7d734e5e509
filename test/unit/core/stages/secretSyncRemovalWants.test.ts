import { describe, expect, it } from 'vitest';
import { nodeDigest } from '../../../../src/azure/digest';
import { toSecretSyncRemoval } from '../../../../src/core/stages/secretSyncRemovalWants';
import {
  anObservation,
  aProviderClass,
  aSecretSync,
  fromArm,
  ids,
} from '../../../builders/observation';

const neighbours = { classes: fromArm([]), endpoints: fromArm([]), instances: fromArm([]) };

/** What goes, where the instance's own class was there before and is known by its id. */
const removalOf = (classIds: readonly string[]) =>
  toSecretSyncRemoval(
    anObservation({
      providerClasses: fromArm(classIds.map((id) => aProviderClass({ id }))),
      secretSyncs: fromArm([aSecretSync()]),
    }),
    neighbours,
    nodeDigest,
    ids.providerClass,
  );

describe('the synchronized secrets that go with a provider class', () => {
  it('are those of the class', () => {
    expect(removalOf([ids.providerClass]).secretSyncs.map(({ id }) => id)).toEqual([
      ids.secretSync,
    ]);
  });

  it('are still those of a class that is gone already', () => {
    expect(removalOf([]).secretSyncs).toHaveLength(1);
  });

  it('are none where somebody else’s class has the name of the one that is gone', () => {
    const others = ids.providerClass.replace('rg-plant-berlin', 'rg-somebody');
    const { secretSyncs, providerClass } = removalOf([others]);
    expect([secretSyncs, providerClass]).toEqual([[], undefined]);
  });
});
