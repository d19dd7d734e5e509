import { t } from '@vscode/l10n';
import type { NodeOf } from '../../core/model/node';
import type { SecretInNeed } from '../../core/observe/secretState';
import type { Plan } from '../../core/plan/plan';
import { prepareRestoreSecret } from '../../core/plans/restoreSecret';
import type { Cloud, Vault } from '../../core/ports';
import { visible } from '../tree/markdown';
import { pickMany } from './pickMany';
import { reviewPage, type ReviewBoard } from './reviewPage';
import { askAll, into, type WizardStep } from './steps';

interface Question {
  readonly reviews: ReviewBoard;
  readonly cloud: Cloud;
  readonly instance: NodeOf<'instance'>;
  readonly vault: Pick<Vault, 'id' | 'name'>;
  /** At least one. */
  readonly states: readonly Restorable[];
  /** The one that it was asked for; absent: all are proposed. */
  readonly secretName: string | undefined;
}

/** What was never set nobody can bring back. */
export type Restorable = Exclude<SecretInNeed, { readonly kind: 'absent' }>;

interface State {
  readonly names: readonly string[];
  readonly plan?: Plan;
}

const title = (): string => t('Enable or Recover Secrets');

const dayOf = (atMs: number | undefined): string =>
  atMs === undefined ? '–' : new Date(atMs).toISOString().slice(0, 10);

function wordsOf(state: Restorable): string {
  switch (state.kind) {
    case 'deleted':
      return t(
        'deleted on {0}, kept until {1}',
        dayOf(state.deleted.deletedAtMs),
        dayOf(state.deleted.keptUntilMs),
      );
    case 'unseen':
      return t('your account may not see it');
    case 'disabled':
      return t('disabled');
  }
}

/**
 * Asks which secrets are enabled or recovered, if there are several, and shows each write. Undefined
 * when dismissed.
 *
 * @throws {UserFacingError} a secret cannot be seen any more
 */
export async function askRestoreSecret(question: Question): Promise<Plan | undefined> {
  const { reviews, cloud, instance, vault, states, secretName } = question;
  // Of what cannot be seen the review says what lacks.
  const isOne = states.length === 1 || states.every(({ kind }) => kind === 'unseen');
  const totalSteps = isOne ? 1 : 2;

  const askWhich: WizardStep<State> = async (state) => {
    const answer = await pickMany<string>({
      title: title(),
      placeholder: t('Tick what the cluster is to get again from {0}', visible(vault.name)),
      step: 1,
      totalSteps,
      items: states.map((each) => ({
        label: visible(each.name),
        description: wordsOf(each),
        value: each.name,
        isTicked: state.names.includes(each.name),
      })),
    });
    if (answer.kind === 'picked' && answer.value.length === 0) return { kind: 'dismissed' };
    return into(answer, (names) => ({ names }));
  };

  const review: WizardStep<State> = async ({ names }) =>
    into(
      await reviewPage({
        reviews,
        title: title(),
        placeholder: t('Review: secrets of {0} can be read again', visible(vault.name)),
        step: totalSteps,
        totalSteps,
        action: t('Enable or recover'),
        prepare: (signal) =>
          prepareRestoreSecret(
            { azure: cloud.azure(instance.tenantId), clock: cloud.clock },
            {
              tenantId: instance.tenantId,
              instanceId: instance.id,
              instanceName: instance.name,
              vaultId: vault.id,
              secretNames: names,
            },
            { signal },
          ),
      }),
      (plan) => ({ names, plan }),
    );

  const names = states.map(({ name }) => name);
  const proposed = names.filter((name) => name === secretName);
  const end = await askAll<State>({ names: proposed.length > 0 ? proposed : names }, [
    ...(isOne ? [] : [askWhich]),
    review,
  ]);
  return end?.plan;
}
