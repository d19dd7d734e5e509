import { describe, expect, it } from 'vitest';
import { objectsAt, stringAt } from '../../../src/core/model/json';
import { createSimulator } from '../../../src/simulator/simulator';
import type { StoredResource } from '../../../src/simulator/world';

const secretSyncType = 'Microsoft.SecretSyncController/secretSyncs';

/** What a condition says, without ids and times: `synced`, or the reason with the service's code. */
function outcomeOf({ name, body }: StoredResource): readonly [string, string] {
  const [condition] = objectsAt(body, 'properties', 'status', 'conditions');
  const reason = stringAt(condition, 'reason') ?? 'none';
  if (reason.endsWith('Succeeded')) return [name, 'synced'];
  const message = stringAt(condition, 'message') ?? '';
  return [name, [reason, ...(message.match(/AADSTS\d+|"[A-Za-z]+"/g) ?? [])].join(' ')];
}

describe('what a scenario says of its SecretSyncs', () => {
  it('is what the trust chain gives, round after round', () => {
    let nowMs = Date.UTC(2026, 0, 1);
    const simulator = createSimulator({ scenario: 'factory', now: () => nowMs });
    const { world } = simulator;
    const all = world.resources.ofType(secretSyncType);
    const before = all.map(outcomeOf);
    expect(new Set(before.map(([, outcome]) => outcome)).size).toBeGreaterThan(5);
    nowMs += 10 * 60_000;
    // Any request lets what is due happen.
    simulator.handle({
      method: 'GET',
      url: new URL('https://management.azure.com/tenants?api-version=2022-12-01'),
      headers: new Map(),
      body: undefined,
    });
    expect(all.map(outcomeOf)).toEqual(before);
  });
});
