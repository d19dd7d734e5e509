import { describe, expect, it } from 'vitest';
import { KqlError } from '../../../../src/simulator/kql/kqlError';
import { query } from './kql';

const failure = (text: string) => {
  try {
    query(text);
  } catch (error) {
    if (error instanceof KqlError) return error.failure;
    throw error;
  }
  return undefined;
};

describe('what cannot be read', () => {
  it.each([
    ['', 1, 0, '<EOF>'],
    ['things | wher size == 1', 1, 9, 'wher'],
    ['things | where', 1, 14, '<EOF>'],
    ['things\n| where size = 1', 2, 13, '='],
    ['things | where size == ', 1, 23, '<EOF>'],
    ["things | where name == 'open", 1, 23, "'"],
    ['things | project (size', 1, 22, '<EOF>'],
    ['things | where size == 1 size', 1, 25, 'size'],
    ['things | take many', 1, 14, 'many'],
    ['things | where size # 1', 1, 20, '#'],
    ['things | join kind=sideways (owners) on id', 1, 19, 'sideways'],
    ['things | join (owners) on size', 1, undefined, undefined],
    ['things | order size', 1, 15, 'size'],
    ['things | where name in [1]', 1, 23, '['],
    ['things | where x == datetime(tomorrow)', 1, 29, 'tomorrow'],
    ['things | project-sideways name', 1, 9, 'project'],
    ['things | parse name with x', 1, 9, 'parse'],
    ['things | count; drop', 1, 16, 'drop'],
    ['let x = 1; things', 1, 4, 'x'],
  ])('%s', (text, line, character, token) => {
    const found = failure(text);
    if (character === undefined) expect(found).toMatchObject({ kind: 'semantic' });
    else expect(found).toMatchObject({ kind: 'syntax', position: { line, character }, token });
  });

  it('refuses endless nesting instead of running out of stack', () => {
    const depth = 20_000;
    expect(failure(`things | where ${'('.repeat(depth)}1${')'.repeat(depth)}`)).toMatchObject({
      kind: 'syntax',
    });
    expect(failure(`things | where size == ${'-'.repeat(depth)}1`)).toMatchObject({
      kind: 'syntax',
    });
  });
});

describe('what means nothing', () => {
  it.each([
    ['nosuch | take 1', 'unknownTable'],
    ['things | union nosuch', 'unknownTable'],
    ['things | where Size == 1', 'semantic'],
    ['things | project nosuch.x', 'semantic'],
    ['things | where nosuch(size) == 1', 'semantic'],
    ['things | where tolower() == 1', 'semantic'],
    ['things | where iff(true) == 1', 'semantic'],
    ['things | project size, size', 'semantic'],
    ['things | project-rename a = nosuch', 'semantic'],
    ['things | summarize size', 'semantic'],
    ['things | summarize dcount()', 'semantic'],
    ['things | where ago() > 1', 'semantic'],
    ['things | where constructor(size) == 1', 'semantic'],
  ])('%s', (text, kind) => {
    expect(failure(text)).toMatchObject({ kind });
  });
});
