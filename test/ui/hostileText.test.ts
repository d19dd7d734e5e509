import { beforeEach, describe, expect, it } from 'vitest';
import { ArmError, UserFacingError } from '../../src/core/errors';
import { kqlString } from '../../src/core/kql';
import type { Node } from '../../src/core/model/node';
import type { RunSnapshot } from '../../src/core/model/run';
import { quoteSh } from '../../src/core/shell/quote';
import { ErrorBoundary } from '../../src/ui/commands/boundary';
import { offerLine } from '../../src/ui/commands/offerLine';
import type { Panels } from '../../src/ui/panels/panels';
import { RunNotices } from '../../src/ui/runNotices';
import type { Session } from '../../src/ui/session';
import type { Estate } from '../../src/ui/tree/estate';
import { panelTitle } from '../../src/ui/panels/securePanel';
import { escapeMarkdown, visible } from '../../src/ui/tree/markdown';
import { toTooltip } from '../../src/ui/tree/toTooltip';
import { toTreeItem } from '../../src/ui/tree/toTreeItem';
import { parseToView } from '../../src/protocol/parseToView';
import { renderPage } from '../../webview/securePanel/renderPage';
import { textOf, type ElementNode, type ViewNode } from '../../webview/dom/element';
import { aClusterNode, aFinding, anInstanceNode, aSettingNode } from '../builders/nodes';
import type { ChainCheck, ChainView } from '../../src/protocol/chain';
import type { PreparedPlan } from '../../src/core/plan/plan';
import type { ReviewView } from '../../src/protocol/review';
import { toReviewView } from '../../src/ui/panels/toReviewView';
import { requestIds } from '../builders/requests';
import { aChain } from '../builders/chain';
import { aFact, aPanelState, aRun, aStep, panelNowMs } from '../builders/panelState';
import { hostileNames } from '../fakes/hostileNames';
import { RecordingLog } from '../fakes/recordingLog';
import { host } from '../fakes/vscode';

beforeEach(() => {
  host.reset();
});

const numbered = hostileNames.map((text, index) => [index, text.slice(0, 40), text] as const);

