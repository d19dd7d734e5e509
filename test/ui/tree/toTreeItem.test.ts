import { describe, expect, it } from 'vitest';
import type { ThemeIcon, TreeItem } from 'vscode';
import type { FindingState } from '../../../src/core/model/finding';
import { toTooltip } from '../../../src/ui/tree/toTooltip';
import { toTreeItem } from '../../../src/ui/tree/toTreeItem';
import { aClusterNode, aFinding, anInstanceNode, aSettingNode } from '../../builders/nodes';

const nowMs = Date.UTC(2026, 2, 2, 9, 30);
const draw = (node: Parameters<typeof toTreeItem>[0], activity?: string) =>
  toTreeItem(node, { nowMs, ...(activity === undefined ? {} : { activity }) });

const iconOf = (item: TreeItem): string => (item.iconPath as ThemeIcon).id;

describe('toTreeItem', () => {
  it('gives each state an icon of its own shape', () => {
    const states: readonly FindingState[] = [
      'done',
      'inProgress',
      'drifted',
      'failed',
      'blocked',
      'unknown',
      'notProved',
      'notStarted',
    ];
    const icons = states.map((state) =>
      iconOf(draw(aSettingNode({ finding: aFinding({ state }) }))),
    );
    expect(new Set(icons).size).toBe(states.length);
  });

  it('says the state of a setting in words, too', () => {
    const item = draw(aSettingNode({ finding: aFinding({ words: 'Issuer differs by a slash' }) }));
    expect(item).toMatchObject({
      label: 'Secret synchronization',
      description: 'Issuer differs by a slash',
      collapsibleState: 0,
    });
  });

  it('says since when a cluster is offline', () => {
    const item = draw(
      aClusterNode({
        distribution: 'AKS Edge Essentials',
        connectivity: 'offline',
        lastSeenAtMs: nowMs - 3 * 3_600_000,
      }),
    );
    expect(item.description).toBe('AKS Edge Essentials · Offline since 3 h');
  });

  it('shows a cluster without an instance as a leaf that says so', () => {
    expect(draw(aClusterNode({ distribution: 'AKS', instanceCount: 0 }))).toMatchObject({
      description: 'AKS · no IoT Operations instance',
      collapsibleState: 0,
    });
  });

  it.each([
    [{}, '0 of 2 secure settings'],
    [{ secretSync: aFinding({ state: 'notProved' }) }, '1 of 2 secure settings'],
    [
      { secretSync: aFinding({ state: 'drifted', words: 'Issuer differs by a slash' }) },
      'Issuer differs by a slash',
    ],
    [{ isClusterOffline: true }, 'Unknown while the cluster is offline'],
  ] as const)('tells the most important thing about an instance %#', (change, words) => {
    expect(draw(anInstanceNode(change)).description).toBe(words);
  });

  it.each([
    ['failed', 'Last run failed · 0 of 2 secure settings', 'error'],
    ['cancelled', 'Last run cancelled · 0 of 2 secure settings', 'server-environment'],
    ['unknown', 'Outcome of last run unknown · 0 of 2 secure settings', 'question'],
  ] as const)('says that the last run on an instance was %s', (outcome, words, shape) => {
    const badEnd = { title: 'Enable', outcome, words: 'It is *not* known.' };
    const item = draw(anInstanceNode({ badEnd }));
    expect([item.description, iconOf(item)]).toEqual([words, shape]);
    expect(toTooltip(anInstanceNode({ badEnd }))?.value).toContain(
      '**Enable**: It is \\*not\\* known\\.',
    );
  });

  it('shows what works on a node in place of its state', () => {
    const item = draw(anInstanceNode(), 'Enabling…');
    expect([iconOf(item), item.description]).toEqual(['loading~spin', 'Enabling…']);
  });

  it('offers by ability, not by kind', () => {
    expect(draw(anInstanceNode()).contextValue?.split(' ')).toContain('canEnableSecretSync');
    const done = anInstanceNode({ secretSync: aFinding() });
    expect(draw(done).contextValue?.split(' ')).not.toContain('canEnableSecretSync');
  });

  it('has an id from the resource, not from the label', () => {
    const renamed = anInstanceNode({ name: 'another' });
    expect(draw(renamed).id).toBe(draw(anInstanceNode()).id);
  });

  it('opens the panel from a setting', () => {
    expect(draw(aSettingNode()).command?.command).toBe('aioSecureSettings.panel.open');
  });
});

describe('toTooltip', () => {
  it.each([
    ['arc', /turned on by Azure Arc; the API server has to be configured, too/],
    ['ownIssuer', /public issuer that the cluster has of its own/],
    ['script', /quickstart script of AKS Edge Essentials/],
    ['creation', /when the cluster is created/],
  ] as const)('says of a cluster how its settings come to be on: %s', (setup, words) => {
    expect(toTooltip(aClusterNode({ setup }))?.value).toMatch(words);
  });

  it('gives the evidence with where and when it was read', () => {
    const finding = aFinding({
      words: 'Enabled',
      evidence: [{ label: 'enabled', value: 'true', source: 'ARM', readAtMs: 0 }],
    });
    expect(toTooltip(aSettingNode({ finding }))?.value).toMatch(
      /^\*\*Secret synchronization\*\*: Enabled\n\n- enabled: true \(ARM, .*\)$/,
    );
  });

  it.each([
    '[click](command:aioSecureSettings.secretSync.enable)',
    '<img src=x onerror=alert(1)>',
    '![x](https://evil.example/x.png)',
    '`code` **bold** _it_ ~~gone~~ # head',
    '$(sync~spin) | a | b |\n|---|---|',
    'https://evil.example and www.evil.example and me@evil.example',
    '&lt;b&gt; \\[x\\]',
    'line\r\n\r\n- item\u202egnp.exe\u0007',
  ])('keeps hostile text in a tooltip plain: %j', (hostile) => {
    const tooltip = toTooltip(
      aSettingNode({
        finding: aFinding({
          words: hostile,
          advice: hostile,
          evidence: [{ label: hostile, value: hostile, source: hostile, readAtMs: 0 }],
        }),
      }),
    );
    if (!tooltip) throw new Error('A setting has a tooltip.');
    expect(tooltip.isTrusted ?? false).toBe(false);
    expect(tooltip.supportHtml ?? false).toBe(false);
    expect(tooltip.supportThemeIcons ?? false).toBe(false);
    // Our own markup: the bold title and the list; everything else must be escaped.
    const theirs = tooltip.value
      .replace(/^\*\*Secret synchronization\*\*/, '')
      .replaceAll(/^- /gm, '')
      .replaceAll(/\\[!-/:-@[-`{-~]/g, '')
      .replaceAll(/&#\d+;/g, '')
      .replaceAll(/: |\(|\)/g, '');
    expect(theirs).not.toMatch(/[\\`*_[\]<>$|~#!@]|www\.|:\/\//);
    expect(tooltip.value).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202a-\u202e]/);
  });
});
