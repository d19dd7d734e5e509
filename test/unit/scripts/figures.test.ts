import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { sumFigures, toFiguresText } from '../../../scripts/figures.mts';
import FiguresReporter from '../../figures';

afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

const after = (...figures: readonly Readonly<Record<string, number>>[]): FiguresReporter => {
  const reporter = new FiguresReporter();
  for (const each of figures) reporter.onTestCaseResult({ meta: () => ({ figures: each }) });
  reporter.onTestCaseResult({ meta: () => ({}) });
  return reporter;
};

describe('what the tests went through', () => {
  it('is added up by name, in order', () => {
    const sum = sumFigures([{ schedules: 2_500, 'faults: 429': 7 }, {}, { schedules: 2_500 }]);
    expect(Object.entries(sum)).toEqual([
      ['faults: 429', 7],
      ['schedules', 5_000],
    ]);
  });

  it('stands in one block, the numbers under one another', () => {
    expect(toFiguresText({ inputs: 4_624, 'hostile texts': 95 }).split('\n')).toEqual([
      'What the tests went through:',
      '  4,624  inputs',
      '     95  hostile texts',
    ]);
    expect(toFiguresText({})).toBe('');
  });

  it('is printed when the run has ended', () => {
    const print = vi.spyOn(console, 'log').mockImplementation(() => undefined);
    vi.stubEnv('FIGURES_FILE', undefined);
    after({ schedules: 1 }, { schedules: 2 }).onTestRunEnd();
    after().onTestRunEnd();
    expect(print.mock.calls).toEqual([['\nWhat the tests went through:\n  3  schedules']]);
  });

  it('goes into a file where others add it up', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'figures-'));
    const file = join(folder, 'unit.figures.json');
    vi.stubEnv('FIGURES_FILE', file);
    after({ schedules: 1 }, { schedules: 2 }).onTestRunEnd();
    expect(JSON.parse(await readFile(file, 'utf8'))).toEqual({ schedules: 3 });
    await rm(folder, { recursive: true });
  });
});
