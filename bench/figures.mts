/** A line of the table. */
export interface Figure {
  readonly what: string;
  readonly measured: number;
  readonly unit: 'KiB' | 'ms' | 's' | 'requests' | 'writes';
  /** Absent: for comparison only. */
  readonly limit?: number;
  /** What else there is to say. */
  readonly note?: string;
}

export const isWithin = ({ measured, limit }: Figure): boolean =>
  limit === undefined || measured <= limit;

const rounded = (value: number): string => String(Number(value.toFixed(2)));

function toCells(figure: Figure): readonly string[] {
  const { what, measured, unit, limit, note = '' } = figure;
  return [
    what,
    `${rounded(measured)} ${unit}`,
    limit === undefined ? '' : `≤ ${rounded(limit)} ${unit}`,
    limit === undefined ? '' : isWithin(figure) ? 'ok' : 'OVER',
    note,
  ];
}

/** Aligned by blanks, with a head. */
export function toTable(figures: readonly Figure[]): string {
  const rows = [['what', 'measured', 'limit', 'ok?', ''], ...figures.map(toCells)];
  const widths = [0, 1, 2, 3].map((column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  );
  const toLine = (row: readonly string[]): string =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd();
  return rows.map(toLine).join('\n');
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)] ?? NaN;
  const lower = sorted[Math.ceil(sorted.length / 2) - 1] ?? NaN;
  return (lower + upper) / 2;
}

/** As in `4–12`. */
export const range = (values: readonly number[]): string =>
  `${rounded(Math.min(...values))}–${rounded(Math.max(...values))}`;
