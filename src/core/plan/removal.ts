import { t } from '@vscode/l10n';
import { sameId } from '../model/armId';
import type { NeededPermission } from '../permissions';
import type { Kept, PlannedWrite, PreparedPlan } from './plan';

/** Something that may go or stay. It goes only if the user ticked it. */
export interface OptionalPart {
  /** Of the resource that would be deleted. */
  readonly id: string;
  readonly title: string;
  readonly detail: string;
  /** Ticked at first. */
  readonly isProposed: boolean;
  /** The step that deletes it. */
  readonly stepId: 'credentials' | 'roles' | 'identity';
  readonly permission: NeededPermission;
}

/** A plan that takes away, with all that stays and what is to be known before. */
export type PreparedRemoval = PreparedPlan & Required<Pick<PreparedPlan, 'kept' | 'cautions'>>;

const isTicked = (part: OptionalPart, remove: readonly string[] | undefined): boolean =>
  remove === undefined ? part.isProposed : remove.some((id) => sameId(id, part.id));

const isBelow = (id: string, parentId: string): boolean =>
  id.toLowerCase().startsWith(`${parentId.toLowerCase()}/`);

/** The parts that go: by the user's choice, else as proposed. What is below one of them goes with it. */
export function chosenParts(
  parts: readonly OptionalPart[],
  remove: readonly string[] | undefined,
): readonly OptionalPart[] {
  const ticked = parts.filter((part) => isTicked(part, remove));
  return parts.filter(
    (part) => ticked.includes(part) || ticked.some((each) => isBelow(part.id, each.id)),
  );
}

/** The parts that stay because nobody ticked them. */
export function keptByChoice(
  parts: readonly OptionalPart[],
  remove: readonly string[] | undefined,
): readonly Kept[] {
  const gone = chosenParts(parts, remove);
  return parts
    .filter((part) => !gone.includes(part))
    .map(({ title, detail }) => ({ title, because: t('{0}; you keep it', detail) }));
}

/** The deletion of a part. */
export const toDeletion = ({
  id,
  title,
  detail,
  stepId,
  permission,
}: OptionalPart): PlannedWrite => ({
  stepId,
  title,
  detail,
  method: 'DELETE',
  resourceId: id,
  needs: [permission],
});
