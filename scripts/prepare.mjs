// Makes ready what a command needs beside the npm packages. On Debian as root missing system packages
// are installed; elsewhere they are named.
import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { installVsCode } from './installVsCode.mjs';

const isExecutable = (file) => {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

const findOnPath = (name) =>
  (process.env.PATH ?? '')
    .split(delimiter)
    .map((folder) => join(folder, name))
    .find(isExecutable);

const firstOf = (names, places) =>
  names.map(findOnPath).find(Boolean) ?? places.find((file) => existsSync(file));

/** Chromium or Chrome, wherever it usually is. */
const findBrowser = () =>
  process.env.CHROMIUM_PATH ??
  firstOf(
    ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'],
    [
      '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
      '/Applications/Chromium.app/Contents/MacOS/Chromium',
      'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
    ],
  );

/** Desktop VS Code, if there is one and somewhere to show it. */
function findDesktopCode() {
  const { DISPLAY, WAYLAND_DISPLAY, LOCALAPPDATA = '' } = process.env;
  if (process.platform === 'linux' && !DISPLAY && !WAYLAND_DISPLAY) return undefined;
  return process.platform === 'win32'
    ? firstOf(['code.cmd'], [join(LOCALAPPDATA, 'Programs/Microsoft VS Code/bin/code.cmd')])
    : firstOf(
        ['code'],
        ['/Applications/Visual Studio Code.app/Contents/Resources/app/bin/code', '/snap/bin/code'],
      );
}

const hasCompiler = () => ['g++', 'make', 'python3'].every(findOnPath);

/** How to see that it is there, the Debian packages that bring it, and what it is called elsewhere. */
const system = {
  chromium: {
    isThere: findBrowser,
    packages: ['chromium', 'fonts-dejavu-core'],
    name: 'Chromium or Google Chrome (or set CHROMIUM_PATH)',
  },
  compiler: {
    isThere: hasCompiler,
    packages: ['python3', 'make', 'g++', 'ca-certificates'],
    name: 'python3, make and g++',
  },
  shellcheck: {
    isThere: () => findOnPath('shellcheck'),
    packages: ['shellcheck'],
    name: 'shellcheck',
  },
};

const canInstall = () =>
  process.getuid?.() === 0 && existsSync('/etc/debian_version') && findOnPath('apt-get');

function apt(...args) {
  const { status } = spawnSync('apt-get', args, {
    // Standard output belongs to the command itself.
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  });
  if (status === 0) return;
  console.error(`apt-get ${args[0]} failed; see above.`);
  process.exit(1);
}

function installSystem(needs) {
  const missing = needs.filter((need) => !system[need].isThere());
  if (missing.length === 0) return;
  if (!canInstall()) {
    console.error(
      `Install, then run this again: ${missing.map((need) => system[need].name).join('; ')}.`,
    );
    process.exit(1);
  }
  const packages = missing.flatMap((need) => system[need].packages);
  console.error(`Installing ${packages.join(', ')}…`);
  apt('update', '-qq');
  apt('install', '-y', '-qq', '--no-install-recommends', ...packages);
}

/**
 * Makes ready every one of `needs`: `chromium`, `shellcheck`, `vsCode` (its server, from npm), or
 * `someVsCode` (the desktop's, else that one). `node` is what everything runs under.
 *
 * Returns variables that tell the command where things are.
 */
export function prepare(needs, node) {
  const desktopCode = needs.includes('someVsCode') ? findDesktopCode() : undefined;
  const wantsServer =
    needs.includes('vsCode') || (needs.includes('someVsCode') && desktopCode === undefined);
  installSystem([
    ...['chromium', 'shellcheck'].filter((need) => needs.includes(need)),
    ...(wantsServer ? ['compiler'] : []),
  ]);
  if (wantsServer) installVsCode(node);
  const browser = findBrowser();
  return {
    ...(browser === undefined ? {} : { CHROMIUM_PATH: browser }),
    ...(desktopCode === undefined ? {} : { DESKTOP_CODE: desktopCode }),
  };
}
