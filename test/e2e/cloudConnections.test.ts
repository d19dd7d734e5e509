import { describe, expect, it } from 'vitest';
import { vsixPath } from '../../scripts/package.mts';
import { DrawnChain } from './harness/chain.mts';
import { useVsCode } from './harness/useVsCode.mts';

const instance = 'aio-bergen-01';
const grant = 'Grant Access to a Cloud Resource…';
const use = 'Use Managed Identity in Data Flow Endpoint…';

const get = useVsCode(() => ({
  extensions: [vsixPath],
  theme: 'dark',
  settings: { 'aioSecureSettings.simulation.startup': true },
}));

/** The run in the panel has ended, and every step of it well. */
async function waitForEnd(step: string): Promise<void> {
  const { webview } = get();
  await webview.locator('.step-title').filter({ hasText: step }).first().waitFor();
  const going = webview.locator('.step-running, .step-pending');
  await expect.poll(() => going.count(), { timeout: 30_000 }).toBe(0);
  expect(await webview.locator('.step-failed, .step-unknown').count()).toBe(0);
}

/** A part shows what the run does to it, and in the end what was read. */
async function expectFilledIn(chain: DrawnChain, part: string, read: RegExp): Promise<void> {
  await expect.poll(async () => (await chain.recorded(part)).at(-1)).toMatch(read);
  expect((await chain.recorded(part)).join(' | ')).toMatch(/working on it|just done/i);
}

describe('a cloud connection', () => {
  it('begins with an identity that is assigned, and a schema registry that has to be restarted', async () => {
    const vsCode = get();
    const { tree, quickInput, webview } = vsCode;
    await tree.show('IoT Operations');
    await tree.reveal(instance);
    await tree.chooseInContextMenu(instance, 'Assign Managed Identity for Cloud Connections…');
    await quickInput.waitForTitle('(1/3)');
    await quickInput.pick('id-bergen-cloud');
    await quickInput.waitForTitle('(2/3)');
    await quickInput.row('data flow graphs').waitFor();
    await quickInput.pick('as Microsoft recommends');
    await quickInput.waitForTitle('(3/3)');
    const chain = new DrawnChain(webview);
    await chain.part('cloud endpoint lake').filter({ hasText: 'not assigned' }).waitFor();
    await chain.record();
    await quickInput.pick('Assign');
    const trust = chain.part('cloud credential id-bergen-cloud');
    await trust.filter({ hasNotText: 'later' }).waitFor();
    await vsCode.screenshot('cloud-0-being-assigned');
    await waitForEnd('Assign id-bergen-cloud to the instance');
    await expectFilledIn(chain, 'cloud map id-bergen-cloud', /Done: Assigned$/);
    await expectFilledIn(chain, 'cloud credential id-bergen-cloud', /Done: trusts data flows$/);
    expect((await chain.recorded('cloud endpoint lake')).at(-1)).toContain('Uses id-bergen-cloud');

    const asked = webview.locator('.asks').getByText('Restart the schema registry');
    await asked.waitFor();
    await vsCode.screenshot('cloud-1-restart-asked');
    await webview.getByRole('button', { name: 'Restart Schema Registry…' }).click();
    await quickInput
      .row('kubectl rollout restart statefulset adr-schema-registry -n azure-iot-operations')
      .waitFor();
    await vsCode.screenshot('cloud-2-restart-line');
    await quickInput.pick('Copy');
    await asked.waitFor({ state: 'detached' });
  });

  it('needs access, which is granted at an Event Hubs namespace', async () => {
    const vsCode = get();
    const { tree, quickInput, webview } = vsCode;
    const review = webview.locator('.review');
    await tree.chooseInContextMenu(instance, grant);
    await quickInput.waitForTitle('(1/4)');
    await quickInput.pick('id-bergen-cloud');
    await quickInput.waitForTitle('(2/4)');
    await quickInput.row('bergen-hubs').waitFor();
    await vsCode.screenshot('cloud-3-targets');
    await quickInput.pick('bergen-hubs');
    await quickInput.waitForTitle('(3/4)');
    await quickInput.row('Azure Event Hubs Data Receiver').waitFor();
    await vsCode.screenshot('cloud-4-roles');
    await quickInput.pick('Azure Event Hubs Data Sender');
    await quickInput.waitForTitle('(4/4)');
    await review.getByText('Let id-bergen-cloud use bergen-hubs').first().waitFor();
    await vsCode.screenshot('cloud-5-grant-review');
    await quickInput.pick('Grant');
    await waitForEnd('Let id-bergen-cloud use bergen-hubs');
    await get().webview.getByText('1 to 10 minutes').first().waitFor();
    await vsCode.screenshot('cloud-6-granted');
  });

  it('is made by an endpoint that logs in with the identity', async () => {
    const vsCode = get();
    const { tree, quickInput, webview } = vsCode;
    const review = webview.locator('.review');
    await tree.chooseInContextMenu(instance, use);
    await quickInput.waitForTitle('(1/3)');
    await quickInput.row('leads to the local broker').waitFor();
    await vsCode.screenshot('cloud-7-endpoints');
    await quickInput.pick('historian');
    await quickInput.waitForTitle('(2/3)');
    await quickInput.row('id-bergen-cloud').first().waitFor();
    await vsCode.screenshot('cloud-8-identities');
    await quickInput.pick('id-bergen-cloud');
    await quickInput.waitForTitle('(3/3)');
    await review.getByText('SASL, secret historian').waitFor();
    expect(await review.getByText('has no role').count()).toBe(0);
    await vsCode.screenshot('cloud-9-endpoint-review');
    const chain = new DrawnChain(webview);
    expect(await chain.part('cloud endpoint historian').count()).toBe(0);
    await chain.record();
    await quickInput.pick('Change');
    await chain.part('cloud endpoint historian').waitFor();
    await vsCode.screenshot('cloud-9-endpoint-changes');
    await waitForEnd('Let endpoint historian log in with id-bergen-cloud');
    await expectFilledIn(chain, 'cloud endpoint historian', /Uses id-bergen-cloud$/);
    await vsCode.screenshot('cloud-10-endpoint-done');
  });

  it('is warned of what it lacks, and has nothing to do the second time', async () => {
    const vsCode = get();
    const { tree, quickInput, webview } = vsCode;
    const review = webview.locator('.review');
    await tree.chooseInContextMenu(instance, use);
    await quickInput.waitForTitle('(1/3)');
    await quickInput.pick('lake');
    await quickInput.waitForTitle('(2/3)');
    await quickInput.pick('id-bergen-cloud');
    await quickInput.row('Nothing to do').waitFor();
    await review.getByText('has no role at storageAccounts/stplantlake').waitFor();
    await review.getByText('proposes the fitting one').waitFor();
    await vsCode.screenshot('cloud-11-warned');
    await quickInput.dismiss();
  });

  it('shows at its link that the missing role is granted', async () => {
    const vsCode = get();
    const { quickInput, webview } = vsCode;
    const chain = new DrawnChain(webview);
    const role = chain.part('cloud endpoint lake role');
    // It is the cause, so its evidence is there.
    await chain.detail.getByRole('button', { name: grant }).click();
    await quickInput.waitForTitle('(1/4)');
    await quickInput.pick('id-bergen-cloud');
    await quickInput.waitForTitle('(2/4)');
    await quickInput.pick('stplantlake');
    await quickInput.waitForTitle('(3/4)');
    await quickInput.pick('Storage Blob Data Contributor');
    await quickInput.waitForTitle('(4/4)');
    await chain.record();
    await quickInput.pick('Grant');
    await role.filter({ hasNotText: 'no role' }).waitFor();
    await vsCode.screenshot('cloud-11-role-granted');
    await waitForEnd('Let id-bergen-cloud use stplantlake');
    await expectFilledIn(chain, 'cloud endpoint lake role', /Done: has a role$/);
  });
});

