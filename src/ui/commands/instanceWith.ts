import { t } from '@vscode/l10n';
import { UserFacingError } from '../../core/errors';
import { valueOf } from '../../core/model/fact';
import type { NodeOf } from '../../core/model/node';
import type { SecretSync } from '../../core/observe/observation';
import type { Readings } from '../readings';
import type { Estate } from '../tree/estate';

/** A SecretSync, and where it is. */
export interface ChosenSync {
  readonly instance: NodeOf<'instance'>;
  readonly sync: SecretSync;
}

/**
 * The instance on which a SecretSync was read.
 *
 * @throws {UserFacingError} it was read on none
 */
export async function instanceWith(
  syncId: string,
  estate: Estate,
  readings: Pick<Readings, 'find'>,
): Promise<ChosenSync> {
  for (const instance of await estate.instances()) {
    const seen = readings.find(instance.id);
    const sync = (seen && valueOf(seen.secretSyncs))?.find(
      ({ id }) => id.toLowerCase() === syncId.toLowerCase(),
    );
    if (sync) return { instance, sync };
  }
  throw new UserFacingError(
    t('The SecretSync {0} was not read with this account. Open its instance first.', syncId),
  );
}
