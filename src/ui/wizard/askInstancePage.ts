import { t } from '@vscode/l10n';
import type { NodeOf } from '../../core/model/node';
import { visible } from '../tree/markdown';
import { pick, type Answer } from './steps';

/** The instance that a wizard is about, when it was not started from one. */
export const askInstancePage = (options: {
  readonly title: string;
  readonly totalSteps: number;
  readonly chosenId?: string;
  instances(): Promise<readonly NodeOf<'instance'>[]>;
}): Promise<Answer<NodeOf<'instance'>>> =>
  pick<NodeOf<'instance'>>({
    title: options.title,
    placeholder: t('Choose the Azure IoT Operations instance'),
    step: 1,
    totalSteps: options.totalSteps,
    isActive: (value) => value.id === options.chosenId,
    load: async () =>
      (await options.instances()).map((value) => ({
        label: visible(value.name),
        description: visible(value.secretSync.words),
        value,
      })),
  });
