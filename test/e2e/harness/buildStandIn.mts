import { copyFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import { artefacts } from '../../../scripts/process.mts';

const source = join(import.meta.dirname, '..', 'standInProvider');

/** Builds the stand-in for VS Code's Microsoft provider; resolves with the extension's folder. */
export async function buildStandIn(): Promise<string> {
  const folder = join(artefacts, 'aio-community-tests.stand-in-sign-in-1.0.0');
  await mkdir(folder, { recursive: true });
  await Promise.all([
    build({
      entryPoints: [join(source, 'extension.ts')],
      bundle: true,
      platform: 'node',
      format: 'cjs',
      target: 'node22',
      external: ['vscode'],
      outfile: join(folder, 'extension.js'),
    }),
    copyFile(join(source, 'package.json'), join(folder, 'package.json')),
  ]);
  return folder;
}
