// Builds the extension and packs it into a `.vsix`.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createVSIX } from '@vscode/vsce';
import { artefacts, buildAll, root } from './process.mts';

/** Where {@link packExtension} writes. */
export const vsixPath = join(artefacts, 'azure-iot-operations-secure-settings.vsix');

export async function packExtension(): Promise<void> {
  await buildAll();
  await mkdir(artefacts, { recursive: true });
  await createVSIX({
    cwd: root,
    packagePath: vsixPath,
    // All code is in the bundle.
    dependencies: false,
    allowMissingRepository: true,
    rewriteRelativeLinks: false,
  });
}
