import { beforeEach, describe, expect, it } from 'vitest';
import { parseArmId, resourceGroupId } from '../../../src/core/model/armId';
import type { Azure } from '../../../src/core/ports';
import { askIdentityPage } from '../../../src/ui/wizard/resourcePages';
import { ids } from '../../builders/observation';
import { host } from '../../fakes/vscode';

beforeEach(() => {
  host.reset();
});

const own = resourceGroupId(parseArmId(ids.instance)!);
const idOf = (name: string, group = own) =>
  `${group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/${name}`;
const other = own.replace(/[^/]+$/, 'rg-other');

/** The page over what the index knows; what is against a choice, by its name. */
async function show(
  identityIds: readonly string[],
  newName: string,
  against: Readonly<Record<string, string>> = {},
) {
  const rows = identityIds.map((id) => ({ id, location: 'westeurope' }));
  const azure = { graph: { query: () => Promise.resolve(rows) } } as unknown as Azure;
  const answer = askIdentityPage({
    title: 'Enable',
    placeholder: 'Choose',
    step: 1,
    totalSteps: 1,
    azure,
    instanceId: ids.instance,
    newName,
    caution: (id) => against[id.split('/').at(-1) ?? ''],
  });
  await new Promise((resolve) => setImmediate(resolve));
  const shown = host.pick.labels;
  const active = host.pick.activeItems.map(({ label }) => label);
  host.pick.hide();
  await answer;
  return { shown, active };
}

describe('choosing a managed identity', () => {
  const both = [idOf('id-aachen', other), idOf('id-berlin-cloud'), idOf('id-berlin-secrets')];

  it('shows those beside the instance first, the one that is named for the purpose on top', async () => {
    expect((await show(both, 'id-aio-berlin-01-secrets')).shown).toEqual([
      '$(add) Create a new managed identity…',
      'id-berlin-secrets',
      'id-berlin-cloud',
      'id-aachen',
    ]);
  });

  it.each([
    ['id-aio-berlin-01-secrets', 'id-berlin-secrets'],
    ['id-aio-berlin-01-cloud', 'id-berlin-cloud'],
  ])('proposes for %s the one that is named alike: %s', async (newName, name) => {
    expect((await show(both, newName)).active).toEqual([name]);
  });

  it('does not propose what something is to be said against, nor that of another plant instead', async () => {
    const secrets = 'id-berlin-secrets';
    const against = { [secrets]: 'Reads the vault already' };
    const { active } = await show(
      [idOf('id-aachen-cloud', other), idOf(secrets)],
      'id-aio-berlin-01-cloud',
      against,
    );
    expect(active).toEqual([]);
  });

  it('proposes one from elsewhere where none is beside the instance', async () => {
    const { active } = await show([idOf('id-shared', other)], 'id-aio-berlin-01-secrets');
    expect(active).toEqual(['id-shared']);
  });
});
