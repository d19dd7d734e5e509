import type { UsualDuration } from './panel';

const secondMs = 1_000;
const minuteMs = 60 * secondMs;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

const twoDigits = (value: number) => String(value).padStart(2, '0');

/** An elapsed time for a narrow column: `<1 s`, `6 s`, `1:48`, `1:02:03`. Negative counts as 0. */
export function toElapsed(durationMs: number): string {
  const seconds = Math.floor(Math.max(0, durationMs) / secondMs);
  if (seconds < 1) return '<1 s';
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes}:${twoDigits(seconds % 60)}`;
  return `${Math.floor(minutes / 60)}:${twoDigits(minutes % 60)}:${twoDigits(seconds % 60)}`;
}

/** An elapsed time within a sentence or spoken: `6 s`, `1 min 48 s`, `1 h 2 min`. */
export function toElapsedWords(durationMs: number): string {
  const seconds = Math.floor(Math.max(0, durationMs) / secondMs);
  if (seconds < 1) return 'under 1 s';
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes >= 60) return withRest(Math.floor(minutes / 60), 'h', minutes % 60, 'min');
  return withRest(minutes, 'min', seconds % 60, 's');
}

const withRest = (whole: number, unit: string, rest: number, restUnit: string) =>
  rest === 0 ? `${whole} ${unit}` : `${whole} ${unit} ${rest} ${restUnit}`;

/** The value of `datetime`: an ISO 8601 duration in whole seconds. */
export const toIsoDuration = (durationMs: number): string =>
  `PT${Math.floor(Math.max(0, durationMs) / secondMs)}S`;

/**
 * How long ago something was read: `just now`, `20 s ago`, `3 min ago`, `3 h ago`, `2 days ago`.
 * Steps of ten seconds at first, so that the panel does not flicker.
 */
export function toAge(ageMs: number): string {
  if (ageMs < 10 * secondMs) return 'just now';
  if (ageMs < minuteMs) return `${Math.floor(ageMs / (10 * secondMs)) * 10} s ago`;
  if (ageMs < hourMs) return `${Math.floor(ageMs / minuteMs)} min ago`;
  if (ageMs < dayMs) return `${Math.floor(ageMs / hourMs)} h ago`;
  const days = Math.floor(ageMs / dayMs);
  return days === 1 ? '1 day ago' : `${days} days ago`;
}

/** `2 to 5 minutes`, `5 to 30 seconds`, `under a minute`, `about 2 minutes`. */
export function toUsualWords({ lowMs, highMs }: UsualDuration): string {
  if (highMs <= minuteMs && lowMs <= 0) {
    return highMs === minuteMs ? 'under a minute' : `under ${count(highMs, secondMs, 'second')}`;
  }
  const unit = highMs <= minuteMs ? secondMs : minuteMs;
  const name = unit === secondMs ? 'second' : 'minute';
  const low = Math.round(lowMs / unit);
  const high = Math.round(highMs / unit);
  if (low >= high) return `about ${count(highMs, unit, name)}`;
  if (low < 1) return `up to ${count(highMs, unit, name)}`;
  return `${low} to ${count(highMs, unit, name)}`;
}

function count(durationMs: number, unitMs: number, name: string): string {
  const rounded = Math.round(durationMs / unitMs);
  return `${rounded} ${name}${rounded === 1 ? '' : 's'}`;
}
