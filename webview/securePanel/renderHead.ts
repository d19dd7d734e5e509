import type { PanelButton, PanelNotice, PanelState } from '../../src/protocol/panel';
import { element, type ViewNode } from '../dom/element';
import { badge, button } from '../components';
import { renderRichText, renderToneIcon } from './renderText';
import { words } from './words';

export const titleId = 'panel-title';
export const verdictLeadId = 'verdict-lead';

/** Verifies anew; `main.ts` hears it. */
export const verifyKey = 'V';

const tooltipOf = ({ action, label }: PanelButton) =>
  action === 'refresh' ? words.withKey(label, verifyKey) : undefined;

/** Takes the focus when the element that had it is gone. */
export const verdictId = 'verdict';

/**
 * Title, verdict and buttons. In the document the verdict comes before the buttons, so that a
 * screen reader gets it right after the name; the style sheet puts the buttons beside the title.
 */
export const renderHead = (state: PanelState): ViewNode =>
  element('header', { key: 'head', class: 'head' }, [
    element('div', { key: 'title', class: 'title' }, [
      element('div', { class: 'title-row' }, [
        element('h1', { id: titleId }, [state.title]),
        state.isSimulated && badge(words.simulated),
      ]),
      element('p', { class: 'subtitle' }, renderRichText(state.subtitle)),
    ]),
    element(
      'div',
      {
        key: 'verdict',
        id: verdictId,
        class: `verdict tone-${state.verdict.tone}`,
        tabindex: '-1',
      },
      [
        renderToneIcon(state.verdict.tone),
        element('p', {}, [
          element('strong', { id: verdictLeadId }, [state.verdict.lead]),
          ' ',
          ...renderRichText(state.verdict.text),
        ]),
      ],
    ),
    state.interrupted && renderNotice(state.interrupted),
    state.buttons.length > 0 &&
      element(
        'div',
        { key: 'buttons', class: 'buttons', role: 'group', 'aria-label': words.actions },
        state.buttons.map((each) => button({ ...each, tooltip: tooltipOf(each) })),
      ),
  ]);

const renderNotice = ({ text, buttons }: PanelNotice): ViewNode =>
  element('section', { key: 'notice', class: 'notice', 'aria-label': words.interrupted }, [
    element('div', { class: 'notice-text' }, [
      element('i', { class: 'codicon codicon-debug-disconnect', 'aria-hidden': 'true' }),
      element('p', {}, renderRichText(text)),
    ]),
    element('div', { class: 'notice-buttons' }, buttons.map(button)),
  ]);
