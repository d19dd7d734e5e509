import { describe, expect, it } from 'vitest';
import { parseClassObjects, withIndents } from '../../../../src/core/verify/classObjects';
import { difference, markDifference } from '../../../../src/core/verify/difference';

describe('parseClassObjects', () => {
  it.each([
    ['as the service takes it', 'array:\n    - |\n      objectName: a\n      objectType: secret\n'],
    ['with two blanks', 'array:\n  - |\n    objectName: a\n    objectType: secret\n'],
    ['with other keys first', 'array:\n  - |\n    objectType: secret\n    objectName: a\n'],
    ['with quotes', 'array:\n  - |\n    objectName: "a"\n'],
    ['with strings of one line', 'array:\n  - "objectName: a\\nobjectType: secret\\n"\n'],
    ['with objects', 'array:\n  - objectName: a\n    objectType: secret\n'],
    ['with CRLF', 'array:\r\n  - |\r\n    objectName: a\r\n'],
  ])('reads a list %s', (_, text) => {
    expect(parseClassObjects(text)).toEqual({
      kind: 'listed',
      secrets: [{ name: 'a', versions: 1 }],
    });
  });

  it('reads how many versions are fetched', () => {
    const text = 'array:\n  - |\n    objectName: a\n    objectVersionHistory: 3\n';
    expect(parseClassObjects(text)).toMatchObject({ secrets: [{ versions: 3 }] });
  });

  it('lists nothing where there is no list', () => {
    expect(parseClassObjects(undefined)).toEqual({ kind: 'listed', secrets: [] });
  });

  it.each([
    'array:\n- |\n  objectName: a\n',
    'array:',
    'array: []',
    'objects: x',
    'array:\n  - |\n    objectType: secret\n',
    '{[',
    '',
  ])('cannot read %j', (text) => {
    expect(parseClassObjects(text)).toEqual({ kind: 'unreadable' });
  });
});

describe('withIndents', () => {
  it.each([
    ['array:\n- |\n  objectName: a\n', 'array:\n    - |\n      objectName: a\n'],
    [
      'array:\r\n- |\r\n  objectName: "a"\r\n\r\n- objectName: b # mine\r\n',
      'array:\r\n    - |\r\n      objectName: "a"\r\n\r\n    - objectName: b # mine\r\n',
    ],
  ])('indents %j, and changes nothing else', (text, mended) => {
    expect(withIndents(text)).toBe(mended);
    expect(parseClassObjects(mended).kind).toBe('listed');
  });

  it.each([
    '',
    'array:',
    'array:\n',
    'array:\n- |\n  objectType: secret\n',
    'objects: x',
    '{[',
    'array:\n    - |\n      objectName: a\n',
  ])('leaves %j, which that would not mend', (text) => {
    expect(withIndents(text)).toBeUndefined();
  });
});

describe('difference', () => {
  it.each([
    ['https://i/', 'https://i', [9, 10], [9, 9]],
    ['abc', 'abd', [2, 3], [2, 3]],
    ['xay', 'xby', [1, 2], [1, 2]],
    ['aa', 'a', [1, 2], [1, 1]],
    ['', 'a', [0, 0], [0, 1]],
  ])('of %j and %j', (a, b, ofA, ofB) => {
    expect(difference(a, b)).toEqual([ofA, ofB]);
  });

  it('counts the place in bytes, as Microsoft Entra compares', () => {
    const values = [
      { label: 'a', value: 'ä€-x' },
      { label: 'b', value: 'ä€-y' },
    ];
    expect(markDifference(values, 0, 1)).toEqual([
      { label: 'a', value: 'ä€-x', marks: [[3, 4]], differsAtByte: 7 },
      { label: 'b', value: 'ä€-y', marks: [[3, 4]], differsAtByte: 7 },
    ]);
  });

  it('marks only what is there to be seen', () => {
    const values = [
      { label: 'a', value: 'https://i/' },
      { label: 'b', value: 'https://i' },
      { label: 'c', value: 'x' },
    ];
    expect(markDifference(values, 0, 1)).toEqual([
      { label: 'a', value: 'https://i/', marks: [[9, 10]], differsAtByte: 10 },
      { ...values[1], differsAtByte: 10 },
      values[2],
    ]);
    expect(markDifference(values, 0, 7)).toBe(values);
  });
});
