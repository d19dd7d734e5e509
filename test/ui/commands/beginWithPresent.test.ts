import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { LogOutputChannel, TreeView } from 'vscode';
import { nodeDigest } from '../../../src/azure/digest';
import { isObject, stringAt } from '../../../src/core/model/json';
import type { Node } from '../../../src/core/model/node';
import type { Azure } from '../../../src/core/ports';
import type { CommandId } from '../../../src/ui/commandIds';
import { createInterface } from '../../../src/ui/interface';
import { loadSdks } from '../../builders/azure';
import { FakeMemento } from '../../fakes/fakeMemento';
import { simulated } from '../../fakes/simulated';
import { host, Uri } from '../../fakes/vscode';

beforeAll(loadSdks);
beforeEach(() => {
  host.reset();
});

const channel = Object.fromEntries(
  ['show', 'trace', 'debug', 'info', 'warn', 'error', 'dispose'].map((name) => [
    name,
    () => undefined,
  ]),
) as unknown as LogOutputChannel;

/** The wizards of the whole extension over `factory`. */
function wizards(change: (azure: Azure) => Azure = (azure) => azure) {
  const azure = simulated({ scenario: 'factory' });
  const { world } = azure.simulator;
  const commands = createInterface({
    extensionUri: Uri.file('/extension') as never,
    channel,
    view: {} as TreeView<Node>,
    clock: azure.clock,
    digest: nodeDigest,
    memory: new FakeMemento(),
    storage: Uri.file(join(tmpdir(), 'aio-begin-with-present')) as never,
    clouds: {
      real: () =>
        Promise.resolve({
          ...azure.cloud,
          azure: (tenantId: string) => change(azure.cloud.azure(tenantId)),
        }),
      simulated: () => Promise.reject(new Error('Not simulated.')),
    },
  });
  const named = (type: string, name: string) => {
    const found = world.resources.ofType(type).find((each) => each.name === name);
    if (!found) throw new Error(`There is no ${name}.`);
    return found;
  };

  /** Answers page after page, then dismisses the wizard. */
  async function walk(id: CommandId, name: string, answers: readonly (() => Promise<void>)[]) {
    const { id: instanceId } = named('Microsoft.IoTOperations/instances', name);
    const ended = azure.clock.run(commands.run(id, [instanceId]), { limitMs: 3_600_000 });
    ended.catch(() => undefined);
    for (const answer of answers) await answer();
    host.picks.find(({ isShown }) => isShown)?.hide();
    host.inputs.find(({ isShown }) => isShown)?.hide();
    await ended;
    // Asking whether a name is free is a POST.
    const written = azure.writes().filter(({ method }) => method !== 'POST');
    expect(written.map(({ method, url }) => `${method} ${url.pathname}`)).toEqual([]);
  }
  return { world, named, walk };
}

const isOpen = (title: RegExp) => {
  const pick = host.picks.find(({ isShown, busy }) => isShown && !busy);
  return pick !== undefined && title.test(pick.placeholder ?? '');
};

/** The page of that placeholder, once its rows are there. */
async function page(placeholder: RegExp) {
  await expect.poll(() => isOpen(placeholder), { timeout: 5_000 }).toBe(true);
  return host.pick;
}

/** What Enter takes. */
const active = async (placeholder: RegExp): Promise<readonly string[]> =>
  (await page(placeholder)).activeItems.map(({ label }) => label);

const detailOf = async (placeholder: RegExp, label: string): Promise<string | undefined> =>
  (await page(placeholder)).items.find((each) => each.label === label)?.detail;

const vault = /^Choose the key vault/;
const reader = /^Choose the managed identity that reads/;
const forCloud =
  /^Choose (another managed identity for cloud connections|the managed identity of \S+ for the cloud)/;
const review = /^Review/;

