import { beforeAll, describe, expect, it } from 'vitest';
import { askNewVaultName } from '../../../../src/core/discover/newVaultName';
import { loadSdks } from '../../../builders/azure';
import { simulated, type SimulatedOptions } from '../../../fakes/simulated';

beforeAll(loadSdks);

const context = { signal: new AbortController().signal };

/** What is said of a name in a resource group of a city of `factory`. */
function ask(name: string, city: string, options: SimulatedOptions = {}) {
  const all = simulated({ scenario: 'factory', ...options });
  const { world } = all.simulator;
  const found = world.resources
    .ofType('Microsoft.IoTOperations/instances')
    .find((each) => each.name === `aio-${city}-01`);
  if (!found) throw new Error(`There is no instance in ${city}.`);
  const group = found.id.replace(/\/providers\/.*$/, '');
  const asking = () =>
    all.clock.run(askNewVaultName(all.azure(found.tenantId), group, name, context));
  return { ...all, asking };
}

const forbidden = { status: 403, code: 'AuthorizationFailed', message: 'Not you.' };

describe('the name of a new key vault', () => {
  it('is free where nobody in the world has it', async () => {
    expect(await ask('kv-quite-new', 'aarhus').asking()).toEqual({ kind: 'free' });
  });

  it('is taken by one that is there', async () => {
    expect(await ask('kv-hamburg-plant', 'aarhus').asking()).toMatchObject({
      kind: 'taken',
    });
  });

  it('can be had back from one that was deleted in the same resource group', async () => {
    expect(await ask('KV-aarhus-plant', 'aarhus').asking()).toMatchObject({
      kind: 'recoverable',
      location: expect.any(String) as unknown,
    });
  });

  it('is kept by one that was deleted elsewhere: where, and how long', async () => {
    const answer = await ask('kv-aarhus-plant', 'hamburg').asking();
    expect(answer.kind === 'taken' && answer.because).toMatch(
      /deleted in rg-aarhus and keeps it until 20\d\d-\d\d-\d\d\. Choose another name\.$/,
    );
  });

  it('counts as free where the account may write vaults, but not ask for names', async () => {
    const { asking, simulator } = ask('kv-hamburg-plant', 'aarhus');
    simulator.failNext('POST', /checkNameAvailability/i, forbidden);
    expect(await asking()).toEqual({ kind: 'free' });
  });

  it('stays taken where the account may not look at what was deleted', async () => {
    const { asking, simulator } = ask('kv-aarhus-plant', 'aarhus');
    simulator.failNext('GET', /deletedVaults/i, forbidden);
    expect(await asking()).toMatchObject({ kind: 'taken' });
  });

  it('is not judged where Azure refuses the question otherwise', async () => {
    const { asking, simulator } = ask('kv-quite-new', 'aarhus');
    const bad = { status: 400, code: 'BadRequest', message: 'No.' };
    simulator.failNext('POST', /checkNameAvailability/i, bad);
    await expect(asking()).rejects.toThrow('No.');
  });
});
