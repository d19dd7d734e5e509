// Runs the project's tools under the very Node that runs this.
import { spawn } from 'node:child_process';
import { join } from 'node:path';

export const root = join(import.meta.dirname, '..');

/** Everything that runs leave behind; git-ignored. */
export const artefacts = join(root, '.artefacts');

export interface Ended {
  /** Exit status; 1 when a signal ended it. */
  readonly status: number;
  /** Standard output and error, as they came. */
  readonly output: string;
}

/** Runs a script of the project or of a package, quietly. */
export function runNode(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...env },
    });
    let output = '';
    const hear = (chunk: Buffer): void => {
      output += chunk.toString();
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.once('error', reject);
    child.once('close', (status) => {
      resolve({ status: status ?? 1, output });
    });
  });
}

/** As {@link runNode}, but on the terminal of this process. */
export function runNodeHere(args: readonly string[]): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { cwd: root, stdio: 'inherit' });
    const forward = (signal: NodeJS.Signals): void => {
      child.kill(signal);
    };
    process.on('SIGINT', forward).on('SIGTERM', forward);
    child.once('error', reject);
    child.once('exit', (status) => {
      resolve(status ?? 1);
    });
  });
}

/** Ends this process when the build fails; it says why by itself. */
export async function buildAll(): Promise<void> {
  const status = await runNodeHere(['esbuild.mjs']);
  if (status !== 0) process.exit(status);
}
