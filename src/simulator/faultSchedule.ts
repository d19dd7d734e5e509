import {
  faultKindNames,
  faultKinds,
  isFaultKind,
  networkFaultKinds,
  type FaultKind,
} from './faultKinds';
import type { Fault, FaultSource } from './faults';
import type { WireRequest } from './provider';

/** One fault, by which of the requests that it can hit it hits. */
export interface ScheduledFault {
  readonly kind: FaultKind;
  /** The first of them, from 1. */
  readonly nth: number;
  /** How many in a row. */
  readonly times: number;
}

/** So many in a row are more than any repetition outlasts. */
const longestRow = 9;

const pickOne = <T>(all: readonly T[], random: () => number): T | undefined =>
  all[Math.floor(random() * all.length)];

/** How many requests of a run a kind can hit, more or less. */
function reachOf(kind: FaultKind): number {
  if (kind.startsWith('vault')) return 4;
  return kind.startsWith('operation') || kind.startsWith('colleague') ? 8 : 90;
}

/** Early ones are likelier, so that short plans meet their share. */
function randomFault(random: () => number): ScheduledFault {
  const kind = pickOne(faultKindNames, random) ?? 'lostAnswer';
  const reach = reachOf(kind);
  const nth = 1 + Math.floor(random() ** 2 * reach);
  const isRow = random() < 0.2 && reach !== 8;
  return { kind, nth, times: isRow ? 1 + Math.floor(random() * longestRow) : 1 };
}

/** One to six faults. */
export const randomFaults = (random: () => number): readonly ScheduledFault[] =>
  Array.from({ length: 1 + Math.floor(random() * 6) }, () => randomFault(random));

/** `lostAnswer@3x2,status503@1`: what `parseFaults` reads. */
export const faultsToText = (faults: readonly ScheduledFault[]): string =>
  faults.map(({ kind, nth, times }) => `${kind}@${nth}${times === 1 ? '' : `x${times}`}`).join(',');

/** Undefined: not in the form of `faultsToText`. */
export function parseFaults(text: string): readonly ScheduledFault[] | undefined {
  if (text === '') return [];
  const faults = text.split(',').map((part): ScheduledFault | undefined => {
    const [, kind = '', nth, times = '1'] = /^(\w+)@(\d+)(?:x(\d+))?$/.exec(part) ?? [];
    return isFaultKind(kind) ? { kind, nth: Number(nth), times: Number(times) } : undefined;
  });
  const known = faults.flatMap((fault) => fault ?? []);
  return known.length === faults.length ? known : undefined;
}

/** The faults of a schedule as they come due, and how many of each kind have struck. */
export class FaultSchedule implements FaultSource {
  readonly struck = new Map<FaultKind, number>();
  private readonly seen: number[];

  constructor(private readonly faults: readonly ScheduledFault[]) {
    this.seen = faults.map(() => 0);
  }

  take(request: WireRequest, nowMs: number): Fault | undefined {
    let hit: number | undefined;
    for (const [index, { kind, nth, times }] of this.faults.entries()) {
      if (!faultKinds[kind].meets(request)) continue;
      const count = (this.seen[index] ?? 0) + 1;
      this.seen[index] = count;
      if (count >= nth && count < nth + times) hit ??= index;
    }
    const fault = hit === undefined ? undefined : this.faults[hit];
    if (hit === undefined || !fault) return undefined;
    this.struck.set(fault.kind, (this.struck.get(fault.kind) ?? 0) + 1);
    return faultKinds[fault.kind].fault({ nowMs, variant: hit + fault.nth });
  }
}

/** A share of all requests to Azure fails in one of the ways of a bad network, without an end. */
export function badNetwork(random: () => number, share: number): FaultSource {
  let count = 0;
  return {
    take(request, nowMs) {
      if (random() >= share) return undefined;
      const kind = faultKinds[pickOne(networkFaultKinds, random) ?? 'lostAnswer'];
      count += 1;
      return kind.meets(request) ? kind.fault({ nowMs, variant: count }) : undefined;
    },
  };
}
