import { describe, expect, it } from 'vitest';
import type { PanelState, StepState } from '../../../src/protocol/panel';
import { parseToView } from '../../../src/protocol/parseToView';
import { aFact, aPanelState, aRun, aStep, panelNowMs } from '../../builders/panelState';

const startedAtMs = panelNowMs - 1;
const endedAtMs = panelNowMs;
const failure = { message: 'No.', code: 'C', correlationId: 'i' };

const states: readonly StepState[] = [
  { kind: 'pending' },
  { kind: 'running', startedAtMs },
  { kind: 'done', startedAtMs, endedAtMs },
  { kind: 'skipped', because: 'There already' },
  { kind: 'failed', startedAtMs, endedAtMs, failure },
  { kind: 'cancelled', endedAtMs },
  { kind: 'cancelled', startedAtMs, endedAtMs },
  { kind: 'unknown', startedAtMs, endedAtMs, because: 'Lost' },
];

const full: PanelState = aPanelState({
  subtitle: ['Instance on ', { strong: 'arc-1' }, ' ', { code: 'x' }],
  buttons: [{ action: 'cancel', label: 'Cancel', isPrimary: false }],
  run: aRun({
    failure: { message: 'No.' },
    endedAtMs,
    steps: states.map((state, index) =>
      aStep({
        id: String(index),
        state,
        usual: { lowMs: 1, highMs: 2, whenLonger: 'Look there.' },
        exchange: {
          method: 'PUT',
          path: '/a',
          status: 201,
          elapsedMs: 5,
          correlationId: 'i',
          polls: 1,
        },
      }),
    ),
  }),
  settings: [aFact({ state: 'drifted', advice: ['Do ', { code: 'x' }] })],
  cluster: [aFact({ isCode: true, copy: 'copyIssuer' })],
  asks: ['Restart.'],
  links: [{ label: 'Read', url: 'https://learn.microsoft.com/azure' }],
});

const parse = (state: unknown) => parseToView({ type: 'state', state });

describe('parseToView', () => {
  it('lets a whole state through unchanged', () => {
    expect(parse(structuredClone(full))).toEqual({ type: 'state', state: full });
    expect(parse(aPanelState())).toEqual({ type: 'state', state: aPanelState() });
  });

  it('drops properties that it does not know', () => {
    expect(parse({ ...aPanelState(), token: 'x' })?.state).not.toHaveProperty('token');
  });

  it.each([
    ['nothing', undefined],
    ['a text', 'state'],
    ['another type', { type: 'other', state: aPanelState() }],
    ['no state', { type: 'state' }],
  ])('refuses %s', (_, message) => {
    expect(parseToView(message)).toBeUndefined();
  });

  it.each([
    ['a missing title', { title: undefined }],
    ['a rate that is no number', { clockRate: Number.NaN }],
    ['an unknown tone', { verdict: { tone: 'merry', lead: '', text: '' } }],
    ['an unknown action', { buttons: [{ action: 'format', label: '', isPrimary: true }] }],
    ['rows that are no list', { settings: {} }],
    ['an unknown state of a row', { settings: [{ label: '', value: '', state: 'fine' }] }],
    ['markup in place of text', { asks: [{ html: '<b>' }] }],
    ['a link to elsewhere', { links: [{ label: '', url: 'https://learn.microsoft.com.evil/' }] }],
    ['a link that is a script', { links: [{ label: '', url: 'javascript:alert(1)' }] }],
    ['a code of Entra that is an address', { asks: [[{ entraCode: '700211@evil.example/' }]] }],
    ['a row that is nothing', { settings: [null] }],
    [
      'a running step without its time',
      { run: { ...aRun(), steps: [{ ...aStep({ id: 'a' }), state: { kind: 'running' } }] } },
    ],
    [
      'a failed step without its failure',
      { run: { ...aRun(), steps: [{ ...aStep({ id: 'a' }), state: { kind: 'failed' } }] } },
    ],
  ])('refuses %s', (_, change) => {
    expect(parse({ ...aPanelState(), ...change })).toBeUndefined();
  });
});
