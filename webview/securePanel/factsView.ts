import type { FactRow } from '../../src/protocol/panel';
import { toAge } from '../../src/protocol/durations';

/** Where most rows were read, and how old the oldest of those readings is. */
export interface CommonReading {
  readonly source: string;
  readonly oldestAtMs: number;
}

/** Undefined when no row says where it was read. */
export function findCommonReading(rows: readonly FactRow[]): CommonReading | undefined {
  const bySource = new Map<string, { rows: number; oldestAtMs: number }>();
  for (const { source, readAtMs } of rows) {
    if (source === undefined || readAtMs === undefined) continue;
    const known = bySource.get(source) ?? { rows: 0, oldestAtMs: readAtMs };
    bySource.set(source, {
      rows: known.rows + 1,
      oldestAtMs: Math.min(known.oldestAtMs, readAtMs),
    });
  }
  const [most] = [...bySource].sort(([, left], [, right]) => right.rows - left.rows);
  return most && { source: most[0], oldestAtMs: most[1].oldestAtMs };
}

/** `ARM, 20 s ago`. */
export const toReadingText = (source: string, readAtMs: number, nowMs: number): string =>
  `${source}, ${toAge(nowMs - readAtMs)}`;

/** What a row says about its own reading when that is not the common one. */
export function findOwnReading(
  row: FactRow,
  common: CommonReading | undefined,
  nowMs: number,
): string | undefined {
  if (row.source === undefined || row.source === common?.source) return undefined;
  return row.readAtMs === undefined ? row.source : toReadingText(row.source, row.readAtMs, nowMs);
}
