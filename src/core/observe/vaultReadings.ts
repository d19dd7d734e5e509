import { t } from '@vscode/l10n';
import { hasRole } from '../checks/hasRole';
import { isClosed, vaultFitness } from '../checks/vaultFitness';
import { sameId } from '../model/armId';
import { known, unknown, valueOf, type Fact } from '../model/fact';
import { vaultReaderRoles } from '../model/roles';
import type { ManagedIdentity, SecretList, Vault, VaultSecret } from '../ports';
import { indexedIdentity, indexedRoles, indexedVault, type IndexedRows } from './indexed';
import type { Reader } from './neighbours';
import type { RoleAssignment } from './observation';
import { readFact } from './readFact';
import { listRolesAt } from './rolesAt';

const arm = 'ARM';
const index = 'Resource Graph';

type Roles = Fact<readonly RoleAssignment[]>;

/** Who uses which vault. */
export interface VaultUse {
  readonly tenantId: string;
  readonly vaultId: string;
  readonly identityId: string | undefined;
  /** Its identity is still being read. */
  readonly holder: Promise<{ readonly identity: Fact<ManagedIdentity> }>;
  /** What the identities for cloud connections take: one for each, and for each role not indexed. */
  readonly cloudRequests: number;
}

/** The vault, and what a verification asks of it. */
export interface VaultReadings {
  readonly vault: Fact<Vault>;
  /** Of the identity at the vault and above. */
  readonly roleAssignments: Roles;
  /** Names and dates, never a value. */
  readonly secrets: Fact<readonly VaultSecret[]>;
}

const principalOf = async (holder: VaultUse['holder']): Promise<string | undefined> =>
  valueOf((await holder).identity)?.principalId;

/** By its id. */
export const readVault = (
  { azure, clock, context }: Reader,
  vaultId: string,
): Promise<Fact<Vault>> => readFact(clock, context, arm, () => azure.vaults.find(vaultId, context));

/** The identity's roles at the vault and above, as Azure Resource Manager shows them. */
export async function readRoles(
  { azure, clock, context }: Reader,
  { vaultId, holder }: Pick<VaultUse, 'vaultId' | 'holder'>,
): Promise<Roles> {
  const principalId = await principalOf(holder);
  return principalId === undefined
    ? unknown(arm, t('vault or identity could not be read'))
    : readFact(clock, context, arm, () => listRolesAt(azure, vaultId, principalId, context));
}

const hasBoth = (roles: readonly RoleAssignment[], principalId: string, vaultId: string) =>
  vaultReaderRoles.every(({ id: roleId }) =>
    hasRole(roles, { roleId, principalId, resourceId: vaultId }),
  );

/**
 * From the index where it shows both roles: taking one away needs longer to have an effect than the
 * index to notice. Also where no role has an effect. Else freshly.
 */
async function findRoles(
  reader: Reader,
  vault: Fact<Vault>,
  use: VaultUse,
  rows: Fact<IndexedRows>,
): Promise<Roles> {
  const found = valueOf(vault);
  if (!found) return unknown(arm, t('vault or identity could not be read'));
  const principalId = await principalOf(use.holder);
  if (principalId === undefined || rows.kind !== 'known') return readRoles(reader, use);
  const indexed = indexedRoles(rows.value, principalId);
  return hasBoth(indexed, principalId, use.vaultId) || !found.isRbac
    ? known(indexed, index, rows.readAtMs)
    : readRoles(reader, use);
}

/** Not asked for where nobody could get them. */
async function listSecrets(
  { azure, clock, context }: Reader,
  vault: Fact<Vault>,
  tenantId: string,
): Promise<Fact<SecretList>> {
  const found = valueOf(vault);
  if (!found) return unknown(arm, t('the vault could not be read'));
  if (!sameId(found.tenantId, tenantId)) {
    return unknown(arm, t('the vault belongs to another tenant'));
  }
  if (isClosed(found) && found.hasWayIn === false) {
    return unknown(arm, t('the vault is closed to every network'));
  }
  return readFact(clock, context, t('vault'), () => azure.secrets.list(found.vaultUri, context));
}

/** The vault as the index shows it, if all that it shows is well. */
function fitVault(
  rows: Fact<IndexedRows>,
  { vaultId, tenantId }: VaultUse,
): Fact<Vault> | undefined {
  if (rows.kind !== 'known') return undefined;
  const vault = indexedVault(rows.value, vaultId);
  return vault?.provisioningState === 'Succeeded' && vaultFitness(vault, tenantId).kind === 'fit'
    ? known(vault, index, rows.readAtMs)
    : undefined;
}

/** Whether the index knows the identity and shows too few of its roles. */
function lacksRoles(rows: Fact<IndexedRows>, { vaultId, identityId }: VaultUse): boolean {
  if (rows.kind !== 'known' || identityId === undefined) return false;
  const principalId = indexedIdentity(rows.value, identityId)?.principalId;
  return (
    principalId !== undefined &&
    !hasBoth(indexedRoles(rows.value, principalId), principalId, vaultId)
  );
}

/**
 * Reads the vault by its id, unless its request is needed for something else: for roles that the index
 * does not show, or for more than one request of the identities for cloud connections. Then the vault is
 * believed as the index shows it, if that is well and the vault itself has just listed its secrets to
 * somebody whom a role lets in: so it is there, belongs to this tenant and decides by roles. Only its
 * firewall may be another one than a minute ago. Where roles are missing nothing gets green by that.
 */
export async function verifyVault(
  reader: Reader,
  use: VaultUse,
  rows: Fact<IndexedRows>,
): Promise<VaultReadings> {
  const isCrowded = use.cloudRequests > 1;
  const indexed = isCrowded || lacksRoles(rows, use) ? fitVault(rows, use) : undefined;
  const vault = indexed ?? (await readVault(reader, use.vaultId));
  const [roleAssignments, listed] = await Promise.all([
    findRoles(reader, vault, use, rows),
    listSecrets(reader, vault, use.tenantId),
  ]);
  const principalId = (await principalOf(use.holder)) ?? '';
  const areMissing =
    roleAssignments.kind === 'known' && !hasBoth(roleAssignments.value, principalId, use.vaultId);
  const isBelieved = valueOf(listed)?.isByRole === true && (isCrowded || areMissing);
  return {
    vault: indexed && !isBelieved ? await readVault(reader, use.vaultId) : vault,
    roleAssignments,
    secrets:
      listed.kind === 'known'
        ? known(listed.value.secrets, listed.source, listed.readAtMs)
        : listed,
  };
}
