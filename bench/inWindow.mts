// The figures of a real VS Code.
import { vsixPath } from '../scripts/package.mts';
import { budgets } from './budgets.mts';
import { createEmptyExtension } from './emptyExtension.mts';
import { median, range, type Figure } from './figures.mts';
import { measureStartUp, type StartUp, type Subject } from './startUp.mts';

const ours: Subject = {
  path: vsixPath,
  name: 'Azure IoT Operations Secure Settings',
  container: 'IoT Operations',
};

/** Measures both by turns, so that whatever else the machine does falls on both. */
export async function measureInWindow(
  starts: number,
  report: (line: string) => void,
): Promise<readonly Figure[]> {
  const empty = await createEmptyExtension();
  const ofOurs: StartUp[] = [];
  const ofEmpty: StartUp[] = [];
  for (let start = 1; start <= starts; start += 1) {
    report(`Start ${start} of ${starts}…`);
    ofOurs.push(await measureStartUp(ours));
    ofEmpty.push(await measureStartUp(empty));
  }
  const toFigure = (what: string, all: readonly StartUp[], key: keyof StartUp): Figure => {
    const values = all.map((each) => each[key]);
    return { what, measured: median(values), unit: 'ms', note: range(values) };
  };
  return [
    { ...toFigure('activation', ofOurs, 'activationMs'), limit: budgets.activationMs },
    toFigure('… of an empty extension', ofEmpty, 'activationMs'),
    {
      ...toFigure('click on the view → first content', ofOurs, 'firstContentMs'),
      limit: budgets.firstContentMs,
    },
    toFigure('… of an empty extension', ofEmpty, 'firstContentMs'),
    toFigure('click on the view → “Sign In” is offered', ofOurs, 'answerMs'),
  ];
}
