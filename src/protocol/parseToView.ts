import type { Exchange } from '../core/ports';
import {
  cardIds,
  cloudKinds,
  isCloudPart,
  linkIds,
  partIds,
  type ChainCard,
  type ChainCheck,
  type ChainDetail,
  type ChainLink,
  type ChainValue,
  type ChainView,
  type CloudPart,
  type ShownPart,
} from './chain';
import {
  documentationOrigin,
  isEntraCode,
  panelActions,
  type FactRow,
  type FindingState,
  type PanelButton,
  type PanelLink,
  type PanelNotice,
  type PanelState,
  type PanelSubject,
  type RichText,
  type RunView,
  type ShownFailure,
  type StepSnapshot,
  type StepState,
  type TextPart,
  type ToView,
  type UsualDuration,
  type Verdict,
} from './panel';
import { reviewView } from './parseReview';
import { finite, flag, listOf, oneOf, properties, ShapeError, text, type Reader } from './shape';

/** Checks a message from the host, all the way down. Malformed ones give undefined. */
export function parseToView(value: unknown): ToView | undefined {
  try {
    const message = properties(value);
    return {
      type: message.get('type', oneOf('state')),
      state: message.get('state', panelState),
      ...message.optional('subject', panelSubject),
    };
  } catch (error) {
    if (error instanceof ShapeError) return undefined;
    throw error;
  }
}

/** Checks what VS Code kept of a panel. Malformed ones give undefined. */
export function parsePanelSubject(value: unknown): PanelSubject | undefined {
  try {
    return panelSubject(value);
  } catch (error) {
    if (error instanceof ShapeError) return undefined;
    throw error;
  }
}

const panelSubject: Reader<PanelSubject> = (value) => {
  const from = properties(value);
  return {
    tenantId: from.get('tenantId', text),
    instanceId: from.get('instanceId', text),
    isSimulated: from.get('isSimulated', flag),
  };
};

const panelState: Reader<PanelState> = (value) => {
  const from = properties(value);
  return {
    title: from.get('title', text),
    isSimulated: from.get('isSimulated', flag),
    subtitle: from.get('subtitle', richText),
    verdict: from.get('verdict', verdict),
    buttons: from.get('buttons', listOf(button)),
    ...from.optional('interrupted', notice),
    ...from.optional('review', reviewView),
    ...from.optional('run', runView),
    ...from.optional('chain', chainView),
    settings: from.get('settings', listOf(factRow)),
    cluster: from.get('cluster', listOf(factRow)),
    ...from.optional('verifiedAtMs', finite),
    asks: from.get('asks', listOf(richText)),
    ...from.optional('links', listOf(link)),
    nowMs: from.get('nowMs', finite),
    clockRate: from.get('clockRate', finite),
  };
};

const textPart: Reader<TextPart> = (value) => {
  if (typeof value === 'string') return value;
  const from = properties(value);
  const { entraCode } = from.optional('entraCode', text);
  if (entraCode !== undefined) {
    if (!isEntraCode(entraCode)) throw new ShapeError('Expected the digits of a code.');
    return { entraCode };
  }
  const { code } = from.optional('code', text);
  return code === undefined ? { strong: from.get('strong', text) } : { code };
};

const richText: Reader<RichText> = (value) =>
  typeof value === 'string' ? value : listOf(textPart)(value);

const verdict: Reader<Verdict> = (value) => {
  const from = properties(value);
  return {
    tone: from.get('tone', oneOf('good', 'warning', 'bad', 'unknown', 'neutral', 'busy')),
    lead: from.get('lead', text),
    text: from.get('text', richText),
  };
};

const chainCard: Reader<ChainCard> = (value) => {
  const from = properties(value);
  return {
    id: from.get('id', oneOf(...cardIds)),
    title: from.get('title', text),
    name: from.get('name', text),
    state: from.get('state', findingState),
    words: from.get('words', text),
  };
};

const chainLink: Reader<ChainLink> = (value) => {
  const from = properties(value);
  return {
    id: from.get('id', oneOf(...linkIds)),
    state: from.get('state', findingState),
    word: from.get('word', text),
  };
};

const mark: Reader<readonly [number, number]> = (value) => {
  const [start, end, ...more] = listOf(finite)(value);
  if (start === undefined || end === undefined || more.length > 0 || start < 0 || end < start) {
    throw new ShapeError('Expected a range.');
  }
  return [start, end];
};

const chainValue: Reader<ChainValue> = (value) => {
  const from = properties(value);
  return {
    label: from.get('label', text),
    value: from.get('value', text),
    ...from.optional('marks', listOf(mark)),
    ...from.optional('differsAtByte', finite),
    ...from.optional('source', text),
    ...from.optional('readAtMs', finite),
  };
};

const chainCheck: Reader<ChainCheck> = (value) => {
  const from = properties(value);
  return {
    id: from.get('id', text),
    title: from.get('title', text),
    state: from.get('state', findingState),
    words: from.get('words', text),
    ...from.optional('advice', richText),
    values: from.get('values', listOf(chainValue)),
    ...from.optional('remedy', richText),
    ...from.optional('remedyLabel', text),
  };
};

const shownPart: Reader<ShownPart> = (value) =>
  isCloudPart(value) ? value : oneOf(...partIds)(value);

