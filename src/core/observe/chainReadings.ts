import { t } from '@vscode/l10n';
import { kqlString } from '../kql';
import type { ArmId } from '../model/armId';
import { absent, known, unknown, valueOf, type Fact } from '../model/fact';
import type { DeletedVault, Vault, VaultSecret } from '../ports';
import { currentClass } from './currentClass';
import { readDataflowEndpoints, type DataflowEndpoint } from './dataflowEndpoints';
import type { Reader } from './neighbours';
import type {
  ChainReadings,
  CloudIdentity,
  Instance,
  ProviderClass,
  RoleAssignment,
} from './observation';
import { toRoleAssignment } from './parse';
import { readFact } from './readFact';

const arm = 'ARM';
const index = 'Resource Graph';

/** What the rest of the observation is reading meanwhile. */
interface UnderWay {
  readonly id: ArmId;
  readonly instance: Promise<Fact<Instance>>;
  readonly classes: Promise<Fact<readonly ProviderClass[]>>;
  readonly vault: Promise<Fact<Vault>>;
  readonly cloudIdentities: Promise<Fact<readonly CloudIdentity[]>>;
}

const grantsQuery = (principals: readonly string[]): string =>
  [
    'authorizationresources',
    "where type =~ 'microsoft.authorization/roleassignments'",
    `where properties.principalId in~ (${principals.map(kqlString).join(', ')})`,
    'project id, properties',
    'order by id asc',
  ].join(' | ');

/** Names and dates of the secrets in the vault. */
async function readSecrets(
  { azure, clock, context }: Reader,
  { vault }: UnderWay,
): Promise<Fact<readonly VaultSecret[]>> {
  const found = valueOf(await vault);
  return found
    ? readFact(clock, context, t('vault'), () => azure.secrets.list(found.vaultUri, context))
    : unknown(arm, t('the vault could not be read'));
}

/** Asked only where the vault that the class names is not there. */
async function readDeletedVault(
  { azure, clock, context }: Reader,
  { id, vault, instance, classes }: UnderWay,
): Promise<Fact<DeletedVault>> {
  const named = currentClass(valueOf(await instance), valueOf(await classes) ?? [])?.vaultName;
  return (await vault).kind === 'absent' && named !== undefined
    ? readFact(clock, context, arm, () =>
        azure.vaults.findDeleted(id.subscriptionId, named, context),
      )
    : absent(arm, clock.now());
}

/**
 * Spared where an instance runs on secrets alone: no identity for cloud connections, and a provider
 * class.
 */
async function readEndpoints(
  reader: Reader,
  { id, cloudIdentities, instance, classes }: UnderWay,
): Promise<Fact<readonly DataflowEndpoint[]>> {
  const hasIdentity = (valueOf(await cloudIdentities) ?? []).length > 0;
  const hasClass = currentClass(valueOf(await instance), valueOf(await classes) ?? []);
  return hasIdentity || !hasClass
    ? readDataflowEndpoints(reader, id.id)
    : unknown(arm, t('no identity is assigned that endpoints could use'));
}

async function readGrants(
  { azure, clock, context }: Reader,
  { cloudIdentities }: UnderWay,
): Promise<Fact<readonly RoleAssignment[]>> {
  const principals = (valueOf(await cloudIdentities) ?? []).flatMap(
    ({ identity }) => valueOf(identity)?.principalId ?? [],
  );
  if (principals.length === 0) return known([], index, clock.now());
  return readFact(clock, context, index, async () => {
    const rows = await azure.graph.query(grantsQuery(principals), context);
    return rows.flatMap((row) => toRoleAssignment(row) ?? []);
  });
}

/** What only a verification looks at, read beside the rest. */
export async function readChain(reader: Reader, underWay: UnderWay): Promise<ChainReadings> {
  const [secrets, deletedVault, endpoints, grants] = await Promise.all([
    readSecrets(reader, underWay),
    readDeletedVault(reader, underWay),
    readEndpoints(reader, underWay),
    readGrants(reader, underWay),
  ]);
  return { secrets, deletedVault, endpoints, grants };
}
