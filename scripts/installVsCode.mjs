// Brings VS Code's server and workbench from npm into a git-ignored folder, for demo and tests.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';

const codeServer = '4.139.1';

const root = join(import.meta.dirname, '..');
export const vsCodeFolder = join(root, '.vscode-under-test');
/** Where `out/server-main.js` is. */
export const vsCodeServer = join(vsCodeFolder, 'node_modules', 'code-server', 'lib', 'vscode');

/** Large parts that neither the demo nor a test looks at. */
const unneeded = [
  'node_modules/@github',
  'node_modules/@devcontainers',
  'node_modules/@microsoft/mxc-sdk',
  'extensions/copilot',
  'extensions/ms-vscode.js-debug',
];

function npm(args, cwd, node) {
  const result = spawnSync(process.platform === 'win32' ? 'npm.cmd' : 'npm', args, {
    cwd,
    stdio: ['ignore', 'ignore', 'pipe'],
    encoding: 'utf8',
    shell: process.platform === 'win32',
    env: {
      ...process.env,
      PATH: [dirname(node), process.env.PATH].join(delimiter),
      // The headers that come with the Node of VS Code, for the two native modules.
      npm_config_nodedir: join(dirname(node), '..'),
    },
  });
  return result.status === 0 ? undefined : result.stderr;
}

function mustRun(args, cwd, node) {
  const failure = npm(args, cwd, node);
  if (failure === undefined) return;
  console.error(failure.split('\n').slice(-20).join('\n'));
  console.error('VS Code could not be installed.');
  process.exit(1);
}

/** Does nothing when that very version is there; begins anew after an interrupted installation. */
export function installVsCode(node) {
  const stamp = join(vsCodeFolder, `.ready-${codeServer}-${process.arch}`);
  if (existsSync(stamp)) return;
  console.error('Installing VS Code for the browser (once, about a minute)…');
  rmSync(vsCodeFolder, { recursive: true, force: true });
  mkdirSync(vsCodeFolder, { recursive: true });
  writeFileSync(join(vsCodeFolder, 'package.json'), '{"private":true}');
  const quiet = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  mustRun(['install', ...quiet, `code-server@${codeServer}`], vsCodeFolder, node);
  mustRun(['install', '--omit=dev', ...quiet], vsCodeServer, node);
  // Without these two everything works but log files and output channels. Never a bare rebuild: it
  // would compile modules of desktop VS Code, too.
  const failure = npm(['rebuild', '@vscode/spdlog', '@vscode/native-watchdog'], vsCodeServer, node);
  if (failure !== undefined) {
    console.error('The log modules could not be compiled; output channels will stay empty.');
  }
  for (const part of unneeded) rmSync(join(vsCodeServer, part), { recursive: true, force: true });
  for (const file of readdirSync(vsCodeServer, { recursive: true, withFileTypes: true })) {
    if (file.isFile() && file.name.endsWith('.map')) rmSync(join(file.parentPath, file.name));
  }
  writeFileSync(stamp, '');
}
