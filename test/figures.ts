import type { Reporter, TestCase } from 'vitest/node';

declare module 'vitest' {
  interface TaskMeta {
    /** What a test has gone through, by name, to be told at the end of the run. */
    figures?: Readonly<Record<string, number>>;
  }
}

/** Adds up the figures of all tests and prints them when the run has ended. */
export default class Figures implements Reporter {
  private readonly sums = new Map<string, number>();

  onTestCaseResult(test: TestCase): void {
    for (const [name, count] of Object.entries(test.meta().figures ?? {})) {
      this.sums.set(name, (this.sums.get(name) ?? 0) + count);
    }
  }

  onTestRunEnd(): void {
    if (this.sums.size === 0) return;
    const lines = [...this.sums].map(([name, count]) => `  ${count.toLocaleString('en')} ${name}`);
    console.log(['Figures of this run:', ...lines.sort()].join('\n'));
  }
}
