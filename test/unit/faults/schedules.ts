import { beforeAll, expect, it } from 'vitest';
import { faultKindNames } from '../../../src/simulator/faultKinds';
import { parseFaults } from '../../../src/simulator/faultSchedule';
import { loadSdks } from '../../builders/azure';
import { carryOut, checkSchedules, type Figures } from './faultProperty';

/** How many schedules each of the four parts carries out. */
const partSize = 2_500;
const toFigures = (figures: Figures): Readonly<Record<string, number>> =>
  Object.fromEntries([...figures].map(([name, count]) => [`faults: ${name}`, count]));

const limitMs = 20 * 60_000;

/** A part of all schedules, as a test; its figures are printed at the end of all tests. */
export function testPart(part: number): void {
  beforeAll(loadSdks);

  it(
    `keeps every promise under ${partSize} schedules of faults (part ${part} of 4)`,
    async ({ task }) => {
      const figures = await checkSchedules(1 + (part - 1) * partSize, partSize);
      expect(figures.get('schedules')).toBe(partSize);
      expect(faultKindNames.filter((kind) => !figures.has(kind))).toEqual([]);
      task.meta.figures = toFigures(figures);
    },
    limitMs,
  );
}

/** Many more, from `FAULT_SEED` on, `FAULT_COUNT` of them; with `FAULTS` that schedule alone. */
export function testSoak(env: Readonly<Record<string, string | undefined>>): void {
  beforeAll(loadSdks);
  const seed = Number(env['FAULT_SEED'] ?? 1_000_001);
  const faults = env['FAULTS'];

  it.runIf(faults !== undefined)(`carries out ${faults ?? ''} of seed ${seed}`, async () => {
    const schedule = parseFaults(faults ?? '');
    if (!schedule) throw new Error(`FAULTS is no schedule: ${faults ?? ''}`);
    const { broken } = await carryOut(seed, schedule);
    expect(broken).toEqual([]);
  });

  it.runIf(faults === undefined)(
    'keeps every promise under many schedules of faults',
    async ({ task }) => {
      const figures = await checkSchedules(seed, Number(env['FAULT_COUNT'] ?? 100_000));
      task.meta.figures = toFigures(figures);
      expect(figures.get('schedules')).toBeGreaterThan(0);
    },
    24 * 3_600_000,
  );
}
