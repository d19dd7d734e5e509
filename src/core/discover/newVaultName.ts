import { t } from '@vscode/l10n';
import { ArmError } from '../errors';
import { parseArmId, resourceTypes, sameId } from '../model/armId';
import type { Azure, DeletedVault, RequestContext, VaultNameAnswer } from '../ports';

/** Whether a new vault may have a name, as far as the caller may ask. */
export type NewVaultName =
  | { readonly kind: 'free' }
  /** By a vault that was deleted in the same resource group, and can be had back. */
  | { readonly kind: 'recoverable'; readonly location: string }
  | { readonly kind: 'taken'; readonly because: string };

/** Undefined: the caller may not ask. Who may write vaults may not always ask for their names. */
async function unlessForbidden<T>(asking: Promise<T>): Promise<T | undefined> {
  try {
    return await asking;
  } catch (error) {
    if (ArmError.is(error, 'forbidden')) return undefined;
    throw error;
  }
}

function deletedElsewhere({ id, purgedAtMs }: DeletedVault): string {
  const group = parseArmId(id)?.resourceGroup ?? '';
  return purgedAtMs === undefined
    ? t('A vault of that name was deleted in {0} and keeps it. Choose another name.', group)
    : t(
        'A vault of that name was deleted in {0} and keeps it until {1}. Choose another name.',
        group,
        new Date(purgedAtMs).toISOString().slice(0, 10),
      );
}

/**
 * Asks Azure whether a new vault of the resource group may have that name, which is unique in the
 * world. Where the caller may not ask, the name counts as free: Azure says so when it is written.
 */
export async function askNewVaultName(
  { vaults }: Pick<Azure, 'vaults'>,
  groupId: string,
  name: string,
  context: RequestContext,
): Promise<NewVaultName> {
  const [, , subscriptionId = ''] = groupId.split('/');
  const answer: VaultNameAnswer = (await unlessForbidden(
    vaults.checkName(subscriptionId, name, context),
  )) ?? { kind: 'available' };
  if (answer.kind === 'available') return { kind: 'free' };
  const { because } = answer;
  if (answer.kind === 'invalid') return { kind: 'taken', because };
  const deleted = await unlessForbidden(vaults.findDeleted(subscriptionId, name, context));
  if (!deleted) return { kind: 'taken', because };
  return sameId(deleted.id, `${groupId}/providers/${resourceTypes.vault}/${name}`)
    ? { kind: 'recoverable', location: deleted.location }
    : { kind: 'taken', because: deletedElsewhere(deleted) };
}
