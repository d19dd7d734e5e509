import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, onTestFailed, beforeEach } from 'vitest';
import { artefacts } from '../../../scripts/process.mts';
import { startVsCode, type VsCode, type VsCodeOptions } from './vsCode.mts';

/** For the tests of one file: starts one VS Code before them, and keeps evidence of each failure. */
export function useVsCode(options: () => VsCodeOptions | Promise<VsCodeOptions>): () => VsCode {
  let vsCode: VsCode | undefined;
  const get = (): VsCode => {
    if (!vsCode) throw new Error('VS Code has not started.');
    return vsCode;
  };
  beforeAll(async () => {
    vsCode = await startVsCode(await options());
  });
  beforeEach(() => {
    onTestFailed(async ({ task }) => {
      await keepEvidence(get(), task.name.replaceAll(/\W+/g, '-'));
    });
  });
  afterAll(() => vsCode?.[Symbol.asyncDispose]());
  return get;
}

/** A picture, what the page and the server said, and all logs, into a folder of artefacts. */
async function keepEvidence(vsCode: VsCode, name: string): Promise<void> {
  const folder = join(artefacts, 'failures', name);
  await mkdir(folder, { recursive: true });
  const logs = await vsCode.server.logs();
  await Promise.all([
    vsCode.page.screenshot({ path: join(folder, 'window.png') }),
    writeFile(join(folder, 'console.txt'), vsCode.consoleMessages().join('\n')),
    writeFile(join(folder, 'server.txt'), vsCode.server.output()),
    ...[...logs].map(([file, text]) => writeFile(join(folder, file.replaceAll('/', '-')), text)),
  ]);
}
