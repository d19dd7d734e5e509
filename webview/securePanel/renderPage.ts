import type { ShownPart } from '../../src/protocol/chain';
import type { PanelState } from '../../src/protocol/panel';
import { element, type ElementNode } from '../dom/element';
import { toAge } from '../../src/protocol/durations';
import { renderChain } from './renderChain';
import { renderCloud } from './renderCloud';
import { renderDetail } from './renderDetail';
import { renderAsks, renderCluster, renderLinks, renderSettings } from './renderFacts';
import { renderHead, titleId, verdictLeadId } from './renderHead';
import { renderReview } from './renderReview';
import { renderSteps } from './renderSteps';
import { words } from './words';

/** What the view itself knows besides the last state. */
export interface ViewMoment {
  /** The host's clock now, epoch ms. */
  readonly nowMs: number;
  /** The issuer was copied a moment ago. */
  readonly isCopied: boolean;
  /** The part of the chain whose evidence is shown. */
  readonly selected?: ShownPart | undefined;
}

/** While a run goes on it changes what was seen. */
const toVerifiedNote = ({ verifiedAtMs, run }: PanelState, nowMs: number): string | undefined =>
  verifiedAtMs === undefined || run?.outcome === 'running'
    ? undefined
    : words.verified(toAge(nowMs - verifiedAtMs));

/** The whole page, a pure function of the last state: head, chain, then two columns. */
export function renderPage(state: PanelState, moment: ViewMoment): ElementNode {
  const facts = {
    ...moment,
    runStartedAtMs: state.run?.outcome === 'running' ? state.run.startedAtMs : undefined,
  };
  const detail = state.chain?.details.find(({ part }) => part === moment.selected);
  return element('main', { class: 'page', 'aria-labelledby': `${titleId} ${verdictLeadId}` }, [
    renderHead(state),
    state.review && renderReview(state.review),
    state.chain && renderChain(state.chain, moment.selected, toVerifiedNote(state, moment.nowMs)),
    state.chain && state.chain.cloud.length > 0 && renderCloud(state.chain.cloud, moment.selected),
    element('div', { key: 'columns', class: 'columns' }, [
      element('div', { key: 'left', class: 'column' }, [
        detail && renderDetail(detail, moment.nowMs),
        state.run && renderSteps(state.run, moment.nowMs),
        state.settings.length > 0 && renderSettings(state.settings, facts),
      ]),
      element('div', { key: 'right', class: 'column' }, [
        state.cluster.length > 0 && renderCluster(state.cluster, facts),
        state.asks.length > 0 && renderAsks(state.asks),
        state.links && state.links.length > 0 && renderLinks(state.links),
      ]),
    ]),
  ]);
}
