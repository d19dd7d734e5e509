import { describe, expect, it } from 'vitest';
import type { ResourceChange } from '../../../../src/core/model/run';
import type { StepContext } from '../../../../src/core/plan/plan';
import type { Azure, FederatedCredential } from '../../../../src/core/ports';
import { removeCredentials } from '../../../../src/core/steps/removeCredentials';
import { aCredential, anIdentity } from '../../../builders/observation';

const named = (name: string): FederatedCredential =>
  aCredential({
    id: `${anIdentity().id}/federatedIdentityCredentials/${name}`,
    name,
    subject: `system:serviceaccount:ns:${name}`,
  });

/** An identity with credentials a and b of which some cannot be deleted, whatever Azure answers. */
function remove(present: readonly FederatedCredential[], stubborn: readonly string[] = []) {
  let left = present;
  const deleted: string[] = [];
  const changes: ResourceChange[] = [];
  const azure = {
    identities: {
      listCredentials: () => Promise.resolve(left),
      deleteCredential: (_: string, name: string) => {
        deleted.push(name);
        if (!stubborn.includes(name)) left = left.filter((each) => each.name !== name);
        return Promise.resolve();
      },
    },
  } as unknown as Azure;
  const context = {
    changed: (change: ResourceChange) => changes.push(change),
  } as unknown as StepContext;
  const ended = removeCredentials(azure, anIdentity(), [named('a'), named('b')], context);
  return { ended, deleted, changes };
}

describe('deleting federated credentials', () => {
  it('goes one after the other, looks whether they are gone, and notes it', async () => {
    const { ended, deleted, changes } = remove([named('a'), named('b'), named('c')]);
    await ended;
    expect(deleted).toEqual(['a', 'b']);
    expect(changes.map(({ resourceId, kind }) => `${kind} ${resourceId}`)).toEqual([
      `deleted ${named('a').id}`,
      `deleted ${named('b').id}`,
    ]);
  });

  it('fails where one is still there though Azure accepted it, and notes only the other', async () => {
    const { ended, changes } = remove([named('a'), named('b')], ['b']);
    await expect(ended).rejects.toThrow(/still has the federated credential b\. Run it again\./);
    expect(changes.map(({ resourceId }) => resourceId)).toEqual([named('a').id]);
  });

  it('deletes none where somebody has changed one of them since the review', async () => {
    const changed = { ...named('b'), audiences: ['api://other'] };
    const { ended, deleted } = remove([named('a'), changed]);
    await expect(ended).rejects.toThrow(/Somebody else has changed b of/);
    expect(deleted).toEqual([]);
  });
});
