import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { vsixPath } from '../../scripts/package.mts';
import { buildStandIn } from './harness/buildStandIn.mts';
import { useSimulatedInternet } from './harness/useSimulatedInternet.mts';
import { useVsCode } from './harness/useVsCode.mts';

const instance = 'aio-lyon-01';
const panel = `Secure Settings — ${instance}`;
const notice = `1 run was interrupted: Enable all secure settings on ${instance}.`;

/** Azure is another process: what it has accepted goes on while the extension host is dead. */
const internet = useSimulatedInternet({
  scenario: 'factory',
  // A third of a second: time enough to see each step and to end it in its middle.
  latencyMs: 3_000,
  proxyBy: 'setting',
});
const get = useVsCode(async () => ({
  ...internet().vsCode,
  extensions: [vsixPath, await buildStandIn()],
  skipExtensions: ['vscode.microsoft-authentication'],
  theme: 'light',
}));

/** The notes of runs, by file name. */
async function notes(): Promise<ReadonlyMap<string, string>> {
  const { userDataFolder } = get().server;
  const folders = await readdir(join(userDataFolder, 'User/globalStorage'));
  const own = folders.find((name) => name.endsWith('azure-iot-operations-secure-settings')) ?? '';
  const folder = join(userDataFolder, 'User/globalStorage', own, 'runs');
  const names = await readdir(folder).catch((): string[] => []);
  return new Map(
    await Promise.all(
      names.map(async (name) => [name, await readFile(join(folder, name), 'utf8')] as const),
    ),
  );
}

/** Waits for a step that is under way and was not yet interrupted; undefined: the run has ended. */
async function nextStep(done: ReadonlySet<string>): Promise<string | undefined> {
  const { webview } = get();
  for (;;) {
    const titles = await webview
      .locator('.step-running .step-title, .step-waiting .step-title')
      .allTextContents()
      .catch(() => []);
    const title = titles.find((each) => !done.has(each));
    if (title !== undefined) return title;
    const waiting = webview.getByRole('button', { name: 'I Have Done It' });
    if (titles.length > 0 && (await waiting.isVisible())) {
      // Drawn anew under the hand it is looked for again.
      await waiting.click({ timeout: 1_000 }).catch(() => undefined);
      continue;
    }
    const verdict = await webview
      .locator('#verdict')
      .textContent()
      .catch(() => '');
    if (verdict?.includes('enabled, but not proved') === true) return undefined;
    if (verdict?.includes('did not work') === true) throw new Error(verdict);
    await get().page.waitForTimeout(25);
  }
}

/** Another window does not even ask for the same while the run goes on here. */
async function expectSecondWindowKeptOff(): Promise<void> {
  const second = await get().openWindow();
  const { tree, messages, quickInput, page } = second;
  await tree.show('IoT Operations');
  await tree.reveal(instance);
  await tree.chooseInContextMenu(instance, 'Enable All Secure Settings…');
  const told = messages.notification(`has been running on ${instance} since`);
  await told.waitFor();
  expect(await told.textContent()).toMatch(
    /“Enable all secure settings” has been running on aio-lyon-01 since .* in window “workspace”\. Wait for its end there, or cancel it there\./,
  );
  // All of it is to be seen, not its first line alone.
  await told.getByRole('button', { name: 'OK', exact: true }).waitFor();
  expect(await messages.notification(notice).count()).toBe(0);
  expect(await quickInput.root.count()).toBe(0);
  await second.screenshot('interrupted-6-second-window');
  await page.close();
}

/** Takes the run up again by what the extension says at its start. */
async function resume(): Promise<void> {
  const { messages, quickInput } = get();
  await messages.notification(notice).waitFor();
  await messages.answerNotification(notice, 'Resume');
  await quickInput.waitForTitle('Resume: Enable all secure settings');
  // At the end all is in place already, and what is left is to look.
  await quickInput.pick(/Resume|Nothing to do/);
  await get().editorTab(panel).waitFor();
}

