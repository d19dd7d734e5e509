// Looks through all that the tests have left behind for what must be nowhere.
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Every token of the tests begins with its header in base64; the secrets are planted. */
const secret =
  /\beyJ[\w-]{10,}|\bBearer [\w.~+/-]{10,}|\bcanary-[\w-]+|\bsimulated-client-secret\b/g;

/** The first characters of each, which tell what it is and not what is in it. */
export const findSecrets = (text: string): readonly string[] =>
  [...text.matchAll(secret)].map(([found]) => `${found.slice(0, 12)}…`);

export interface Search {
  /** Texts that were looked through. */
  readonly texts: number;
  /** Logs of the extension's own among them. */
  readonly ownLogs: number;
  /** `file: secret`. */
  readonly found: readonly string[];
}

const isText = (name: string): boolean => /\.(?:log|txt|json|jsonl|md|sh|ps1|ya?ml)$/.test(name);

/** Looks through a folder with all that is below it. */
export async function searchSecrets(folder: string): Promise<Search> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = entries
    .filter((entry) => entry.isFile() && isText(entry.name))
    .map((entry) => join(entry.parentPath, entry.name));
  const found: string[] = [];
  for (const file of files) {
    const name = file.slice(folder.length + 1);
    found.push(...findSecrets(await readFile(file, 'utf8')).map((each) => `${name}: ${each}`));
  }
  const ownLogs = files.filter((file) => /Secure Settings[^/]*\.log$/.test(file)).length;
  return { texts: files.length, ownLogs, found };
}

/** Where a run of all tests wants the logs to be kept, by the environment; undefined: nowhere. */
const keptFolder = (): string | undefined => process.env['KEPT_LOGS'];

/** Keeps texts for the search, in a folder of that name, if the run wants them. */
export async function keepForSearch(
  name: string,
  texts: ReadonlyMap<string, string>,
): Promise<void> {
  const folder = keptFolder();
  if (folder === undefined) return;
  for (const [file, text] of texts) {
    const path = join(folder, name, file);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
  }
}
