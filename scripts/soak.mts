// Many more schedules of faults than `npm test` carries out, or a single one again.
import { spawn } from 'node:child_process';
import { join } from 'node:path';

const vitest = join(import.meta.dirname, '..', 'node_modules', 'vitest', 'vitest.mjs');
const child = spawn(process.execPath, [vitest, 'run', '--project', 'soak'], { stdio: 'inherit' });
child.once('exit', (status) => {
  process.exitCode = status ?? 1;
});
