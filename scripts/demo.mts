// Shows the product on the simulated Azure: without a window, in desktop VS Code, or in the browser.
import { execFile, spawn } from 'node:child_process';
import { mkdtempDisposable, writeFile, mkdir } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { packExtension, vsixPath } from './package.mts';
import { buildAll, runNodeHere } from './process.mts';
import { startVsCodeServer } from './vsCodeServer.mts';

/** Tried first, so that the address is the same each time. */
const preferredPort = 3456;

const settings = { 'aioSecureSettings.simulation.startup': true };

const args = process.argv.slice(2);
const desktopCode = process.env['DESKTOP_CODE'];

async function showWithoutWindow(): Promise<number> {
  await buildAll();
  return runNodeHere(['dist/tools/headless.js', ...args.filter((arg) => arg !== '--headless')]);
}

/** In a profile of its own, which goes away with the window. */
async function showOnDesktop(code: string): Promise<void> {
  await packExtension();
  await using folder = await mkdtempDisposable(join(tmpdir(), 'vscode-demo-'));
  const at = (...path: string[]): string => join(folder.path, ...path);
  await mkdir(at('data', 'User'), { recursive: true });
  await mkdir(at('workspace'));
  await writeFile(at('data', 'User', 'settings.json'), JSON.stringify(settings));
  const profile = ['--user-data-dir', at('data'), '--extensions-dir', at('extensions')];
  // A command file of Windows needs its shell.
  const options = { shell: process.platform === 'win32' };
  await promisify(execFile)(code, [...profile, '--install-extension', vsixPath], options);
  console.log('VS Code opens. Close its window to end the demo.');
  const child = spawn(
    code,
    [...profile, '--new-window', '--wait', '--disable-workspace-trust', at('workspace')],
    { ...options, stdio: 'ignore' },
  );
  await new Promise((resolve, reject) => {
    child.once('exit', resolve);
    child.once('error', reject);
  });
}

async function showInBrowser(): Promise<void> {
  await packExtension();
  await using server = await startVsCodeServer({
    extensions: [vsixPath],
    settings,
    port: (await isFree(preferredPort)) ? preferredPort : 0,
  });
  console.log(`\nVS Code with the extension on a simulated Azure:\n\n  ${server.url}\n`);
  console.log('Open “IoT Operations” in the activity bar. Ctrl+C ends the demo.');
  await Promise.race([
    server.ended,
    new Promise((resolve) => {
      process.once('SIGINT', resolve);
      process.once('SIGTERM', resolve);
    }),
  ]);
}

async function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => {
      resolve(false);
    });
    probe.listen(port, '127.0.0.1', () => {
      probe.close(() => {
        resolve(true);
      });
    });
  });
}

if (args.includes('--headless')) process.exitCode = await showWithoutWindow();
else if (desktopCode === undefined) await showInBrowser();
else await showOnDesktop(desktopCode);
