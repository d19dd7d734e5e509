import type { FactRow, FindingState, PanelLink, RichText } from '../../src/protocol/panel';
import { element, type Children, type ViewNode } from '../dom/element';
import { grid, iconButton, link } from '../components';
import { findCommonReading, findOwnReading, toReadingText } from './factsView';
import { renderFindingIcon, renderRichText, renderSection, spoken } from './renderText';
import { words } from './words';

/** What the facts need besides the rows. */
export interface FactsContext {
  readonly nowMs: number;
  /** The issuer was copied a moment ago. */
  readonly isCopied: boolean;
  /** Of the run that is going on: what was read before it may be changed by it. */
  readonly runStartedAtMs?: number | undefined;
}

/** The secure settings, one row each: a grid, in which the arrow keys move. */
export const renderSettings = (rows: readonly FactRow[], context: FactsContext): ViewNode =>
  renderSection({ id: 'settings', heading: words.settings, note: toReadingNote(rows, context) }, [
    element('div', { class: 'card settings' }, [
      grid({
        label: words.settings,
        columns: 'min(180px, 48%) minmax(0, 1fr)',
        rows: rows.map((row) => ({
          key: row.label,
          cells: [[row.label], renderValue(row, rows, context)],
        })),
      }),
    ]),
  ]);

/** Values of the cluster as a list of terms. */
export const renderCluster = (rows: readonly FactRow[], context: FactsContext): ViewNode =>
  renderSection({ id: 'cluster', heading: words.cluster, note: toReadingNote(rows, context) }, [
    element(
      'dl',
      { class: 'card facts' },
      rows.map((row) =>
        element('div', { key: row.label, class: 'fact' }, [
          element('dt', {}, [row.label]),
          element('dd', {}, renderValue(row, rows, context)),
        ]),
      ),
    ),
  ]);

export const renderAsks = (asks: readonly RichText[]): ViewNode =>
  renderSection({ id: 'asks', heading: words.asks }, [
    element(
      'ul',
      { class: 'card asks', role: 'list' },
      asks.map((ask) => element('li', {}, renderRichText(ask))),
    ),
  ]);

export const renderLinks = (links: readonly PanelLink[]): ViewNode =>
  renderSection({ id: 'links', heading: words.links }, [
    element(
      'ul',
      { class: 'links', role: 'list' },
      links.map((page) => element('li', { key: page.url }, [link(page)])),
    ),
  ]);

function toReadingNote(
  rows: readonly FactRow[],
  { nowMs, runStartedAtMs }: FactsContext,
): string | undefined {
  const common = findCommonReading(rows);
  if (!common) return undefined;
  return runStartedAtMs !== undefined && common.oldestAtMs < runStartedAtMs
    ? words.beforeRun
    : toReadingText(common.source, common.oldestAtMs, nowMs);
}

function renderValue(
  row: FactRow,
  rows: readonly FactRow[],
  { nowMs, isCopied }: FactsContext,
): Children {
  const ownReading = findOwnReading(row, findCommonReading(rows), nowMs);
  return [
    element('div', { class: `value state-${row.state ?? 'plain'}` }, [
      row.state && renderFindingIcon(row.state),
      element('div', { key: 'body', class: 'value-body' }, [
        row.state && renderSpokenState(row.state, row.value),
        element(row.isCode ? 'code' : 'span', { key: 'text', class: 'value-text' }, [row.value]),
        row.advice !== undefined && element('p', { class: 'advice' }, renderRichText(row.advice)),
        ownReading !== undefined && element('p', { class: 'reading' }, [ownReading]),
      ]),
      row.copy &&
        element('div', { key: 'copy', class: 'copy' }, [
          isCopied && element('span', { key: 'copied', class: 'copied' }, [words.copied]),
          iconButton({ action: row.copy, label: words.copy(row.label), icon: 'copy' }),
        ]),
    ]),
  ];
}

/** The state that the icon shows, unless the value begins with the same words. */
function renderSpokenState(state: FindingState, value: string): ViewNode | undefined {
  const word = words.finding[state];
  return value.toLowerCase().startsWith(word.toLowerCase()) ? undefined : spoken(`${word}: `);
}
