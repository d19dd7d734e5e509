import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { UserFacingError } from '../../core/errors';
import { valueOf } from '../../core/model/fact';
import type { NodeOf } from '../../core/model/node';
import type { Observation } from '../../core/observe/observation';
import type { Vault } from '../../core/ports';
import type { Readings } from '../readings';

/** The instance as it was last read; where it was not, it is read now, and the tree shows that. */
export const readingOf = async (
  readings: Pick<Readings, 'find' | 'read'>,
  { id: instanceId, tenantId }: NodeOf<'instance'>,
): Promise<Observation> =>
  readings.find(instanceId) ??
  vscode.window.withProgress({ location: { viewId: 'aioSecureSettings.clusters' } }, () =>
    readings.read({ tenantId, instanceId }),
  );

/** @throws {UserFacingError} the reading has no vault, and what to do first */
export function vaultIn(seen: Observation, { name }: NodeOf<'instance'>): Vault {
  const vault = valueOf(seen.vault);
  if (vault) return vault;
  throw new UserFacingError(
    t('No key vault of {0} could be read. Enable secret synchronization with one first.', name),
  );
}