describe('a run whose extension host dies', { concurrent: false }, () => {
  const killed = new Set<string>();

  it('begins as any other', async () => {
    const { tree, messages, quickInput } = get();
    await tree.show('IoT Operations');
    await tree.root.getByRole('button', { name: 'Sign in', exact: true }).click();
    await messages.answerDialog('wants to sign in using Microsoft', 'Allow');
    await tree.reveal(instance);
    await tree.chooseInContextMenu(instance, 'Enable All Secure Settings…');
    await quickInput.waitForTitle('(1/4)');
    await quickInput.pick('Create a new key vault…');
    await quickInput.typeName('kv-lyon-life-1');
    await quickInput.pick('30 days');
    await quickInput.waitForTitle('(2/4)');
    await quickInput.pick('id-lyon-secrets');
    await quickInput.waitForTitle('(3/4)');
    await quickInput.pick('Create a new managed identity…');
    await quickInput.typeName('id-lyon-life-1');
    await quickInput.waitForTitle('(4/4)');
    await quickInput.row('Create key vault kv-lyon-life-1').first().waitFor();
    await quickInput.pick('Enable All');
    await get().editorTab(panel).waitFor();
  });

  it('is cancelled within a second, says what Azure goes on with, and can be taken up again', async () => {
    const vsCode = get();
    const { webview } = vsCode;
    // The agents and the issuer are waited for now: the write of before is accepted.
    await webview
      .locator('.step-running .step-title', { hasText: 'Wait for the agents' })
      .waitFor();
    const cancel = webview.getByRole('button', { name: 'Cancel' });
    await cancel.waitFor();
    const startedAtMs = Date.now();
    await cancel.click();
    const verdict = webview.locator('#verdict').filter({ hasText: 'Cancelled.' });
    await verdict.waitFor();
    // The click and the picture are in it, too.
    expect(Date.now() - startedAtMs).toBeLessThan(1_500);
    // What goes side by side is accepted in any order.
    expect(await verdict.textContent()).toMatch(
      /Azure has accepted [^.]*connectedClusters\/arc-lyon-01/,
    );
    expect((await notes()).size).toBe(0);
    await vsCode.screenshot('interrupted-0-cancelled');
    await webview.getByRole('button', { name: 'Retry' }).click();
    await webview.locator('.step-running').first().waitFor();
  });

  it('goes on while nobody looks', async () => {
    const vsCode = get();
    await vsCode.closeEditor(panel);
    await expect.poll(async () => (await notes()).size).toBe(1);
    await vsCode.tree.chooseInContextMenu(instance, 'Open Secure Settings');
    await vsCode.webview.locator('.step-running').first().waitFor();
  });

  it('is resumed after each step in whose middle it died, until all is done', async () => {
    const vsCode = get();
    let keptOff = 0;
    for (;;) {
      const step = await nextStep(killed);
      if (step === undefined) break;
      killed.add(step);
      if (await vsCode.webview.getByRole('button', { name: 'I Have Done It' }).isVisible()) {
        await expectSecondWindowKeptOff();
        keptOff += 1;
      }
      if (killed.size % 4 === 2) {
        // The window is only loaded again: its host ends in an orderly way.
        await vsCode.reload();
      } else {
        await vsCode.server.killExtensionHosts();
        await vsCode.reload();
      }
      const kept = [...(await notes()).values()].join('\n');
      expect(kept).toContain('kv-lyon-life-1');
      expect(kept).not.toMatch(/eyJ|[Bb]earer|"properties"|provisioningState|issuer/);
      if (killed.size === 3) {
        await vsCode.messages.notification(notice).waitFor();
        await vsCode.screenshot('interrupted-1-notice');
        await vsCode.messages.answerNotification(notice, 'Review');
        await vsCode.quickInput.row('Enable all secure settings').waitFor();
        await vsCode.screenshot('interrupted-2-list');
        await vsCode.quickInput.pick('Enable all secure settings');
        await vsCode.quickInput.row('Resume').first().waitFor();
        await vsCode.screenshot('interrupted-3-review');
        await vsCode.quickInput.pick('Resume');
        await vsCode.editorTab(panel).waitFor();
      } else if (killed.size === 5) {
        // The panel came back with the window, and offers the same.
        const again = vsCode.webview.getByRole('button', { name: 'Review and Resume…' });
        await again.waitFor();
        await vsCode.screenshot('interrupted-5-panel');
        await again.click();
        await vsCode.quickInput.waitForTitle('Resume: Enable all secure settings');
        await vsCode.quickInput.pick(/Resume|Nothing to do/);
        await vsCode.webview.locator('.notice').waitFor({ state: 'detached' });
      } else {
        await resume();
      }
    }
    await vsCode.screenshot('interrupted-4-done');
    expect(killed.size).toBeGreaterThanOrEqual(10);
    expect(keptOff).toBeGreaterThan(0);
  }, 420_000);

  it('ends as if nothing had happened: each thing is there once, and no note is left', async () => {
    const { tree } = get();
    await tree.reveal(instance);
    await expect.poll(() => tree.descriptionOf(instance)).toBe('2 of 2 secure settings');
    expect((await notes()).size).toBe(0);
    const requests = await internet().azure.requests();
    const made = requests.filter(({ method, status }) => method === 'PUT' && status < 300);
    const paths = [...new Set(made.map(({ path }) => path.toLowerCase()))];
    const types: Record<string, number> = {};
    for (const path of paths) {
      const type = path.split('/').at(-2) ?? '';
      types[type] = (types[type] ?? 0) + 1;
    }
    // A write whose sender died before the answer is not noted, so there may be fewer, never more.
    const most = new Map([
      ['connectedclusters', 1],
      ['vaults', 1],
      ['userassignedidentities', 1],
      ['roleassignments', 4],
      ['federatedidentitycredentials', 3],
      ['azurekeyvaultsecretproviderclasses', 1],
      ['instances', 1],
    ]);
    const tooMany = Object.entries(types).filter(([type, count]) => count > (most.get(type) ?? 0));
    expect(tooMany).toEqual([]);
  });
});
