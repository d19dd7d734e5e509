import { t } from '@vscode/l10n';
import type { NodeOf } from '../../core/model/node';
import type { Estate } from '../tree/estate';
import { visible } from '../tree/markdown';
import { pick } from '../wizard/steps';
import { findInstance } from './argument';

/** The instance passed to a command, or one that the user picks; undefined when dismissed. */
export async function instanceOf(
  argument: unknown,
  estate: Estate,
): Promise<NodeOf<'instance'> | undefined> {
  const given = await findInstance(argument, estate);
  if (given) return given;
  const answer = await pick<NodeOf<'instance'>>({
    title: t('Azure IoT Operations'),
    placeholder: t('Choose an instance'),
    step: 1,
    totalSteps: 1,
    load: async () =>
      (await estate.instances()).map((value) => ({
        label: visible(value.name),
        description: visible(value.secretSync.words),
        value,
      })),
  });
  return answer.kind === 'picked' ? answer.value : undefined;
}
