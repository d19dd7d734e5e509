import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { LogOutputChannel, TreeView } from 'vscode';
import type { Node } from '../../../src/core/model/node';
import { nodeDigest } from '../../../src/azure/digest';
import { commandIds, type CommandId } from '../../../src/ui/commandIds';
import { createInterface } from '../../../src/ui/interface';
import { loadSdks } from '../../builders/azure';
import { FakeMemento } from '../../fakes/fakeMemento';
import { hostileNames } from '../../fakes/hostileNames';
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

/** The whole extension behind its commands, as another extension reaches it. */
function anExtension() {
  const azure = simulated({ scenario: 'ready' });
  const { tree, ...commands } = createInterface({
    extensionUri: Uri.file('/extension') as never,
    channel,
    view: {} as TreeView<Node>,
    clock: azure.clock,
    digest: nodeDigest,
    memory: new FakeMemento(),
    storage: Uri.file(join(tmpdir(), 'aio-bad-arguments')) as never,
    clouds: {
      real: () => Promise.resolve(azure.cloud),
      simulated: () => Promise.reject(new Error('Not simulated.')),
    },
  });
  /** Runs the command; whoever is asked something says no. */
  const call = async (id: CommandId, ...args: unknown[]) => {
    const asking = setInterval(() => {
      for (const question of [...host.picks, ...host.inputs]) question.hide();
    }, 20);
    try {
      await azure.clock.run(commands.run(id, args), { limitMs: 3_600_000 });
    } finally {
      clearInterval(asking);
    }
  };
  return { azure, tree, call };
}

/** Take no argument, so whatever is passed says nothing. */
const deaf: readonly CommandId[] = [
  'aioSecureSettings.log.show',
  'aioSecureSettings.simulation.start',
  'aioSecureSettings.simulation.stop',
  'aioSecureSettings.simulation.fault',
  'aioSecureSettings.tree.filter',
];
const listening = commandIds.filter((id) => !deaf.includes(id));

const group = '/subscriptions/aaaaaaaa-0000-0000-0000-000000000001/resourceGroups/rg';
const instance = `${group}/providers/Microsoft.IoTOperations/instances/none`;

/** What is no node of the tree and no text. */
const junk: readonly (readonly [string, unknown])[] = [
  ['a number', 7],
  ['not a number', Number.NaN],
  ['true', true],
  ['a symbol', Symbol('x')],
  ['a big number', 7n],
  ['a function', () => instance],
  ['a list', [instance]],
  ['an empty object', {}],
  ['an object without prototype', Object.create(null)],
  ['an id alone', { id: instance }],
  ['a kind alone', { kind: 'instance' }],
  ['a kind of the prototype', { kind: 'constructor', id: instance }],
  ['an id that is an object', { kind: 'instance', id: { toString: () => instance } }],
  ['a text as an object', Object(instance)],
  ['a date', new Date(0)],
  ['an error', new Error('x')],
];

/** Texts and nodes that name nothing that this account has. */
const strangers: readonly (readonly [string, unknown])[] = [
  ['an instance of another tenant', instance],
  ['a node of another tenant', { kind: 'instance', id: instance, tenantId: 'x', name: 'x' }],
  ['a cluster that is not there', `${group}/providers/Microsoft.Kubernetes/connectedClusters/no`],
  ['a setting of nothing', { kind: 'setting', id: 'x', instanceId: 7 }],
  ['a node whose fields are of other types', { kind: 'instance', id: instance, name: { a: 1 } }],
  ['a tenant that is none', { kind: 'tenant', id: 'x', name: 7 }],
];

/** Texts that are the id of nothing. */
const noIds: readonly string[] = [
  '',
  ' ',
  '/',
  '//evil.test/',
  'https://evil.test/',
  'command:workbench.action.quit',
  group,
  `${group}/`,
  `${instance}/`,
  `${instance}/../x`,
  `${instance}?x=y`,
  `${instance}#x`,
  `${instance}\n`,
  `${instance}\u0000`,
  instance.replaceAll('/', '\\'),
  instance.replaceAll('/', '∕'),
  instance.repeat(5_000),
  '__proto__',
  'constructor',
  ...hostileNames,
];

const { azure, call } = anExtension();

