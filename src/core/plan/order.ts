import type { PlannedWrite, Run } from './plan';

/** In which order steps write, as data: a run follows it, and a review shows it. */
export type Order<Id extends string> =
  | Id
  /** A step that makes its own writes one after the other. */
  | { readonly inTurn: Id }
  | { readonly inOrder: readonly Order<Id>[] }
  | { readonly beside: readonly Order<Id>[] };

export const inTurn = <Id extends string>(step: Id): Order<Id> => ({ inTurn: step });

/** One after the other. */
export const inOrder = <Id extends string>(...parts: readonly Order<Id>[]): Order<Id> => ({
  inOrder: parts,
});

/** Side by side. */
export const beside = <Id extends string>(...parts: readonly Order<Id>[]): Order<Id> => ({
  beside: parts,
});

/** What is done for each step, also when it has nothing to do. */
export type Works<Id extends string> = Readonly<Record<Id, () => Promise<void>>>;

/** Does the works in their order; of those side by side all end before the first failure is thrown. */
export async function follow<Id extends string>(
  run: Pick<Run<Id>, 'all'>,
  order: Order<Id>,
  works: Works<Id>,
): Promise<void> {
  if (typeof order === 'string') return works[order]();
  if ('inTurn' in order) return works[order.inTurn]();
  if ('beside' in order) return run.all(order.beside.map((part) => follow(run, part, works)));
  for (const part of order.inOrder) await follow(run, part, works);
}

type Round = readonly PlannedWrite[];

const besideEachOther = (all: readonly (readonly Round[])[]): readonly Round[] =>
  Array.from({ length: Math.max(0, ...all.map(({ length }) => length)) }, (_, index) =>
    all.flatMap((rounds) => rounds[index] ?? []),
  );

function roundsIn<Id extends string>(
  order: Order<Id>,
  writesOf: (step: Id) => Round,
): readonly Round[] {
  if (typeof order === 'string') {
    const writes = writesOf(order);
    return writes.length === 0 ? [] : [writes];
  }
  if ('inTurn' in order) return writesOf(order.inTurn).map((write) => [write]);
  if ('beside' in order) {
    return besideEachOther(order.beside.map((part) => roundsIn(part, writesOf)));
  }
  return order.inOrder.flatMap((part) => roundsIn(part, writesOf));
}

/**
 * The writes in rounds: those of a round begin side by side, each round after the one before. A round
 * of something that goes on beside may begin earlier.
 */
export const roundsOf = <Id extends string>(
  order: Order<Id>,
  writes: readonly PlannedWrite[],
): readonly Round[] => roundsIn(order, (step) => writes.filter(({ stepId }) => stepId === step));
