import { t } from '@vscode/l10n';
import { ArmError, UserFacingError } from '../errors';
import { deletedSecretId, secretId } from '../model/secretIds';
import type { JsonObject } from '../model/json';
import type { StepContext } from '../plan/plan';
import { requireReviewed } from '../plan/reviewed';
import type { Azure, DeletedSecret, Vault } from '../ports';

/** It takes seconds, at times minutes. In ms. */
const recoveryLimitMs = 10 * 60_000;
const pollMs = 3_000;

const toTime = (atMs: number | undefined): string =>
  atMs === undefined ? '–' : new Date(atMs).toISOString();

/** All that a write of this step is about: another deletion has another date. */
export const deletionBody = ({ deletedAtMs, keptUntilMs }: DeletedSecret): JsonObject => ({
  deletedDate: toTime(deletedAtMs),
  scheduledPurgeDate: toTime(keptUntilMs),
});

/** Asks for it; that somebody else has done so, too, is fine. */
async function begin(
  { secrets }: Azure,
  { id, vaultUri }: Vault,
  name: string,
  deleted: DeletedSecret,
  context: StepContext,
): Promise<void> {
  const write = {
    title: t('Recover secret {0}', name),
    detail: t('its deletion'),
    method: 'POST',
    resourceId: deletedSecretId(id, name),
    now: deletionBody(deleted),
  } as const;
  requireReviewed([write], context.agreed);
  try {
    await secrets.recover(vaultUri, name, context);
  } catch (error) {
    if (!(ArmError.is(error, 'conflict') && error.details.code === 'ObjectIsBeingRecovered')) {
      throw error;
    }
    return;
  }
  context.changed({
    resourceId: secretId(id, name),
    kind: 'updated',
    properties: [{ name: 'deletedDate', before: toTime(deleted.deletedAtMs) }],
  });
}

/**
 * Brings a deleted secret back with all its versions, and waits until the vault shows it.
 *
 * Idempotent: sends nothing when it is back, and joins a recovery that is under way.
 *
 * @throws {UserFacingError} it was deleted anew since the review, or is not back after 10 minutes
 * @see https://learn.microsoft.com/rest/api/keyvault/secrets/recover-deleted-secret (7.6)
 */
export async function recoverSecret(
  azure: Azure,
  vault: Vault,
  name: string,
  context: StepContext,
): Promise<void> {
  const { clock, signal } = context;
  const { vaultUri } = vault;
  const startedAtMs = clock.now();
  for (let isAsked = false; ;) {
    if (await azure.secrets.findCurrent(vaultUri, name, context)) return;
    if (!isAsked) {
      // One that is on its way back may be shown nowhere.
      const deleted = await azure.secrets.findDeleted(vaultUri, name, context);
      if (deleted) await begin(azure, vault, name, deleted, context);
      isAsked = true;
    }
    if (clock.now() - startedAtMs >= recoveryLimitMs) {
      throw new UserFacingError(
        t(
          'Key vault {0} has accepted to recover secret {1}, but it is not back after 10 minutes. Look at it in the portal, then run it again: it does only what is left.',
          vault.name,
          name,
        ),
      );
    }
    context.report(t('{0}: waits until the vault shows it again', name));
    await clock.sleep(pollMs, signal);
  }
}
