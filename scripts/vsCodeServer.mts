// Starts the server of VS Code that `installVsCode.mjs` brought, with everything of its own: a new
// profile, a new home folder, a free port.
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { keepForSearch } from './secrets.mts';

const root = join(import.meta.dirname, '..');
const serverMain = join(
  root,
  '.vscode-under-test/node_modules/code-server/lib/vscode/out/server-main.js',
);

/** How long the server may take until it listens, in ms. It takes 200 on an idle machine. */
const startTimeoutMs = 30_000;

/** How long the server may take to end by itself, in ms. */
const stopTimeoutMs = 5_000;

/** Built-in extensions that neither a test nor the demo uses; without them all starts are alike. */
const unneededExtensions = [
  'vscode.git',
  'vscode.git-base',
  'vscode.github',
  'vscode.github-authentication',
  'vscode.emmet',
  'vscode.npm',
  'vscode.grunt',
  'vscode.gulp',
  'vscode.jake',
  'vscode.merge-conflict',
  'vscode.debug-auto-launch',
  'vscode.debug-server-ready',
  'vscode.typescript-language-features',
  'vscode.tunnel-forwarding',
];

/** A quiet window: nothing but what is looked at. */
const baseSettings = {
  'workbench.startupEditor': 'none',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'chat.disableAIFeatures': true,
  'extensions.autoUpdate': false,
  'telemetry.telemetryLevel': 'off',
  'git.enabled': false,
};

export interface ServerOptions {
  /** Folders of unpacked extensions and `.vsix` files. */
  readonly extensions: readonly string[];
  /** User settings beside the quiet ones. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Variables that the server, and with it the extension host, gets beside ours. */
  readonly env?: Readonly<Record<string, string>>;
  /** Ids of built-in extensions to leave out, beside those that nobody needs. */
  readonly skipExtensions?: readonly string[];
  /** A window trusts its folder only when the user says so; by default it does from the start. */
  readonly asksForTrust?: boolean;
  /** Lets a page run a test module in the extension host. */
  readonly isForHostTests?: boolean;
  /** 0, the default, takes a free one. */
  readonly port?: number;
}

export interface VsCodeServer extends AsyncDisposable {
  readonly port: number;
  /** Opens an empty folder. */
  readonly url: string;
  /** An empty folder for the window to open. */
  readonly workspaceFolder: string;
  /** Where it keeps what users and extensions have. */
  readonly userDataFolder: string;
  /** Ends the extension hosts as a crash does: they get no time for anything. */
  killExtensionHosts(): Promise<void>;
  /** Ends with the server's process. */
  readonly ended: Promise<void>;
  /** Replaces the user's settings, but for the quiet ones; a window takes them over at once. */
  changeSettings(settings: Readonly<Record<string, unknown>>): Promise<void>;
  /** What the server printed so far. */
  output(): string;
  /** The log of the extension hosts and the output channels, by file name. */
  logs(): Promise<ReadonlyMap<string, string>>;
}

