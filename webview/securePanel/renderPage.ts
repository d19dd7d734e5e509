import type { PanelState } from '../../src/protocol/panel';
import { element, type ElementNode, type ViewNode } from '../dom/element';
import { renderAsks, renderCluster, renderLinks, renderSettings } from './renderFacts';
import { renderHead, titleId, verdictLeadId } from './renderHead';
import { renderSteps } from './renderSteps';
import { words } from './words';

/** What the view itself knows besides the last state. */
export interface ViewMoment {
  /** The host's clock now, epoch ms. */
  readonly nowMs: number;
  /** The issuer was copied a moment ago. */
  readonly isCopied: boolean;
}

/** The whole page, a pure function of the last state: head, then two columns. */
export const renderPage = (state: PanelState, moment: ViewMoment): ElementNode =>
  element('main', { class: 'page', 'aria-labelledby': `${titleId} ${verdictLeadId}` }, [
    renderHead(state),
    element('div', { key: 'columns', class: 'columns' }, [
      element('div', { key: 'left', class: 'column' }, [
        state.run && renderSteps(state.run, moment.nowMs),
        renderSettingsOrReading(state, moment),
      ]),
      element('div', { key: 'right', class: 'column' }, [
        state.cluster.length > 0 && renderCluster(state.cluster, moment),
        state.asks.length > 0 && renderAsks(state.asks),
        state.links && state.links.length > 0 && renderLinks(state.links),
      ]),
    ]),
  ]);

function renderSettingsOrReading(state: PanelState, moment: ViewMoment): ViewNode | undefined {
  if (state.settings.length > 0) return renderSettings(state.settings, moment);
  if (state.verdict.tone !== 'busy' || state.run) return undefined;
  return element('p', { key: 'loading', class: 'loading' }, [words.reading(state.title)]);
}
