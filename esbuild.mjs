// Builds everything that runs: the extension, the panel's view and the tools of the command line.
//
// The extension is split at each dynamic `import()`: what is imported that way, anywhere in src, is
// loaded when that line runs and not before. Code that two parts need is built once, so a class is the
// same class everywhere. esbuild splits ES modules only; VS Code loads CommonJS fastest. So the
// parts are made as ES modules and then translated file by file.
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { build, transform } from 'esbuild';
import { billOfMaterials } from './scripts/billOfMaterials.mjs';
import { bundledPackages } from './scripts/bundledPackages.mjs';
import { thirdPartyNotices } from './scripts/thirdPartyNotices.mjs';

const root = import.meta.dirname;
const at = (...path) => join(root, ...path);

const common = {
  absWorkingDir: root,
  bundle: true,
  minify: true,
  logLevel: 'warning',
  legalComments: 'none',
  metafile: true,
};

/**
 * Takes out imports of esbuild's own helpers where none of them is used: the first file would load a
 * second one for nothing.
 */
function withoutIdleHelpers(code, outputs) {
  const helpers = Object.keys(outputs).filter(
    (path) => Object.keys(outputs[path].inputs).length === 0,
  );
  return helpers.reduce((text, path) => {
    const name = basename(path);
    return text.replace(`import"./parts/${name}";`, '').replace(`import"./${name}";`, '');
  }, code);
}

async function buildExtension() {
  const { metafile, outputFiles } = await build({
    ...common,
    platform: 'node',
    format: 'esm',
    splitting: true,
    target: 'node22',
    // The ES modules of packages that bring both; they can be shaken.
    mainFields: ['module', 'main'],
    entryPoints: { extension: 'src/extension.ts' },
    chunkNames: 'parts/[name]-[hash]',
    outdir: 'dist',
    external: ['vscode'],
    write: false,
  });
  await mkdir(at('dist', 'parts'), { recursive: true });
  await Promise.all(
    outputFiles.map(async ({ path, text }) => {
      const { code } = await transform(withoutIdleHelpers(text, metafile.outputs), {
        format: 'cjs',
        platform: 'node',
        target: 'node22',
        supported: { 'dynamic-import': false },
        minify: true,
        legalComments: 'none',
      });
      await writeFile(path, code);
    }),
  );
  return metafile;
}

async function buildViews() {
  const [{ metafile }] = await Promise.all([
    build({
      ...common,
      platform: 'browser',
      format: 'iife',
      target: 'es2022',
      entryPoints: { securePanel: 'webview/securePanel/main.ts' },
      outdir: 'dist/webview',
    }),
    build({
      ...common,
      entryPoints: { securePanel: 'webview/securePanel/style.css' },
      outdir: 'dist/webview',
      external: ['*.ttf'],
    }),
    ...['codicon.css', 'codicon.ttf'].map((file) =>
      cp(at('node_modules/@vscode/codicons/dist', file), at('dist', 'webview', file)),
    ),
  ]);
  return metafile;
}

/** Not part of the package. */
const buildTools = () =>
  build({
    ...common,
    minify: false,
    platform: 'node',
    format: 'cjs',
    target: 'node22',
    entryPoints: { headless: 'src/headless.ts', simulatorServer: 'src/simulator/main.ts' },
    outdir: 'dist/tools',
  });

async function buildAll() {
  await rm(at('dist'), { recursive: true, force: true });
  await mkdir(at('dist', 'webview'), { recursive: true });
  await mkdir(at('dist', 'meta'));
  const [extension, views] = await Promise.all([buildExtension(), buildViews(), buildTools()]);
  // What is loaded when, for the budgets.
  await writeFile(at('dist', 'meta', 'extension.json'), JSON.stringify(extension));
  await writeFile(at('dist', 'meta', 'views.json'), JSON.stringify(views));
  const inputs = [extension, views].flatMap((metafile) => Object.keys(metafile.inputs));
  const packages = await bundledPackages(root, inputs);
  const manifest = JSON.parse(await readFile(at('package.json'), 'utf8'));
  await writeFile(at('dist', 'ThirdPartyNotices.txt'), await thirdPartyNotices(root, packages));
  await writeFile(at('dist', 'bom.cdx.json'), billOfMaterials(manifest, packages));
}

try {
  await buildAll();
} catch (error) {
  // esbuild has printed its own errors by now.
  if (!error.errors) console.error(error);
  process.exitCode = 1;
}
