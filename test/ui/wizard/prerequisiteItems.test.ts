import { describe, expect, it } from 'vitest';
import { QuickPickItemKind } from 'vscode';
import type { FindingState } from '../../../src/core/model/finding';
import type { Prerequisite, Remedy } from '../../../src/core/prerequisites/prerequisite';
import {
  prerequisitesSummary,
  toPrerequisiteItems,
} from '../../../src/ui/wizard/prerequisiteItems';

const aRow = (title: string, state: FindingState, remedy?: Remedy): Prerequisite => ({
  id: title,
  title,
  finding: { state, words: `is ${state}`, advice: `About ${title}.`, evidence: [] },
  ...(remedy ? { remedy } : {}),
});

const register = (namespace: string): Remedy => ({
  kind: 'registerProviders',
  providers: [{ subscriptionId: 's', namespace }],
});

const labels = (rows: readonly Prerequisite[]) =>
  toPrerequisiteItems(rows).map(({ label, kind }) =>
    kind === QuickPickItemKind.Separator ? `— ${label}` : label,
  );

describe('the list of prerequisites', () => {
  it('has what stands in the way first, and never what is unknown among what is fine', () => {
    expect(
      labels([
        aRow('a', 'done'),
        aRow('b', 'unknown'),
        aRow('c', 'failed'),
        aRow('d', 'notProved'),
        aRow('e', 'notStarted'),
        aRow('f', 'notStarted', { kind: 'enableClusterIdentity' }),
      ]),
    ).toEqual([
      '— 3 need a look',
      '$(error) c',
      '$(info) d',
      '$(circle-large-outline) f',
      '— 1 could not be read',
      '$(question) b',
      '— 1 is not needed now',
      '$(circle-large-outline) e',
      '— 1 is fine',
      '$(pass) a',
    ]);
  });

  it('says what choosing a row leads to', () => {
    const [, item] = toPrerequisiteItems([aRow('c', 'failed', register('Microsoft.KeyVault'))]);
    expect(item).toMatchObject({ description: 'is failed', detail: 'Register · About c.' });
  });

  it('offers several registrations as one', () => {
    const rows = [aRow('a', 'failed', register('A')), aRow('b', 'failed', register('B'))];
    const items = toPrerequisiteItems(rows);
    expect(items[1]).toMatchObject({
      label: '$(error) Register 2 resource providers',
      description: 'A, B',
      value: { remedy: { providers: [{ namespace: 'A' }, { namespace: 'B' }] } },
    });
    expect(labels(rows.slice(1))).not.toContain('Register all');
  });

  it('shows hostile names without their tricks', () => {
    const [, item] = toPrerequisiteItems([aRow('a\u202e$(error)', 'failed')]);
    expect(item?.label).not.toContain('\u202e');
  });

  it.each([
    [['done'], 'All prerequisites are met. Choose a row to read on'],
    [['done', 'notStarted'], 'All prerequisites are met. Choose a row to read on'],
    [['unknown', 'done'], '1 could not be read. Choose a row to read on'],
    [
      ['failed', 'drifted', 'unknown', 'unknown'],
      '2 need a look, 2 could not be read. Choose a row to read on',
    ],
  ] as const)('is summed up: %s', (states, words) => {
    expect(prerequisitesSummary(states.map((state, index) => aRow(`${index}`, state)))).toBe(words);
  });
});
