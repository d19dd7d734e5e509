import type { StepSnapshot, StepState } from '../../src/protocol/panel';
import { words } from './words';

/** How long a step has run or ran, in ms; undefined when it never started. */
export function elapsedMs(state: StepState, nowMs: number): number | undefined {
  switch (state.kind) {
    case 'pending':
    case 'skipped':
      return undefined;
    case 'running':
    case 'waiting':
      return nowMs - state.startedAtMs;
    case 'cancelled':
      return state.startedAtMs === undefined ? undefined : state.endedAtMs - state.startedAtMs;
    case 'done':
    case 'failed':
    case 'unknown':
      return state.endedAtMs - state.startedAtMs;
  }
}

const guid = /^([0-9a-f]{8})-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/**
 * The end of a resource's path, which people recognise: type and name, without subscription, group
 * and provider. `/subscriptions/…/providers/Microsoft.KeyVault/vaults/kv-1` gives `vaults/kv-1`.
 * Of a name that is a GUID the first eight digits are enough to know it again.
 */
export function toShortPath(path: string): string {
  const segments = path.split('/').filter((segment) => segment !== '');
  const provider = segments.findLastIndex((segment) => segment.toLowerCase() === 'providers');
  const ofProvider = provider < 0 ? segments : segments.slice(provider + 2);
  return (ofProvider.length > 0 ? ofProvider : segments)
    .slice(-2)
    .map((segment) => segment.replace(guid, '$1…'))
    .join('/');
}

/** A line that breaks goes on with what was asked, never with half an answer. */
const blank = '\u00a0';

/**
 * The technical line: what the step is about and what Azure answered. A name that the path ends
 * in is not said twice.
 */
export function toTechnicalLine({ detail, exchange }: StepSnapshot): string {
  if (!exchange) return detail;
  const path = toShortPath(exchange.path);
  const answer = [
    `${exchange.method}${blank}${path}`,
    exchange.status === undefined ? words.noAnswer : String(exchange.status),
    ...(exchange.polls === undefined || exchange.polls < 1 ? [] : [words.polls(exchange.polls)]),
  ];
  const isSaidByPath = detail === '' || `/${path}`.endsWith(`/${detail}`);
  return [...(isSaidByPath ? [] : [detail]), answer.join(`${blank}·${blank}`)].join(' · ');
}