describe('access that is granted elsewhere', () => {
  it('is told with where, and a resource id is checked as it is typed', async () => {
    const vsCode = get();
    const { quickInput } = vsCode;
    await vsCode.tree.chooseInContextMenu(instance, grant);
    await quickInput.waitForTitle('(1/4)');
    await quickInput.pick('id-bergen-cloud');
    await quickInput.waitForTitle('(2/4)');
    await quickInput.pick('Azure Data Explorer…');
    await quickInput.row('Simulated Azure has no portal').waitFor();
    await vsCode.screenshot('cloud-12-data-explorer');
    await quickInput.goBack();
    await quickInput.pick('Another resource, by its id…');
    await quickInput.typeName('bergen-hubs');
    await quickInput.root.getByText('Type the whole id').waitFor();
    await vsCode.screenshot('cloud-13-typed-id');
    await quickInput.goBack();
    await quickInput.row('bergen-hubs').first().waitFor();
    await quickInput.dismiss();
  });

  it('is preceded on AKS by advice on the metadata endpoint', async () => {
    const vsCode = get();
    await vsCode.tree.reveal('aio-zurich-01');
    await vsCode.tree.chooseInContextMenu('aio-zurich-01', 'Open Secure Settings');
    await vsCode.webview.getByText('Keep pods from the instance metadata endpoint').waitFor();
    await vsCode.screenshot('cloud-14-aks');
  });
});

describe('the restart of the schema registry', () => {
  it('is put into a terminal for the user to look at and to run', async () => {
    const vsCode = get();
    await vsCode.tree.reveal(instance);
    await vsCode.tree.chooseInContextMenu(instance, 'Restart Schema Registry…');
    await vsCode.quickInput.pick('Put into a Terminal');
    // A narrow terminal breaks the line where it ends.
    await expect
      .poll(async () => (await vsCode.terminalText()).replaceAll(' ', ''))
      .toContain('kubectlrolloutrestartstatefulsetadr-schema-registry-nazure-iot-operations');
    await vsCode.screenshot('cloud-15-restart-terminal');
    // It waits for Enter: had it run, the shell would have answered by now.
    expect(await vsCode.terminalText()).not.toContain('not found');
  });
});
