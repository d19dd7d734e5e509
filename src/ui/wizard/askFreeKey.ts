import { t } from '@vscode/l10n';
import { isSecretKey } from '../../core/model/mappings';
import { visible } from '../tree/markdown';
import type { Answer } from './steps';
import { typeText } from './typeText';

export interface KeyQuestion {
  readonly title: string;
  /** The vault secret that the key is made of. */
  readonly source: string;
  /** Keys of the Kubernetes secret that others have. */
  readonly taken: readonly string[];
  readonly step: number;
  readonly totalSteps: number;
}

/** Asks for a key of the Kubernetes secret that is free. */
export const askFreeKey = ({ source, taken, ...page }: KeyQuestion): Promise<Answer<string>> => {
  const [name = source] = source.split('/');
  return typeText({
    ...page,
    prompt: t('Key of the Kubernetes secret that is made of {0}', visible(source)),
    value: taken.includes(name) || !isSecretKey(name) ? '' : name,
    problem: (text) => {
      if (!isSecretKey(text)) {
        return t('A key has 1 to 253 letters, digits, dashes, dots and underscores.');
      }
      return taken.includes(text) ? t('Key {0} is in use already.', text) : undefined;
    },
  });
};
