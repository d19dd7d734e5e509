import { beforeEach, describe, expect, it } from 'vitest';
import { createSimulator } from '../../../src/simulator/simulator';
import type { Deps } from '../../../src/ui/commands/command';
import { filterTree } from '../../../src/ui/commands/filterTree';
import { aRealCloud, olga, sven } from '../../builders/realCloud';
import { host } from '../../fakes/vscode';
import type { FakeItem } from '../../fakes/vscodeHost';
import { aWindow } from '../aWindow';

beforeEach(() => {
  host.reset();
});

/** Two accounts: Fabrikam is looked at as somebody who has no rights there. */
function open() {
  const simulator = createSimulator({ scenario: 'factory' });
  const { cloud, chosen } = aRealCloud(simulator, [olga, sven]);
  const [contoso = '', fabrikam = ''] = simulator.world.tenants.keys();
  const contosoSubscriptions = [...simulator.world.subscriptions.values()]
    .filter(({ tenantId }) => tenantId === contoso)
    .map(({ displayName }) => displayName);
  chosen.set(fabrikam, sven.id);
  const window = aWindow(() => cloud);
  const { session, filter } = window;
  const run = () => Promise.resolve(filterTree({ session, filter } as Deps).run());
  return { ...window, run, contosoSubscriptions };
}

/** Separators as `— label`, ticked rows with a cross. */
const show = (items: readonly FakeItem[]) =>
  items.map(({ label, kind, picked }) =>
    kind === -1 ? `— ${label}` : `${picked ? 'x' : ' '} ${label}`,
  );

describe('the filter over several accounts', () => {
  it('lists each tenant once, with what its account sees there', async () => {
    let shown: readonly string[] = [];
    host.chooseMany = (items) => {
      shown = show(items);
      return undefined;
    };
    const { run, filter, contosoSubscriptions } = open();
    await run();
    expect(shown).toEqual([
      '— Contoso, as operator@contoso.example',
      ...contosoSubscriptions.map((name) => `x ${name}`),
      '— Fabrikam, as stranger@contoso.example',
      // Nothing in it can be seen; the tenant itself can be hidden all the same.
      'x Fabrikam',
    ]);
    expect(filter.hidden.subscriptions.size).toBe(0);
  });

  it('hides what was not ticked, and has it unticked the next time', async () => {
    const { run, filter, estate } = open();
    host.chooseMany = (items) => items.filter(({ label }) => label !== 'Contoso Pilot 2023');
    await run();
    expect(filter.hidden.subscriptions.size).toBe(1);
    const found = (await estate.instances()).map(({ name }) => name);
    expect(found).toContain('aio-hamburg-01');
    expect(found).not.toContain('aio-essen-01');
    let shown: readonly string[] = [];
    host.chooseMany = (items) => {
      shown = show(items);
      return undefined;
    };
    await run();
    expect(shown).toContain('  Contoso Pilot 2023');
    expect(shown).toContain('x Contoso Plants Europe');
  });
});
