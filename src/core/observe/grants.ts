import { holdsAt } from '../checks/hasRole';
import { ArmError } from '../errors';
import { idKey, parseArmId, resourceGroupId } from '../model/armId';
import { known, valueOf, type Fact } from '../model/fact';
import type { ManagedIdentity } from '../ports';
import type { DataflowEndpoint } from './dataflowEndpoints';
import { indexedIdentity, indexedRoles, indexedTarget, type IndexedRows } from './indexed';
import type { Reader } from './neighbours';
import type { CloudIdentity, ConnectionTarget, RoleAssignment } from './observation';
import { readFact } from './readFact';
import { listRolesAt } from './rolesAt';

const arm = 'ARM';
const index = 'Resource Graph';

/** Targets in one resource group at which the index shows no role of the identity that goes there. */
interface UnseenGrants {
  readonly principalId: string;
  readonly groupId: string;
  readonly targetIds: readonly string[];
}

/** What the hosts of the endpoints lead to, as far as the index shows it: ids do not change. */
export function toTargets(
  endpoints: Fact<readonly DataflowEndpoint[]>,
  rows: Fact<IndexedRows>,
): readonly ConnectionTarget[] {
  const hosts = (valueOf(endpoints) ?? []).flatMap(({ clientId, host }) =>
    clientId === undefined ? [] : (host ?? []),
  );
  return [...new Set(hosts)].flatMap((host) => indexedTarget(valueOf(rows) ?? [], host) ?? []);
}

function unseenGrants(
  owners: readonly ManagedIdentity[],
  endpoints: Fact<readonly DataflowEndpoint[]>,
  rows: Fact<IndexedRows>,
): readonly UnseenGrants[] {
  const targets = toTargets(endpoints, rows);
  const unseen = new Map<string, UnseenGrants>();
  for (const { clientId, host } of valueOf(endpoints) ?? []) {
    const owner = owners.find((each) => each.clientId.toLowerCase() === clientId);
    const targetId = targets.find((each) => each.host === host)?.id;
    const parsed = targetId === undefined ? undefined : parseArmId(targetId);
    if (!owner || targetId === undefined || !parsed) continue;
    const { principalId } = owner;
    const roles = indexedRoles(valueOf(rows) ?? [], principalId);
    if (roles.some((role) => holdsAt(role, principalId, targetId))) continue;
    const groupId = resourceGroupId(parsed);
    const key = `${principalId} ${idKey(groupId)}`;
    const others = (unseen.get(key)?.targetIds ?? []).filter((id) => id !== targetId);
    unseen.set(key, { principalId, groupId, targetIds: [...others, targetId] });
  }
  return [...unseen.values()];
}

/** How many requests `readGrants` will take, as far as the index tells beforehand. */
export function countUnseenGrants(
  identityIds: readonly string[],
  endpoints: Fact<readonly DataflowEndpoint[]>,
  rows: Fact<IndexedRows>,
): number {
  const owners = identityIds.flatMap((id) => indexedIdentity(valueOf(rows) ?? [], id) ?? []);
  return unseenGrants(owners, endpoints, rows).length;
}

/** Several targets by their resource group: its list has what is above and below it, too. */
async function listGrants(
  { azure, context }: Reader,
  { principalId, groupId, targetIds }: UnseenGrants,
): Promise<readonly RoleAssignment[]> {
  const listAt = (id: string) => listRolesAt(azure, id, principalId, context);
  if (targetIds.length > 1) {
    try {
      return await listAt(groupId);
    } catch (error) {
      // Who may not see the roles of the group may still see those of a resource in it.
      if (!ArmError.is(error, 'forbidden')) throw error;
    }
  }
  return (await Promise.all(targetIds.map(listAt))).flat();
}

/**
 * The role assignments of the identities for cloud connections as the index shows them, and where it
 * shows none for the target of an endpoint, those that Azure Resource Manager shows.
 */
export async function readGrants(
  reader: Reader,
  cloudIdentities: Fact<readonly CloudIdentity[]>,
  endpoints: Fact<readonly DataflowEndpoint[]>,
  rows: Fact<IndexedRows>,
): Promise<Fact<readonly RoleAssignment[]>> {
  if (rows.kind !== 'known') return rows.kind === 'absent' ? known([], index, 0) : rows;
  const owners = (valueOf(cloudIdentities) ?? []).flatMap(
    ({ identity }) => valueOf(identity) ?? [],
  );
  const grants = owners.flatMap(({ principalId }) => indexedRoles(rows.value, principalId));
  const unseen = unseenGrants(owners, endpoints, rows);
  if (unseen.length === 0) return known(grants, index, rows.readAtMs);
  return readFact(reader.clock, reader.context, arm, async () => {
    const fresh = await Promise.all(unseen.map((each) => listGrants(reader, each)));
    return [...grants, ...fresh.flat()];
  });
}
