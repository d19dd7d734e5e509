import { beforeAll, describe, expect, it } from 'vitest';
import { UserFacingError } from '../../../../src/core/errors';
import { sameId } from '../../../../src/core/model/armId';
import { roleIdsIn, stepsToDo } from './toDo';
import type { PlannedWrite } from '../../../../src/core/plan/plan';
import { prepareEnableAll, type EnableAllTarget } from '../../../../src/core/plans/enableAll';
import { readScriptState } from '../../../../src/core/script/readScriptState';
import type { ScriptStepId } from '../../../../src/core/script/script';
import { toBash } from '../../../../src/core/script/toBash';
import { toPowerShell } from '../../../../src/core/script/toPowerShell';
import { toScript } from '../../../../src/core/script/toScript';
import { buildFactory } from '../../../../src/simulator/scenarios/factory/factory';
import { loadSdks } from '../../../builders/azure';
import { simulatedPlans } from '../../../fakes/simulatedPlans';
import { aWorld } from '../../simulator/aWorld';
import { everythingFor } from '../plans/enableAllFixture';
import { scriptFor } from './scriptFixture';

const instances = buildFactory(aWorld()).flatMap(({ instance }) => instance ?? []);

/** The step of the script that has to do what the plan would write. */
function stepOf(
  { title, detail, resourceId }: PlannedWrite,
  target: EnableAllTarget,
): ScriptStepId {
  const [owner = '', credential] = resourceId.split('/federatedIdentityCredentials/');
  const is = (id: string): boolean => sameId(owner, id);
  if (/connectedClusters/i.test(resourceId)) return 'cluster';
  if (is(target.vaultId)) {
    if (detail.startsWith('Key Vault Secrets Officer')) return 'officer';
    return detail.startsWith('Key Vault ') ? 'roles' : 'vault';
  }
  const isCreation = title.startsWith('Create');
  if (is(target.identityId)) {
    if (isCreation) return 'identity';
    if (credential !== undefined || detail.includes('aio-ssc-sa')) return 'secretSync';
  }
  if (is(target.cloudIdentityId)) return isCreation ? 'cloudIdentity' : 'assign';
  if (/azureKeyVaultSecretProviderClasses/i.test(resourceId)) return 'secretSync';
  if (/schemaRegistries/i.test(resourceId)) return 'assign';
  if (is(target.instanceId)) return title.startsWith('Assign') ? 'assign' : 'secretSync';
  throw new Error(`No step of the script writes ${resourceId}: ${title}`);
}

beforeAll(loadSdks);

describe('what a script has left to do', () => {
  it.each(instances)('is what the plan would write: %s', async (name) => {
    const all = simulatedPlans({ scenario: 'factory' });
    const found = await scriptFor(all, name);
    let writes: readonly PlannedWrite[];
    try {
      writes = (await all.clock.run(prepareEnableAll(found.tools, found.target, all.context)))
        .writes;
    } catch (error) {
      if (!UserFacingError.is(error)) throw error;
      const read = await found.read().catch((reason: unknown) => reason);
      // Either nothing can be said of the instance, or the script says what is in the way.
      if (read instanceof Error) expect(read.message).toBe(error.message);
      else {
        const script = toScript(await found.read(), 'remaining');
        expect(script.head).toContain(`- ${error.message}`);
      }
      return;
    }
    const script = toScript(await found.read(), 'remaining');
    const planned = new Set(writes.map((write) => stepOf(write, found.target)));
    expect(stepsToDo(script)).toEqual(planned);
    const roles = writes.filter((write) => stepOf(write, found.target) === 'roles');
    expect(roleIdsIn(script, 'roles')).toHaveLength(roles.length);
  });

  it('is nothing once the plan has run, in either shell', async () => {
    const azure = await everythingFor(
      { name: 'aio-lyon-01', vault: 'kv-lyon-new' },
      { scenario: 'factory' },
    );
    const before = await azure.clock.run(readScriptState(azure.tools, azure.target, azure.context));
    expect(stepsToDo(toScript(before, 'remaining'))).toEqual(
      new Set([
        'cluster',
        'vault',
        'officer',
        'identity',
        'roles',
        'secretSync',
        'cloudIdentity',
        'assign',
      ]),
    );
    expect((await azure.enable()).run.outcome).toBe('succeeded');
    const after = await azure.clock.run(readScriptState(azure.tools, azure.target, azure.context));
    const script = toScript(after, 'remaining');
    expect(script.steps.filter(({ skipped }) => skipped === undefined)).toEqual([]);
    expect(script.head).toContain('Nothing is left to do.');
    for (const text of [toBash(script), toPowerShell(script)]) {
      const code = text.split('\n').slice(1);
      expect(code.filter((line) => line !== '' && !line.startsWith('#'))).toEqual([]);
    }
    // Each step can be had all the same.
    expect(stepsToDo(toScript(after, 'all'))).toEqual(stepsToDo(toScript(before, 'all')));
  });

  it('repairs what is there by name, where az would leave it or add another', async () => {
    const all = simulatedPlans({ scenario: 'factory' });
    const commands = async (name: string) =>
      toScript(await (await scriptFor(all, name)).read(), 'remaining')
        .steps.find(({ id }) => id === 'secretSync')
        ?.statements.flatMap((each) => (each.kind === 'run' ? [each.command.words.join(' ')] : []));
    expect(await commands('aio-berlin-01')).toEqual(['identity federated-credential create']);
    expect(await commands('aio-dresden-01')).toEqual(['identity federated-credential create']);
    expect(await commands('aio-porto-01')).toEqual(['resource update']);
    expect(await commands('aio-hamburg-01')).toEqual(['iot ops secretsync enable']);
    expect(await commands('aio-turin-01')).toEqual(['iot ops secretsync enable']);
  });

  it('is not invented for an instance whose cluster cannot be read', async () => {
    const all = simulatedPlans();
    const found = await scriptFor(all, 'aio-hamburg-01');
    const { world } = all.simulator;
    for (const cluster of world.resources.ofType('Microsoft.Kubernetes/connectedClusters')) {
      world.resources.delete(cluster.id);
    }
    await expect(found.read()).rejects.toThrow(/cluster/i);
  });
});
