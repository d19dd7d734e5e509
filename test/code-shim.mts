#!/usr/bin/env node
// Stands in for the executable of VS Code, for tools that start one to run tests inside: takes the
// same arguments, runs the test module in the extension host of VS Code's server, prints what it
// prints, and ends with its exit status.
import { parseArgs, format } from 'node:util';
import { startVsCodeServer } from '../scripts/vsCodeServer.mts';
import { launchBrowser } from './e2e/harness/browser.mts';

/** For all tests together, in ms. A payload that VS Code does not understand would wait for ever. */
const timeoutMs = 180_000;

const { values } = parseArgs({
  strict: false,
  options: {
    extensionDevelopmentPath: { type: 'string' },
    extensionTestsPath: { type: 'string' },
  },
});

async function runTestModule(): Promise<number> {
  await using server = await startVsCodeServer({
    extensions: [],
    isForHostTests: true,
    settings: { 'window.autoDetectHighContrast': false },
  });
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage();
    const ended = new Promise<number>((resolve, reject) => {
      setTimeout(() => {
        reject(new Error(`No result after ${timeoutMs / 1_000} s.`));
      }, timeoutMs).unref();
      void page.exposeFunction('codeAutomationExit', resolve);
    });
    await page.exposeFunction('codeAutomationLog', (_type: string, args: unknown[]) => {
      console.log(format(...args));
    });
    const payload = (['extensionDevelopmentPath', 'extensionTestsPath'] as const).map((key) => [
      key,
      `vscode-remote://127.0.0.1:${server.port}${String(values[key])}`,
    ]);
    await page.goto(`${server.url}&payload=${encodeURIComponent(JSON.stringify(payload))}`);
    return await ended;
  } finally {
    await browser.close();
  }
}

process.exit(await runTestModule());
