import { settingNames } from '../core/checks/settingNames';
import { settingIds } from '../core/checks/settings';
import type { Finding } from '../core/model/finding';
import type { SettingId } from '../core/model/node';
import type { RunSnapshot } from '../core/model/run';
import { findingWords, outcomeWords, stepWords } from '../core/model/stateWords';
import type { Verification } from '../core/verify/verification';

/** What a program without a window says: lines for people, or one event a line for programs. */
export interface Output {
  event(type: string, data: Readonly<Record<string, unknown>>): void;
  say(line: string): void;
}

export function createOutput(isJson: boolean): Output {
  return {
    event: (type, data) => {
      if (isJson) console.log(JSON.stringify({ type, ...data }));
    },
    say: (line) => {
      if (!isJson) console.log(line);
    },
  };
}

/** In one width. */
function padded(texts: readonly string[]): readonly string[] {
  const width = Math.max(0, ...texts.map(({ length }) => length));
  return texts.map((text) => text.padEnd(width));
}

/**
 * The steps whose state is another than before.
 *
 * @param told what was said of each; what is said now is added
 */
export function reportSteps(run: RunSnapshot, told: Map<string, string>, output: Output): void {
  for (const step of run.steps) {
    const { kind } = step.state;
    if (kind === 'pending' || told.get(step.id) === kind) continue;
    told.set(step.id, kind);
    output.event('step', { id: step.id, title: step.title, detail: step.detail, state: kind });
    const sign = { running: '…', done: '✓', skipped: '–' }[kind as string] ?? '✗';
    output.say(`  ${sign} ${step.title} (${kind === 'running' ? step.detail : stepWords(kind)})`);
  }
}

/** The secure settings, by the names that the tree gives them. */
export function reportSettings(
  findings: Readonly<Record<SettingId, Finding>>,
  output: Output,
): void {
  const all = settingIds.map((setting) => ({ setting, ...findings[setting] }));
  const names = padded(all.map(({ setting }) => settingNames[setting]()));
  for (const [index, { setting, state, words }] of all.entries()) {
    output.event('state', { setting, state, words });
    output.say(`  ${names[index] ?? ''}  ${words}`);
  }
}

/** Every link of the trust chain, with its state and what shows it. */
export function reportVerification({ checks, cloud }: Verification, output: Output): void {
  const links = [...checks, ...cloud].map(({ id, title, finding, values }) => ({
    id,
    link: title,
    state: finding.state,
    words: finding.words,
    evidence: values.map(({ label, value, source }) => ({ label, value, source })),
  }));
  const titles = padded(links.map(({ link }) => link));
  const states = padded(links.map(({ state }) => findingWords(state)));
  output.say('Verification: link, state, evidence');
  for (const [index, each] of links.entries()) {
    output.event('link', each);
    const shown = each.evidence.map(({ label, value }) => `${label}: ${value}`).join('; ');
    output.say(`  ${[titles[index], states[index], shown || each.words].join('  ')}`);
  }
}

/** How the run has ended, and what it took. */
export function reportEnd(run: RunSnapshot, nowMs: number, output: Output): void {
  const { outcome, failure, startedAtMs, endedAtMs = nowMs } = run;
  const { reads, writes } = run.requests;
  const virtualSeconds = (endedAtMs - startedAtMs) / 1_000;
  output.event('result', { outcome, reads, writes, virtualSeconds });
  output.say(
    `${outcomeWords(outcome)}: ${reads} reads, ${writes} writes, ${virtualSeconds} s of simulated time` +
      (failure ? `: ${failure.message}` : ''),
  );
}