/** What VS Code makes a link or a command of, in a notification. */
const linked = /\[([^\]]+)\]\(((?:https?:\/\/|command:|file:)[^)\s]+)(?: (["'])(.+?)(\3))?\)/i;
/** What it makes an icon of, in lists and in the status bar. */
const icon = /\$\([a-z0-9-]+(?:~[a-z]+)?\)/i;
/** What is not seen, or changes what is seen around it. */
const unseen = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;

/** A line that shows what is in it and does nothing. */
function expectPlain(text: unknown, longest: number): void {
  expect(typeof text).toBe('string');
  expect(text).not.toMatch(linked);
  expect(text).not.toMatch(icon);
  expect(text).not.toMatch(unseen);
  expect(String(text).length).toBeLessThanOrEqual(longest);
}

const nodesWith = (text: string): readonly Node[] => [
  { kind: 'tenant', id: 'x', tenant: { id: 'x', name: text } },
  aClusterNode({ name: text, distribution: text, location: text }),
  anInstanceNode({ name: text, secretSync: aFinding({ state: 'drifted', words: text }) }),
  aClusterNode({ name: text, badEnd: { title: text, outcome: 'failed', words: text } }),
  anInstanceNode({ name: text, badEnd: { title: text, outcome: 'unknown', words: text } }),
  aSettingNode({
    finding: aFinding({
      words: text,
      advice: text,
      evidence: [{ label: text, value: text, source: text, readAtMs: 0 }],
    }),
  }),
  { kind: 'error', id: 'x', name: text, message: text, remedy: 'retry' },
  { kind: 'note', id: 'x', text },
];

/** What is left of a tooltip without our own markup and without what is escaped in it. */
const unescaped = (markdown: string): string =>
  markdown
    .replaceAll('**', '')
    .replaceAll(/^- /gm, '')
    .replaceAll(/\\[!-/:-@[-`{-~]/g, '')
    .replaceAll(/&#\d+;/g, '')
    .replaceAll(/: |\(|\)/g, '');

describe('a text of Azure in the tree', () => {
  it.each(numbered)('%i, %j, is a plain line', (_, _short, text) => {
    for (const node of nodesWith(text)) {
      const { label, description = '' } = toTreeItem(node, { nowMs: 0, activity: '' });
      const item = toTreeItem(node, { nowMs: 0 });
      for (const shown of [label, description, item.label, item.description ?? '']) {
        expectPlain(shown, 1_200);
      }
    }
  });

  it.each(numbered)('%i, %j, is plain text in a tooltip', (_, _short, text) => {
    for (const node of nodesWith(text)) {
      const tooltip = toTooltip(node);
      if (!tooltip) continue;
      expect([tooltip.isTrusted ?? false, tooltip.supportHtml ?? false]).toEqual([false, false]);
      expect(unescaped(tooltip.value)).not.toMatch(/[\\`*_[\]<>$|~#!@]|www\.|:\/\//);
      expect(tooltip.value.replaceAll('\n', '')).not.toMatch(unseen);
    }
  });
});

describe('a text of Azure in a notification', () => {
  it.each(numbered)('%i, %j, is no link and no command', async (_, _short, text) => {
    const boundary = new ErrorBoundary(
      new RecordingLog(),
      () => undefined,
      () => Promise.resolve(),
    );
    await boundary.report(text, new UserFacingError(`The vault ${text} is closed.`));
    await boundary.report('Refresh', new ArmError('forbidden', text, { code: text, path: text }));
    expect(host.messages).toHaveLength(2);
    for (const { text: shown } of host.messages) expectPlain(shown, 1_100);
  });

  it.each(numbered)('%i, %j, is plain where the end of a run is told', async (_, _short, text) => {
    let tell: ((run: RunSnapshot) => void) | undefined;
    const session = {
      onDidChangeRun: (listener: typeof tell) => {
        tell = listener;
        return { dispose: () => undefined };
      },
    };
    const notices = new RunNotices(
      session as unknown as Session,
      { isVisible: () => false } as unknown as Panels,
      { find: () => undefined } as unknown as Estate,
    );
    for (const outcome of ['succeeded', 'failed', 'unknown', 'cancelled'] as const) {
      tell?.({
        runId: 'x',
        planId: 'x',
        title: text,
        subjectId: text,
        subjectName: text,
        startedAtMs: 0,
        endedAtMs: 1,
        outcome,
        steps: [],
        requests: { reads: 0, writes: 1 },
        writes: [{ endedAtMs: 1, exchange: { method: 'PUT', path: text, elapsedMs: 1 } }],
        changes: [],
        agreed: [],
      });
    }
    await Promise.resolve();
    expect(host.messages).toHaveLength(4);
    for (const { text: shown } of host.messages) expectPlain(shown, 700);
    notices.dispose();
  });

  it.each(numbered)('%i, %j, is a plain title of a panel', (_, _short, text) => {
    expectPlain(panelTitle({ tenantId: 'x', instanceId: text, isSimulated: false }), 600);
  });
});

describe('a text of Azure in a terminal', () => {
  it.each(numbered)('%i, %j, is quoted on one line, or refused', async (_, _short, text) => {
    const line = `kubectl get pods --namespace ${quoteSh(text)}`;
    const offered = { title: 'x', placeholder: 'x', line, terminalName: 'x' };
    if (/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u.test(text)) {
      await expect(offerLine(offered)).rejects.toThrow('control character');
      expect(host.picks).toEqual([]);
      return;
    }
    const offering = offerLine(offered);
    await Promise.resolve();
    await Promise.resolve();
    for (const { detail } of host.pick.items) expectPlain(detail, 2_100);
    host.pick.choose('$(terminal) Put into a Terminal');
    expect(await offering).toBe('typed');
    // Nothing is run: the user presses Enter.
    expect(host.terminals.map(({ typed }) => typed)).toEqual([[[line, false]]]);
  });
});

/** Reads a KQL literal back as Kusto does; undefined: it ends before its end, or never. */
function readKql(literal: string): string | undefined {
  let text = '';
  for (let at = 1; at < literal.length; at++) {
    const character = literal[at] ?? '';
    if (character === "'") return at === literal.length - 1 ? text : undefined;
    if (/[\n\r]/.test(character)) return undefined;
    if (character !== '\\') {
      text += character;
      continue;
    }
    const escaped = literal[++at] ?? '';
    text += { n: '\n', r: '\r' }[escaped] ?? escaped;
  }
  return undefined;
}

describe('a text of Azure in a query', () => {
  it.each(numbered)('%i, %j, is one literal that holds exactly it', (_, _short, text) => {
    expect(readKql(kqlString(text))).toBe(text);
  });
});

const everyNode = (node: ViewNode): readonly ElementNode[] =>
  typeof node === 'string' ? [] : [node, ...node.children.flatMap(everyNode)];

/** The text in every place of the picture that has one of Azure's. */
function hostileChain(text: string): ChainView {
  const chain = aChain();
  const check: ChainCheck = {
    id: 'x',
    title: text,
    state: 'failed',
    words: text,
    advice: text,
    values: [{ label: text, value: text, source: text, marks: [[0, 1]] }],
  };
  return {
    ...chain,
    cards: chain.cards.map((card) => ({ ...card, name: text, words: text })),
    links: chain.links.map((link) => ({ ...link, word: text })),
    details: [{ part: 'vault', heading: text, checks: [check], remedy: text, remedyLabel: text }],
    cloud: [{ kind: 'identity', title: text, name: text, state: 'unknown', words: text }],
  };
}

/** As if the host had not made it plain. */
const hostileReview = (text: string): ReviewView => ({
  title: text,
  count: text,
  isDenied: false,
  idle: text,
  rounds: [
    {
      heading: text,
      writes: [
        {
          title: text,
          detail: text,
          isDeletion: false,
          request: text,
          change: { now: text, then: text },
          properties: [{ name: text, before: text }],
          quota: text,
          lacks: [{ permission: 'denied', words: text }],
          number: 0,
        },
      ],
    },
  ],
  permissions: [{ action: text, permission: 'denied', words: text, where: text }],
  cautions: [text],
  kept: [{ title: text, because: text }],
  ending: text,
});

/** A plan in which every text is one of Azure's. */
const hostilePlan = (text: string): PreparedPlan => ({
  plan: {
    id: 'x',
    title: text,
    subjectId: requestIds.instance,
    subjectName: text,
    tenantId: text,
    agreed: [],
    steps: {},
    order: 'x',
    run: () => Promise.resolve(),
  },
  writes: [
    {
      stepId: 'x',
      title: text,
      detail: text,
      quota: 'credential 3 of 20',
      method: 'PUT',
      resourceId: `${requestIds.instance}/${text}`,
      change: { now: text, then: text },
      now: { [text]: 'a', issuer: text },
      then: { [text]: 'b', issuer: `${text}/` },
      needs: [{ action: text, scope: text }],
    },
  ],
  permissions: [{ action: text, scope: text, permission: 'unknown', because: text }],
  kept: [{ title: text, because: text }],
  cautions: [text],
});

/** Every text of a value. */
const everyText = (value: unknown): readonly string[] => {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(everyText) : [];
};

describe('a text of Azure in a review', () => {
  it.each(numbered)('%i, %j, is a plain line in the panel', (_, _short, text) => {
    const review = toReviewView(hostilePlan(text), () => 0);
    for (const shown of everyText(review)) expectPlain(shown, 1_600);
    expect(parseToView({ type: 'state', state: aPanelState({ review }) })?.state.review).toEqual(
      review,
    );
  });
});

describe('a text of Azure in the panel', () => {
  it.each(numbered)('%i, %j, is text there and nothing else', (_, _short, text) => {
    const state = aPanelState({
      title: text,
      subtitle: [text, { strong: text }, { code: text }],
      verdict: { tone: 'bad', lead: text, text },
      settings: [aFact({ label: text, value: text, source: text, advice: [{ code: text }] })],
      cluster: [aFact({ value: text, isCode: true })],
      asks: [text],
      interrupted: {
        text: [text, { strong: text }],
        buttons: [{ action: 'forgetInterrupted', label: text, isPrimary: false }],
      },
      chain: hostileChain(text),
      review: hostileReview(text),
      run: aRun({
        title: text,
        failure: { message: text, code: text, correlationId: text },
        steps: [aStep({ id: 'a', title: text, detail: text })],
      }),
    });
    const message = parseToView(structuredClone({ type: 'state', state }));
    expect(message?.state).toEqual(state);
    const page = renderPage(state, {
      nowMs: panelNowMs,
      isCopied: false,
      selected: 'vault',
    });
    expect(textOf(page)).toContain(text);
    const plain = renderPage(
      aPanelState({
        ...state,
        title: 'x',
        subtitle: ['x', { strong: 'x' }, { code: 'x' }],
      }),
      { nowMs: panelNowMs, isCopied: false, selected: 'vault' },
    );
    // The same elements, whatever the text; none of them a script, a frame, or with a handler.
    expect(everyNode(page).map(({ tag }) => tag)).toEqual(everyNode(plain).map(({ tag }) => tag));
    for (const { tag, attributes } of everyNode(page)) {
      expect(tag).not.toMatch(/script|iframe|object|embed|style|img/);
      for (const name of Object.keys(attributes)) expect(name).not.toMatch(/^on|^style$|^src/);
    }
  });
});

describe('a line that is shown', () => {
  it('says which characters are there without being seen', () => {
    expect(visible('a\u202eb\u00adc\u061cd\u0000e')).toBe('a⟨U+202E⟩b⟨U+00AD⟩c⟨U+061C⟩d⟨U+0000⟩e');
    expect(visible('half \ud83d')).toBe('half ⟨U+D83D⟩');
  });

  it('is cut between characters, never within one', () => {
    expect(visible('🏭'.repeat(10), 5)).toBe('🏭🏭…');
  });

  it('keeps what Markdown would take for its own', () => {
    expect(escapeMarkdown('a_b')).toBe('a\\_b');
  });

  it('counts', ({ task }) => {
    expect(hostileNames.length).toBeGreaterThanOrEqual(60);
    expect(new Set(hostileNames).size).toBe(hostileNames.length);
    task.meta.figures = { 'hostile texts, each in every output': hostileNames.length };
  });
});
