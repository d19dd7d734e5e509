import { readFile, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { listFiles, PackageManager } from '@vscode/vsce';
import { beforeAll, describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const at = (...path: string[]) => join(root, ...path);

const kib = 1_024;

/** Every file that may ship. */
const allowed = [
  /^package(\.nls(\.[\w-]+)?)?\.json$/,
  /^(README|CHANGELOG)\.md$/,
  /^LICENSE$/,
  /^l10n\/[\w.-]+\.json$/,
  /^media\/[\w-]+\.(svg|png)$/,
  /^media\/walkthrough\/[\w-]+\.(svg|md)$/,
  /^dist\/extension\.js$/,
  /^dist\/parts\/[\w-]+\.js$/,
  /^dist\/webview\/[\w-]+\.(js|css|ttf)$/,
  /^dist\/ThirdPartyNotices\.txt$/,
];

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

const sizeOf = async (file: string) => (await stat(at(file))).size;

describe('the package', () => {
  let files: readonly string[];
  beforeAll(async () => {
    await stat(at('dist', 'extension.js')).catch(() => {
      throw new Error('Run `npm run package` first.');
    });
    // Looks at every file of the folder, the installed VS Code included.
    files = await listFiles({ cwd: root, packageManager: PackageManager.None });
  }, 60_000);

  it('holds what is needed and nothing else', () => {
    expect(files.filter((file) => !allowed.some((pattern) => pattern.test(file)))).toEqual([]);
    expect(files).toEqual(
      expect.arrayContaining(['package.json', 'package.nls.json', 'LICENSE', 'dist/extension.js']),
    );
  });

  it('holds everything that its code loads later', async () => {
    const scripts = files.filter((file) => file.startsWith('dist/') && file.endsWith('.js'));
    for (const script of scripts) {
      const text = await readFile(at(script), 'utf8');
      for (const [, path = ''] of text.matchAll(/require\("(\.[^"]+)"\)/g)) {
        expect(files).toContain(join(dirname(script), path));
      }
    }
  });

  it('loads at most 64 KiB of code at activation', async () => {
    const meta = await readFile(at('dist/meta/extension.json'), 'utf8');
    const { outputs } = JSON.parse(meta) as { outputs: Outputs };
    const sizes = await Promise.all(loadedAtActivation(outputs).map(sizeOf));
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(64 * kib);
  });

  it('is at most 1 MiB', async () => {
    const size = await sizeOf('.artefacts/azure-iot-operations-secure-settings.vsix');
    expect(size).toBeLessThanOrEqual(1_024 * kib);
  });
});
