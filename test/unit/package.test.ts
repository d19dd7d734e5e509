import { readFile, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { listFiles, PackageManager } from '@vscode/vsce';
import { beforeAll, describe, expect, it } from 'vitest';
import { budgets } from '../../bench/budgets.mts';
import { measureCodeAtActivation, measureFile } from '../../bench/sizes.mts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const at = (...path: string[]) => join(root, ...path);

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

  it('loads the ways to sign in without VS Code only when one is chosen', async () => {
    const meta = JSON.parse(await readFile(at('dist/meta/extension.json'), 'utf8')) as {
      readonly outputs: Readonly<
        Record<string, { imports: readonly { readonly path: string; readonly kind: string }[] }>
      >;
    };
    const kinds = Object.values(meta.outputs).flatMap(({ imports }) =>
      imports.filter(({ path }) => path.includes('/sdkCredentials-')).map(({ kind }) => kind),
    );
    expect(kinds).toEqual(['dynamic-import']);
    const library = files.find((file) => file.startsWith('dist/parts/sdkCredentials-')) ?? '';
    expect(await readFile(at(library), 'utf8')).toContain('AzureCliCredential');
  });

  it('loads at most 64 KiB of code at activation', async () => {
    expect(await measureCodeAtActivation()).toBeLessThanOrEqual(budgets.codeAtActivationBytes);
  });

  it('is at most 1 MiB', async () => {
    const size = await measureFile(at('.artefacts/azure-iot-operations-secure-settings.vsix'));
    expect(size).toBeLessThanOrEqual(budgets.packageBytes);
  });
});
