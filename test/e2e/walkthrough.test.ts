import { describe, expect, it } from 'vitest';
import { vsixPath } from '../../scripts/package.mts';
import { useVsCode } from './harness/useVsCode.mts';
import type { VsCode } from './harness/vsCode.mts';

const walkthrough = 'Enable Secure Settings of Azure IoT Operations';
const instance = 'aio-hamburg-01';

const get = useVsCode(() => ({
  extensions: [vsixPath],
  theme: 'dark',
  settings: {
    'aioSecureSettings.simulation.startup': true,
    'aioSecureSettings.simulation.scenario': 'ready',
    'aioSecureSettings.simulation.speed': 50,
  },
}));

const parts = {
  find: 'Find your instance',
  cluster: 'Enable the cluster',
  secrets: 'Set up secrets management',
  cloudConnections: 'Set up cloud connections',
  proof: 'See that it works',
} as const;

type Title = (typeof parts)[keyof typeof parts];

/** What the picture beside a step says of itself. */
const pictures: Readonly<Record<Title, RegExp>> = {
  [parts.find]: /cluster in the tree/,
  [parts.cluster]: /signs with the issuer URL/,
  [parts.secrets]: /five writes/,
  [parts.cloudConnections]: /data flow logs in/,
  [parts.proof]: /Secrets reach the cluster/,
};

const steps = ({ page }: VsCode) => page.locator('.getting-started-step');
const step = (vsCode: VsCode, title: string) => steps(vsCode).filter({ hasText: title });

async function openWalkthrough(vsCode: VsCode): Promise<void> {
  await vsCode.quickInput.runCommand('Welcome: Open Walkthrough...');
  await vsCode.quickInput.pick(walkthrough);
  await steps(vsCode).first().waitFor();
}

/** Titles of the steps with a tick. */
const ticked = (vsCode: VsCode): Promise<readonly string[]> =>
  steps(vsCode)
    .filter({ has: vsCode.page.locator('.codicon-getting-started-step-checked') })
    .locator('.step-title')
    .allTextContents();

async function choose(vsCode: VsCode, title: Title): Promise<void> {
  await step(vsCode, title).locator('.step-title').click();
  await step(vsCode, title).and(vsCode.page.locator('.expanded')).waitFor();
  // The picture is a webview of its own.
  await vsCode.webview.getByRole('img', { name: pictures[title] }).waitFor();
}

describe('the walk-through', { concurrent: false }, () => {
  it('knows what was there before it was opened', async () => {
    const vsCode = get();
    await vsCode.tree.show('IoT Operations');
    await vsCode.tree.reveal(instance);
    await openWalkthrough(vsCode);
    await expect.poll(() => ticked(vsCode)).toEqual([parts.find]);
  });

  it('has a picture for each of its five parts, in every theme', async () => {
    const vsCode = get();
    await openWalkthrough(vsCode);
    expect(await steps(vsCode).locator('.step-title').allTextContents()).toEqual(
      Object.values(parts),
    );
    // The one that it opened with first: one that follows too soon does not last.
    for (const theme of ['dark', 'light', 'highContrast'] as const) {
      await vsCode.changeTheme(theme);
      for (const [name, title] of Object.entries(parts)) {
        await choose(vsCode, title);
        await vsCode.screenshot(`walkthrough-${name}-${theme}`);
      }
    }
    expect(await ticked(vsCode)).toEqual([parts.find]);
  });

  it('opens the tree from its first part', async () => {
    const vsCode = get();
    await vsCode.tree.show('Explorer');
    await choose(vsCode, parts.find);
    await step(vsCode, parts.find)
      .getByRole('button', { name: 'Open Clusters and Instances' })
      .click();
    await vsCode.tree.reveal(instance);
  });

  it('knows what a run from its own button has reached', async () => {
    const vsCode = get();
    const { quickInput, webview } = vsCode;
    await choose(vsCode, parts.secrets);
    await step(vsCode, parts.secrets)
      .getByRole('button', { name: 'Enable Secret Synchronization' })
      .click();
    await quickInput.waitForTitle('(1/');
    // A command that was only begun is no step.
    await quickInput.dismiss();
    expect(await ticked(vsCode)).toEqual([parts.find]);
    await step(vsCode, parts.secrets)
      .getByRole('button', { name: 'Enable Secret Synchronization' })
      .click();
    await quickInput.waitForTitle('(1/4)');
    await quickInput.pick(instance);
    await quickInput.waitForTitle('(2/4)');
    await quickInput.pick('kv-hamburg-plant');
    await quickInput.waitForTitle('(3/4)');
    await quickInput.pick('id-hamburg-secrets');
    await quickInput.waitForTitle('(4/4)');
    await quickInput.pick('writes');
    await webview.locator('#verdict', { hasText: 'not proved' }).waitFor({ timeout: 60_000 });
    await openWalkthrough(vsCode);
    await expect.poll(() => ticked(vsCode)).toEqual([parts.find, parts.secrets]);
    await vsCode.screenshot('walkthrough-progress');
  });
});
