// Runs one of the project's commands, after making everything ready that it needs. Plain Node ≥ 20 and
// nothing else, so that it works on a fresh clone.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { constants } from 'node:os';
import { delimiter, dirname, join } from 'node:path';

const root = join(import.meta.dirname, '..');
const inRoot = (...path) => join(root, ...path);

/** What each command runs, under Node 24, and what it needs; see `prepare.mjs`. */
const commands = {
  check: { script: 'scripts/check.mts', needs: () => ['chromium', 'shellcheck'] },
  test: { script: 'scripts/test.mts', needs: () => ['chromium', 'shellcheck', 'vsCode'] },
  'test:soak': { script: 'scripts/soak.mts', needs: () => [] },
  demo: {
    script: 'scripts/demo.mts',
    needs: (args) => (args.includes('--headless') ? [] : ['someVsCode']),
  },
  simulator: { script: 'scripts/simulator.mts', needs: () => [] },
  bench: {
    script: 'bench/bench.mts',
    needs: (args) => (args.includes('--no-window') ? [] : ['chromium', 'vsCode']),
  },
  'test:electron': { script: 'scripts/hostTests.mts', args: ['--desktop'], needs: () => [] },
  audit: { script: 'scripts/audit.mts', needs: () => [] },
  package: { script: 'scripts/vsix.mts', needs: () => [] },
  pictures: { script: 'scripts/pictures.mts', needs: () => ['chromium', 'vsCode'] },
};

const fail = (message) => {
  console.error(message);
  process.exit(1);
};

const readPackages = (file) => Object.entries(JSON.parse(readFileSync(file, 'utf8')).packages);

/** Compares the lock file with npm's own note of what it installed. */
function arePackagesInstalled() {
  const note = inRoot('node_modules', '.package-lock.json');
  if (!existsSync(note)) return false;
  const installed = new Map(readPackages(note));
  return readPackages(inRoot('package-lock.json')).every(
    ([path, { version, optional }]) =>
      path === '' ||
      installed.get(path)?.version === version ||
      // Those of other platforms are left out.
      (optional && !installed.has(path)),
  );
}

/**
 * What the lock file says, except that `npm ci` would refuse it: packages for other platforms that a
 * registry's mirror does not carry are left out of it. Says something only when it has to work.
 */
function installPackages() {
  if (arePackagesInstalled()) return;
  console.error('Installing the packages…');
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const result = spawnSync(
    npm,
    ['install', '--no-save', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'],
    { cwd: root, stdio: ['ignore', 'ignore', 'inherit'], shell: process.platform === 'win32' },
  );
  if (result.status !== 0) fail('npm install failed; see above.');
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
    // A system without glibc can't run what is there.
    if (existsSync(file) && spawnSync(file, ['--version']).status === 0) return file;
  }
  if (Number(process.versions.node.split('.')[0]) >= 24) return process.execPath;
  return fail('Install Node 24 or later: npm has none for this platform.');
}

/** Runs the command's script on this terminal; signals and the exit status pass through. */
function run(node, args, env) {
  const child = spawn(node, args, { cwd: root, stdio: 'inherit', env: { ...process.env, ...env } });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => child.kill(signal));
  }
  child.once('error', (error) => fail(error.message));
  child.once('exit', (status, signal) => {
    process.exit(status ?? 128 + (constants.signals[signal] ?? 0));
  });
}

const [name, ...rest] = process.argv.slice(2);
const command = commands[name];
if (!command) fail(`Usage: npm run ${Object.keys(commands).join('|')}`);

installPackages();
const node = findNode();
const { prepare } = await import('./prepare.mjs');
const found = prepare(command.needs(rest), node);
run(node, [inRoot(command.script), ...(command.args ?? []), ...rest], {
  ...found,
  PATH: [dirname(node), inRoot('node_modules', '.bin'), process.env.PATH].join(delimiter),
});
