import {
  isCloudPart,
  isListedCheck,
  partIds,
  type MendTarget,
  type ShownPart,
} from '../../src/protocol/chain';
import {
  isEntraCode,
  panelActions,
  type PanelAction,
  type PanelState,
} from '../../src/protocol/panel';
import { isWriteNumber } from '../../src/protocol/review';
import { parseToView } from '../../src/protocol/parseToView';
import { createAnnouncer } from '../dom/announcer';
import { createSurface } from '../dom/patch';
import { registerComponents } from '../toolkit';
import type {} from '../vscodeApi';
import { announcements, toDetailSentence } from './announcements';
import { verdictId, verifyKey } from './renderHead';
import { renderPage } from './renderPage';
import { revealReview } from './revealReview';
import { words } from './words';

/** How long "Copied" stands beside the button, in ms. */
const copiedForMs = 2_000;

/** Between two looks at the clock, in ms; simulated time runs faster and is shown more often. */
const tickMs = 1_000;
const simulatedTickMs = 250;

/** Connects the page to the host: states come in and are shown, clicks go out. */
function start(panel: Element, announcementRegion: Element): void {
  const host = acquireVsCodeApi();
  const surface = createSurface(panel);
  const announce = createAnnouncer(announcementRegion);
  let last: { readonly state: PanelState; readonly receivedAtMs: number } | undefined;
  /** What the user chose; undefined: nothing yet, so that the cause is shown. */
  let chosen: ShownPart | 'none' | undefined;
  let copiedTimer: number | undefined;
  let tickTimer: number | undefined;

  const show = () => {
    window.clearTimeout(tickTimer);
    if (!last) return;
    const { state, receivedAtMs } = last;
    const nowMs = state.nowMs + (performance.now() - receivedAtMs) * state.clockRate;
    const hadFocus = panel.contains(document.activeElement);
    const selected = chosen === 'none' ? undefined : (chosen ?? state.chain?.cause);
    surface.show([renderPage(state, { nowMs, isCopied: copiedTimer !== undefined, selected })]);
    if (hadFocus && !panel.contains(document.activeElement)) {
      document.getElementById(verdictId)?.focus();
    }
    if (!document.hidden) {
      tickTimer = window.setTimeout(show, state.clockRate > 1 ? simulatedTickMs : tickMs);
    }
  };

  const noteCopied = () => {
    window.clearTimeout(copiedTimer);
    copiedTimer = window.setTimeout(() => {
      copiedTimer = undefined;
      show();
    }, copiedForMs);
    announce([words.copied]);
    show();
  };

  window.addEventListener('message', (event: MessageEvent<unknown>) => {
    const message = parseToView(event.data);
    if (!message) {
      console.warn('A message from the host was not understood and dropped.');
      return;
    }
    if (message.subject) host.setState(message.subject);
    announce(announcements(last?.state, message.state));
    const wasReviewed = last?.state.review !== undefined;
    last = { state: message.state, receivedAtMs: performance.now() };
    show();
    if (message.state.review && !wasReviewed) revealReview();
  });
  panel.addEventListener('click', (event) => {
    const mends = findMended(event);
    if (mends) {
      host.postMessage({ type: 'mend', part: mends });
      return;
    }
    const entraCode = valueAt(event, 'data-entra-code');
    if (isEntraCode(entraCode)) {
      host.postMessage({ type: 'explain', entraCode });
      return;
    }
    const write = Number(valueAt(event, 'data-compares') ?? NaN);
    if (isWriteNumber(write)) {
      host.postMessage({ type: 'compare', write });
      return;
    }
    const part = findPart(event);
    if (part) {
      const shown = chosen ?? last?.state.chain?.cause;
      chosen = shown === part ? 'none' : part;
      show();
      const detail = last?.state.chain?.details.find((each) => each.part === chosen);
      if (detail) announce([toDetailSentence(detail)]);
      return;
    }
    const action = findAction(event);
    if (!action) return;
    host.postMessage({ type: 'action', action });
    if (action === 'copyIssuer') noteCopied();
  });
  document.addEventListener('keydown', (event) => {
    const isAlone = !event.ctrlKey && !event.altKey && !event.metaKey && !event.repeat;
    const isOffered = last?.state.buttons.some(({ action }) => action === 'refresh') === true;
    if (!isAlone || !isOffered || event.key.toUpperCase() !== verifyKey) return;
    if (isTyping(event.target)) return;
    event.preventDefault();
    host.postMessage({ type: 'action', action: 'refresh' });
  });
  document.addEventListener('visibilitychange', show);
  host.postMessage({ type: 'ready' });
}

/** A letter belongs to what is being typed into. */
const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable || target.closest('input, textarea, select') !== null);

/** The value of an attribute where a click landed, or around it. */
const valueAt = (event: Event, attribute: string): string | null | undefined =>
  event.target instanceof Element
    ? event.target.closest(`[${attribute}]`)?.getAttribute(attribute)
    : undefined;

const toPart = (wanted: unknown): ShownPart | undefined =>
  isCloudPart(wanted) ? wanted : partIds.find((known) => known === wanted);

const findPart = (event: Event): ShownPart | undefined => toPart(valueAt(event, 'data-part'));

function findMended(event: Event): MendTarget | undefined {
  const wanted = valueAt(event, 'data-mends');
  return isListedCheck(wanted) ? wanted : toPart(wanted);
}

function findAction(event: Event): PanelAction | undefined {
  const wanted = valueAt(event, 'data-action');
  return panelActions.find((known) => known === wanted);
}

registerComponents();
const panel = document.getElementById('panel');
const announcementRegion = document.getElementById('announcements');
if (panel && announcementRegion) start(panel, announcementRegion);
