// Makes ready what a command needs from the system: on Debian as root it is installed, elsewhere it is
// named.
import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { installVsCode } from './installVsCode.mjs';

const findOnPath = (name) =>
  (process.env.PATH ?? '')
    .split(delimiter)
    .map((folder) => join(folder, name))
    .find((file) => {
      try {
        accessSync(file, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });

/** Chromium or Chrome, wherever it usually is. */
export const findBrowser = () =>
  process.env.CHROMIUM_PATH ??
  ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']
    .map(findOnPath)
    .find(Boolean) ??
  [
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  ].find(existsSync);

/** Desktop VS Code, if there is one and somewhere to show it. */
export function findDesktopCode() {
  const hasDisplay =
    process.platform !== 'linux' || process.env.DISPLAY || process.env.WAYLAND_DISPLAY;
  if (!hasDisplay) return undefined;
  return (
    findOnPath(process.platform === 'win32' ? 'code.cmd' : 'code') ??
    ['/Applications/Visual Studio Code.app/Contents/Resources/app/bin/code'].find(existsSync)
  );
}

const isDebianRoot =
  process.platform === 'linux' &&
  process.getuid?.() === 0 &&
  existsSync('/etc/debian_version') &&
  findOnPath('apt-get') !== undefined;

/** By need: how to see that it is there, and the Debian packages that bring it. */
const system = {
  chromium: {
    isThere: findBrowser,
    packages: ['chromium', 'fonts-dejavu-core'],
    say: 'Chromium or Chrome',
  },
  shellcheck: {
    isThere: () => findOnPath('shellcheck'),
    packages: ['shellcheck'],
    say: 'shellcheck',
  },
  compiler: {
    isThere: () => findOnPath('g++') && findOnPath('make') && findOnPath('python3'),
    packages: ['python3', 'make', 'g++', 'ca-certificates'],
    say: 'python3, make and a C++ compiler',
  },
};

function installSystem(needs) {
  const missing = needs.filter((need) => !system[need].isThere());
  if (missing.length === 0) return;
  if (!isDebianRoot) {
    console.error(`Please install: ${missing.map((need) => system[need].say).join('; ')}.`);
    process.exit(1);
  }
  const packages = missing.flatMap((need) => system[need].packages);
  console.error(`Installing ${packages.join(', ')}…`);
  const options = {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  };
  spawnSync('apt-get', ['update', '-qq'], options);
  const { status } = spawnSync(
    'apt-get',
    ['install', '-y', '-qq', '--no-install-recommends', ...packages],
    options,
  );
  if (status !== 0) {
    console.error('apt-get failed; see above.');
    process.exit(1);
  }
}

const systemNeeds = (need) => (need === 'vscode' ? ['compiler'] : need === 'demo' ? [] : [need]);

/** Makes ready every one of `needs`; `node` is the Node that everything runs under. */
export function prepare(needs, node) {
  const isBrowserDemo = needs.includes('demo') && findDesktopCode() === undefined;
  const all = isBrowserDemo ? [...needs, 'vscode'] : needs;
  installSystem(all.flatMap(systemNeeds));
  if (all.includes('vscode')) installVsCode(node);
}

export const readJson = (file) => JSON.parse(readFileSync(file, 'utf8'));
