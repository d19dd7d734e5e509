import { holdsAt } from '../checks/hasRole';
import type { ArmId } from '../model/armId';
import { absent, known, valueOf, type Fact } from '../model/fact';
import type { DeletedVault } from '../ports';
import { currentClass } from './currentClass';
import type { DataflowEndpoint } from './dataflowEndpoints';
import { indexedRoles, indexedTarget, type IndexedRows } from './indexed';
import type { Reader } from './neighbours';
import type {
  ChainReadings,
  CloudIdentity,
  ConnectionTarget,
  Instance,
  ProviderClass,
  RoleAssignment,
} from './observation';
import { readFact } from './readFact';
import { listRolesAt } from './rolesAt';
import type { VaultReadings } from './vaultReadings';

const arm = 'ARM';
const index = 'Resource Graph';

/** What the rest of the observation is reading meanwhile. */
interface UnderWay {
  readonly id: ArmId;
  readonly instance: Promise<Fact<Instance>>;
  readonly classes: Promise<Fact<readonly ProviderClass[]>>;
  readonly vault: Promise<Pick<VaultReadings, 'vault' | 'secrets'>>;
  readonly cloudIdentities: Promise<Fact<readonly CloudIdentity[]>>;
  readonly endpoints: Promise<Fact<readonly DataflowEndpoint[]>>;
  readonly rows: Promise<Fact<IndexedRows>>;
}

/** Asked only where the vault that the class names is not there. */
async function readDeletedVault(
  { azure, clock, context }: Reader,
  { id, vault, instance, classes }: UnderWay,
): Promise<Fact<DeletedVault>> {
  const read = await vault;
  const named = currentClass(valueOf(await instance), valueOf(await classes) ?? [])?.vaultName;
  return read.vault.kind === 'absent' && named !== undefined
    ? readFact(clock, context, arm, () =>
        azure.vaults.findDeleted(id.subscriptionId, named, context),
      )
    : absent(arm, clock.now());
}

/**
 * The role assignments of the identities for cloud connections as the index shows them, and where it
 * shows none for the target of an endpoint, those that the target itself shows.
 */
async function readGrants(
  { azure, clock, context }: Reader,
  { cloudIdentities, endpoints, rows }: UnderWay,
  targets: readonly ConnectionTarget[],
): Promise<Fact<readonly RoleAssignment[]>> {
  const [identities, used, indexed] = await Promise.all([cloudIdentities, endpoints, rows]);
  if (indexed.kind !== 'known') return indexed.kind === 'absent' ? known([], index, 0) : indexed;
  const owners = (valueOf(identities) ?? []).flatMap(({ identity }) => valueOf(identity) ?? []);
  const grants = owners.flatMap(({ principalId }) => indexedRoles(indexed.value, principalId));
  const unseen = (valueOf(used) ?? []).flatMap(({ clientId, host }) => {
    const owner = owners.find((each) => each.clientId.toLowerCase() === clientId);
    const target = targets.find((each) => each.host === host);
    return owner && target && !grants.some((grant) => holdsAt(grant, owner.principalId, target.id))
      ? [{ targetId: target.id, principalId: owner.principalId }]
      : [];
  });
  const asked = [
    ...new Map(unseen.map((each) => [`${each.targetId} ${each.principalId}`, each])).values(),
  ];
  if (asked.length === 0) return known(grants, index, indexed.readAtMs);
  return readFact(clock, context, arm, async () => {
    const fresh = await Promise.all(
      asked.map(({ targetId, principalId }) => listRolesAt(azure, targetId, principalId, context)),
    );
    return [...grants, ...fresh.flat()];
  });
}

/** What the hosts of the endpoints lead to, as far as the index shows it: ids do not change. */
function toTargets(
  endpoints: Fact<readonly DataflowEndpoint[]>,
  rows: Fact<IndexedRows>,
): readonly ConnectionTarget[] {
  const hosts = (valueOf(endpoints) ?? []).flatMap(({ clientId, host }) =>
    clientId === undefined ? [] : (host ?? []),
  );
  return [...new Set(hosts)].flatMap((host) => indexedTarget(valueOf(rows) ?? [], host) ?? []);
}

/** What only a verification looks at, read beside the rest. */
export async function readChain(reader: Reader, underWay: UnderWay): Promise<ChainReadings> {
  const targets = Promise.all([underWay.endpoints, underWay.rows]).then(([endpoints, rows]) =>
    toTargets(endpoints, rows),
  );
  const [{ secrets }, deletedVault, endpoints, found, grants] = await Promise.all([
    underWay.vault,
    readDeletedVault(reader, underWay),
    underWay.endpoints,
    targets,
    targets.then((each) => readGrants(reader, underWay, each)),
  ]);
  return { secrets, deletedVault, endpoints, targets: found, grants };
}
