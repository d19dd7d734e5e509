import type { ArmId } from '../model/armId';
import { absent, valueOf, type Fact } from '../model/fact';
import type { DeletedVault } from '../ports';
import { currentClass } from './currentClass';
import type { DataflowEndpoint } from './dataflowEndpoints';
import { readGrants, toTargets } from './grants';
import type { IndexedRows } from './indexed';
import type { Reader } from './neighbours';
import type { ChainReadings, CloudIdentity, Instance, ProviderClass } from './observation';
import { readFact } from './readFact';
import type { VaultReadings } from './vaultReadings';

const arm = 'ARM';

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

/** What only a verification looks at, read beside the rest. */
export async function readChain(reader: Reader, underWay: UnderWay): Promise<ChainReadings> {
  const [{ secrets }, deletedVault, endpoints, rows, grants] = await Promise.all([
    underWay.vault,
    readDeletedVault(reader, underWay),
    underWay.endpoints,
    underWay.rows,
    Promise.all([underWay.cloudIdentities, underWay.endpoints, underWay.rows]).then((read) =>
      readGrants(reader, ...read),
    ),
  ]);
  return { secrets, deletedVault, endpoints, targets: toTargets(endpoints, rows), grants };
}
