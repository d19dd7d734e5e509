import { t } from '@vscode/l10n';

/** Stands in a planned body for an id that Azure gives only when the thing is made. */
export const idToCome = 'not yet known';

/** Stands in a planned body for the issuer that is not published yet. */
export const issuerToCome = (): string => t('the issuer that Azure Arc will publish');

/** Stands in a planned body for the time of the run. */
export const timeToCome = (): string => t('the time of the run');

/** Whether a value of a planned body is known only during the run. */
export const isToCome = (text: string): boolean =>
  [idToCome, issuerToCome(), timeToCome()].includes(text);
