import { describe, expect, it } from 'vitest';
import { announcements } from '../../../webview/securePanel/announcements';
import { aFact, aPanelState, aReview, aRun, aStep, panelNowMs } from '../../builders/panelState';

const busy = { tone: 'busy', lead: 'Enabling: 0 of 1 done.', text: 'Wait.' } as const;
const startedAtMs = panelNowMs - 6_000;
const running = { kind: 'running', startedAtMs } as const;
const done = { kind: 'done', startedAtMs, endedAtMs: panelNowMs } as const;

const duringRun = (steps: Parameters<typeof aStep>[0][], verdict = busy) =>
  aPanelState({ verdict, run: aRun({ steps: steps.map(aStep) }) });

describe('announcements', () => {
  it('starts with the verdict', () => {
    const state = aPanelState({
      verdict: { tone: 'bad', lead: 'It fails.', text: ['Code ', { code: 'X' }, '.'] },
    });
    expect(announcements(undefined, state)).toEqual(['It fails. Code X.']);
  });

  it('tells of interrupted runs once, as soon as they are known', () => {
    const before = aPanelState();
    const interrupted = { text: [{ strong: 'A run' }, ' was interrupted.'], buttons: [] };
    const after = { ...before, interrupted };
    expect(announcements(before, after)).toEqual(['A run was interrupted.']);
    expect(announcements(after, structuredClone(after))).toEqual([]);
    expect(announcements(after, before)).toEqual([]);
  });

  it('tells of a review once, and again when it can run or can no longer', () => {
    const before = aPanelState();
    const after = { ...before, review: aReview() };
    expect(announcements(before, after)).toEqual([
      'Review: Enable secret synchronization, 2 writes. Nothing is changed before you agree to it at the top of the window.',
    ]);
    expect(announcements(after, structuredClone(after))).toEqual([]);
    expect(announcements(after, before)).toEqual([]);
    const denied = { ...before, review: aReview({ isDenied: true }) };
    expect(announcements(after, denied)).toEqual([
      'Review: Enable secret synchronization, 2 writes. Your account lacks permissions, so it cannot run. Copy a request for your administrator at the top of the window.',
    ]);
    const idle = { ...before, review: aReview({ count: 'nothing to write', idle: 'all is set' }) };
    expect(announcements(denied, idle)).toEqual([
      'Review: Enable secret synchronization, nothing to write. all is set',
    ]);
  });

  it('says nothing when nothing changed but the time', () => {
    const state = duringRun([{ id: 'a', state: running }]);
    expect(announcements(state, { ...state, nowMs: panelNowMs + 60_000 })).toEqual([]);
  });

  it('says each step as it moves, in the order of the plan', () => {
    const before = duringRun([
      { id: 'a', title: 'First', state: running },
      { id: 'b', title: 'Second' },
    ]);
    const after = duringRun([
      { id: 'a', title: 'First', state: done },
      { id: 'b', title: 'Second', state: running },
    ]);
    expect(announcements(before, after)).toEqual(['First: done in 6 s', 'Second: running']);
  });

  it('leaves out the verdict while it only counts steps', () => {
    const before = duringRun([{ id: 'a', state: running }]);
    const after = { ...before, verdict: { ...busy, lead: 'Enabling: 1 of 1 done.' } };
    expect(announcements(before, after)).toEqual([]);
  });

  it.each([
    [
      {
        kind: 'failed',
        startedAtMs,
        endedAtMs: panelNowMs,
        failure: { message: 'No permission.' },
      },
      'Grant: failed. No permission.',
    ],
    [{ kind: 'skipped', because: 'Assigned already' }, 'Grant: skipped. Assigned already'],
    [{ kind: 'cancelled', endedAtMs: panelNowMs }, 'Grant: cancelled'],
    [
      { kind: 'unknown', startedAtMs, endedAtMs: panelNowMs, because: 'The answer was lost' },
      'Grant: unknown. The answer was lost',
    ],
  ] as const)('says why: %o', (state, expected) => {
    const before = duringRun([{ id: 'a', title: 'Grant', state: running }]);
    const after = duringRun([{ id: 'a', title: 'Grant', state }]);
    expect(announcements(before, after)).toEqual([expected]);
  });

  it('says the verdict when a run starts and when it ends', () => {
    const idle = aPanelState();
    const started = duringRun([{ id: 'a' }]);
    const ended = aPanelState({
      verdict: { tone: 'good', lead: 'Enabled.', text: '' },
      run: aRun({ outcome: 'succeeded', steps: [aStep({ id: 'a' })] }),
    });
    expect(announcements(idle, started)).toEqual(['Enabling: 0 of 1 done. Wait.']);
    expect(announcements(started, ended)).toEqual(['Enabled.']);
  });

  it('does not take the steps of an earlier run for those of the new one', () => {
    const before = aPanelState({
      verdict: busy,
      run: aRun({ runId: 'run-1', outcome: 'failed', steps: [aStep({ id: 'a', state: done })] }),
    });
    const after = aPanelState({
      verdict: busy,
      run: aRun({ runId: 'run-2', steps: [aStep({ id: 'a', title: 'Grant', state: done })] }),
    });
    expect(announcements(before, after)[0]).toBe('Grant: done in 6 s');
  });

  it('says that it was verified anew, also when nothing is new, but not in a run', () => {
    const before = aPanelState({ verifiedAtMs: panelNowMs - 60_000 });
    const after = { ...before, verifiedAtMs: panelNowMs };
    const { lead } = after.verdict;
    expect(announcements(before, after)).toEqual([expect.stringMatching(`^Verified. ${lead}`)]);
    expect(announcements(after, after)).toEqual([]);
    expect(announcements(aPanelState(), after)).toEqual([]);
    const inRun = duringRun([{ id: 'a' }]);
    expect(
      announcements({ ...inRun, verifiedAtMs: 1 }, { ...inRun, verifiedAtMs: panelNowMs }),
    ).toEqual([]);
  });

  it('says which settings changed, but only those that were known before', () => {
    const before = aPanelState({ settings: [aFact({ label: 'Roles', value: 'Missing' })] });
    const after = aPanelState({
      settings: [aFact({ label: 'Roles', value: 'Assigned', state: 'done' }), aFact()],
    });
    expect(announcements(before, after)).toEqual(['Roles: Assigned']);
  });
});
