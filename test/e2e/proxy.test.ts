import { describe, expect, it } from 'vitest';
import { vsixPath } from '../../scripts/package.mts';
import { buildStandIn } from './harness/buildStandIn.mts';
import { useSimulatedInternet } from './harness/useSimulatedInternet.mts';
import { useVsCode } from './harness/useVsCode.mts';

const container = 'IoT Operations';
const login = 'olga:open-sesame';
const failure = 'Tenants could not be read';

const internet = useSimulatedInternet({
  scenario: 'ready',
  proxyBy: 'setting',
  proxyLogin: login,
});
/** The strictest mode: a request that brings an agent of its own would go around the proxy. */
const settings = () => ({ ...internet().vsCode.settings, 'http.proxySupport': 'on' });
const get = useVsCode(async () => ({
  ...internet().vsCode,
  settings: settings(),
  extensions: [vsixPath, await buildStandIn()],
  skipExtensions: ['vscode.microsoft-authentication'],
  theme: 'light',
}));

describe('a proxy that asks for a user and a password', { concurrent: false }, () => {
  it('lets requests through with what http.proxy says', async () => {
    const { tree, messages } = get();
    await tree.show(container);
    await tree.root.getByRole('button', { name: 'Sign in', exact: true }).click();
    await messages.answerDialog('wants to sign in using Microsoft', 'Allow');
    await tree.row('aio-hamburg-01').waitFor();
    expect([...internet().proxy.reached].sort()).toEqual([
      'login.microsoftonline.com',
      'management.azure.com',
    ]);
  });

  it.each([
    ['does not accept them', 'asks', 'asks for a user and a password'],
    ['refuses a host', 'refuses', 'does not let requests through to'],
    ['is not there', 'isDown', 'cannot be reached'],
  ] as const)('is named when it %s, and forgotten when it serves again', async (_, mood, words) => {
    const vsCode = get();
    const { tree, messages, quickInput } = vsCode;
    const { proxy } = internet();
    proxy.mood = mood;
    await tree.clickTitleButton('Refresh');
    const { host } = new URL(proxy.url);
    const told = `The proxy ${host} ${words}`;
    await tree.row(failure).filter({ hasText: told }).waitFor();
    await messages.notification(told).waitFor();
    await vsCode.screenshot(`proxy-${mood}`);
    await quickInput.runCommand('Notifications: Clear All Notifications');
    proxy.mood = 'serves';
    await tree.clickInline(failure, 'Refresh');
    await tree.row('aio-hamburg-01').waitFor();
  });

  it('has its password in no log', async () => {
    const logs = await get().server.logs();
    const ours = [...logs].filter(([file]) => file.includes('Secure Settings'));
    expect(ours.length).toBeGreaterThan(0);
    expect(ours.filter(([, text]) => text.includes('open-sesame'))).toEqual([]);
  });
});
