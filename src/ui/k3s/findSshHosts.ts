import { t } from '@vscode/l10n';
import { readdir, readFile, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { parseConfig, type ConfiguredHost } from '../../core/ssh/parseConfig';
import { matchesPattern } from '../../core/ssh/wildcards';

export interface SshHosts {
  readonly hosts: readonly ConfiguredHost[];
  /** Why some may be missing. */
  readonly problem?: string;
}

/** More than any configuration of ssh, in bytes. */
const largest = 262_144;

/** More files than anybody includes. */
const mostFiles = 64;

const isAbsent = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ENOENT';

/** Empty where there is no such file. */
async function readText(path: string): Promise<string> {
  try {
    const about = await stat(path);
    if (!about.isFile()) throw new Error(t('{0} is not a file.', path));
    if (about.size > largest) throw new Error(t('{0} is too large.', path));
    return await readFile(path, 'utf8');
  } catch (error) {
    if (isAbsent(error)) return '';
    throw error;
  }
}

/** The files that a pattern means, by name. Wildcards count in the last part of it. */
async function filesOf(pattern: string, folder: string): Promise<readonly string[]> {
  const path = resolve(
    folder,
    pattern.replace(/^~(?=[/\\])/, () => homedir()),
  );
  const last = basename(path);
  if (!/[*?]/.test(last)) return [path];
  const names = await readdir(dirname(path)).catch((error: unknown) => {
    if (isAbsent(error)) return [];
    throw error;
  });
  return names
    .filter((name) => matchesPattern(last, name))
    .sort()
    .map((name) => join(dirname(path), name));
}

/**
 * The machines that the user's own `~/.ssh/config` names, on the machine where the extension runs. Files
 * that it includes are read, too; what these include is not.
 */
export async function findSshHosts(): Promise<SshHosts> {
  const folder = join(homedir(), '.ssh');
  const hosts = new Map<string, ConfiguredHost>();
  const take = (found: readonly ConfiguredHost[]): void => {
    for (const host of found) if (!hosts.has(host.alias)) hosts.set(host.alias, host);
  };
  try {
    const own = parseConfig(await readText(join(folder, 'config')));
    take(own.hosts);
    for (const pattern of own.includes.slice(0, mostFiles)) {
      const files = await filesOf(pattern, folder);
      for (const file of files.slice(0, mostFiles)) take(parseConfig(await readText(file)).hosts);
    }
    return { hosts: [...hosts.values()] };
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    return { hosts: [...hosts.values()], problem };
  }
}
