// Builds everything that runs: the extension in parts, the panel's view, the tools of the command line.
import { cp, mkdir, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { existsSync } from 'node:fs';
import { build } from 'esbuild';

const root = import.meta.dirname;
const at = (...path) => join(root, ...path);

/**
 * The extension's parts. Each becomes one file of dist; a dynamic `import()` of a part's source is a
 * `require` of that file, so nothing of it is loaded before it is needed.
 */
export const parts = {
  extension: 'src/extension.ts',
  interface: 'src/ui/interface.ts',
  realCloud: 'src/composition/realCloud.ts',
  simulatedCloud: 'src/composition/simulatedCloud.ts',
  sdkIdentities: 'src/azure/sdkIdentities.ts',
  sdkVaults: 'src/azure/sdkVaults.ts',
};

/** One instance for all parts, since it holds the bundle of translations. */
const shared = { '@vscode/l10n': 'l10n' };

const nameByFile = new Map(Object.entries(parts).map(([name, file]) => [at(file), name]));

const splitParts = {
  name: 'split-parts',
  setup(builder) {
    builder.onResolve({ filter: /^@vscode\/l10n$/ }, ({ path, pluginData }) =>
      pluginData === 'inside' ? undefined : { path: `./${shared[path]}.js`, external: true },
    );
    builder.onResolve({ filter: /^\./ }, ({ path, resolveDir, kind }) => {
      if (kind !== 'dynamic-import') return undefined;
      const name = nameByFile.get(`${resolve(resolveDir, path)}.ts`);
      return name === undefined ? undefined : { path: `./${name}.js`, external: true };
    });
  },
};

const common = {
  bundle: true,
  minify: true,
  logLevel: 'warning',
  legalComments: 'none',
  metafile: true,
};
const node = { ...common, platform: 'node', format: 'cjs', target: 'node22' };

export async function buildAll() {
  await rm(at('dist'), { recursive: true, force: true });
  await mkdir(at('dist', 'webview'), { recursive: true });
  const existing = Object.entries(parts).filter(([, file]) => existsSync(at(file)));
  const results = await Promise.all([
    build({
      ...node,
      entryPoints: Object.fromEntries(existing.map(([name, file]) => [name, at(file)])),
      outdir: at('dist'),
      external: ['vscode'],
      supported: { 'dynamic-import': false },
      plugins: [splitParts],
    }),
    build({
      ...node,
      stdin: { contents: "module.exports = require('@vscode/l10n');", resolveDir: root },
      outfile: at('dist', 'l10n.js'),
    }),
    build({
      ...common,
      platform: 'browser',
      format: 'iife',
      target: 'es2022',
      entryPoints: { securePanel: at('webview/securePanel/main.ts') },
      outdir: at('dist', 'webview'),
    }),
    build({
      ...common,
      entryPoints: { securePanel: at('webview/securePanel/style.css') },
      outdir: at('dist', 'webview'),
      external: ['*.ttf'],
    }),
    build({
      ...node,
      target: 'node24',
      minify: false,
      entryPoints: Object.fromEntries(
        [
          ['headless', 'src/headless.ts'],
          ['simulatorServer', 'src/simulator/main.ts'],
        ]
          .filter(([, file]) => existsSync(at(file)))
          .map(([name, file]) => [name, at(file)]),
      ),
      outdir: at('dist', 'tools'),
    }),
  ]);
  const icons = at('node_modules/@vscode/codicons/dist');
  for (const file of ['codicon.css', 'codicon.ttf']) {
    await cp(join(icons, file), at('dist', 'webview', file));
  }
  const outputs = Object.assign({}, ...results.map(({ metafile }) => metafile.outputs));
  await writeFile(at('dist', 'tools', 'sizes.json'), JSON.stringify(outputs));
}

if (process.argv[1] && basename(dirname(process.argv[1])) === basename(root)) await buildAll();
