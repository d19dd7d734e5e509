// Runs the tests of `test/host` inside the extension host: of VS Code's server behind the shim, or with
// `--desktop` of the VS Code that `@vscode/test-electron` downloads.
import { mkdir, mkdtempDisposable, readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { runTests } from '@vscode/test-electron';
import { build } from 'esbuild';
import { artefacts, buildAll, root } from './process.mts';

/** The oldest VS Code that the manifest allows. */
const desktopVersion = '1.106.0';

const { values } = parseArgs({
  options: { desktop: { type: 'boolean', default: false }, report: { type: 'string' } },
});

const outdir = join(artefacts, 'host');
const report = values.report ?? join(outdir, 'report.json');

/** The module that runs the tests, and each test file beside it. */
async function bundleTests(): Promise<string> {
  const folder = join(root, 'test', 'host');
  const files = (await readdir(folder)).filter((file) => file.endsWith('.ts'));
  await build({
    entryPoints: files.map((file) => join(folder, file)),
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node22',
    external: ['vscode', 'mocha'],
    outdir,
    outExtension: { '.js': '.cjs' },
  });
  return join(outdir, 'runMocha.cjs');
}

await buildAll();
await mkdir(outdir, { recursive: true });
await using workspace = await mkdtempDisposable(join(tmpdir(), 'workspace-'));
process.exitCode = await runTests({
  ...(values.desktop
    ? { version: desktopVersion }
    : { vscodeExecutablePath: join(root, 'test', 'code-shim.mts') }),
  extensionDevelopmentPath: root,
  extensionTestsPath: await bundleTests(),
  extensionTestsEnv: { HOST_REPORT: report },
  launchArgs: [workspace.path, '--disable-extensions'],
});
