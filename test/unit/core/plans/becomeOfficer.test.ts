import { beforeAll, describe, expect, it } from 'vitest';
import { stringAt } from '../../../../src/core/model/json';
import { secretsOfficerRole } from '../../../../src/core/model/roles';
import { prepareBecomeOfficer } from '../../../../src/core/plans/becomeOfficer';
import { FaultSchedule } from '../../../../src/simulator/faultSchedule';
import { loadSdks } from '../../../builders/azure';
import { simulatedPlans, toLine } from '../../../fakes/simulatedPlans';
import { whatLacks } from '../../../fakes/whatLacks';

beforeAll(loadSdks);

async function setUp(city: string, who: string) {
  const owner = simulatedPlans({ scenario: 'factory' });
  const found = await owner.clock.run(owner.instance(`aio-${city}-01`));
  const all = simulatedPlans({ scenario: 'factory', who });
  const tools = { azure: all.azure(found.tenantId), clock: all.clock, digest: found.tools.digest };
  const target = {
    tenantId: found.tenantId,
    instanceId: found.instanceId,
    instanceName: `aio-${city}-01`,
    vaultId: found.vault(`kv-${city}-plant`),
  };
  const prepare = () => all.clock.run(prepareBecomeOfficer(tools, target, all.context));
  const give = async () => {
    const prepared = await prepare();
    return all.clock.run(all.run(prepared));
  };
  return { ...all, tools, target, prepare, give };
}

describe('giving the signed-in user the Key Vault Secrets Officer role', () => {
  it('assigns it to the user of the token and waits until the vault lets the user in', async () => {
    const azure = await setUp('hamburg', 'accessAdmin');
    const { run, planned, sent } = await azure.give();
    expect(run.failure).toBeUndefined();
    expect(planned.map(({ detail }) => detail)).toEqual([
      'Key Vault Secrets Officer on kv-hamburg-plant',
    ]);
    expect(sent).toHaveLength(1);
    const { objectId } = await azure.clock.run(azure.tools.azure.caller(azure.context));
    const body = sent[0]?.body;
    expect(stringAt(body, 'properties', 'principalId')).toBe(objectId);
    expect(stringAt(body, 'properties', 'principalType')).toBe('User');
    expect(stringAt(body, 'properties', 'roleDefinitionId')).toContain(secretsOfficerRole.id);
    const step = run.steps.find(({ id }) => id === 'officer')?.state;
    const waitedMs = step?.kind === 'done' ? step.endedAtMs - step.startedAtMs : 0;
    expect(waitedMs).toBeGreaterThan(10_000);
    const again = await azure.give();
    expect([again.planned, again.sent]).toEqual([[], []]);
  });

  it('writes nothing where another role lets the user in already', async () => {
    const azure = await setUp('hamburg', 'vaultReader');
    const { run, planned, sent } = await azure.give();
    expect([run.outcome, planned, sent]).toEqual(['succeeded', [], []]);
  });

  it.each([
    ['a vault that goes by access policies', 'gdansk', 'accessAdmin', /access policies/],
    ['a vault that is not there', 'aarhus', 'accessAdmin', /does not exist/],
    ['somebody who may not grant roles', 'hamburg', 'contributor', /roleAssignments\/write on/],
  ])('is refused for %s before the first write', async (_, city, who, message) => {
    const azure = await setUp(city, who);
    expect(await whatLacks(azure.prepare()).catch(String)).toMatch(message);
    expect(azure.writes()).toEqual([]);
  });

  it('gives no role that nobody has agreed to, where the vault let the user in before', async () => {
    const azure = await setUp('hamburg', 'operator');
    const prepared = await azure.prepare();
    expect(prepared.writes).toEqual([]);
    azure.simulator.disturb(new FaultSchedule([{ kind: 'vaultRoleIsLate', nth: 2, times: 9 }]));
    const { run, sent } = await azure.clock.run(azure.run(prepared));
    expect([run.outcome, run.failure?.remedy, sent]).toEqual(['failed', 'review', []]);
    expect(run.failure?.message).toContain('let you in when you reviewed this');
  });

  it('shows the write before it is made where a firewall hides what the vault would say', async () => {
    const azure = await setUp('trier', 'accessAdmin');
    const { run, planned, sent } = await azure.give();
    expect([planned.length, sent.map(toLine).length, run.outcome]).toEqual([1, 1, 'succeeded']);
    const detail = run.steps.find(({ id }) => id === 'officer')?.detail;
    expect(detail).toContain('its firewall keeps this machine out');
    const again = await azure.give();
    expect([again.planned, again.sent, again.run.outcome]).toEqual([[], [], 'succeeded']);
  });
});
