import { at, stringAt } from '../model/json';
import { parsePlanRequest, type PlanRequest } from './request';

/** Who carries a run out. */
export interface RunOwner {
  /** Random, of one extension host: process ids are given again. */
  readonly id: string;
  readonly machine: string;
  readonly processId: number;
  /** The window as people know it; empty: it has no folder. */
  readonly windowName: string;
}

/** What is kept of a run while it goes on: whose it is and what it was to do, never how far it got. */
export interface KeptRun {
  readonly runId: string;
  readonly startedAtMs: number;
  readonly owner: RunOwner;
  readonly request: PlanRequest;
}

const runIds = /^[\w-]{1,64}$/;
const longestName = 200;

function parseOwner(value: unknown): RunOwner | undefined {
  const id = stringAt(value, 'id');
  const machine = stringAt(value, 'machine');
  const processId = at(value, 'processId');
  const windowName = at(value, 'windowName');
  if (id === undefined || !runIds.test(id) || machine === undefined) return undefined;
  if (machine.length > longestName || typeof windowName !== 'string') return undefined;
  return typeof processId === 'number' && Number.isSafeInteger(processId) && processId > 0
    ? { id, machine, processId, windowName: windowName.slice(0, longestName) }
    : undefined;
}

/** Picked field by field; undefined: damaged, or of a version that wrote something else. */
export function parseKeptRun(value: unknown): KeptRun | undefined {
  const runId = stringAt(value, 'runId');
  const startedAtMs = at(value, 'startedAtMs');
  const owner = parseOwner(at(value, 'owner'));
  const request = parsePlanRequest(at(value, 'request'));
  if (runId === undefined || !runIds.test(runId) || !owner || !request) return undefined;
  return typeof startedAtMs === 'number' && Number.isFinite(startedAtMs)
    ? { runId, startedAtMs, owner, request }
    : undefined;
}

/** The owner of a run shows that it lives so often. */
export const beatMs = 5_000;
/** A run whose owner has not shown that for so long is taken for interrupted. */
export const longestSilenceMs = 30_000;
/** Nobody resumes what is older, and Azure has moved on. */
export const longestKeptMs = 30 * 24 * 60 * 60_000;

/** What can be told of an owner from outside. */
export interface OwnerSigns {
  readonly machine: string;
  /** Of this machine. */
  isProcessAlive(processId: number): boolean;
}

/** Whether somebody still carries the run out. A process that is gone needs no waiting. */
export function isCarriedOut(
  { owner }: KeptRun,
  seenAtMs: number,
  nowMs: number,
  signs: OwnerSigns,
): boolean {
  if (Math.abs(nowMs - seenAtMs) > longestSilenceMs) return false;
  return owner.machine !== signs.machine || signs.isProcessAlive(owner.processId);
}
