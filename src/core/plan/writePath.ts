import { t } from '@vscode/l10n';
import { shortPath } from '../model/armId';
import type { PlannedWrite } from './plan';

/** What a write is sent to, as people read it: `roleAssignments/… on vaults/kv-berlin-plant`. */
export const writePath = ({ resourceId, makes }: PlannedWrite): string =>
  makes === undefined
    ? shortPath(resourceId)
    : t('{0} on {1}', `${makes}/…`, shortPath(resourceId));
