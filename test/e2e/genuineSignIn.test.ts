import { describe, expect, it } from 'vitest';
import { vsixPath } from '../../scripts/package.mts';
import { useSimulatedInternet } from './harness/useSimulatedInternet.mts';
import { useVsCode } from './harness/useVsCode.mts';
import type { VsCode } from './harness/vsCode.mts';

const container = 'IoT Operations';
const instance = 'aio-hamburg-01';

const internet = useSimulatedInternet({ scenario: 'ready', proxyBy: 'environment' });
const get = useVsCode(() => ({
  ...internet().vsCode,
  extensions: [vsixPath],
  theme: 'dark',
  // The sign-in page is opened without asking first.
  product: { linkProtectionTrustedDomains: ['https://login.microsoftonline.com'] },
}));

const verdict = ({ webview }: VsCode) => webview.locator('#verdict');

/** Writes to Azure Resource Manager so far; queries are POSTs that write nothing. */
async function countWrites(): Promise<number> {
  const requests = await internet().azure.requests();
  return requests.filter(
    ({ method, host }) =>
      host === 'management.azure.com' && ['PUT', 'PATCH', 'DELETE'].includes(method),
  ).length;
}

/** Vault and identity, once the instance is known. `(1/3)` is the title of the first page. */
async function answerPicks({ quickInput }: VsCode, ...titles: readonly string[]): Promise<void> {
  for (const [index, choice] of ['kv-hamburg-plant', 'id-hamburg-secrets'].entries()) {
    await quickInput.waitForTitle(titles[index]!);
    await quickInput.pick(choice);
  }
}

describe("VS Code's own Microsoft account", { concurrent: false }, () => {
  it('signs in from the welcome view', async () => {
    const vsCode = get();
    const { tree, page, messages } = vsCode;
    await tree.show(container);
    await tree.root.getByText('Sign in to see your Arc-enabled clusters').waitFor();
    await vsCode.screenshot('sign-in-1-welcome');
    await tree.root.getByRole('button', { name: 'Sign in', exact: true }).click();
    await messages.dialog('wants to sign in using Microsoft').waitFor();
    await vsCode.screenshot('sign-in-2-consent');
    const opening = page.waitForEvent('popup');
    await messages.answerDialog('wants to sign in using Microsoft', 'Allow');
    const signInPage = await opening;
    await signInPage.waitForURL(/^http:\/\/127\.0\.0\.1:/);
    await signInPage.close();
    // A page behind another one gets no clicks.
    await page.bringToFront();
    await tree.row('arc-hamburg-01').waitFor();
    await tree.row(instance).waitFor();
    await vsCode.screenshot('sign-in-3-tree');
    expect(await tree.descriptionOf(instance)).toBe('0 of 2 secure settings');
  });

  it('enables secret synchronization with five writes', async () => {
    const vsCode = get();
    await vsCode.tree.chooseInContextMenu(instance, 'Enable Secret Synchronization…');
    await answerPicks(vsCode, '(1/3)', '(2/3)');
    await vsCode.quickInput.pick('5 writes');
    await verdict(vsCode)
      .filter({ hasText: 'enabled, but not proved' })
      .waitFor({ timeout: 90_000 });
    await vsCode.screenshot('sign-in-4-done');
    expect(await countWrites()).toBe(5);
  });

  it('writes nothing when it runs again', async () => {
    const vsCode = get();
    await vsCode.quickInput.runCommand('Azure IoT Operations: Enable Secret Synchronization…');
    await vsCode.quickInput.waitForTitle('(1/4)');
    await vsCode.quickInput.pick(instance);
    await answerPicks(vsCode, '(2/4)', '(3/4)');
    await vsCode.quickInput.pick('Nothing to do');
    await vsCode.webview.locator('.step-skipped').first().waitFor();
    expect(await countWrites()).toBe(5);
  });

  it('leaves no token in any log', async () => {
    const logs = await get().server.logs();
    const texts = [...logs.values(), ...get().consoleMessages(), await internet().azure.notes()];
    // Every token here begins with its header in base64.
    expect(texts.filter((text) => text.includes('eyJ'))).toEqual([]);
    expect([...logs.values()].join()).toContain('/providers/Microsoft.IoTOperations/');
  });

  it('asked nobody but the sign-in, Azure, the vault and the issuer', () => {
    const { reached, refused } = internet().proxy;
    expect([...reached].sort()).toEqual([
      'kv-hamburg-plant.vault.azure.net',
      'login.microsoftonline.com',
      'management.azure.com',
      'westeurope.oic.prod-arc.azure.com',
    ]);
    expect([...refused]).toEqual([]);
  });
});
