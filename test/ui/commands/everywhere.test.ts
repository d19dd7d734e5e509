import { beforeEach, describe, expect, it } from 'vitest';
import { nodeActions, type NodeOf } from '../../../src/core/model/node';
import type { PanelAction } from '../../../src/protocol/panel';
import { commandIds, type CommandId } from '../../../src/ui/commandIds';
import type { AnyCommand, Deps } from '../../../src/ui/commands/command';
import { moreActions } from '../../../src/ui/commands/moreActions';
import { createPanelActions } from '../../../src/ui/panels/panelActions';
import { aClusterNode, aFinding, anInstanceNode, aSettingNode } from '../../builders/nodes';
import { host } from '../../fakes/vscode';
import manifest from '../../../package.json';

beforeEach(() => {
  host.reset();
});

/** What the article asks for, or what leads back from it, by the command that does it. */
const rows: readonly (readonly [string, CommandId])[] = [
  ['the prerequisites', 'aioSecureSettings.instance.checkPrerequisites'],
  ['OIDC issuer and workload identity', 'aioSecureSettings.cluster.enableIdentity'],
  ['the update by the Azure CLI', 'aioSecureSettings.cluster.updateByAzureCli'],
  ['the issuer URL', 'aioSecureSettings.cluster.copyIssuer'],
  ['the configuration of k3s', 'aioSecureSettings.apiServer.configureK3s'],
  ['what an API server signs with', 'aioSecureSettings.apiServer.confirm'],
  ['a key vault', 'aioSecureSettings.vault.create'],
  ['Key Vault Secrets Officer', 'aioSecureSettings.vault.becomeOfficer'],
  ['a managed identity', 'aioSecureSettings.identity.create'],
  ['secret synchronization', 'aioSecureSettings.secretSync.enable'],
  ['an identity for cloud connections', 'aioSecureSettings.cloudIdentity.assign'],
  ['access to a cloud resource', 'aioSecureSettings.cloudIdentity.grantAccess'],
  ['an endpoint that uses the identity', 'aioSecureSettings.dataflowEndpoint.useIdentity'],
  ['a restart of the schema registry', 'aioSecureSettings.schemaRegistry.restart'],
  ['a script', 'aioSecureSettings.instance.exportScript'],
  ['all of it', 'aioSecureSettings.instance.enableAll'],
  ['a verification', 'aioSecureSettings.instance.verify'],
  ['no secret synchronization', 'aioSecureSettings.secretSync.disable'],
  ['no identity for cloud connections', 'aioSecureSettings.cloudIdentity.remove'],
  ['no workload identity', 'aioSecureSettings.cluster.disableIdentity'],
];

/** Instances with nothing and with everything, on clusters in each state. */
const instances = (['off', 'ready'] as const).flatMap((outlook) =>
  (['notStarted', 'done'] as const).map((state) =>
    anInstanceNode({
      outlook,
      secretSync: aFinding({ state }),
      cloudIdentity: aFinding({ state }),
    }),
  ),
);
const settings = (['oidcIssuer', 'workloadIdentity', 'secretSync', 'cloudIdentity'] as const).map(
  (setting) => aSettingNode({ setting, issuerUrl: 'https://issuer.example/' }),
);

/** What “More Actions…” of a panel offers for an instance. */
async function moreOf(instance: NodeOf<'instance'>): Promise<readonly string[]> {
  const estate = { find: () => instance, asObserved: () => instance };
  const commands = commandIds.map((id) => ({ id, title: id }) as unknown as AnyCommand);
  const more = moreActions({ estate } as unknown as Deps, commands);
  const asked = Promise.resolve(more.run(instance.id));
  await new Promise((resolve) => setTimeout(resolve, 5));
  const offered = host.pick.items.map(({ label }) => label);
  host.pick.hide();
  await asked;
  return offered;
}

/** What the buttons of a panel run. */
async function runByButtons(): Promise<ReadonlySet<string>> {
  const run = new Set<string>();
  const actions = createPanelActions({
    session: { current: () => Promise.resolve({ runs: { latest: () => undefined } }) },
    panels: { read: () => undefined },
    boundary: { run: () => Promise.resolve() },
    interrupted: { seen: () => [] },
    mend: () => Promise.resolve(),
    run: (id: string) => Promise.resolve(run.add(id)),
  } as unknown as Parameters<typeof createPanelActions>[0]);
  const subject = { tenantId: 't', instanceId: 'i', isSimulated: true };
  for (const action of Object.keys(actions)) await actions[action as PanelAction](subject);
  return run;
}

/** The nodes whose context menu has the command. */
const kindsWith = (command: string): readonly string[] => {
  const menus: Readonly<
    Record<string, readonly { command?: string; when?: string; group?: string }[]>
  > = manifest.contributes.menus;
  const abilities = Object.entries(menus)
    .flatMap(([menu, entries]) => (menu === 'commandPalette' ? [] : entries))
    .filter((entry) => entry.command === command && entry.group?.startsWith('inline') !== true)
    .map(({ when }) => /\\b(\w+)\\b/.exec(when ?? '')?.[1]);
  return [...instances, ...settings, aClusterNode()]
    .filter((node) => nodeActions(node).some((ability) => abilities.includes(ability)))
    .map(({ kind }) => kind);
};

const ofClusters = [
  'aioSecureSettings.cluster.enableIdentity',
  'aioSecureSettings.cluster.updateByAzureCli',
  'aioSecureSettings.cluster.disableIdentity',
  'aioSecureSettings.apiServer.configureK3s',
  'aioSecureSettings.apiServer.confirm',
];

describe.each(rows)('%s', (_, command) => {
  it('is in the palette', () => {
    const hidden = manifest.contributes.menus.commandPalette.filter(({ when }) => when === 'false');
    expect(hidden.map((entry) => entry.command)).not.toContain(command);
    expect(manifest.contributes.commands.map((entry) => entry.command)).toContain(command);
  });

  it('is in a context menu, and in that of the cluster if it is about that', () => {
    const kinds = kindsWith(command);
    expect(kinds).not.toEqual([]);
    if (ofClusters.includes(command)) expect(kinds).toContain('cluster');
  });

  it('is in the panel', async () => {
    const offered = [...(await runByButtons())];
    for (const instance of instances) offered.push(...(await moreOf(instance)));
    expect(offered).toContain(command);
  });
});
