import { beforeAll, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../../src/core/model/json';
import type { PreparedPlan } from '../../../../src/core/plan/plan';
import { isRemovalId, planIds, type PlanId } from '../../../../src/core/plan/request';
import { loadSdks } from '../../../builders/azure';
import type { SentRequest } from '../../../fakes/simulated';
import { toLine } from '../../../fakes/simulatedPlans';
import { planOf } from '../plans/everyPlan';

beforeAll(loadSdks);

type Azure = Awaited<ReturnType<typeof planOf>>;

/** Writes that were sent to what the review does not name, nor what lies above it. */
const unreviewed = (sent: readonly SentRequest[], { writes }: PreparedPlan): readonly string[] =>
  sent
    .map(({ url }) => pathOf(url).toLowerCase())
    .filter((path) => !writes.some(({ resourceId }) => isOf(path, resourceId.toLowerCase())));

/** At a vault's own host a path begins with what is in it. */
const pathOf = ({ host, pathname }: URL): string => {
  const [vault = '', ...suffix] = host.split('.');
  return suffix.join('.') === 'vault.azure.net' ? `/vaults/${vault}${pathname}` : pathname;
};

const isOf = (path: string, id: string): boolean =>
  path.startsWith('/vaults/') ? path.startsWith(withoutGroup(id)) : path.startsWith(id);

const withoutGroup = (id: string): string =>
  id.replace(/^.*(?=\/vaults\/)/, '').replace('/versions/', '/');

/** Runs what was reviewed, and nothing else; the name is typed where something is deleted. */
async function runReviewed(azure: Azure, planId: PlanId, prepared: PreparedPlan) {
  expect(prepared.writes).not.toEqual([]);
  const isDeleting = prepared.writes.some(({ method }) => method === 'DELETE');
  expect(isDeleting && !isRemovalId(planId)).toBe(false);
  const { run, sent } = await azure.clock.run(azure.run(prepared));
  expect(run.failure).toBeUndefined();
  expect(sent).not.toEqual([]);
  expect(unreviewed(sent, prepared)).toEqual([]);
}

interface Moved {
  readonly azure: Azure;
  /** Of the first write. */
  readonly title: string;
  /** Reviewed before Azure has moved. */
  readonly prepared: PreparedPlan;
  /** What the stopped run says of it. */
  readonly words: string;
}

/** Reviewed when all was done; then a colleague puts everything back to what it was before. */
async function undoneAfterReview(planId: PlanId): Promise<Moved> {
  const azure = await planOf(planId);
  const { resources, subscriptions } = azure.world;
  const before = [...resources.all()].map((each) => ({ ...each }));
  const secrets = structuredClone(azure.world.secrets);
  const registered = new Map([...subscriptions].map(([id, each]) => [id, [...each.registered]]));
  const first = await azure.prepare();
  await runReviewed(azure, planId, first);
  const prepared = await azure.prepare();
  expect(prepared.writes).toEqual([]);
  for (const { id } of [...resources.all()]) resources.delete(id);
  for (const { id, type, tenantId, body } of before) resources.put(id, type, tenantId, body);
  for (const [id, each] of subscriptions) {
    each.registered.clear();
    for (const namespace of registered.get(id) ?? []) each.registered.add(namespace);
  }
  for (const [vault, kept] of secrets) azure.world.secrets.set(vault, kept);
  const title = first.writes[0]?.title ?? '';
  return { azure, title, prepared, words: `${title} has become necessary, too` };
}

/** Asking for a synchronization is never done: a colleague changes what would be synchronized. */
async function mappedOtherwiseAfterReview(planId: PlanId): Promise<Moved> {
  const azure = await planOf(planId);
  const prepared = await azure.prepare();
  const [write] = prepared.writes;
  const stored = azure.world.resources.get(write?.resourceId ?? '');
  if (!write || !stored) throw new Error('There is no SecretSync.');
  const { id, type, tenantId, body } = stored;
  const theirs = JSON.stringify(body).replace(/"targetKey":"/, '$&of-a-colleague-');
  azure.world.resources.put(id, type, tenantId, JSON.parse(theirs) as JsonObject);
  const words = `${write.title}: objectSecretMapping was [`;
  return { azure, title: write.title, prepared, words };
}

const moveAfterReview = (planId: PlanId): Promise<Moved> =>
  planId === 'syncNow' ? mappedOtherwiseAfterReview(planId) : undoneAfterReview(planId);

describe.each(planIds)('%s', (planId) => {
  it('stops before its first write when Azure has moved, says what, and is reviewed anew', async () => {
    const { azure, title, prepared, words } = await moveAfterReview(planId);
    const stopped = await azure.clock.run(azure.run(prepared));
    expect(stopped.sent).toEqual([]);
    expect(stopped.run.outcome).toBe('failed');
    expect(stopped.run.failure?.remedy).toBe('review');
    expect(stopped.run.failure?.message).toContain(words);
    const again = await azure.clock.run(azure.runs.prepareAgain(stopped.run.runId, azure.context));
    expect(again.writes[0]?.title).toBe(title);
    await runReviewed(azure, planId, again);
  });
});

describe('syncNow', () => {
  it('stops before its first write when the SecretSync is gone', async () => {
    const azure = await planOf('syncNow');
    const prepared = await azure.prepare();
    azure.world.resources.delete(prepared.writes[0]?.resourceId ?? '');
    const { run, sent } = await azure.clock.run(azure.run(prepared));
    expect(sent).toEqual([]);
    expect(run.failure?.message).toMatch(/^secretSyncs\/\S+ no longer exists/);
  });
});

describe('registerProviders', () => {
  it('leaves out what somebody has registered meanwhile', async () => {
    const azure = await planOf('registerProviders');
    const prepared = await azure.prepare();
    for (const { registered } of azure.world.subscriptions.values()) {
      registered.add('microsoft.keyvault');
    }
    const { run, sent } = await azure.clock.run(azure.run(prepared));
    expect(run.outcome).toBe('succeeded');
    expect(sent.map(toLine)).toEqual(['POST Microsoft.ManagedIdentity/register']);
  });

  it('does not register what has become unregistered between its look and its step', async () => {
    const azure = await planOf('registerProviders');
    const labs = [...azure.world.subscriptions.values()].filter(
      ({ registered }) => !registered.has('microsoft.keyvault'),
    );
    for (const { registered } of labs) registered.add('microsoft.keyvault');
    const prepared = await azure.prepare();
    azure.runs.onDidChange(({ steps }) => {
      if (steps.find(({ id }) => id === 'observe')?.state.kind !== 'done') return;
      for (const { registered } of labs) registered.delete('microsoft.keyvault');
    });
    const { run, sent } = await azure.clock.run(azure.run(prepared));
    expect(sent.map(toLine)).toEqual(['POST Microsoft.ManagedIdentity/register']);
    expect(run.failure).toMatchObject({
      remedy: 'review',
      message: expect.stringContaining('Register Microsoft.KeyVault has become') as string,
    });
  });
});
