import { describe, expect, it } from 'vitest';
import type { RunSnapshot } from '../../../../src/core/model/run';
import { recordFileName, toChangeRecord } from '../../../../src/core/record/changeRecord';
import { toRecordJson } from '../../../../src/core/record/recordJson';
import { toRecordMarkdown } from '../../../../src/core/record/recordMarkdown';
import { withoutCredentials } from '../../../../src/core/record/withoutCredentials';
import { hostileNames } from '../../../fakes/hostileNames';

const numbered = hostileNames.map((text, index) => [index, text.slice(0, 40), text] as const);
const unseen = /[^\P{Cc}\n]|[\p{Cf}\p{Zl}\p{Zp}]/u;

/** A record that has the text wherever Azure, or the user, has a word in it. */
function recordWith(text: string) {
  const atMs = Date.UTC(2026, 10, 28, 20, 58, 11);
  const run: RunSnapshot = {
    runId: 'run-1',
    planId: 'enableSecretSync',
    title: text,
    subjectId: `/subscriptions/s1/resourceGroups/${text}`,
    subjectName: text,
    startedAtMs: atMs,
    endedAtMs: atMs,
    outcome: 'failed',
    failure: { message: text, meaning: text, code: text, correlationId: text },
    agreed: [{ title: text, detail: text, method: 'PUT', path: text }],
    steps: [
      {
        id: 'a',
        title: text,
        detail: text,
        state: {
          kind: 'failed',
          startedAtMs: atMs,
          endedAtMs: atMs,
          failure: { message: text, meaning: text, code: text, correlationId: text },
        },
      },
    ],
    requests: { reads: 1, writes: 2 },
    writes: [
      {
        stepId: 'a',
        endedAtMs: atMs,
        exchange: {
          method: 'PUT',
          path: `/${text}`,
          status: 200,
          elapsedMs: 1,
          correlationId: text,
        },
      },
    ],
    changes: [
      {
        resourceId: text,
        kind: 'updated',
        properties: [{ name: text, before: text, after: text }],
      },
    ],
  };
  return toChangeRecord({
    run,
    tenantId: text,
    isSimulated: false,
    savedAtMs: atMs,
    // Blanks alone are left out, as if nobody had said it.
    who: text.trim() === '' ? 'x' : text,
    proof: { unreadBecause: text },
  });
}

/** Without our own marks, what stands in a fixed-width font, and what is escaped. */
const bare = (markdown: string): string =>
  markdown
    .replaceAll(/\\[!-/:-@[-`{-~]|(`+)(?!`).*?(?<!`)\1(?!`)/g, '')
    .replaceAll('**', '')
    .replaceAll(/^#{1,2} |^\| | \|$|^\d+\. /gm, '')
    .replaceAll(' | ', '')
    .replaceAll(/^-{3}(?:---)*$/gm, '');

describe('a hostile text in a change record', () => {
  it.each(numbered)('%i, %j, is plain text in Markdown', (_, _short, text) => {
    const markdown = toRecordMarkdown(recordWith(text));
    expect(markdown).not.toMatch(unseen);
    expect(bare(markdown)).not.toMatch(/[\\`*_[\]<>|~#!$@]|&\w|www\.|:\/\//i);
    // As many lines as with any other text: it begins no heading, list or row of its own.
    const kindOf = (line: string): string => /^(?:#+|\||\d+\.|\*\*|)/.exec(line)?.[0] ?? '';
    const plain = toRecordMarkdown(recordWith('plain'));
    expect(markdown.split('\n').map(kindOf)).toEqual(plain.split('\n').map(kindOf));
  });

  it.each(numbered)('%i, %j, is the same text in JSON, and seen', (_, _short, text) => {
    const record = recordWith(text);
    const json = toRecordJson(record);
    expect(json).not.toMatch(unseen);
    expect(JSON.parse(json)).toEqual(record);
    expect(record.where.instance).toBe(withoutCredentials(text));
  });

  it.each(numbered)('%i, %j, leads the file nowhere else', (_, _short, text) => {
    const name = recordFileName(recordWith(text));
    expect(name).toMatch(/^change-record-[\w-]{1,100}-20261128-2058$/);
  });
});
