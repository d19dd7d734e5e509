import { describe, expect, it } from 'vitest';
import { vsixPath } from '../../scripts/package.mts';
import { buildStandIn } from './harness/buildStandIn.mts';
import { eventually } from './harness/eventually.mts';
import { useSimulatedInternet } from './harness/useSimulatedInternet.mts';
import { useVsCode } from './harness/useVsCode.mts';
import type { VsCode } from './harness/vsCode.mts';

const container = 'IoT Operations';
const filterNote = 'The filter hides 1 subscription';
const consent = 'wants to sign in using Microsoft';
const [olga, sven] = ['operator@contoso.example', 'stranger@contoso.example'];

const internet = useSimulatedInternet({ scenario: 'factory', proxyBy: 'setting' });
const get = useVsCode(async () => ({
  ...internet().vsCode,
  extensions: [vsixPath, await buildStandIn()],
  skipExtensions: ['vscode.microsoft-authentication'],
  settings: { ...internet().vsCode.settings, 'standIn.people': ['operator', 'stranger'] },
  theme: 'dark',
}));

/** Waits until the tree says that the tenant is seen as that account sees it. */
async function waitForAccount({ tree }: VsCode, tenant: string, account: string): Promise<void> {
  await eventually(async () => {
    await tree.scrollToTop();
    if (!(await tree.row(tenant).isVisible())) await tree.reveal(tenant);
    expect(await tree.descriptionOf(tenant)).toBe(account);
  });
}

describe('two Microsoft accounts', { concurrent: false }, () => {
  it('begin with one, of which the tree says nothing', async () => {
    const { tree, messages } = get();
    await tree.show(container);
    await tree.root.getByRole('button', { name: 'Sign in', exact: true }).click();
    await messages.answerDialog(consent, 'Allow');
    await tree.row('Contoso').waitFor();
    expect(await tree.row('Contoso').locator('.label-description').count()).toBe(0);
    await tree.reveal('aio-hamburg-01');
  });

  it('become two by Sign In…', async () => {
    const vsCode = get();
    const { quickInput, messages } = vsCode;
    await quickInput.runCommand('Azure IoT Operations: Sign In…');
    await messages.answerDialog(consent, 'Allow');
    await quickInput.row('Sign in to another account').waitFor();
    await vsCode.screenshot('accounts-1-add');
    await quickInput.pick('Sign in to another account');
    await waitForAccount(vsCode, 'Contoso', olga);
    await vsCode.screenshot('accounts-2-both');
  });

  it('are told apart in the filter', async () => {
    const vsCode = get();
    const { tree, quickInput } = vsCode;
    await tree.clickTitleButton('Filter Tenants and Subscriptions…');
    await quickInput.row('Fabrikam Operations').waitFor();
    await vsCode.screenshot('accounts-5-filter');
    await quickInput.row('Contoso Pilot 2023').getByRole('checkbox').click();
    await quickInput.accept();
    await tree.reveal(filterNote);
    await tree.reveal('Contoso');
  });

  it('can be chosen for each tenant', async () => {
    const vsCode = get();
    const { tree, quickInput } = vsCode;
    await tree.scrollToTop();
    await tree.chooseInContextMenu('Contoso', 'Choose Account for Tenant…');
    await quickInput.row(sven).waitFor();
    await vsCode.screenshot('accounts-3-choose');
    expect(await quickInput.labels()).toEqual([olga, sven]);
    await quickInput.pick(sven);
    await waitForAccount(vsCode, 'Contoso', sven);
    // Who has no rights sees nothing, and is told so.
    await tree.row('No Arc-enabled cluster that your account can see').waitFor();
    expect(await tree.row('aio-hamburg-01').count()).toBe(0);
    await waitForAccount(vsCode, 'Fabrikam', olga);
    await vsCode.screenshot('accounts-4-chosen');
  });

  it('keep the choice, and what the filter hides, over a reload of the window', async () => {
    const vsCode = get();
    await vsCode.reload();
    await vsCode.tree.show(container);
    await waitForAccount(vsCode, 'Contoso', sven);
    await vsCode.tree.reveal(filterNote);
  });

  it('become one again when one signs out', async () => {
    const vsCode = get();
    const { tree, quickInput, messages } = vsCode;
    await quickInput.runCommand('Accounts: Manage Accounts');
    await quickInput.pick(sven);
    await quickInput.pick('Sign Out');
    await messages.answerDialog(sven, 'Sign Out');
    await tree.reveal('aio-hamburg-01');
    await tree.scrollToTop();
    const words = await tree.row('Contoso').locator('.label-description').allTextContents();
    expect(words.join('')).toBe('');
    await vsCode.screenshot('accounts-6-one');
  });

  it('leave no token in any log', async () => {
    const logs = await get().server.logs();
    const texts = [...logs.values(), ...get().consoleMessages()];
    expect(texts.filter((text) => text.includes('eyJ'))).toEqual([]);
  });
});
