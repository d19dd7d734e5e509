// Asks the registry for known weaknesses of the packages that ship. Exit status: 0 none; 1 some;
// 2 this registry does not say.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildAll, root } from './process.mts';
import { weaknessesOfShipped, type AuditReport } from './weaknesses.mts';

interface Bill {
  readonly components: readonly { readonly name: string }[];
}

await buildAll();
const isWindows = process.platform === 'win32';
const { stdout } = spawnSync(isWindows ? 'npm.cmd' : 'npm', ['audit', '--json'], {
  cwd: root,
  encoding: 'utf8',
  shell: isWindows,
  // The report names each way from the project to a weakness.
  maxBuffer: 64 * 1024 * 1024,
});
const bill = JSON.parse(readFileSync(join(root, 'dist', 'bom.cdx.json'), 'utf8')) as Bill;
const answer = JSON.parse(stdout) as AuditReport;
const found = weaknessesOfShipped(
  answer,
  bill.components.map(({ name }) => name),
);
if (found === 'notOffered') {
  console.log('This registry does not offer `npm audit`; nothing is known about weaknesses.');
  process.exitCode = 2;
} else {
  for (const { name, severity, titles } of found) {
    console.log(`${name} (${severity}): ${titles.join('; ')}`);
  }
  console.log(
    `${found.length} of ${bill.components.length} packages that ship have known weaknesses`,
  );
  process.exitCode = found.length === 0 ? 0 : 1;
}
