import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type axe from 'axe-core';
import { build } from 'esbuild';
import { chromium, type Browser, type Page } from 'playwright-core';
import type { PanelState } from '../../src/protocol/panel';
import { panelHtml } from '../../src/ui/panels/panelHtml';
import type { Theme } from './themes';

const root = fileURLToPath(new URL('../..', import.meta.url));
const codicons = join(
  dirname(createRequire(import.meta.url).resolve('@vscode/codicons/package.json')),
  'dist',
);

/** Nothing listens there: every request to it is answered from memory. */
const origin = 'https://webview.test';

/** What the page reports about itself. */
declare global {
  interface Window {
    panelMessages: unknown[];
    policyViolations: { directive: string; sample: string }[];
    /** There once its source was evaluated in the page. */
    axe: typeof axe;
  }
}

/** A real browser that shows the panel as a webview does: same page, same policy, same colours. */
export interface Gallery extends AsyncDisposable {
  open(options: {
    readonly theme: Theme;
    readonly width: number;
    readonly height?: number;
    readonly isMotionReduced?: boolean;
  }): Promise<Page>;
}

export async function createGallery(): Promise<Gallery> {
  const files = await buildView();
  const browser: Browser = await chromium.launch({
    executablePath: process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--no-first-run'],
  });
  return {
    async open({ theme, width, height = 900, isMotionReduced = true }) {
      const context = await browser.newContext({
        viewport: { width, height },
        reducedMotion: isMotionReduced ? 'reduce' : 'no-preference',
      });
      const page = await context.newPage();
      await page.route(`${origin}/**`, (route) => {
        const file = files.get(new URL(route.request().url()).pathname);
        return file ? route.fulfill(file) : route.fulfill({ status: 404 });
      });
      await page.addInitScript(imitateWebview, theme);
      await page.goto(`${origin}/`);
      await page.waitForFunction(() => window.panelMessages.length > 0);
      return page;
    },
    async [Symbol.asyncDispose]() {
      await browser.close();
    },
  };
}

/** Sends a state as the host does, and waits until it is drawn. */
export async function showState(page: Page, state: PanelState): Promise<void> {
  await page.evaluate(async (sent) => {
    window.postMessage({ type: 'state', state: sent }, '*');
    for (let frame = 0; frame < 3; frame += 1) {
      await new Promise((resolve) => requestAnimationFrame(resolve));
    }
    await document.fonts.ready;
  }, state);
}

/** Runs in the page, before its scripts: what VS Code gives to a webview. */
function imitateWebview(theme: Theme): void {
  window.panelMessages = [];
  window.policyViolations = [];
  document.addEventListener('securitypolicyviolation', (event) => {
    window.policyViolations.push({
      directive: event.effectiveDirective,
      sample: `${event.blockedURI} ${event.sourceFile}`,
    });
  });
  Object.assign(window, {
    acquireVsCodeApi: () => ({
      postMessage: (message: unknown) => window.panelMessages.push(message),
    }),
  });
  document.addEventListener('DOMContentLoaded', () => {
    document.body.className = theme.bodyClass;
    for (const [name, value] of Object.entries(theme.colors)) {
      document.documentElement.style.setProperty(`--vscode-${name}`, value);
    }
  });
}

interface ServedFile {
  readonly body: Buffer;
  readonly contentType: string;
}

async function buildView(): Promise<ReadonlyMap<string, ServedFile>> {
  const result = await build({
    entryPoints: [
      join(root, 'webview/securePanel/main.ts'),
      join(root, 'webview/securePanel/style.css'),
    ],
    bundle: true,
    write: false,
    minify: true,
    format: 'iife',
    target: 'es2023',
    outdir: '/',
  });
  const served = new Map<string, ServedFile>(
    result.outputFiles.map(({ path, contents }) => [
      path,
      {
        body: Buffer.from(contents),
        contentType: path.endsWith('.css') ? 'text/css' : 'text/javascript',
      },
    ]),
  );
  served.set('/codicon.css', {
    body: await readFile(join(codicons, 'codicon.css')),
    contentType: 'text/css',
  });
  served.set('/codicon.ttf', {
    body: await readFile(join(codicons, 'codicon.ttf')),
    contentType: 'font/ttf',
  });
  served.set('/', { body: Buffer.from(toPage()), contentType: 'text/html' });
  return served;
}

const toPage = () =>
  panelHtml({
    nonce: randomBytes(16).toString('base64'),
    cspSource: origin,
    scriptUri: `${origin}/main.js`,
    styleUri: `${origin}/style.css`,
    codiconUri: `${origin}/codicon.css`,
    language: 'en',
    title: 'Secure Settings — aio-berlin-01',
    loadingText: 'Reading aio-berlin-01 from Azure…',
  });
