import { describe, expect, it } from 'vitest';
import { absent, known, unknown } from '../../../../src/core/model/fact';
import { findReferences, type ReferenceSources } from '../../../../src/core/observe/references';
import { aProviderClass, anInstance, fromArm, ids, tenantId } from '../../../builders/observation';

const nowMs = 2_000;
const target = { tenantId, instanceId: ids.instance };

/** All is readable, and the index knows the vault and no identity. */
const sources = (change: Partial<ReferenceSources> = {}): ReferenceSources => ({
  instance: fromArm(anInstance()),
  classes: fromArm([aProviderClass()]),
  rows: [],
  query: async () =>
    known([{ id: ids.vault, type: 'microsoft.keyvault/vaults' }], 'Resource Graph', nowMs),
  nowMs,
  ...change,
});

describe('findReferences', () => {
  it('finds what the provider class names, and tells what is not there any more', async () => {
    expect(await findReferences(target, sources())).toEqual({
      vaultId: known(ids.vault, 'Resource Graph', nowMs),
      identityId: absent('Resource Graph', nowMs),
    });
  });

  it('takes what was chosen without asking the index', async () => {
    const chosen = { ...target, vaultId: ids.vault, identityId: ids.identity };
    const query = () => Promise.reject(new Error('asked'));
    const found = await findReferences(chosen, sources({ query }));
    expect(found.vaultId).toMatchObject({ value: ids.vault });
    expect(found.identityId).toMatchObject({ value: ids.identity });
  });

  it('knows of none where there is no provider class', async () => {
    const found = await findReferences(target, sources({ classes: fromArm([]) }));
    expect(found.vaultId.kind).toBe('absent');
    expect(found.identityId.kind).toBe('absent');
  });

  const unreadable = unknown<never>('ARM', 'the sign-in is not accepted');
  it.each<[string, Partial<ReferenceSources>]>([
    ['the instance', { instance: unreadable }],
    ['the provider classes', { classes: unreadable }],
    ['the index', { query: async () => unreadable }],
  ])('never takes for absent what %s would have told', async (_, change) => {
    expect(await findReferences(target, sources(change))).toEqual({
      vaultId: unreadable,
      identityId: unreadable,
    });
  });
});
