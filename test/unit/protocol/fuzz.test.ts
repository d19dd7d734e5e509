import { describe, expect, it } from 'vitest';
import { partIds } from '../../../src/protocol/chain';
import { panelActions, parseFromView } from '../../../src/protocol/panel';
import { parseToView } from '../../../src/protocol/parseToView';
import { aFact, aPanelState, aReview, aRun, aStep } from '../../builders/panelState';
import { hostileNames } from '../../fakes/hostileNames';
import { seeded } from '../../fakes/seeded';

const messages = 5_000;

const pick = <T>(from: readonly T[], random: () => number): T | undefined =>
  from[Math.floor(random() * from.length)];

const oddities: readonly unknown[] = [
  null,
  undefined,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  -1,
  0,
  true,
  [],
  {},
  [[[]]],
  Object.create(null),
  new Date(0),
  new Map([['type', 'ready']]),
  new Uint8Array(3),
  { __proto__: { type: 'ready' } },
  { toString: 'x', valueOf: 1 },
  'javascript:alert(1)',
  'command:workbench.action.quit',
  'https://evil.test/',
  ...hostileNames,
];

/** Replaces, removes or adds a few things, anywhere in the value. */
function mutate(value: unknown, random: () => number, rate: number): unknown {
  if (random() < rate) return pick(oddities, random);
  if (Array.isArray(value)) return value.map((item) => mutate(item, random, rate));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value)
    .filter(() => random() >= rate)
    .map(([key, item]) => [key, mutate(item, random, rate)] as const);
  if (random() < rate) {
    entries.push([pick(['command', 'url', 'html', 'token'], random) ?? '', pick(oddities, random)]);
  }
  return Object.fromEntries(entries);
}

const fromView = [
  { type: 'ready' },
  ...panelActions.map((action) => ({ type: 'action', action })),
  ...partIds.map((part) => ({ type: 'mend', part })),
  ...[0, 7, 2 ** 40].map((write) => ({ type: 'compare', write })),
];

/** All that a message from the view can ever mean. */
const known = new Set(fromView.map((message) => JSON.stringify(message)));

const toView = {
  type: 'state',
  state: aPanelState({
    subtitle: ['Instance on ', { strong: 'arc' }, { code: 'x' }],
    buttons: [{ action: 'refresh', label: 'Refresh', isPrimary: true }],
    interrupted: {
      text: [{ strong: 'A run' }, ' was interrupted.'],
      buttons: [{ action: 'reviewInterrupted', label: 'Resume', isPrimary: true }],
    },
    review: aReview(),
    run: aRun({
      steps: [
        aStep({ id: 'a', usual: { lowMs: 1, highMs: 2 } }),
        aStep({
          id: 'b',
          state: { kind: 'failed', startedAtMs: 1, endedAtMs: 2, failure: { message: 'No.' } },
        }),
      ],
    }),
    settings: [aFact({ state: 'done', advice: ['Do ', { code: 'x' }] })],
    links: [{ label: 'Read', url: 'https://learn.microsoft.com/azure' }],
    asks: ['Restart.'],
    chain: {
      cards: [{ id: 'vault', title: 'Key vault', name: 'a', state: 'done', words: 'Fine' }],
      links: [],
      details: [],
      cloud: [
        {
          kind: 'identity',
          id: 'cloud map a',
          title: 'Managed identity',
          name: 'a',
          state: 'done',
          words: 'Assigned',
        },
      ],
      cause: 'vault',
    },
  }),
  subject: { tenantId: 't', instanceId: '/subscriptions/s', isSimulated: false },
};

describe('a message from the view', () => {
  it(`is one of the few known ones, or none: ${messages} generated ones`, ({ task }) => {
    let dropped = 0;
    for (let seed = 1; seed <= messages; seed++) {
      const random = seeded(seed);
      const parsed = parseFromView(mutate(pick(fromView, random), random, 0.3));
      if (parsed === undefined) dropped++;
      else expect(known, `seed ${seed}`).toContain(JSON.stringify(parsed));
    }
    expect(dropped).toBeGreaterThan(messages / 10);
    expect(dropped).toBeLessThan(messages);
    task.meta.figures = {
      'messages from the view': messages,
      'messages from the view, dropped': dropped,
    };
  });

  it.each(fromView)('that is known passes: %j', (message) => {
    expect(parseFromView(message)).toEqual(message);
  });

  it.each(hostileNames)('with the text %j as its action or part asks for nothing', (text) => {
    expect(parseFromView({ type: 'action', action: text })).toBeUndefined();
    expect(parseFromView({ type: 'mend', part: text })).toBeUndefined();
    expect(parseFromView({ type: 'compare', write: text })).toBeUndefined();
    expect(parseFromView({ type: 'explain', entraCode: text })).toBeUndefined();
    expect(parseFromView({ type: text, action: 'refresh' })).toBeUndefined();
    expect(parseFromView(text)).toBeUndefined();
  });
});

/** Every key path of the value, list positions left out. */
function paths(value: unknown, at = ''): readonly string[] {
  if (Array.isArray(value)) return value.flatMap((item) => paths(item, `${at}[]`));
  if (typeof value !== 'object' || value === null) return [at];
  return Object.entries(value).flatMap(([key, item]) => paths(item, `${at}.${key}`));
}

describe('a message to the view', () => {
  it(`holds what its schema knows, or is none: ${messages} generated ones`, ({ task }) => {
    let dropped = 0;
    for (let seed = 1; seed <= messages; seed++) {
      const random = seeded(seed);
      const parsed = parseToView(mutate(toView, random, 0.01));
      if (parsed === undefined) {
        dropped++;
        continue;
      }
      // What passes passes again, unchanged: nothing unchecked is left in it.
      expect(parseToView(structuredClone(parsed)), `seed ${seed}`).toEqual(parsed);
      for (const path of paths(parsed)) {
        expect(path, `seed ${seed}`).not.toMatch(/\.(?:command|html|token)$/);
      }
      for (const { url } of parsed.state.links ?? []) {
        expect(new URL(url).origin, `seed ${seed}`).toBe('https://learn.microsoft.com');
      }
    }
    expect(dropped).toBeGreaterThan(messages / 10);
    expect(dropped).toBeLessThan(messages);
    task.meta.figures = {
      'messages to the view': messages,
      'messages to the view, dropped': dropped,
    };
  });

  it('passes as it is', () => {
    expect(parseToView(structuredClone(toView))).toEqual(toView);
  });
});
