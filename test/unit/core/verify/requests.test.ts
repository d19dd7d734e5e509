import { describe, expect, it } from 'vitest';
import { budgets } from '../../../../bench/budgets.mts';
import { simulated } from '../../../fakes/simulated';
import { checkOf, verified } from './verified';

const fullest = 'aio-rotterdam-01';
const instances = [
  ...simulated({ scenario: 'factory' }).simulator.world.resources.ofType(
    'Microsoft.IoTOperations/instances',
  ),
].map(({ name }) => name);

describe('reading an instance to verify it', () => {
  it('needs 12 requests and less than a second for secrets, a cloud identity and its endpoints', async () => {
    const found = await verified([], fullest);
    expect(found.requests).toBe(12);
    expect(found.elapsedMs).toBeLessThanOrEqual(1_000);
    expect(found.azure.writes()).toEqual([]);
    const cloud = found.verification.cloud.map(({ id }) => id);
    expect(cloud).toContain('cloud credential id-rotterdam-cloud');
    expect(cloud).toContain('cloud endpoint lake role');
  });

  it.each(instances)('needs no more for %s', async (name) => {
    const found = await verified([], name);
    expect(found.requests).toBeLessThanOrEqual(budgets.requestsToVerify);
    expect(found.elapsedMs).toBeLessThanOrEqual(budgets.verifyMs);
  });

  // The index is behind by five seconds at least.
  it.each([
    ['the identity is gone', 'identity'],
    ['the identity was created anew', 'credential'],
    ['the credential is gone', 'credential'],
    ['the vault was deleted', 'vault'],
    ['the vault decides by access policies', 'vault'],
    ['the class names a client id that nobody has', 'identity'],
  ])('does not believe an index that is late: %s', async (name, id) => {
    const found = await verified([name], fullest, { waitMs: 1_000 });
    expect(checkOf(found, id)?.finding.state).not.toBe('done');
  });

  it('asks the vault where the index shows too few roles, with one request more', async () => {
    const found = await verified(['both roles are gone'], fullest);
    expect(checkOf(found, 'roles')?.values[0]?.source).toBe('ARM');
    expect(found.requests).toBe(13);
  });

  it('judges the endpoints of an instance to which no identity is assigned', async () => {
    const found = await verified([], 'aio-bergen-01');
    const endpoint = found.verification.cloud.find(({ id }) => id === 'cloud endpoint lake');
    expect(endpoint?.finding.state).toBe('drifted');
    expect(endpoint?.remedy?.kind).toBe('assignCloudIdentity');
  });
});
