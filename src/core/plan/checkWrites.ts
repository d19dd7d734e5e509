import { checkPermissions, type CheckedPermission } from '../permissions';
import type { Azure, RequestContext } from '../ports';
import type { PlannedWrite } from './plan';

/** Asks Azure for all that the writes need, at once. */
export const checkWrites = (
  azure: Azure,
  writes: readonly PlannedWrite[],
  context: RequestContext,
): Promise<readonly CheckedPermission[]> =>
  checkPermissions(
    azure,
    writes.flatMap(({ needs }) => needs),
    context,
  );
