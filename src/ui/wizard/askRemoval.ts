import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { sameId } from '../../core/model/armId';
import type { Plan } from '../../core/plan/plan';
import type { OptionalPart, PreparedRemoval } from '../../core/plan/removal';
import { visible } from '../tree/markdown';
import { confirmByName } from './confirmByName';
import { pickMany } from './pickMany';
import { reviewPrepared, type ReviewBoard } from './reviewPage';
import { askAll, into, type WizardStep } from './steps';

/** Something to be taken away, from something that has a name. */
export interface RemovalQuestion {
  readonly reviews: ReviewBoard;
  readonly title: string;
  /** On the review page: `Review: secret synchronization of aio-berlin-01`. */
  readonly review: string;
  /** On the row that goes on, and before the name is typed. */
  readonly action: string;
  /** What the user types to agree. */
  readonly name: string;
  /** What may go, too. */
  readonly parts: readonly OptionalPart[];
  /** @param remove ids of the optional parts that go */
  prepare(remove: readonly string[], signal: AbortSignal): Promise<PreparedRemoval>;
}

interface State {
  readonly remove: readonly string[];
  readonly prepared?: PreparedRemoval;
}

/** Reads while the tree shows that it is busy. */
export const whileReading = <T>(read: (signal: AbortSignal) => Promise<T>): Thenable<T> =>
  vscode.window.withProgress({ location: { viewId: 'aioSecureSettings.clusters' } }, () =>
    read(new AbortController().signal),
  );

/**
 * Asks what may go, too, shows all that is deleted, changed and kept, and lets the user type the name.
 * Undefined when dismissed.
 *
 * @throws {UserFacingError} what keeps it from being taken away, before anything was written
 */
export async function askRemoval(question: RemovalQuestion): Promise<Plan | undefined> {
  const { title, action, name, parts } = question;
  const offset = parts.length > 0 ? 1 : 0;
  const totalSteps = offset + 2;

  const askParts: WizardStep<State> = async (state) =>
    into(
      await pickMany<string>({
        title,
        placeholder: t('Tick what is deleted, too; what is not ticked stays'),
        step: 1,
        totalSteps,
        items: parts.map((part) => ({
          label: visible(part.title),
          detail: visible(part.detail),
          value: part.id,
          isTicked: state.remove.some((id) => sameId(id, part.id)),
        })),
      }),
      (remove) => ({ ...state, remove }),
    );

  const review: WizardStep<State> = async (state) =>
    into(
      await reviewPrepared({
        reviews: question.reviews,
        title,
        placeholder: question.review,
        step: offset + 1,
        totalSteps,
        action: `${action}…`,
        prepare: (signal) => question.prepare(state.remove, signal),
        agree: async ({ writes, typedName = name }) =>
          // To look whether all is gone needs nobody's word.
          writes.length === 0
            ? { kind: 'picked', value: undefined }
            : confirmByName({
                title,
                prompt: t('{0}: type {1} to agree', action, visible(typedName)),
                name: typedName,
                step: offset + 2,
                totalSteps,
              }),
      }),
      (prepared) => ({ ...state, prepared }),
    );

  const proposed = parts.filter(({ isProposed }) => isProposed).map(({ id }) => id);
  const steps = [...(parts.length > 0 ? [askParts] : []), review];
  const end = await askAll<State>({ remove: proposed }, steps);
  return end?.prepared?.plan;
}
