// Runs one of the project's commands, after making everything ready that it needs. Plain Node ≥ 20 and
// nothing else, so that it works on a fresh clone.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const root = join(import.meta.dirname, '..');
const inRoot = (...path) => join(root, ...path);

/** What each command runs, under Node 24, and what it needs from the system. */
const commands = {
  check: { script: 'scripts/check.mjs', needs: ['chromium'] },
  test: { script: 'scripts/test.mjs', needs: ['chromium', 'vscode', 'shellcheck'] },
  demo: { script: 'scripts/demo.mjs', needs: [] },
  simulator: { script: 'scripts/simulator.mjs', needs: [] },
  bench: { script: 'bench/bench.mjs', needs: ['chromium', 'vscode'] },
  electron: { script: 'scripts/electron.mjs', needs: [] },
  pictures: { script: 'scripts/pictures.mjs', needs: ['chromium', 'vscode'] },
};

const fail = (message) => {
  console.error(message);
  process.exit(1);
};

/** Installs the locked packages, once per lockfile. Says something only when it has to work. */
function installPackages() {
  const lock = readFileSync(inRoot('package-lock.json'));
  const stamp = createHash('sha256').update(lock).digest('hex');
  const stampFile = inRoot('node_modules', '.lock-stamp');
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) return;
  console.error('Installing the packages…');
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const result = spawnSync(
    npm,
    ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'],
    { cwd: root, stdio: ['ignore', 'ignore', 'inherit'], shell: process.platform === 'win32' },
  );
  if (result.status !== 0) fail('npm ci failed; see above.');
  writeFileSync(stampFile, stamp);
}

/** The Node that VS Code itself carries, from the packages; else our own if it is new enough. */
function findNode() {
  const name = process.platform === 'win32' ? 'node.exe' : 'node';
  const packages = [
    `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`,
    `node-bin-${process.platform}-${process.arch}`,
  ];
  for (const each of packages) {
    const file = inRoot('node_modules', each, 'bin', name);
    if (existsSync(file)) return file;
  }
  if (Number(process.versions.node.split('.')[0]) >= 22) return process.execPath;
  return fail('Node 22 or later is needed on this platform; install it and try again.');
}

const [name, ...rest] = process.argv.slice(2);
const command = commands[name];
if (!command) fail(`Usage: npm run ${Object.keys(commands).join('|')}`);
const isHeadless = name === 'demo' && rest.includes('--headless');

installPackages();
const node = findNode();
const { prepare } = await import('./prepare.mjs');
prepare([...command.needs, ...(name === 'demo' && !isHeadless ? ['demo'] : [])], node);

const result = spawnSync(node, [inRoot(command.script), ...rest], {
  stdio: 'inherit',
  cwd: root,
  env: {
    ...process.env,
    PATH: [join(node, '..'), inRoot('node_modules', '.bin'), process.env.PATH].join(delimiter),
  },
});
process.exit(result.status ?? 1);
