/** Which steps a script has commands for. */
export type ScriptScope = 'remaining' | 'all';

export const isNeeded = (scope: ScriptScope, isToDo: boolean): boolean => scope === 'all' || isToDo;