export async function startVsCodeServer(options: ServerOptions): Promise<VsCodeServer> {
  const folder = await mkdtemp(join(tmpdir(), 'vscode-'));
  const at = (...path: string[]) => join(folder, ...path);
  await Promise.all(
    ['data/User', 'data/Machine', 'extensions', 'home', 'workspace'].map((name) =>
      mkdir(at(name), { recursive: true }),
    ),
  );
  // The machine's settings are there before any extension starts; the user's may come a moment later.
  const changeSettings = async (settings: ServerOptions['settings']): Promise<void> => {
    const text = JSON.stringify({ ...baseSettings, ...settings });
    await Promise.all(
      ['User', 'Machine'].map((scope) => writeFile(at('data', scope, 'settings.json'), text)),
    );
  };
  await changeSettings(options.settings);
  const profile = ['--extensions-dir', at('extensions'), '--user-data-dir', at('data')];
  // Folders are looked through when the first package is installed, and never again.
  const folders = options.extensions.filter((extension) => !isPackage(extension));
  const packages = options.extensions.filter(isPackage);
  for (const extension of [...folders, ...packages]) await addExtension(extension, profile, at);

  const child = spawn(
    process.execPath,
    [
      ...[serverMain, '--host', '127.0.0.1', '--port', String(options.port ?? 0), ...profile],
      ...['--without-connection-token', '--accept-server-license-terms', '--disable-telemetry'],
      ...['--telemetry-level', 'off', '--disable-experiments'],
      ...(options.asksForTrust === true ? [] : ['--disable-workspace-trust']),
      ...(options.isForHostTests === true ? ['--enable-smoke-test-driver'] : []),
    ],
    {
      // A group of its own, so that the extension hosts end with it.
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...process.env,
        HOME: at('home'),
        // Sockets go here, and away with it.
        XDG_RUNTIME_DIR: at('home'),
        EXTENSIONS_GALLERY: '{}',
        VSCODE_SKIP_BUILTIN_EXTENSIONS: [
          ...unneededExtensions,
          ...(options.skipExtensions ?? []),
        ].join(','),
        ...options.env,
      },
    },
  );
  const stop = async (): Promise<void> => {
    process.off('exit', kill);
    await endGroup(child);
    await keepForSearch(basename(folder), await readLogs(at('data/logs')));
    await keepForSearch(basename(folder), await readKept(at('data/User/globalStorage')));
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  const kill = (): void => {
    killGroup(child, 'SIGKILL');
  };
  process.on('exit', kill);
  try {
    const { port, output } = await whenListening(child);
    return {
      port,
      url: `http://127.0.0.1:${port}/?folder=${at('workspace')}`,
      workspaceFolder: at('workspace'),
      userDataFolder: at('data'),
      killExtensionHosts: () => killExtensionHosts(child),
      ended: new Promise((resolve) =>
        child.once('exit', () => {
          resolve();
        }),
      ),
      changeSettings,
      output,
      logs: () => readLogs(at('data/logs')),
      [Symbol.asyncDispose]: stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

const isPackage = (extension: string): boolean => extension.endsWith('.vsix');

async function addExtension(
  extension: string,
  profile: readonly string[],
  at: (...path: string[]) => string,
): Promise<void> {
  if (isPackage(extension)) {
    await promisify(execFile)(process.execPath, [
      serverMain,
      ...profile,
      '--install-extension',
      extension,
    ]);
    return;
  }
  await cp(extension, at('extensions', basename(extension)), { recursive: true });
}

/** Resolves with the port once the server says that it listens. */
function whenListening(
  child: ChildProcess,
): Promise<{ readonly port: number; readonly output: () => string }> {
  let text = '';
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      reject(new Error(`VS Code's server did not start in time:\n${text}`));
    }, startTimeoutMs);
    const hear = (chunk: Buffer): void => {
      text += chunk.toString();
      const port = /Extension host agent listening on (\d+)/.exec(text)?.[1];
      if (port === undefined) return;
      clearTimeout(timer);
      resolve({ port: Number(port), output: () => text });
    };
    child.stdout?.on('data', hear);
    child.stderr?.on('data', hear);
    child.once('error', reject);
    child.once('exit', () => {
      clearTimeout(timer);
      reject(new Error(`VS Code's server ended at once:\n${text}`));
    });
  });
}

function killGroup({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch {
    // Gone already.
  }
}

/** They are children of the server, told by their arguments. */
async function killExtensionHosts({ pid = 0 }: ChildProcess): Promise<void> {
  const { stdout } = await promisify(execFile)('ps', ['-eo', 'pid=,ppid=,args=']);
  for (const line of stdout.split('\n')) {
    const [, own, parent, command = ''] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
    if (Number(parent) !== pid || !command.includes('--type=extensionHost')) continue;
    process.kill(Number(own), 'SIGKILL');
  }
}

async function endGroup(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) {
    const ended = new Promise((resolve) => child.once('exit', resolve));
    killGroup(child, 'SIGTERM');
    const timer = setTimeout(() => {
      killGroup(child, 'SIGKILL');
    }, stopTimeoutMs);
    await ended;
    clearTimeout(timer);
  }
  // Extension hosts may outlive the server for a moment.
  killGroup(child, 'SIGKILL');
}

/** What extensions have kept for themselves, by file name. */
async function readKept(folder: string): Promise<ReadonlyMap<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = entries.filter((entry) => entry.isFile() && entry.name.endsWith('.json'));
  const texts = await Promise.all(
    files.map(async ({ parentPath, name }) => {
      const path = join(parentPath, name);
      return [join('kept', path.slice(folder.length + 1)), await readFile(path, 'utf8')] as const;
    }),
  );
  return new Map(texts);
}

async function readLogs(folder: string): Promise<ReadonlyMap<string, string>> {
  const files = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const logs = files.filter((file) => file.isFile() && file.name.endsWith('.log'));
  const texts = await Promise.all(
    logs.map(async (file) => {
      const path = join(file.parentPath, file.name);
      const name = join(dirname(path).slice(folder.length + 1), file.name);
      return [name, await readFile(path, 'utf8')] as const;
    }),
  );
  return new Map(texts.filter(([, text]) => text !== ''));
}
