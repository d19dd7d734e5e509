import { beforeAll, describe, expect, it } from 'vitest';
import { prepareRegisterProviders } from '../../../../src/core/plans/registerProviders';
import { loadSdks } from '../../../builders/azure';
import type { SimulatedOptions } from '../../../fakes/simulated';
import { simulatedPlans, toLine } from '../../../fakes/simulatedPlans';
import { whatLacks } from '../../../fakes/whatLacks';

beforeAll(loadSdks);

const namespaces = ['Microsoft.KeyVault', 'Microsoft.ManagedIdentity'];

async function setUp(options: SimulatedOptions = {}) {
  const all = simulatedPlans({ scenario: 'factory', ...options });
  const { tenantId, instanceId, tools } = await all.clock.run(all.instance('aio-aalborg-01'));
  const subscriptionId = instanceId.split('/')[2] ?? '';
  const prepare = () =>
    all.clock.run(
      prepareRegisterProviders(
        tools,
        {
          tenantId,
          instanceId,
          instanceName: 'aio-aalborg-01',
          providers: namespaces.map((namespace) => ({ namespace, subscriptionId })),
        },
        all.context,
      ),
    );
  const register = async () => {
    const prepared = await prepare();
    return all.clock.run(all.run(prepared));
  };
  return { ...all, subscriptionId, prepare, register };
}

describe('registering resource providers', () => {
  it('asks once for each, waits until all are registered, and asks no more when run again', async () => {
    const azure = await setUp();
    const { run, planned, sent } = await azure.register();
    expect(run.outcome).toBe('succeeded');
    expect(planned.map(({ title, method }) => `${method} ${title}`)).toEqual([
      'POST Register Microsoft.KeyVault',
      'POST Register Microsoft.ManagedIdentity',
    ]);
    expect(sent.map(toLine).sort()).toEqual([
      'POST Microsoft.KeyVault/register',
      'POST Microsoft.ManagedIdentity/register',
    ]);
    const { registered } = azure.simulator.world.subscriptions.get(azure.subscriptionId) ?? {};
    expect(namespaces.every((each) => registered?.has(each.toLowerCase()))).toBe(true);
    const again = await azure.register();
    expect([again.run.outcome, again.sent]).toEqual(['succeeded', []]);
  });

  it('joins a registration that is under way', async () => {
    const azure = await setUp();
    const { plan } = await azure.prepare();
    azure.clock.at(8_000, () => {
      const running = azure.runs.latest(plan.subjectId);
      if (running) azure.runs.cancel(running.runId);
    });
    expect((await azure.clock.run(azure.runs.start(plan))).outcome).toBe('cancelled');
    const { run, sent } = await azure.register();
    expect([run.outcome, sent]).toEqual(['succeeded', []]);
  });

  it('names what a reader lacks before anything is sent', async () => {
    const azure = await setUp({ who: 'reader' });
    expect(await whatLacks(azure.prepare())).toMatch(
      /Microsoft\.KeyVault\/register\/action on subscription/,
    );
    expect(azure.writes()).toEqual([]);
  });
});
