// The stages of `npm run check` and `npm test`, and how they are counted.
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sumFigures, toFiguresText, type Figures } from './figures.mts';
import { artefacts, runNode } from './process.mts';
import { searchSecrets } from './secrets.mts';

export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

export interface Stage {
  readonly name: string;
  /** What went wrong is in `output`; it is shown only if something failed. */
  run(): Promise<Counts & { readonly output: string }>;
}

const results = join(artefacts, 'results');
const keptLogs = { KEPT_LOGS: join(results, 'logs') };

/** A tool that says yes or no. It counts as one test. */
const tool = (name: string, ...commands: readonly (readonly string[])[]): Stage => ({
  name,
  async run() {
    for (const command of commands) {
      const { status, output } = await runNode(command);
      if (status !== 0) return { passed: 0, failed: 1, skipped: 0, output };
    }
    return { passed: 1, failed: 0, skipped: 0, output: '' };
  },
});

interface TestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
}

/** A tool may fail without a failed test: a file that can't be loaded, an error out of turn. */
const atLeastOne = (failed: number, status: number): number =>
  status !== 0 && failed === 0 ? 1 : failed;

const figuresEnding = '.figures.json';

/** Of all projects that have run. */
async function readFigures(): Promise<Figures> {
  const names = (await readdir(results)).filter((name) => name.endsWith(figuresEnding));
  const all = await Promise.all(names.map((name) => readReport<Figures>(join(results, name))));
  return sumFigures(all.filter((figures) => figures !== undefined));
}

/** A project of `vitest.config.mts`. */
const tests = (name: string): Stage => ({
  name,
  async run() {
    const file = join(results, `${name}.json`);
    const { status, output } = await runNode(
      [
        ...['node_modules/vitest/vitest.mjs', 'run', '--project', name],
        ...['--reporter', 'default', '--reporter', 'json', '--outputFile', file],
        ...['--reporter', 'test/figures.ts'],
      ],
      {
        ...keptLogs,
        NO_COLOR: '1',
        FIGURES_FILE: join(results, `${name}${figuresEnding}`),
      },
    );
    const report = await readReport<TestReport>(file);
    return {
      passed: report?.numPassedTests ?? 0,
      failed: atLeastOne(report?.numFailedTests ?? 0, status),
      skipped: (report?.numPendingTests ?? 0) + (report?.numTodoTests ?? 0),
      output,
    };
  },
});

/** What a tool wrote, or undefined when it wrote nothing. Its shape is the tool's word. */
async function readReport<T>(file: string): Promise<T | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as T;
  } catch {
    return undefined;
  }
}

const hostTests: Stage = {
  name: 'host',
  async run() {
    const file = join(results, 'host.json');
    const { status, output } = await runNode(['scripts/hostTests.mts', '--report', file], keptLogs);
    const report = await readReport<{ passes: number; failures: number; pending: number }>(file);
    return {
      passed: report?.passes ?? 0,
      failed: atLeastOne(report?.failures ?? 0, status),
      skipped: report?.pending ?? 0,
      output,
    };
  },
};

/** A registry need not offer it; then it is skipped, and says so. */
const audit: Stage = {
  name: 'audit',
  async run() {
    const { status, output } = await runNode(['scripts/audit.mts']);
    if (status === 2) console.log(output.trim());
    return {
      passed: status === 0 ? 1 : 0,
      failed: status === 0 || status === 2 ? 0 : 1,
      skipped: status === 2 ? 1 : 0,
      output,
    };
  },
};

/** All that was said, logged and kept by the stages of before: no token and no secret is in it. */
const secrets: Stage = {
  name: 'secrets',
  async run() {
    const { texts, ownLogs, found } = await searchSecrets(results);
    const isGood = found.length === 0 && ownLogs > 0;
    const looked = `${texts} texts were looked through, ${ownLogs} of them logs of the extension.`;
    return {
      passed: isGood ? 1 : 0,
      failed: isGood ? 0 : 1,
      skipped: 0,
      output: [looked, ...found].join('\n'),
    };
  },
};

const tsc = (project: string): readonly string[] => [
  'node_modules/typescript/bin/tsc',
  '-p',
  project,
];

/** Side by side; within a lane one after the other. */
export const checkLanes: readonly (readonly Stage[])[] = [
  [
    tool('lint', ['node_modules/eslint/bin/eslint.js', '.', '--max-warnings', '0']),
    tool('types', ...['.', 'webview', 'test', 'scripts', 'bench'].map(tsc)),
    tool('unused', ['node_modules/knip/bin/knip.js']),
    tool('format', ['node_modules/prettier/bin/prettier.cjs', '--check', '.']),
  ],
  [tool('package', ['scripts/vsix.mts']), tests('unit'), tests('webview')],
];

/** They need the package; the first run in a real VS Code and need both cores. */
export const realStages: readonly Stage[] = [hostTests, tests('e2e'), secrets, audit];

async function runStage(stage: Stage): Promise<Counts> {
  const startedAtMs = Date.now();
  const { output, ...counts } = await stage.run();
  await writeFile(join(results, `${stage.name}.txt`), output);
  const isEmpty = counts.passed + counts.failed + counts.skipped === 0;
  const isGood = counts.failed === 0 && !isEmpty;
  const seconds = ((Date.now() - startedAtMs) / 1_000).toFixed(1);
  console.log(
    `${isGood ? '✓' : '✗'} ${stage.name.padEnd(8)} ${seconds.padStart(6)} s  ${counts.passed} passed, ` +
      `${counts.failed} failed, ${counts.skipped} skipped${isEmpty ? ': ran no test' : ''}`,
  );
  if (!isGood) console.log(output);
  return isEmpty ? { ...counts, failed: 1 } : counts;
}

async function runLane(stages: readonly Stage[]): Promise<readonly Counts[]> {
  const all: Counts[] = [];
  for (const stage of stages) all.push(await runStage(stage));
  return all;
}

/** Runs groups of lanes, prints the figures, and the sum as the last line, and resolves with the exit status. */
export async function runStages(
  ...groups: readonly (readonly (readonly Stage[])[])[]
): Promise<number> {
  await rm(results, { recursive: true, force: true });
  await mkdir(results, { recursive: true });
  const all: Counts[] = [];
  for (const lanes of groups) all.push(...(await Promise.all(lanes.map(runLane))).flat());
  const figures = toFiguresText(await readFigures());
  if (figures !== '') console.log(figures);
  const sum = (key: keyof Counts): number => all.reduce((total, each) => total + each[key], 0);
  console.log(`${sum('passed')} passed, ${sum('failed')} failed, ${sum('skipped')} skipped`);
  return sum('failed') === 0 ? 0 : 1;
}
