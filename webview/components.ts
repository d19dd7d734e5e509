/**
 * The components that the views are made of, as descriptions; `toolkit.ts` brings them to life.
 */
import { element } from './dom/element';
import type { Children, ElementNode } from './dom/element';

/**
 * A push button. What a click asks for is found through its attribute: `data-action`, or `data-mends` for
 * a part of the chain.
 */
export const button = (
  options: {
    readonly label: string;
    readonly isPrimary: boolean;
    /** Label with the one key that does the same. */
    readonly tooltip?: string | undefined;
  } & ({ readonly action: string } | { readonly mends: string }),
): ElementNode =>
  element(
    'vscode-button',
    {
      key: 'action' in options ? options.action : `mends ${options.mends}`,
      appearance: options.isPrimary ? 'primary' : 'secondary',
      title: options.tooltip,
      // The component hands no other attribute on to the button within it.
      'aria-label': options.tooltip,
      ...('action' in options
        ? { 'data-action': options.action }
        : { 'data-mends': options.mends }),
    },
    [options.label],
  );

/**
 * A button that is only an icon; the label is its name and its tooltip. A click asks for an action, or to
 * compare a write of the review, by its number.
 */
export const iconButton = (
  options: {
    readonly label: string;
    readonly icon: string;
  } & ({ readonly action: string } | { readonly compares: number }),
): ElementNode =>
  element(
    'vscode-button',
    {
      key: 'action' in options ? options.action : `compares ${options.compares}`,
      // Before `appearance`, which otherwise names the button "Icon Button".
      'aria-label': options.label,
      appearance: 'icon',
      title: options.label,
      ...('action' in options
        ? { 'data-action': options.action }
        : { 'data-compares': String(options.compares) }),
    },
    [element('i', { class: `codicon codicon-${options.icon}`, 'aria-hidden': 'true' })],
  );

/**
 * A ring that turns. Hidden from assistive technology: the component would interrupt a screen
 * reader with an assertive "Loading" each time it appears. Say the state in words beside it.
 */
export const ring = (): ElementNode =>
  element('span', { class: 'ring', 'aria-hidden': 'true' }, [element('vscode-progress-ring')]);

export const badge = (text: string): ElementNode => element('vscode-badge', {}, [text]);

export const link = (options: { readonly label: string; readonly url: string }): ElementNode =>
  element('vscode-link', { key: options.url, href: options.url }, [options.label]);

/** One row of a grid: the first cell names the row. */
export interface GridRow {
  readonly key: string;
  readonly cells: readonly [header: Children, ...rest: Children[]];
}

/** A grid without header row, with one tab stop; the arrow keys move from cell to cell. */
export const grid = (options: {
  readonly label: string;
  /** As in `grid-template-columns`. */
  readonly columns: string;
  readonly rows: readonly GridRow[];
}): ElementNode =>
  element(
    'vscode-data-grid',
    {
      'aria-label': options.label,
      'generate-header': 'none',
      'grid-template-columns': options.columns,
    },
    options.rows.map((row) =>
      element(
        'vscode-data-grid-row',
        { key: row.key },
        row.cells.map((content, index) =>
          element(
            'vscode-data-grid-cell',
            {
              'cell-type': index === 0 ? 'rowheader' : 'default',
              'grid-column': String(index + 1),
            },
            content,
          ),
        ),
      ),
    ),
  );
