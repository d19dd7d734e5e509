import { describe, expect, it } from 'vitest';
import { vsixPath } from '../../scripts/package.mts';
import { buildStandIn } from './harness/buildStandIn.mts';
import { useSimulatedInternet } from './harness/useSimulatedInternet.mts';
import { useVsCode } from './harness/useVsCode.mts';

const container = 'IoT Operations';
/** VS Code asks this each time that an extension lets a person sign in. */
const consent = 'wants to sign in using Microsoft';

const internet = useSimulatedInternet({ scenario: 'factory', proxyBy: 'setting' });

/** What the stand-in does in Fabrikam, where the account is a guest. */
const fabrikamThat = (manner: 'asks' | 'refuses') => {
  const { id } = internet().azure.tenants.find(({ displayName }) => displayName === 'Fabrikam')!;
  return { ...internet().vsCode.settings, 'standIn.tenants': { [id]: manner } };
};

const get = useVsCode(async () => ({
  ...internet().vsCode,
  extensions: [vsixPath, await buildStandIn()],
  skipExtensions: ['vscode.microsoft-authentication'],
  settings: fabrikamThat('refuses'),
  theme: 'light',
}));

describe('a signed-in account', { concurrent: false }, () => {
  it('sees one tenant while another refuses', async () => {
    const vsCode = get();
    const { tree, messages } = vsCode;
    await tree.show(container);
    await tree.root.getByRole('button', { name: 'Sign in', exact: true }).click();
    await messages.answerDialog(consent, 'Allow');
    await tree.reveal('aio-hamburg-01');
    await tree.reveal('Fabrikam');
    expect(await tree.descriptionOf('Fabrikam')).toBe('Sign in to this tenant');
    await vsCode.screenshot('tenants-1-refused');
  });

  it('is told why a tenant refuses', async () => {
    const vsCode = get();
    await vsCode.tree.clickInline('Fabrikam', 'Sign In…');
    await vsCode.messages.answerDialog(consent, 'Allow');
    await vsCode.messages.notification('AADSTS53003').waitFor();
    await vsCode.screenshot('tenants-2-told');
    await vsCode.quickInput.runCommand('Notifications: Clear All Notifications');
    await vsCode.tree.reveal('Fabrikam');
    expect(await vsCode.tree.descriptionOf('Fabrikam')).toBe('Sign in to this tenant');
  });

  it('signs in to a tenant that asks for it', async () => {
    const vsCode = get();
    const { tree, server, messages } = vsCode;
    await server.changeSettings(fabrikamThat('asks'));
    await tree.clickInline('Fabrikam', 'Sign In…');
    await messages.answerDialog(consent, 'Allow');
    await tree.reveal('aio-fremont-01');
    await vsCode.screenshot('tenants-3-both');
  });

  it('enables secret synchronization in the tenant where it is a guest', async () => {
    const { tree, quickInput, webview } = get();
    await tree.chooseInContextMenu('aio-fremont-01', 'Enable Secret Synchronization…');
    await quickInput.waitForTitle('(1/3)');
    await quickInput.pick('kv-fremont-plant');
    await quickInput.waitForTitle('(2/3)');
    await quickInput.pick('id-fremont-secrets');
    await quickInput.waitForTitle('(3/3)');
    await quickInput.pick('5 writes');
    const verdict = webview.locator('#verdict', { hasText: 'enabled, but not proved' });
    await verdict.waitFor({ timeout: 90_000 });
    await get().screenshot('tenants-4-enabled');
  });

  it('signs out to the welcome view', async () => {
    const vsCode = get();
    const { tree, quickInput, messages, webview } = vsCode;
    await quickInput.runCommand('Accounts: Manage Accounts');
    await quickInput.pick('operator@contoso.example');
    await quickInput.pick('Sign Out');
    await messages.answerDialog('operator@contoso.example', 'Sign Out');
    await tree.root.getByText('Sign in to see your Arc-enabled clusters').waitFor();
    await webview.locator('#verdict', { hasText: 'could not be read' }).waitFor();
    // What nobody may read any more is unknown, not missing.
    expect(await webview.getByText('No key vault').count()).toBe(0);
    await vsCode.screenshot('tenants-5-signed-out');
  });
});
