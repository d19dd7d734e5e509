// What the tests have gone through, by name: added up and told in one block.

export type Figures = Readonly<Record<string, number>>;

export function sumFigures(all: readonly Figures[]): Figures {
  const sums = new Map<string, number>();
  for (const [name, count] of all.flatMap((each) => Object.entries(each))) {
    sums.set(name, (sums.get(name) ?? 0) + count);
  }
  return Object.fromEntries([...sums].sort(([a], [b]) => a.localeCompare(b)));
}

/** A heading and a line each, the numbers under one another; empty when there is none. */
export function toFiguresText(figures: Figures): string {
  const rows = Object.entries(figures).map(
    ([name, count]) => [count.toLocaleString('en'), name] as const,
  );
  if (rows.length === 0) return '';
  const width = Math.max(...rows.map(([count]) => count.length));
  return [
    'What the tests went through:',
    ...rows.map(([count, name]) => `  ${count.padStart(width)}  ${name}`),
  ].join('\n');
}
