import { ArmError } from '../errors';
import type { Azure, DeletedSecret, RequestContext, SecretVersion, Vault } from '../ports';

/** What has become of a secret, as far as it can be told without its value. */
export type SecretState =
  | { readonly kind: 'enabled'; readonly name: string; readonly current: SecretVersion }
  | { readonly kind: 'disabled'; readonly name: string; readonly current: SecretVersion }
  | { readonly kind: 'deleted'; readonly name: string; readonly deleted: DeletedSecret }
  /** Neither in the vault nor among what was deleted and is kept. */
  | { readonly kind: 'absent'; readonly name: string }
  /** The caller lacks a role for it. */
  | { readonly kind: 'unseen'; readonly name: string; readonly error: ArmError };

/** One that a cluster cannot fetch, or perhaps not. */
export type SecretInNeed = Exclude<SecretState, { readonly kind: 'enabled' }>;

/** Roles decide, and none lets the caller see it. @throws whatever else it is */
function unseen(name: string, error: unknown): SecretInNeed {
  const isRole =
    ArmError.is(error, 'forbidden') && error.details.code?.toLowerCase() === 'forbiddenbyrbac';
  if (isRole) return { kind: 'unseen', name, error };
  throw error;
}

/** Looks what has become of a secret. Its value is not asked for. */
export async function readSecretState(
  { secrets }: Azure,
  { vaultUri }: Vault,
  name: string,
  context: RequestContext,
): Promise<SecretState> {
  try {
    const current = await secrets.findCurrent(vaultUri, name, context);
    if (current?.isEnabled) return { kind: 'enabled', name, current };
    if (current) return { kind: 'disabled', name, current };
    const deleted = await secrets.findDeleted(vaultUri, name, context);
    return deleted ? { kind: 'deleted', name, deleted } : { kind: 'absent', name };
  } catch (error) {
    return unseen(name, error);
  }
}

/** Of these names, those that are not in the vault and enabled; one list shows which are. */
export async function readSecretsInNeed(
  azure: Azure,
  vault: Vault,
  names: readonly string[],
  context: RequestContext,
): Promise<readonly SecretInNeed[]> {
  try {
    const { secrets } = await azure.secrets.list(vault.vaultUri, context);
    const enabled = new Set(
      secrets.flatMap((each) => (each.isEnabled ? [each.name.toLowerCase()] : [])),
    );
    const states = await Promise.all(
      names
        .filter((name) => !enabled.has(name.toLowerCase()))
        .map((name) => readSecretState(azure, vault, name, context)),
    );
    return states.flatMap((state) => (state.kind === 'enabled' ? [] : [state]));
  } catch (error) {
    return names.map((name) => unseen(name, error));
  }
}