const cloudPart: Reader<CloudPart> = (value) => {
  const from = properties(value);
  const { id } = from.optional('id', shownPart);
  return {
    kind: from.get('kind', oneOf(...cloudKinds)),
    ...(isCloudPart(id) ? { id } : {}),
    title: from.get('title', text),
    name: from.get('name', text),
    state: from.get('state', findingState),
    words: from.get('words', text),
    ...from.optional('isOwned', flag),
  };
};

const chainDetail: Reader<ChainDetail> = (value) => {
  const from = properties(value);
  return {
    part: from.get('part', shownPart),
    heading: from.get('heading', text),
    checks: from.get('checks', listOf(chainCheck)),
    ...from.optional('remedy', richText),
    ...from.optional('remedyLabel', text),
  };
};

const chainView: Reader<ChainView> = (value) => {
  const from = properties(value);
  return {
    cards: from.get('cards', listOf(chainCard)),
    links: from.get('links', listOf(chainLink)),
    details: from.get('details', listOf(chainDetail)),
    cloud: from.get('cloud', listOf(cloudPart)),
    ...from.optional('cause', shownPart),
  };
};

const button: Reader<PanelButton> = (value) => {
  const from = properties(value);
  return {
    action: from.get('action', oneOf(...panelActions)),
    label: from.get('label', text),
    isPrimary: from.get('isPrimary', flag),
  };
};

const notice: Reader<PanelNotice> = (value) => {
  const from = properties(value);
  return { text: from.get('text', richText), buttons: from.get('buttons', listOf(button)) };
};

/** Only pages of the documentation: a link is the one thing that leads out of the panel. */
const link: Reader<PanelLink> = (value) => {
  const from = properties(value);
  const url = from.get('url', text);
  if (!url.startsWith(`${documentationOrigin}/`))
    throw new ShapeError('Expected a documentation page.');
  return { label: from.get('label', text), url };
};

const findingState: Reader<FindingState> = oneOf(
  'notStarted',
  'inProgress',
  'done',
  'drifted',
  'failed',
  'blocked',
  'unknown',
  'notProved',
);

const factRow: Reader<FactRow> = (value) => {
  const from = properties(value);
  return {
    label: from.get('label', text),
    value: from.get('value', text),
    ...from.optional('state', findingState),
    ...from.optional('isCode', flag),
    ...from.optional('copy', oneOf('copyIssuer')),
    ...from.optional('source', text),
    ...from.optional('readAtMs', finite),
    ...from.optional('advice', richText),
  };
};

const runView: Reader<RunView> = (value) => {
  const from = properties(value);
  return {
    runId: from.get('runId', text),
    title: from.get('title', text),
    outcome: from.get('outcome', oneOf('running', 'succeeded', 'failed', 'cancelled', 'unknown')),
    startedAtMs: from.get('startedAtMs', finite),
    ...from.optional('endedAtMs', finite),
    ...from.optional('failure', shownFailure),
    steps: from.get('steps', listOf(stepSnapshot)),
  };
};

const shownFailure: Reader<ShownFailure> = (value) => {
  const from = properties(value);
  return {
    message: from.get('message', text),
    ...from.optional('code', text),
    ...from.optional('correlationId', text),
  };
};

const stepSnapshot: Reader<StepSnapshot> = (value) => {
  const from = properties(value);
  return {
    id: from.get('id', text),
    title: from.get('title', text),
    detail: from.get('detail', text),
    state: from.get('state', stepState),
    ...from.optional('exchange', exchange),
    ...from.optional('usual', usualDuration),
  };
};

const stepState: Reader<StepState> = (value) => {
  const from = properties(value);
  const kind = from.get(
    'kind',
    oneOf('pending', 'running', 'waiting', 'done', 'skipped', 'failed', 'cancelled', 'unknown'),
  );
  const started = () => ({ startedAtMs: from.get('startedAtMs', finite) });
  const ended = () => ({ endedAtMs: from.get('endedAtMs', finite) });
  switch (kind) {
    case 'pending':
      return { kind };
    case 'running':
      return { kind, ...started() };
    case 'waiting':
      return { kind, ...started(), because: from.get('because', text) };
    case 'done':
      return { kind, ...started(), ...ended(), ...from.optional('because', text) };
    case 'skipped':
      return { kind, because: from.get('because', text) };
    case 'failed':
      return { kind, ...started(), ...ended(), failure: from.get('failure', shownFailure) };
    case 'cancelled':
      return { kind, ...from.optional('startedAtMs', finite), ...ended() };
    case 'unknown':
      return { kind, ...started(), ...ended(), because: from.get('because', text) };
  }
};

const exchange: Reader<Exchange> = (value) => {
  const from = properties(value);
  return {
    method: from.get('method', text),
    path: from.get('path', text),
    ...from.optional('status', finite),
    elapsedMs: from.get('elapsedMs', finite),
    ...from.optional('correlationId', text),
    ...from.optional('polls', finite),
  };
};

const usualDuration: Reader<UsualDuration> = (value) => {
  const from = properties(value);
  return {
    lowMs: from.get('lowMs', finite),
    highMs: from.get('highMs', finite),
    ...from.optional('whenLonger', text),
  };
};
