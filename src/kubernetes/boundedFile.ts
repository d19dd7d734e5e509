import { open } from 'node:fs/promises';
import { t } from '@vscode/l10n';
import { AccessProblem } from './problem';

/**
 * A file that is not larger than it can be.
 *
 * @throws {AccessProblem} it is larger, or no file
 * @throws {Error} of the file system, with its `code`
 */
export async function readBounded(path: string, largestBytes: number): Promise<Buffer> {
  const file = await open(path, 'r');
  try {
    // Reading a pipe or a device may never end.
    if (!(await file.stat()).isFile()) throw new AccessProblem(t('{0} is not a file.', path));
    const buffer = Buffer.alloc(largestBytes + 1);
    const { bytesRead } = await file.read(buffer, 0, buffer.length, 0);
    if (bytesRead <= largestBytes) return buffer.subarray(0, bytesRead);
    throw new AccessProblem(t('{0} is too large to be true.', path));
  } finally {
    await file.close();
  }
}
