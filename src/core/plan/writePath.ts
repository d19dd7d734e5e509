import { t } from '@vscode/l10n';
import { shortPath } from '../model/armId';
import type { PlannedWrite } from './plan';

/** A version says nothing without the secret that it is of. */
const secretVersion = /\/(secrets\/[^/]+)\/versions\/([^/]+)$/;

/** What a write is sent to, as people read it: `roleAssignments/… on vaults/kv-berlin-plant`. */
export function writePath({ resourceId, makes }: PlannedWrite): string {
  const [, secret, version] = secretVersion.exec(resourceId) ?? [];
  if (secret !== undefined && version !== undefined) return `${secret}/${version}`;
  return makes === undefined
    ? shortPath(resourceId)
    : t('{0} on {1}', `${makes}/…`, shortPath(resourceId));
}
