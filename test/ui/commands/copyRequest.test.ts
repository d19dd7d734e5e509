import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { NeededPermission } from '../../../src/core/permissions';
import type { Deps } from '../../../src/ui/commands/command';
import { copyRequest, copyRequestFor } from '../../../src/ui/commands/copyRequest';
import { loadSdks } from '../../builders/azure';
import { anInstanceNode } from '../../builders/nodes';
import { simulatedPlans } from '../../fakes/simulatedPlans';
import { host } from '../../fakes/vscode';

beforeAll(loadSdks);
beforeEach(() => {
  host.reset();
});

async function copyAs(
  who: string,
  lacking: readonly NeededPermission[] = [],
): Promise<{ readonly writes: number }> {
  const owner = simulatedPlans({ scenario: 'factory' });
  const { tenantId, instanceId } = await owner.clock.run(owner.instance('aio-utrecht-01'));
  const test = simulatedPlans({ scenario: 'factory', who });
  const node = anInstanceNode({ id: instanceId, tenantId, name: 'aio-utrecht-01' });
  const parts: Pick<Deps, 'estate' | 'session'> = {
    estate: { find: () => node } as unknown as Deps['estate'],
    session: {
      current: () => Promise.resolve({ cloud: test.cloud, runs: test.runs }),
    } as unknown as Deps['session'],
  };
  await test.clock.run(
    lacking.length === 0
      ? Promise.resolve(copyRequest(parts as Deps).run(node.id))
      : copyRequestFor(parts as Deps, node.id, lacking),
  );
  return { writes: test.writes().length };
}

describe('copying a request for the administrator', () => {
  it('copies the text, says how much it asks for, and writes nothing to Azure', async () => {
    const { writes } = await copyAs('reader');
    expect(writes).toBe(0);
    expect(host.progress).toEqual(['Looking at your permissions for aio-utrecht-01']);
    expect(host.clipboard).toMatch(/^Permissions for the secure settings .* aio-utrecht-01\n/);
    expect(host.clipboard).toContain('az role assignment create');
    expect(host.messages.map(({ text }) => text)).toEqual(['The request is copied: 2 roles.']);
    expect(host.opened).toEqual([]);
  });

  it('shows the text when wanted', async () => {
    host.answer = () => 'Show';
    await copyAs('reader');
    expect(host.opened).toEqual([host.clipboard]);
  });

  it('says so when there is nothing to ask for, and leaves the clipboard alone', async () => {
    host.clipboard = 'mine';
    await copyAs('operator');
    expect(host.clipboard).toBe('mine');
    expect(host.messages[0]?.text).toMatch(/There is nothing to ask for\.$/);
  });

  it('asks for what was refused, which the settings themselves do not need', async () => {
    const scope = '/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-plc';
    const action = 'Microsoft.SecretSyncController/secretSyncs/write';
    await copyAs('operator', [{ action, scope }]);
    expect(host.messages[0]?.text).toBe('The request is copied: 1 role.');
    expect(host.clipboard).toContain('Needed to: Do what was refused');
    expect(host.clipboard).toContain(action);
    expect(host.clipboard).toContain(`--scope ${scope}`);
  });
});
