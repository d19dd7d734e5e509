// Measures what the project has set itself limits for, and prints one table. Ends with status 1 if
// anything is over its limit. `--no-window` leaves out what needs VS Code, `--json` prints JSON,
// `--starts N` starts VS Code so many times (10).
import { parseArgs } from 'node:util';
import { runNode } from '../scripts/process.mts';
import { isWithin, toTable, type Figure } from './figures.mts';
import { measureInWindow } from './inWindow.mts';
import { measureWithoutWindow } from './withoutWindow.mts';

const { values } = parseArgs({
  allowNegative: true,
  options: {
    window: { type: 'boolean', default: true },
    json: { type: 'boolean', default: false },
    starts: { type: 'string', default: '10' },
  },
});

// Standard output belongs to the result.
const report = (line: string): void => {
  console.error(line);
};

const packed = await runNode(['scripts/vsix.mts']);
if (packed.status !== 0) {
  report(packed.output);
  process.exit(packed.status);
}
const figures: readonly Figure[] = [
  ...(await measureWithoutWindow()),
  ...(values.window ? await measureInWindow(Number(values.starts), report) : []),
];
console.log(
  values.json
    ? JSON.stringify(figures.map((figure) => ({ ...figure, ok: isWithin(figure) })))
    : toTable(figures),
);
process.exitCode = figures.every(isWithin) ? 0 : 1;
