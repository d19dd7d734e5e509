import { describe, expect, it } from 'vitest';
import { findCommonReading, findOwnReading } from '../../../webview/securePanel/factsView';
import { aFact, panelNowMs } from '../../builders/panelState';

describe('findCommonReading', () => {
  it('names the source of most rows with its oldest reading', () => {
    const rows = [
      aFact({ source: 'discovery document', readAtMs: panelNowMs - 90_000 }),
      aFact({ source: 'ARM', readAtMs: panelNowMs - 5_000 }),
      aFact({ source: 'ARM', readAtMs: panelNowMs - 30_000 }),
    ];
    expect(findCommonReading(rows)).toEqual({ source: 'ARM', oldestAtMs: panelNowMs - 30_000 });
  });

  it('is nothing when no row says where it was read', () => {
    expect(findCommonReading([{ label: 'Name', value: 'a' }])).toBeUndefined();
  });
});

describe('findOwnReading', () => {
  const common = { source: 'ARM', oldestAtMs: panelNowMs };

  it('is only told by rows from elsewhere', () => {
    expect(findOwnReading(aFact(), common, panelNowMs)).toBeUndefined();
    const other = aFact({ source: 'discovery document', readAtMs: panelNowMs - 180_000 });
    expect(findOwnReading(other, common, panelNowMs)).toBe('discovery document, 3 min ago');
  });

  it('names the source alone when the time is not known', () => {
    expect(findOwnReading({ label: 'a', value: 'b', source: 'kubectl' }, common, panelNowMs)).toBe(
      'kubectl',
    );
  });
});
