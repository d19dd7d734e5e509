import { beforeEach, describe, expect, it } from 'vitest';
import { nodeActions } from '../../../src/core/model/node';
import { chooseAccount } from '../../../src/ui/commands/chooseAccount';
import type { Deps } from '../../../src/ui/commands/command';
import { toTreeItem } from '../../../src/ui/tree/toTreeItem';
import { olga, rafael } from '../../builders/realCloud';
import { IndexedCloud } from '../../fakes/indexedCloud';
import { host } from '../../fakes/vscode';
import { aWindow } from '../aWindow';

beforeEach(() => {
  host.reset();
});

const settle = () => new Promise((resolve) => setImmediate(resolve));
const none = () => Promise.resolve([]);

function open(tenantIds: readonly string[], accounts = [olga, rafael]) {
  const window = aWindow(() => {
    const cloud = new IndexedCloud(Object.fromEntries(tenantIds.map((id) => [id, none])));
    cloud.accounts = accounts;
    return cloud;
  });
  const { session } = window;
  const run = (argument?: string) =>
    Promise.resolve(chooseAccount({ session } as Deps).run(argument));
  return { ...window, run };
}

describe('choosing the account of a tenant', () => {
  it('asks for the account alone when the tenant is given, and reads anew', async () => {
    const { run, accountChoices, session } = open(['a', 'b']);
    let changes = 0;
    session.onDidChange(() => {
      changes += 1;
    });
    const running = run('b');
    await settle();
    expect(host.pick.items.map(({ label, description }) => [label, description])).toEqual([
      ['operator@contoso.example', 'in use'],
      ['reader@contoso.example', undefined],
    ]);
    host.pick.choose('reader@contoso.example');
    await running;
    expect(accountChoices.find('B')).toBe(rafael.id);
    expect(accountChoices.find('a')).toBeUndefined();
    expect(changes).toBe(1);
  });

  it('asks for the tenant first from the palette', async () => {
    const { run, accountChoices } = open(['a', 'b']);
    const running = run();
    await settle();
    host.pick.choose('Tenant a');
    await settle();
    host.pick.choose('reader@contoso.example');
    await running;
    expect(accountChoices.find('a')).toBe(rafael.id);
  });

  it('chooses nothing when it is dismissed', async () => {
    const { run, accountChoices } = open(['a']);
    const running = run();
    await settle();
    host.pick.hide();
    await running;
    expect(accountChoices.find('a')).toBeUndefined();
  });

  it('says what to do where there is no choice', async () => {
    await expect(open(['a'], [olga]).run()).rejects.toThrow('Add another one by “Sign In…”.');
    await expect(open(['a', 'b']).run('elsewhere')).rejects.toThrow(
      'Only one of your accounts knows this tenant.',
    );
  });
});

describe('the node of a tenant', () => {
  const node = (accounts?: readonly (typeof olga)[]) =>
    ({
      kind: 'tenant',
      id: 'a',
      tenant: { id: 'a', name: 'Contoso', ...(accounts ? { accounts } : {}) },
    }) as const;

  it('names the account in use, and lets another be chosen', () => {
    expect(toTreeItem(node([rafael, olga]), { nowMs: 0 }).description).toBe(rafael.label);
    expect(nodeActions(node([rafael, olga]))).toContain('canChooseAccount');
  });

  it('says nothing of accounts while there is only one', () => {
    expect(toTreeItem(node(), { nowMs: 0 }).description).toBe('');
    expect(nodeActions(node())).toEqual(['canRefresh']);
    expect(nodeActions(node([olga]))).toEqual(['canRefresh']);
  });
});
