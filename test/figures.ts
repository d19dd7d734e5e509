import { writeFileSync } from 'node:fs';
import type { Reporter, TestCase } from 'vitest/node';
import { sumFigures, toFiguresText, type Figures } from '../scripts/figures.mts';

declare module 'vitest' {
  interface TaskMeta {
    /** What a test has gone through, by name, to be told at the end of the run. */
    figures?: Readonly<Record<string, number>>;
  }
}

/**
 * Adds up the figures of all tests. When the run has ended they go into the file of `FIGURES_FILE`, for
 * whoever runs several projects, or are printed.
 */
export default class FiguresReporter implements Reporter {
  private readonly all: Figures[] = [];

  onTestCaseResult(test: Pick<TestCase, 'meta'>): void {
    this.all.push(test.meta().figures ?? {});
  }

  onTestRunEnd(): void {
    const figures = sumFigures(this.all);
    const file = process.env['FIGURES_FILE'];
    const text = toFiguresText(figures);
    if (file !== undefined) writeFileSync(file, JSON.stringify(figures));
    else if (text !== '') console.log(`\n${text}`);
  }
}
