import { t } from '@vscode/l10n';

/**
 * What is wrong with the name of a key vault; undefined: nothing. Its rules: 3 to 24 letters, digits
 * and hyphens, a letter first, no hyphen last and none twice.
 */
export function vaultNameProblem(name: string): string | undefined {
  if (!/^[A-Za-z0-9-]*$/.test(name)) return t('Only letters, digits and hyphens');
  if (!/^[A-Za-z]/.test(name)) return t('Begin with a letter');
  if (name.length < 3 || name.length > 24) return t('Between 3 and 24 characters');
  if (name.includes('--') || name.endsWith('-'))
    return t('No two hyphens in a row, none at the end');
  return undefined;
}

/**
 * What is wrong with the name of a managed identity; undefined: nothing. Its rules: 3 to 128 letters,
 * digits, hyphens and underscores, a letter or digit first.
 */
export function identityNameProblem(name: string): string | undefined {
  if (!/^[A-Za-z0-9_-]*$/.test(name)) return t('Only letters, digits, hyphens and underscores');
  if (!/^[A-Za-z0-9]/.test(name)) return t('Begin with a letter or a digit');
  if (name.length < 3 || name.length > 128) return t('Between 3 and 128 characters');
  return undefined;
}
