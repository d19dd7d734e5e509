import { t } from '@vscode/l10n';

/** Names for a line that has no room for many: the first ones, and how many more there are. */
export function someNames(names: readonly string[], most = 2): string {
  const more = names.length - most;
  return more <= 0
    ? names.join(', ')
    : t('{0} and {1} more', names.slice(0, most).join(', '), more);
}
