import { parseArmId } from '../../../../src/core/model/armId';
import type { ApiServerRecords } from '../../../../src/core/apiServer/knowledge';
import type { EnableAllTarget } from '../../../../src/core/plans/enableAll';
import { presentChoices } from '../../../../src/core/discover/presentChoices';
import { readScriptState } from '../../../../src/core/script/readScriptState';
import type { simulatedPlans } from '../../../fakes/simulatedPlans';

const noRecords: ApiServerRecords = {
  find: () => undefined,
  save: () => Promise.resolve(),
};

/**
 * What the command would work with for an instance: what the instance has, else what lies in its
 * resource group under the usual names, else something new.
 */
export async function scriptFor(
  all: ReturnType<typeof simulatedPlans>,
  name: string,
  choice: Partial<EnableAllTarget> = {},
) {
  const { clock, context, simulator } = all;
  const found = await clock.run(all.instance(name));
  const { tenantId, instanceId } = found;
  const seen = await clock.run(all.observe({ tenantId, instanceId }));
  const city = name.replace(/^aio-|-\d+$/g, '');
  const isThere = (id: string) => simulator.world.resources.get(id) !== undefined;
  const ids = {
    vaultId: found.vault(`kv-${city}-plant`),
    identityId: found.identity(`id-${city}-secrets`),
    cloudIdentityId: found.identity(`id-${city}-cloud`),
    ...presentChoices(seen),
    ...choice,
  };
  const location = 'westeurope';
  const target: EnableAllTarget = {
    tenantId,
    instanceId,
    usages: ['dataflow', 'schemaRegistry'],
    isOfficerWanted: true,
    ...ids,
    creations: {
      ...(isThere(ids.vaultId)
        ? {}
        : {
            vault: { kind: 'create', location, retentionDays: 30, isPurgeProtected: true } as const,
          }),
      ...(isThere(ids.identityId) ? {} : { identity: { location } }),
      ...(isThere(ids.cloudIdentityId) ? {} : { cloudIdentity: { location } }),
    },
    ...choice,
  };
  const tools = { ...found.tools, apiServers: noRecords };
  return {
    target,
    tools,
    seen,
    groupName: parseArmId(instanceId)?.resourceGroup ?? '',
    read: () => clock.run(readScriptState(tools, target, context)),
  };
}
