import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { vsixPath } from '../../scripts/package.mts';
import { stringAt, type JsonObject } from '../../src/core/model/json';
import { secretsOfficerRole } from '../../src/core/model/roles';
import { parseKeptRun } from '../../src/core/plan/keptRun';
import type { PlannedWrite } from '../../src/core/plan/plan';
import type { PlanRequest } from '../../src/core/plan/request';
import { prepareRequest } from '../../src/core/plans/prepareRequest';
import { setApiServerIssuer } from '../../src/simulator/arcAgents';
import type { World } from '../../src/simulator/world';
import { loadSdks } from '../builders/azure';
import { everythingFor } from '../unit/core/plans/enableAllFixture';
import { drawnIn, endStateOf } from '../unit/core/plans/endState';
import { buildStandIn } from './harness/buildStandIn.mts';
import { startHeldAzure, type HeldWrite, type Pace } from './harness/heldAzure.mts';
import { startInternet } from './harness/simulatedInternet.mts';
import { useInternet } from './harness/useSimulatedInternet.mts';
import { useVsCode } from './harness/useVsCode.mts';

const instance = 'aio-lyon-01';
const vault = 'kv-lyon-life-1';
/** Of the runs that go on. */
const other = { instance: 'aio-hamburg-01', cluster: 'arc-hamburg-01' } as const;
const panelOf = (name: string): string => `Secure Settings — ${name}`;
const notice = `1 run was interrupted: Enable all secure settings on ${instance}.`;

/** Azure is in another process than VS Code: what it has accepted goes on while the host is dead. */
const internet = useInternet(() =>
  startInternet(
    async () => {
      const azure = await startHeldAzure('factory');
      leaveWorkToDo(azure.simulator.world);
      return azure;
    },
    { proxyBy: 'setting' },
  ),
);
const get = useVsCode(async () => ({
  ...internet().vsCode,
  extensions: [vsixPath, await buildStandIn()],
  skipExtensions: ['vscode.microsoft-authentication'],
  theme: 'light',
}));

const roleOf = (body: unknown): string | undefined =>
  stringAt(body, 'properties', 'roleDefinitionId')?.split('/').at(-1)?.toLowerCase();

/** Nobody may manage secrets, not even who owns the subscription; a cluster more has no issuer. */
function leaveWorkToDo({ resources }: World): void {
  for (const { id, body } of resources.ofType('Microsoft.Authorization/roleAssignments')) {
    if (roleOf(body) === secretsOfficerRole.id) resources.delete(id);
  }
  const cluster = resources
    .ofType('Microsoft.Kubernetes/connectedClusters')
    .find(({ name }) => name === other.cluster);
  if (!cluster) throw new Error('There is no such cluster.');
  const { oidcIssuerProfile, ...properties } = cluster.body['properties'] as JsonObject;
  expect(oidcIssuerProfile).toMatchObject({ enabled: true });
  resources.put(cluster.id, cluster.type, cluster.tenantId, { ...cluster.body, properties });
}

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

/** Whether it is the write that was planned. The name of a role assignment is not in the plan. */
function isOf({ path, body }: HeldWrite, { resourceId, then }: PlannedWrite): boolean {
  const id = resourceId.toLowerCase();
  const role = roleOf(then);
  const isThere = path === id || path.startsWith(`${id}/`);
  return isThere && (role === undefined || role === roleOf(JSON.parse(body)));
}

const typeOf = (path: string): string => path.toLowerCase().split('/').at(-2) ?? '';

function countByType(paths: readonly string[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const type of paths.map(typeOf)) counts[type] = (counts[type] ?? 0) + 1;
  return counts;
}

/** The same, asked of another simulated Azure, where nothing interrupts it. */
async function runUndisturbed(request: PlanRequest<'enableAll'>, knownHere: ReadonlySet<string>) {
  const azure = await everythingFor({ name: instance, vault }, { scenario: 'factory' });
  const { clock, world } = azure;
  leaveWorkToDo(world);
  const estate = { ...azure.estate, ...request.target };
  // What differs from the start is a moment.
  const known = new Set([...drawnIn(world)].filter((each) => knownHere.has(each)));
  const prepared = await clock.run(prepareRequest(azure.tools, request, azure.context));
  const { run, planned, sent } = await clock.run(azure.run(prepared));
  expect([run.outcome, run.failure]).toEqual(['succeeded', undefined]);
  // What goes on in Azure by itself comes to its end.
  await clock.advance(3_600_000);
  const titles = new Map(run.steps.map(({ id, title }) => [id, title]));
  return {
    steps: [...titles.values()],
    /** The titles of the steps that may make a write. */
    stepsOf: (write: HeldWrite) =>
      planned.filter((each) => isOf(write, each)).map(({ stepId }) => titles.get(stepId) ?? ''),
    isWriting: (step: string) => planned.some(({ stepId }) => titles.get(stepId) === step),
    written: countByType(sent.map(({ url }) => url.pathname)),
    estate,
    known,
    end: endStateOf(azure.simulator, estate, known),
  };
}

