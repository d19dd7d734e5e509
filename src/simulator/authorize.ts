import type { World } from './world';

export interface AllowedOptions {
  /** The action is one of a data plane: `dataActions` decide. */
  readonly isDataAction?: boolean;
}

/** Whether role assignments in force now let `objectId` do `action` at `scope`. */
export function isAllowed(
  _world: World,
  _objectId: string,
  _action: string,
  _scope: string,
  _options: AllowedOptions = {},
): boolean {
  return true;
}
