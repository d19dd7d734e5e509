// Builds the extension and packs it into a `.vsix`.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createVSIX } from '@vscode/vsce';
import { toPackagedReadme } from './packagedReadme.mts';
import { artefacts, buildAll, root } from './process.mts';

/** Where {@link packExtension} writes. */
export const vsixPath = join(artefacts, 'azure-iot-operations-secure-settings.vsix');

/** The README that is packed, from the root of the repository. */
const readmePath = 'dist/README.md';

export async function packExtension(): Promise<void> {
  await buildAll();
  await mkdir(artefacts, { recursive: true });
  const readme = await readFile(join(root, 'README.md'), 'utf8');
  await writeFile(join(root, readmePath), toPackagedReadme(readme));
  await createVSIX({
    cwd: root,
    packagePath: vsixPath,
    // All code is in the bundle.
    dependencies: false,
    readmePath,
    allowMissingRepository: true,
    rewriteRelativeLinks: false,
  });
}
