import { dirname, resolve } from 'node:path';
import { t } from '@vscode/l10n';
import type { Material } from '../core/kubeconfig/kubeconfig';
import { readBounded } from './boundedFile';
import { AccessProblem } from './problem';

/** Certificates with their chains, keys and tokens are far smaller. */
const largestBytes = 256 * 1024;

/**
 * What an entry holds, or what the file that it names holds.
 *
 * @throws {AccessProblem} the file cannot be read
 */
export async function readMaterial(material: Material): Promise<Buffer> {
  if (material.kind === 'base64') return Buffer.from(material.data, 'base64');
  const path = resolve(dirname(material.origin), material.path);
  try {
    return await readBounded(path, largestBytes);
  } catch (error) {
    if (error instanceof AccessProblem) throw error;
    throw new AccessProblem(t('{0}, which the kubeconfig file names, cannot be read.', path));
  }
}
