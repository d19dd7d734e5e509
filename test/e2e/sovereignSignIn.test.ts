import { describe, expect, it } from 'vitest';
import { vsixPath } from '../../scripts/package.mts';
import { useSimulatedInternet } from './harness/useSimulatedInternet.mts';
import { useVsCode } from './harness/useVsCode.mts';

const container = 'IoT Operations';
const instance = 'aio-hamburg-01';
/** Public and without a sign-in, in whatever cloud the cluster is. */
const issuer = 'westeurope.oic.prod-arc.azure.com';
const enable = 'Enable Secret Synchronization…';

const government = {
  title: 'Azure US Government',
  name: 'Azure US Government',
  provider: 'USGovernment',
  signIn: 'login.microsoftonline.us',
  arm: 'management.usgovcloudapi.net',
  hosts: {},
  settings: { 'microsoft-sovereign-cloud.environment': 'USGovernment' },
  asked: [],
};

const china = {
  title: 'Azure operated by 21Vianet',
  name: 'Azure operated by 21Vianet',
  provider: 'ChinaCloud',
  // The host that its authority, login.chinacloudapi.cn, is known to prefer.
  signIn: 'login.partner.microsoftonline.cn',
  arm: 'management.chinacloudapi.cn',
  hosts: {},
  settings: { 'microsoft-sovereign-cloud.environment': 'ChinaCloud' },
  asked: [],
};

const custom = {
  title: 'a cloud that the user describes',
  name: 'Contoso Cloud',
  provider: 'Contoso Cloud',
  signIn: 'login.cloud.contoso.example',
  arm: 'management.cloud.contoso.example',
  hosts: { 'management.core.windows.net': 'core.cloud.contoso.example' },
  settings: {
    'microsoft-sovereign-cloud.environment': 'custom',
    'microsoft-sovereign-cloud.customEnvironment': {
      name: 'Contoso Cloud',
      portalUrl: 'https://portal.cloud.contoso.example',
      managementEndpointUrl: 'https://core.cloud.contoso.example',
      resourceManagerEndpointUrl: 'https://management.cloud.contoso.example',
      activeDirectoryEndpointUrl: 'https://login.cloud.contoso.example',
      activeDirectoryResourceId: 'https://core.cloud.contoso.example/',
    },
  },
  // Whether it knows this cloud; without a token.
  asked: ['login.microsoftonline.com'],
};

describe.each([government, china, custom])(
  "VS Code's own sign-in to $title",
  { concurrent: false },
  (cloud) => {
    const { name, signIn, arm } = cloud;
    const internet = useSimulatedInternet({
      scenario: 'ready',
      proxyBy: 'environment',
      cloudNames: {
        'login.microsoftonline.com': signIn,
        'management.azure.com': arm,
        ...cloud.hosts,
      },
    });
    const get = useVsCode(() => {
      const { settings, ...others } = internet().vsCode;
      return {
        ...others,
        settings: { ...settings, ...cloud.settings },
        extensions: [vsixPath],
        theme: 'dark',
        // The sign-in page is opened without asking first.
        product: { linkProtectionTrustedDomains: [`https://${signIn}`] },
      };
    });
    const picture = (what: string) => `sovereign-${cloud.provider.replace(' ', '-')}-${what}`;

    it('shows its clusters', async () => {
      const vsCode = get();
      const { tree, page, messages } = vsCode;
      const question = `wants to sign in using ${cloud.provider}`;
      await tree.show(container);
      await tree.root.getByRole('button', { name: 'Sign in', exact: true }).click();
      await messages.dialog(question).waitFor();
      const opening = page.waitForEvent('popup');
      await messages.answerDialog(question, 'Allow');
      const signInPage = await opening;
      await signInPage.waitForURL(/^http:\/\/127\.0\.0\.1:/);
      await signInPage.close();
      // A page behind another one gets no clicks.
      await page.bringToFront();
      await tree.row('arc-hamburg-01').waitFor();
      await tree.row(instance).waitFor();
      await vsCode.screenshot(picture('1-tree'));
      expect(await tree.descriptionOf(instance)).toBe('No secret synchronization in this cloud');
    });

    it('says in the panel that secret synchronization is for the public cloud only', async () => {
      const vsCode = get();
      await vsCode.tree.chooseInContextMenu(instance, 'Open Secure Settings');
      const words = `Azure supports secret synchronization in the public cloud only, not in ${name}.`;
      await vsCode.webview.locator('#verdict', { hasText: words }).waitFor();
      await vsCode.screenshot(picture('2-panel'));
    });

    it('does not offer what the cloud does not have', async () => {
      expect(await get().tree.listContextMenu(instance)).not.toContain(enable);
    });

    it.each([enable, 'Enable All Secure Settings…'])(
      'says so at once when the palette is asked for “%s”',
      async (title) => {
        const vsCode = get();
        await vsCode.quickInput.runCommand(`Azure IoT Operations: ${title}`);
        await vsCode.quickInput.pick(instance);
        const refusal = vsCode.messages.notification(`public cloud only, not in ${name}`);
        await refusal.waitFor();
        await vsCode.screenshot(picture('3-palette'));
        await vsCode.quickInput.runCommand('Notifications: Clear All Notifications');
        await refusal.waitFor({ state: 'detached' });
      },
    );

    it('sent a token to nobody but its own Azure Resource Manager', () => {
      const requests = internet().front?.requests ?? [];
      const withToken = requests.filter(({ hasToken }) => hasToken);
      expect(new Set(withToken.map(({ host }) => host))).toEqual(new Set([arm]));
      // What tokens are made from.
      const exchanged = requests.filter(
        ({ method, path }) => method === 'POST' && path.endsWith('/token'),
      );
      expect(new Set(exchanged.map(({ host }) => host))).toEqual(new Set([signIn]));
      const { reached, refused } = internet().proxy;
      expect([...reached].sort()).toEqual([signIn, arm, issuer, ...cloud.asked].sort());
      expect([...refused]).toEqual([]);
    });
  },
);
