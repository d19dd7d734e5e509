import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { settingNames } from '../../core/checks/settingNames';
import type { Evidence, Finding } from '../../core/model/finding';
import { setupWords } from '../../core/model/distribution';
import type { Node, ShownBadEnd } from '../../core/model/node';
import { escapeMarkdown } from './markdown';

/** `- label: value (source, time)`; nothing of it is markup but the list. */
function toLine({ label, value, source, readAtMs }: Evidence): string {
  const origin = [
    ...(source === undefined ? [] : [source]),
    ...(readAtMs === undefined ? [] : [new Date(readAtMs).toLocaleTimeString(vscode.env.language)]),
  ].join(', ');
  const line = `- ${escapeMarkdown(label)}: ${escapeMarkdown(value)}`;
  return origin === '' ? line : `${line} (${escapeMarkdown(origin)})`;
}

/** Trusted with nothing: no commands, no HTML, no icons. Every text of Azure is escaped. */
const toMarkdown = (title: string, words: string, rest: readonly string[]): vscode.MarkdownString =>
  new vscode.MarkdownString(
    [`**${escapeMarkdown(title)}**: ${escapeMarkdown(words)}`, ...rest]
      .filter((part) => part !== '')
      .join('\n\n'),
  );

const ofFinding = (
  title: string,
  { words, advice, evidence }: Finding,
  before: readonly string[] = [],
): vscode.MarkdownString =>
  toMarkdown(title, words, [
    ...before,
    ...(advice === undefined ? [] : [escapeMarkdown(advice)]),
    evidence.map(toLine).join('\n'),
  ]);

/** How the last run ended, if not well. */
const ofBadEnd = (end: ShownBadEnd | undefined): readonly string[] =>
  end ? [`**${escapeMarkdown(end.title)}**: ${escapeMarkdown(end.words)}`] : [];

/** The evidence behind a node, to be read on hovering; undefined where the row says it all. */
export function toTooltip(node: Node): vscode.MarkdownString | undefined {
  switch (node.kind) {
    case 'cluster':
      return toMarkdown(node.name, node.distribution, [
        ...ofBadEnd(node.badEnd),
        [
          { label: t('Secure settings'), value: setupWords(node.setup) },
          { label: t('Connectivity'), value: node.connectivity, source: 'Resource Graph' },
          ...(node.lastSeenAtMs === undefined
            ? []
            : [
                {
                  label: t('Last sign of life'),
                  value: new Date(node.lastSeenAtMs).toLocaleString(vscode.env.language),
                },
              ]),
          { label: t('Region'), value: node.location },
          { label: t('Resource ID'), value: node.id },
        ]
          .map(toLine)
          .join('\n'),
      ]);
    case 'instance':
      return ofFinding(settingNames.secretSync(), node.secretSync, ofBadEnd(node.badEnd));
    case 'setting':
      return ofFinding(settingNames[node.setting](), node.finding);
    case 'error':
      return toMarkdown(node.name, node.message, []);
    case 'unreadableCluster':
      return toMarkdown(node.name, t('The cluster cannot be read'), [
        t('Its instances are readable, the cluster is not: ask for the Reader role on it.'),
      ]);
    case 'tenant':
    case 'note':
      return undefined;
  }
}
