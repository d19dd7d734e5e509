import { beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { observe } from '../../../src/core/observe/observe';
import type { Plan } from '../../../src/core/plan/plan';
import type { VaultSecret } from '../../../src/simulator/world';
import type { Deps } from '../../../src/ui/commands/command';
import { restoreSecret } from '../../../src/ui/commands/restoreSecret';
import { loadSdks } from '../../builders/azure';
import { anInstanceNode } from '../../builders/nodes';
import { noReviews } from '../../builders/reviews';
import { simulatedPlans } from '../../fakes/simulatedPlans';
import * as vscode from '../../fakes/vscode';

const { host } = vscode;

beforeAll(loadSdks);
beforeEach(() => {
  host.reset();
  vi.restoreAllMocks();
});

const name = 'aio-antwerp-01';

/** The command at Antwerp, whose vault has secrets in every state. */
async function commandAt(options: { readonly who?: string; readonly portalUrl?: string } = {}) {
  const { portalUrl = 'https://portal.example', ...rest } = options;
  const owner = simulatedPlans({ scenario: 'factory' });
  const azure = simulatedPlans({ scenario: 'factory', ...rest });
  const { clock } = azure;
  const { tenantId, instanceId, vault } = await owner.clock.run(owner.instance(name));
  const target = { tenantId, instanceId };
  const seen = await owner.clock.run(
    observe(owner.azure(tenantId), owner.clock, target, owner.context),
  );
  const node = anInstanceNode({ id: instanceId, name, tenantId });
  const plans: Plan[] = [];
  const cloud = { ...azure.cloud, portalUrl, azure: azure.azure, clock };
  const runs = {
    requireIdle: () => Promise.resolve(),
    start: (plan: Plan) => {
      plans.push(plan);
      return Promise.resolve();
    },
  };
  const deps = {
    session: { current: () => Promise.resolve({ cloud, runs }) },
    estate: { find: () => node },
    readings: { find: () => seen },
    panels: { show: () => undefined, follow: () => undefined },
    reviews: noReviews,
  } as unknown as Deps;
  return {
    plans,
    vaultId: vault('kv-antwerp-plant'),
    secrets: (): Map<string, VaultSecret> =>
      azure.simulator.world.secrets.get('kv-antwerp-plant') ?? new Map<string, VaultSecret>(),
    run: (clicked?: unknown) =>
      clock.run(Promise.resolve(restoreSecret(deps).run(instanceId, clicked))),
  };
}

const shown = (count: number) => expect.poll(() => host.picks.length).toBe(count);
const labels = (): string => host.pick.items.map(({ label }) => label).join('\n');

describe('enabling or recovering secrets', () => {
  it('ticks the secret that it was called at, and runs what was reviewed', async () => {
    const { run, plans } = await commandAt();
    const end = run('deleted');
    await shown(1);
    expect(host.pick.items.map(({ label, description }) => [label, description])).toEqual([
      ['disabled', 'disabled'],
      ['deleted', expect.stringMatching(/^deleted on \d{4}-\d\d-\d\d, kept until \d{4}-/)],
    ]);
    expect(host.pick.selectedItems.map(({ label }) => label)).toEqual(['deleted']);
    host.pick.tick('deleted');
    await shown(2);
    await expect.poll(labels).toContain('$(edit) Recover secret deleted');
    expect(labels()).not.toContain('Enable secret disabled');
    expect(plans).toEqual([]);
    host.pick.choose('$(play) Enable or recover');
    await end;
    expect(plans.map(({ id }) => id)).toEqual(['restoreSecret']);
  });

  it('proposes all that can be restored when it was called at none', async () => {
    const { run, plans } = await commandAt();
    const end = run();
    await shown(1);
    expect(host.pick.selectedItems).toHaveLength(2);
    host.pick.hide();
    await end;
    expect(plans).toEqual([]);
  });

  it('asks nothing where there is only one', async () => {
    const { run, secrets } = await commandAt();
    secrets().delete('deleted');
    const end = run('disabled');
    await shown(1);
    await expect.poll(labels).toContain('$(edit) Enable secret disabled');
    host.pick.hide();
    await end;
  });

  it('says of one that was never set who sets it, with the way to the vault', async () => {
    const { run, vaultId, plans } = await commandAt();
    const warned = vi
      .spyOn(vscode.window, 'showWarningMessage')
      .mockResolvedValue('Open Key Vault in Portal');
    const executed = vi.spyOn(vscode.commands, 'executeCommand').mockResolvedValue(undefined);
    await run('never-created');
    expect(warned.mock.calls[0]?.slice(0, 2)).toEqual([
      'never-created cannot be recovered',
      {
        modal: true,
        detail: expect.stringMatching(
          /^never-created is neither in key vault kv-antwerp/,
        ) as string,
      },
    ]);
    expect(executed).toHaveBeenCalledWith('aioSecureSettings.resource.openInPortal', vaultId);
    expect([host.picks.length, plans.length]).toEqual([0, 0]);
  });

  it('says so when all are well', async () => {
    const { run, secrets } = await commandAt();
    const told = vi.spyOn(vscode.window, 'showInformationMessage');
    for (const secret of secrets().values()) {
      delete secret.deletedAtMs;
      secret.versions = secret.versions.map((each) => ({ ...each, enabled: true }));
    }
    const expired = secrets().get('expired');
    if (expired) secrets().set('never-created', expired);
    await run();
    expect(told.mock.calls[0]?.[0]).toMatch(/are in key vault kv-antwerp-plant and enabled/);
    expect(host.picks).toHaveLength(0);
  });

  it('lets whoever may not see the secrets copy a request', async () => {
    const { run, plans } = await commandAt({ who: 'reader' });
    const end = run('disabled');
    await shown(1);
    await expect.poll(labels).toContain('$(copy) Copy Request for Your Administrator');
    expect(labels()).not.toContain('$(play)');
    host.pick.hide();
    await end;
    expect(plans).toEqual([]);
  });

  it.each([[{ name: 'disabled' }], ['../disabled'], [42]])(
    'takes %j for no secret',
    async (clicked) => {
      const { run } = await commandAt();
      const end = run(clicked);
      await shown(1);
      expect(host.pick.selectedItems).toHaveLength(2);
      host.pick.hide();
      await end;
    },
  );
});
