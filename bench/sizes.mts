// What the package weighs, from the built files.
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');

/** esbuild's note of what it wrote: what each file loads, and how. */
interface Outputs {
  readonly [path: string]: {
    readonly imports: readonly { readonly path: string; readonly kind: string }[];
  };
}

/** `extension.js` and all that it loads before its first line runs, relative to the root. */
function loadedAtActivation(outputs: Outputs): readonly string[] {
  const loaded = new Set<string>();
  const visit = (file: string): void => {
    if (loaded.has(file)) return;
    loaded.add(file);
    for (const { path, kind } of outputs[file]?.imports ?? []) {
      if (kind === 'import-statement' && path in outputs) visit(path);
    }
  };
  visit('dist/extension.js');
  return [...loaded];
}

/** Needs a build. */
export async function measureCodeAtActivation(): Promise<number> {
  const meta = await readFile(join(root, 'dist/meta/extension.json'), 'utf8');
  const { outputs } = JSON.parse(meta) as { readonly outputs: Outputs };
  const files = await Promise.all(
    loadedAtActivation(outputs).map((file) => stat(join(root, file))),
  );
  return files.reduce((sumBytes, { size }) => sumBytes + size, 0);
}

/** Size of a file in bytes. */
export const measureFile = async (path: string): Promise<number> => (await stat(path)).size;
