import { describe, expect, it } from 'vitest';
import { vsixPath } from '../../scripts/package.mts';
import { useVsCode } from './harness/useVsCode.mts';
import type { VsCode } from './harness/vsCode.mts';

const container = 'IoT Operations';
const enable = 'Enable OIDC Issuer and Workload Identity…';
const enableSecretSync = 'Enable Secret Synchronization…';
const updateByAzureCli = 'Update Cluster by Azure CLI…';

const get = useVsCode(() => ({
  extensions: [vsixPath],
  theme: 'light',
  settings: {
    'aioSecureSettings.simulation.startup': true,
    'aioSecureSettings.simulation.speed': 100,
  },
}));

/** The panel of an instance, once it has been read. */
async function openPanel(vsCode: VsCode, city: string, says: string | RegExp): Promise<void> {
  const { tree, webview } = vsCode;
  await tree.show(container);
  await tree.reveal(`aio-${city}`);
  await tree.chooseInContextMenu(`aio-${city}`, 'Open Secure Settings');
  await vsCode.editorTab(`Secure Settings — aio-${city}`).waitFor();
  await webview.locator('.facts').first().waitFor();
  await webview.getByText(says).first().waitFor();
}

interface Guidance {
  readonly city: string;
  /** What the verdict or the cluster's facts say. */
  readonly says: string | RegExp;
  /** The button that is offered first, if a step of the cluster or of secret synchronization is. */
  readonly offers?: string;
  readonly canUpdateByAzureCli: boolean;
}

/** In the order of the tree. */
const distributions: readonly (readonly [string, Guidance])[] = [
  [
    'GKE whose issuer is unknown to Arc',
    {
      city: 'boise-01',
      says: /public issuer of its own/,
      offers: enable,
      canUpdateByAzureCli: true,
    },
  ],
  ['OpenShift', { city: 'brno-01', says: 'Proved by a sync', canUpdateByAzureCli: true }],
  [
    'Tanzu Kubernetes Grid',
    { city: 'tulsa-01', says: 'Proved by a sync', canUpdateByAzureCli: true },
  ],
  [
    'AKS on Azure Local with both settings',
    {
      city: 'ghent-01',
      says: 'Managed by the platform',
      offers: enableSecretSync,
      canUpdateByAzureCli: false,
    },
  ],
  [
    'AKS on Azure Local without them',
    { city: 'graz-01', says: /az aksarc create/, canUpdateByAzureCli: false },
  ],
  [
    'AKS Edge Essentials',
    {
      city: 'linz-01',
      says: /quickstart script turns both settings on/,
      canUpdateByAzureCli: false,
    },
  ],
  [
    'k3s',
    { city: 'lyon-01', says: 'The cluster needs', offers: enable, canUpdateByAzureCli: true },
  ],
  ['AKS', { city: 'zurich-01', says: 'Managed by the platform', canUpdateByAzureCli: true }],
  [
    'EKS',
    {
      city: 'austin-01',
      says: 'Managed by the platform',
      offers: enableSecretSync,
      canUpdateByAzureCli: true,
    },
  ],
];

describe('the wait for the issuer', () => {
  it('is shown after a reload as what it is, and can be taken up without a write', async () => {
    const vsCode = get();
    const { webview, quickInput } = vsCode;
    const late = 'on for more than 15 minutes';
    await openPanel(vsCode, 'cork-01', late);
    const verdict = webview.locator('#verdict');
    await Promise.all([
      vsCode.page.waitForEvent('load'),
      quickInput.runCommand('Developer: Reload Window'),
    ]);
    await verdict.filter({ hasText: late }).waitFor();
    await vsCode.screenshot('wait-1-after-reload');
    await webview.getByRole('button', { name: 'Go On Waiting for the Issuer…' }).click();
    await quickInput.row('Go on waiting').waitFor();
    await vsCode.screenshot('wait-2-review');
    await quickInput.pick('Go on waiting');
    await webview.locator('.step-running').filter({ hasText: 'Wait for the agents' }).waitFor();
    // After a quarter of an hour of the simulated clock.
    await verdict.filter({ hasText: 'After 15 minutes' }).waitFor({ timeout: 60_000 });
    await vsCode.screenshot('wait-3-failed');
    expect(await webview.locator('.step-done', { hasText: /PUT/ }).count()).toBe(0);
    await webview.getByRole('button', { name: updateByAzureCli }).click();
    await quickInput.row('az connectedk8s update').waitFor();
    await vsCode.screenshot('wait-4-azure-cli');
    await quickInput.dismiss();
  });
});

describe('each kind of cluster', () => {
  it('with an issuer of its own is asked for it, with a word on where to find it', async () => {
    const vsCode = get();
    const { tree, quickInput } = vsCode;
    await tree.reveal('arc-boise-01');
    await tree.chooseInContextMenu('arc-boise-01', enable);
    await quickInput.root.getByText('container.googleapis.com').waitFor();
    await quickInput.input.fill('http://issuer.example');
    await quickInput.root.getByText('by https only').waitFor();
    await vsCode.screenshot('distribution-own-issuer');
    await quickInput.enter(
      'https://container.googleapis.com/v1/projects/contoso-edge/locations/us-central1/clusters/arc-boise-01',
    );
    await quickInput.row('1 write').waitFor();
    await vsCode.screenshot('distribution-own-issuer-review');
    await quickInput.dismiss();
  });

  it('that nothing can be done about in Azure explains itself when asked from the palette', async () => {
    const vsCode = get();
    for (const [cluster, words] of [
      ['arc-linz-01', /quickstart script/],
      ['arc-graz-01', /az aksarc create/],
    ] as const) {
      for (const command of [enable, updateByAzureCli]) {
        await vsCode.quickInput.runCommand(command);
        await vsCode.quickInput.input.fill(cluster);
        await vsCode.quickInput.pick(cluster);
        await vsCode.messages.notification(words).first().waitFor();
        await vsCode.quickInput.runCommand('Notifications: Clear All Notifications');
      }
    }
  });

  it.each(distributions)('%s: says what applies, and offers what works', async (name, guidance) => {
    const vsCode = get();
    const { city, says, offers, canUpdateByAzureCli } = guidance;
    await openPanel(vsCode, city, says);
    await vsCode.screenshot(`distribution-${name.replaceAll(/\W+/g, '-')}`);
    for (const step of [enable, enableSecretSync]) {
      const button = vsCode.webview.getByRole('button', { name: step });
      expect(await button.count(), step).toBe(offers === step ? 1 : 0);
    }

    const instance = await vsCode.tree.listContextMenu(`aio-${city}`);
    expect(instance.includes(updateByAzureCli)).toBe(canUpdateByAzureCli);
    expect(instance.includes(enable)).toBe(offers === enable);
    expect(instance.includes(enableSecretSync)).toBe(offers === enableSecretSync);
    const cluster = await vsCode.tree.listContextMenu(`arc-${city}`);
    expect(cluster.includes(enable)).toBe(canUpdateByAzureCli);
    await vsCode.closeEditor(`Secure Settings — aio-${city}`);
  });
});