interface Look {
  /** Titles of steps that run or wait for somebody. */
  readonly running: readonly string[];
  readonly isAsked: boolean;
  readonly verdict: string;
}

async function look(): Promise<Look> {
  const { webview, page } = get();
  const seen = await webview
    .locator('body')
    .evaluate(
      (body) => ({
        running: [
          ...body.querySelectorAll('.step-running .step-title, .step-waiting .step-title'),
        ].map(({ textContent }) => textContent),
        isAsked: body.querySelector('.step-waiting') !== null,
        verdict: body.querySelector('#verdict')?.textContent ?? '',
      }),
      undefined,
      { timeout: 1_000 },
    )
    .catch(() => ({ running: [], isAsked: false, verdict: '' }));
  if (seen.verdict.includes('did not work')) throw new Error(seen.verdict);
  if (seen.running.length === 0) await page.waitForTimeout(25);
  return seen;
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

/** @param pace from the review on */
async function agreeToResume(pace: Pace): Promise<void> {
  const { quickInput } = get();
  await quickInput.waitForTitle('Resume: Enable all secure settings');
  // At the end all is in place already, and what is left is to look.
  const row = quickInput.row(/Resume|Nothing to do/).first();
  await row.waitFor();
  internet().azure.pace = pace;
  await row.click();
  await get().editorTab(panelOf(instance)).waitFor();
}

/** Takes the run up again by what the extension says at its start. */
async function resume(pace: Pace): Promise<void> {
  const { messages } = get();
  await messages.notification(notice).waitFor();
  await messages.answerNotification(notice, 'Resume');
  await agreeToResume(pace);
}

async function resumeFromList(pace: Pace): Promise<void> {
  const vsCode = get();
  await vsCode.messages.notification(notice).waitFor();
  await vsCode.screenshot('interrupted-1-notice');
  await vsCode.messages.answerNotification(notice, 'Review');
  await vsCode.quickInput.row('Enable all secure settings').waitFor();
  await vsCode.screenshot('interrupted-2-list');
  await vsCode.quickInput.pick('Enable all secure settings');
  await vsCode.quickInput.row('Resume').first().waitFor();
  await vsCode.screenshot('interrupted-3-review');
  await agreeToResume(pace);
}

/** The panel came back with the window, and offers the same. */
async function resumeFromPanel(pace: Pace): Promise<void> {
  const vsCode = get();
  const again = vsCode.webview.getByRole('button', { name: 'Review and Resume…' });
  await again.waitFor();
  await vsCode.screenshot('interrupted-5-panel');
  await again.click();
  await agreeToResume(pace);
  await vsCode.webview.locator('.notice').waitFor({ state: 'detached' });
}

/** Ids and plan, and nothing that Azure told. */
async function expectOnlyThePlanIsKept(): Promise<void> {
  const kept = [...(await notes()).values()].join('\n');
  expect(kept).toContain(vault);
  expect(kept).not.toMatch(/eyJ|[Bb]earer|"properties"|provisioningState|issuer/);
}

beforeAll(loadSdks);

describe('a run whose extension host dies', { concurrent: false }, () => {
  let knownAtFirst: ReadonlySet<string>;
  let undisturbed: Awaited<ReturnType<typeof runUndisturbed>>;

  it('begins as any other', async () => {
    const { tree, messages, quickInput } = get();
    knownAtFirst = drawnIn(internet().azure.simulator.world);
    await tree.show('IoT Operations');
    await tree.root.getByRole('button', { name: 'Sign in', exact: true }).click();
    await messages.answerDialog('wants to sign in using Microsoft', 'Allow');
    await tree.reveal(instance);
    await tree.chooseInContextMenu(instance, 'Enable All Secure Settings…');
    await quickInput.waitForTitle('(1/4)');
    await quickInput.pick('Create a new key vault…');
    await quickInput.typeName(vault);
    await quickInput.pick('30 days');
    await quickInput.waitForTitle('(2/4)');
    await quickInput.pick('Create a new managed identity…');
    await quickInput.typeName('id-lyon-life-secrets');
    await quickInput.waitForTitle('(3/4)');
    await quickInput.pick('Create a new managed identity…');
    await quickInput.typeName('id-lyon-life-1');
    await quickInput.waitForTitle('(4/4)');
    await quickInput.row('Enable All').first().waitFor();
    await quickInput.pick('Enable All');
    await get().editorTab(panelOf(instance)).waitFor();
    await expect.poll(async () => (await notes()).size).toBe(1);
  });

  it('is kept as what was asked for, from which it could be run anew', async () => {
    await expectOnlyThePlanIsKept();
    const [kept] = [...(await notes()).values()].map((text) => parseKeptRun(JSON.parse(text)));
    if (kept?.request.planId !== 'enableAll') throw new Error('The run was not kept.');
    undisturbed = await runUndisturbed(kept.request, knownAtFirst);
    expect(new Set(undisturbed.steps).size).toBe(undisturbed.steps.length);
  });

  it('is resumed in its panel when the window was only loaded again', async () => {
    const { azure } = internet();
    azure.pace = 'quick';
    // It stands at the first writes; the host ends in an orderly way.
    await get().waitUntilKept('aioSecureSettings.panel');
    await get().reload();
    await resumeFromPanel('slow');
  });

  it('is resumed after each step in whose middle it died, until all is done', async () => {
    const vsCode = get();
    const { azure } = internet();
    const { stepsOf, isWriting, steps, estate } = undisturbed;
    const killed = new Set<string>();
    const done = vsCode.webview.getByRole('button', { name: 'I Have Done It' });
    for (;;) {
      const { running, isAsked, verdict } = await look();
      // Before its run begins, the panel says the same of what is in place already.
      if (verdict.includes('enabled, but not proved') && (await notes()).size === 0) break;
      // Azure gets a write when each step that it may be of has died once.
      const free = (): readonly HeldWrite[] =>
        azure.held.filter((write) => {
          const of = stepsOf(write).filter((step) => running.includes(step));
          return of.length > 0 && of.every((step) => killed.has(step));
        });
      const isInItsMiddle = (step: string): boolean =>
        !isWriting(step) || azure.held.some((write) => stepsOf(write).includes(step));
      const step = running.find((each) => !killed.has(each) && isInItsMiddle(each));
      if (step === undefined) {
        azure.decide(free(), 'letThrough');
        if (!isAsked) continue;
        setApiServerIssuer(azure.simulator.world, estate.clusterId);
        // Drawn anew under the hand it is looked for again.
        await done.click({ timeout: 1_000 }).catch(() => undefined);
        continue;
      }
      killed.add(step);
      if (isAsked) await expectSecondWindowKeptOff();
      // The step's own write is accepted, and dies with its answer; those beside it never arrive.
      azure.decide(free(), 'unanswered');
      await vsCode.server.killExtensionHosts();
      azure.pace = 'quick';
      // Until somebody comes back, Azure goes on with what it has accepted.
      azure.skip(600_000);
      await vsCode.reload();
      expect(azure.held).toEqual([]);
      await expectOnlyThePlanIsKept();
      // A step that only reads has to last long enough to be seen.
      const next = steps.find((each) => !killed.has(each));
      const pace = next === undefined || isWriting(next) ? 'quick' : 'slow';
      await (killed.size === 3 ? resumeFromList(pace) : resume(pace));
    }
    await vsCode.screenshot('interrupted-4-done');
    expect([...killed].sort()).toEqual([...steps].sort());
  }, 300_000);

  it('ends as if nothing had happened: with the same state, and no note', async () => {
    const { tree } = get();
    const { azure } = internet();
    azure.pace = 'quick';
    await tree.reveal(instance);
    await expect.poll(() => tree.descriptionOf(instance)).toBe('2 of 2 secure settings');
    expect((await notes()).size).toBe(0);
    const { estate, known, end, written } = undisturbed;
    expect(countByType(azure.carriedOut.map(({ path }) => path))).toEqual(written);
    // What goes on in Azure by itself comes to its end.
    azure.skip(3_600_000);
    expect(endStateOf(azure.simulator, estate, known)).toEqual(end);
  });
});

describe('a run that goes on', { concurrent: false }, () => {
  it('does so while nobody looks', async () => {
    const vsCode = get();
    const { tree, quickInput } = vsCode;
    await tree.reveal(other.cluster);
    await tree.chooseInContextMenu(other.cluster, 'Enable OIDC Issuer and Workload Identity…');
    const row = quickInput.row('Enable').first();
    await row.waitFor();
    await row.click();
    await vsCode.editorTab(panelOf(other.instance)).waitFor();
    await expect.poll(() => internet().azure.held.length).toBe(1);
    await vsCode.closeEditor(panelOf(other.instance));
    expect((await notes()).size).toBe(1);
    await tree.chooseInContextMenu(other.instance, 'Open Secure Settings');
    await vsCode.webview.locator('.step-running').first().waitFor();
  });

  it('is cancelled within a second, says what Azure goes on with, and can be taken up again', async () => {
    const vsCode = get();
    const { webview } = vsCode;
    const { azure } = internet();
    azure.decide(azure.held, 'letThrough');
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
    expect(await verdict.textContent()).toMatch(
      /Azure has accepted [^.]*connectedClusters\/arc-hamburg-01/,
    );
    expect((await notes()).size).toBe(0);
    await vsCode.screenshot('interrupted-0-cancelled');
    await webview.getByRole('button', { name: 'Retry' }).click();
    await webview.locator('.step-running').first().waitFor();
  });
});