/** What the user was told, and that nothing was written. */
function expectRefusal(what: string): void {
  expect(azure.writes(), what).toEqual([]);
  expect(
    host.executed.filter(({ command }) => command !== 'setContext'),
    what,
  ).toEqual([]);
  expect(host.terminals, what).toEqual([]);
  expect([...host.written.keys()], what).toEqual([]);
  expect(host.messages.length, what).toBe(1);
  const [message] = host.messages;
  expect(message?.severity, what).toBe('error');
  expect(message?.text, what).not.toMatch(/ failed\.|undefined|\[object|is not a function/);
  expect(message?.text.length, what).toBeLessThanOrEqual(1_001);
}

/** Read or copy, and need no resource of this account. */
const harmless: readonly CommandId[] = [
  'aioSecureSettings.account.signIn',
  'aioSecureSettings.resource.copyId',
  'aioSecureSettings.resource.openInPortal',
  'aioSecureSettings.tree.refresh',
];

describe.each(listening)('%s, called by anybody', (id) => {
  it.each(junk)('with %s, says so and does nothing', async (_, argument) => {
    await call(id, argument);
    expectRefusal(id);
  });

  it.each(harmless.includes(id) ? [] : strangers)(
    'with %s, says so and does nothing',
    async (_, argument) => {
      await call(id, argument);
      expectRefusal(id);
    },
  );

  it.each(id === 'aioSecureSettings.tree.refresh' ? [] : ['id'])(
    'with a text that is no %s, says so and does nothing',
    async () => {
      const isOfAnyResource = id.startsWith('aioSecureSettings.resource.');
      for (const text of noIds.filter(
        (each) => !isOfAnyResource || (each !== `${instance}/` && each !== `${instance}\n`),
      )) {
        host.reset();
        await call(id, text);
        expectRefusal(JSON.stringify(text).slice(0, 100));
      }
    },
  );
});

it('goes over every command that there is', ({ task }) => {
  expect([...listening, ...deaf].sort()).toEqual([...commandIds].sort());
  task.meta.figures = {
    'bad arguments of commands': listening.length * (junk.length + strangers.length + noIds.length),
  };
});

describe('a command that takes no argument', () => {
  it.each(['aioSecureSettings.log.show', 'aioSecureSettings.tree.filter'] as const)(
    '%s, does not look at one',
    async (id) => {
      for (const [, argument] of [...junk, ...strangers]) {
        host.reset();
        await call(id, argument);
        expect(host.messages).toEqual([]);
        expect(azure.writes()).toEqual([]);
      }
    },
  );
});

describe('the refresh of the tree', () => {
  it('reads, and says nothing of what it does not know', async () => {
    for (const argument of [...strangers.map(([, each]) => each), ...noIds]) {
      host.reset();
      await call('aioSecureSettings.tree.refresh', argument);
      expect(azure.writes()).toEqual([]);
      expect(host.messages.filter(({ text }) => text.includes(' failed.'))).toEqual([]);
    }
  });
});

/** The id of the account's own instance, as the tree has it. */
async function ownInstance(extension: ReturnType<typeof anExtension>): Promise<string> {
  const walk = async (node?: Node): Promise<Node | undefined> => {
    for (const child of await extension.tree.getChildren(node)) {
      const found = child.kind === 'instance' ? child : await walk(child);
      if (found?.kind === 'instance') return found;
    }
    return undefined;
  };
  const found = await extension.azure.clock.run(walk());
  if (!found) throw new Error('The scenario has no instance.');
  return found.id;
}

describe.each(listening.filter((id) => !harmless.includes(id)))('%s, of an instance', (id) => {
  it('that everybody spells as they like is understood, and asks before it writes', async () => {
    const extension = anExtension();
    await extension.call(id, (await ownInstance(extension)).toUpperCase());
    expect(extension.azure.writes()).toEqual([]);
    const texts = host.messages.map(({ text }) => text);
    expect(texts.filter((text) => / failed\.|was not found with this account/.test(text))).toEqual(
      [],
    );
  });

  it('that was deleted meanwhile, says so or asks, and writes nothing', async () => {
    const extension = anExtension();
    const own = await ownInstance(extension);
    const { resources } = extension.azure.simulator.world;
    for (const resource of resources.all()) {
      if (resource.id.toLowerCase().startsWith(own.toLowerCase())) resources.delete(resource.id);
    }
    await extension.call(id, own);
    expect(extension.azure.writes()).toEqual([]);
    for (const { text } of host.messages) expect(text).not.toMatch(/undefined|\[object/);
  });
});

describe('what a command is called with beside its first argument', () => {
  it('reaches it: what was found to lack is asked for', async () => {
    const { resources } = azure.simulator.world;
    const idOf = (type: string): string => resources.ofType(type)[0]?.id ?? '';
    const action = 'Microsoft.KeyVault/vaults/secrets/recover/action';
    const lacking = [{ action, scope: idOf('Microsoft.KeyVault/vaults'), plane: 'data' }];
    const id = idOf('Microsoft.IoTOperations/instances');
    await call('aioSecureSettings.instance.copyRequest', id, lacking);
    expect(host.clipboard).toContain(action);
    expect(host.clipboard).toContain('Key Vault Secrets Officer');
  });
});
