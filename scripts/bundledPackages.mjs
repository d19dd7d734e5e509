// The packages of others that are in the extension: built into its code, or copied beside it.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The folder of the innermost package that a file belongs to, and the package's name. */
const packageOf = /^((?:.*\/)?node_modules\/((?:@[^/]+\/)?[^/]+))\//;

/** Codicons come as files, not as code. */
const copied = [['node_modules/@vscode/codicons', '@vscode/codicons']];

/**
 * @param root the project's folder
 * @param inputs paths as in esbuild's metafile
 * @returns by name and version: folder (relative to root), name, version, licence (SPDX), and the
 * lock file's integrity (`sha512-` and base64)
 */
export async function bundledPackages(root, inputs) {
  const lock = JSON.parse(await readFile(join(root, 'package-lock.json'), 'utf8'));
  const found = inputs.flatMap((input) => {
    const match = packageOf.exec(input);
    return match === null ? [] : [[match[1], match[2]]];
  });
  const folders = new Map([...found, ...copied]);
  const packages = await Promise.all(
    [...folders].map(async ([folder, name]) => {
      const manifest = JSON.parse(await readFile(join(root, folder, 'package.json'), 'utf8'));
      const { integrity } = lock.packages[folder] ?? {};
      return { folder, name, version: manifest.version, licence: manifest.license, integrity };
    }),
  );
  return packages.sort((a, b) => (a.folder < b.folder ? -1 : 1));
}