/** Lets secrets come from another plant's vault, by its identity: neither is named for this one. */
function borrow({ world, named }: ReturnType<typeof wizards>): void {
  const type = 'Microsoft.SecretSyncController/azureKeyVaultSecretProviderClasses';
  const instance = named('Microsoft.IoTOperations/instances', 'aio-bern-01');
  const classId = stringAt(
    instance.body,
    'properties',
    'defaultSecretProviderClassRef',
    'resourceId',
  );
  const found = world.resources.get(classId ?? '');
  const identity = named('Microsoft.ManagedIdentity/userAssignedIdentities', 'id-hamburg-secrets');
  const properties = found && isObject(found.body['properties']) ? found.body['properties'] : {};
  world.resources.put(found?.id ?? '', type, instance.tenantId, {
    ...found?.body,
    properties: {
      ...properties,
      keyvaultName: 'kv-hamburg-plant',
      clientId: stringAt(identity.body, 'properties', 'clientId') ?? '',
    },
  });
}

describe.each([
  'aioSecureSettings.instance.enableAll',
  'aioSecureSettings.secretSync.enable',
] as const)('%s', (id) => {
  it('begins with the vault and the identity that the instance has, not with the nearest', async () => {
    const all = wizards();
    borrow(all);
    await all.walk(id, 'aio-bern-01', [
      async () => {
        expect(await active(vault)).toEqual(['kv-hamburg-plant']);
        host.pick.choose('kv-hamburg-plant');
      },
      async () => {
        expect(await active(reader)).toEqual(['id-hamburg-secrets']);
      },
    ]);
  });

  it('says in a sovereign cloud, before it asks for anything, that Azure does not offer it', async () => {
    const all = wizards((azure) => ({ ...azure, sovereignCloud: 'Azure US Government' }));
    await all.walk(id, 'aio-bern-01', []);
    expect(host.picks).toEqual([]);
    expect(host.messages.map(({ text }) => text)).toEqual([
      expect.stringMatching(/public cloud only/),
    ]);
  });

  it('warns of the identity that connects to the cloud already', async () => {
    await wizards().walk(id, 'aio-rotterdam-01', [
      async () => {
        await page(vault);
        host.pick.choose('kv-rotterdam-plant');
      },
      async () => {
        expect(await detailOf(reader, 'id-rotterdam-cloud')).toMatch(/every secret$/);
        expect(await detailOf(reader, 'id-rotterdam-secrets')).toBeUndefined();
      },
    ]);
  });

  it('lets the user into a vault that is recovered: roles do not come back with it', async () => {
    const isAll = id.endsWith('enableAll');
    await wizards().walk(id, 'aio-aarhus-01', [
      async () => {
        await page(vault);
        host.pick.choose('$(add) Create a new key vault…');
      },
      async () => {
        await expect.poll(() => host.inputs.some(({ isShown }) => isShown)).toBe(true);
        host.input.type('kv-aarhus-plant');
        host.input.enter();
      },
      async () => {
        await page(/was deleted/);
        host.pick.choose('$(history) Recover kv-aarhus-plant');
      },
      async () => {
        await page(reader);
        host.pick.choose('id-aarhus-secrets');
      },
      ...(isAll
        ? [
            async () => {
              await page(forCloud);
              host.pick.choose('id-hamburg-secrets');
            },
          ]
        : []),
      async () => {
        const asked = await page(review);
        asked.choose('$(list-unordered) Show as List');
        expect(
          asked.labels.filter((label) => label.includes('Let you manage its secrets')),
        ).toHaveLength(1);
      },
    ]);
  });
});

describe('assigning an identity for cloud connections', () => {
  it('begins with the one that is assigned, and warns of the one that reads the vault', async () => {
    await wizards().walk('aioSecureSettings.cloudIdentity.assign', 'aio-rotterdam-01', [
      async () => {
        expect(await active(forCloud)).toEqual(['id-rotterdam-cloud']);
        expect(await detailOf(forCloud, 'id-rotterdam-secrets')).toMatch(/^\$\(warning\) Reads/);
        expect(await detailOf(forCloud, 'id-rotterdam-cloud')).toBeUndefined();
      },
    ]);
  });
});
