import { describe, expect, it } from 'vitest';
import { withEntraCodes } from '../../../src/ui/panels/withEntraCodes';

describe('withEntraCodes', () => {
  it('makes each code a link that carries digits and nothing else', () => {
    expect(withEntraCodes('Refused (AADSTS700211), then AADSTS50166.')).toEqual([
      'Refused (',
      { entraCode: '700211' },
      '), then ',
      { entraCode: '50166' },
      '.',
    ]);
    expect(withEntraCodes('AADSTS700213')).toEqual([{ entraCode: '700213' }]);
  });

  it.each([
    'Nothing of the kind.',
    '',
    'AADSTS',
    'AADSTS12',
    'AADSTS123456789',
    'aadsts700211',
    'xAADSTS700211',
    'https://example.com/error?code=1234',
  ])('leaves other texts alone: %s', (text) => {
    expect(withEntraCodes(text)).toBe(text);
  });
});
