import { readFile, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Spec, Validation } from '@cyclonedx/cyclonedx-library';
import { listFiles, PackageManager } from '@vscode/vsce';
import { beforeAll, describe, expect, it } from 'vitest';
import { budgets } from '../../bench/budgets.mts';
import { measureCodeAtActivation, measureFile } from '../../bench/sizes.mts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const at = (...path: string[]) => join(root, ...path);

/** Every file that may ship. */
const allowed = [
  /^package(\.nls(\.[\w-]+)?)?\.json$/,
  /^CHANGELOG\.md$/,
  /^dist\/README\.md$/,
  /^LICENSE$/,
  /^l10n\/[\w.-]+\.json$/,
  /^media\/[\w-]+\.(svg|png)$/,
  /^media\/walkthrough\/[\w-]+\.(svg|md)$/,
  /^dist\/extension\.js$/,
  /^dist\/parts\/[\w-]+\.js$/,
  /^dist\/webview\/[\w-]+\.(js|css|ttf)$/,
  /^dist\/ThirdPartyNotices\.txt$/,
  /^dist\/bom\.cdx\.json$/,
];

/** Licences that allow shipping with a notice. */
const permissive = [
  '0BSD',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'CC-BY-4.0',
  'ISC',
  'MIT',
];

interface Bill {
  readonly components: readonly {
    readonly name: string;
    readonly version: string;
    readonly licenses: readonly { readonly license: { readonly id: string } }[];
    readonly hashes: readonly unknown[];
  }[];
}

describe('the package', () => {
  let files: readonly string[];
  beforeAll(async () => {
    await stat(at('dist', 'extension.js')).catch(() => {
      throw new Error('Run `npm run package` first.');
    });
    // Looks at every file of the folder, the installed VS Code included.
    const options = { cwd: root, packageManager: PackageManager.None };
    files = await listFiles(Object.assign(options, { readmePath: 'dist/README.md' }));
  }, 60_000);

  it('holds what is needed and nothing else', () => {
    expect(files.filter((file) => !allowed.some((pattern) => pattern.test(file)))).toEqual([]);
    expect(files).toEqual(
      expect.arrayContaining(['package.json', 'package.nls.json', 'LICENSE', 'dist/extension.js']),
    );
  });

  it('holds everything that its code loads later', async () => {
    const scripts = files.filter((file) => file.startsWith('dist/') && file.endsWith('.js'));
    for (const script of scripts) {
      const text = await readFile(at(script), 'utf8');
      for (const [, path = ''] of text.matchAll(/require\("(\.[^"]+)"\)/g)) {
        expect(files).toContain(join(dirname(script), path));
      }
    }
  });

  it('has a README whose links lead somewhere, and no picture that is not there', async () => {
    const readme = await readFile(at('dist/README.md'), 'utf8');
    expect(readme).toMatch(/^# Azure IoT Operations Secure Settings\n\n## What it does\n/);
    const targets = [
      ...[...readme.matchAll(/\]\(([^)]+)\)/g)].map(([, target = '']) => target),
      ...[...readme.matchAll(/\b(?:src|srcset|href)="([^"]+)"/g)].map(([, target = '']) => target),
    ];
    const headings = [...readme.matchAll(/^#+ (.+)$/gm)].map(
      ([, title = '']) =>
        `#${title
          .toLowerCase()
          .replace(/[^\w\s-]/g, '')
          .replace(/\s/g, '-')}`,
    );
    expect(targets).not.toEqual([]);
    expect(
      targets.filter((target) => !target.startsWith('https://') && !headings.includes(target)),
    ).toEqual([]);
    expect(readme).not.toMatch(/npm (run|test)|mermaid|<!--/);
  });

  it('loads the ways to sign in without VS Code only when one is chosen', async () => {
    const meta = JSON.parse(await readFile(at('dist/meta/extension.json'), 'utf8')) as {
      readonly outputs: Readonly<
        Record<string, { imports: readonly { readonly path: string; readonly kind: string }[] }>
      >;
    };
    const kinds = Object.values(meta.outputs).flatMap(({ imports }) =>
      imports.filter(({ path }) => path.includes('/sdkCredentials-')).map(({ kind }) => kind),
    );
    expect(kinds).toEqual(['dynamic-import']);
    const library = files.find((file) => file.startsWith('dist/parts/sdkCredentials-')) ?? '';
    expect(await readFile(at(library), 'utf8')).toContain('AzureCliCredential');
  });

  it('has a bill of materials that fits the CycloneDX schema', async () => {
    const text = await readFile(at('dist/bom.cdx.json'), 'utf8');
    expect(await new Validation.JsonStrictValidator(Spec.Version.v1dot6).validate(text)).toBeNull();
  });

  it('names every package that its code comes from, with checksum, licence and notice', async () => {
    const [bill, notices, ...metas] = await Promise.all(
      ['bom.cdx.json', 'ThirdPartyNotices.txt', 'meta/extension.json', 'meta/views.json'].map(
        (file) => readFile(at('dist', file), 'utf8'),
      ),
    );
    const { components } = JSON.parse(bill ?? '') as Bill;
    const inputs = metas.flatMap((meta) =>
      Object.keys((JSON.parse(meta) as { readonly inputs: object }).inputs),
    );
    const names = inputs.flatMap((input) =>
      input.includes('node_modules/')
        ? (/.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(input)?.[1] ?? [])
        : [],
    );
    expect([...new Set(components.map(({ name }) => name))].sort()).toEqual(
      [...new Set([...names, '@vscode/codicons'])].sort(),
    );
    for (const { name, version, licenses, hashes } of components) {
      expect(notices).toContain(`${name} ${version} (`);
      expect(hashes).toHaveLength(1);
      expect(licenses.map(({ license }) => license.id).every((id) => permissive.includes(id))).toBe(
        true,
      );
    }
  });

  it('names no host that gathers how it is used, and no package that would tell one', async () => {
    const scripts = files.filter((file) => /^dist\/.*\.js$/.test(file));
    const texts = await Promise.all(scripts.map((file) => readFile(at(file), 'utf8')));
    const hosts = texts.flatMap((text) =>
      [...text.matchAll(/(?:https?|wss?):\/\/([a-z\d.-]+\.[a-z]+)/gi)].map(([, host = '']) => host),
    );
    expect(hosts.length).toBeGreaterThan(20);
    const gathering =
      /applicationinsights|services\.visualstudio|vortex|events\.data\.microsoft|msecnd|telemetry|analytics\.google|google-analytics|sentry|segment|mixpanel|amplitude|datadog|bugsnag|rollbar|newrelic|honeycomb|posthog|statsig/i;
    expect(hosts.filter((host) => gathering.test(host))).toEqual([]);
    for (const text of texts) {
      expect(text).not.toMatch(/InstrumentationKey=|createTelemetryLogger|TelemetryReporter/);
    }
    const bill = JSON.parse(await readFile(at('dist/bom.cdx.json'), 'utf8')) as Bill;
    expect(
      bill.components
        .map(({ name }) => name)
        .filter((name) => /telemetry|insights|1ds|analytics|sentry/i.test(name)),
    ).toEqual([]);
  });

  it('loads at most 64 KiB of code at activation', async () => {
    expect(await measureCodeAtActivation()).toBeLessThanOrEqual(budgets.codeAtActivationBytes);
  });

  it('is at most 1 MiB', async () => {
    const size = await measureFile(at('.artefacts/azure-iot-operations-secure-settings.vsix'));
    expect(size).toBeLessThanOrEqual(budgets.packageBytes);
  });
});
