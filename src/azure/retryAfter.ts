import type { HttpHeaders } from '@azure/core-rest-pipeline';

const inMs = ['retry-after-ms', 'x-ms-retry-after-ms'] as const;

/**
 * How long the service asks to wait, in ms: from its own millisecond headers, or from `Retry-After` in
 * seconds or as an HTTP date. Undefined without a usable one.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9110#field.retry-after
 */
export function parseRetryAfterMs(headers: HttpHeaders, nowMs: number): number | undefined {
  for (const name of inMs) {
    const ms = toCount(headers.get(name));
    if (ms !== undefined) return ms;
  }
  const value = headers.get('retry-after');
  if (value === undefined) return undefined;
  const seconds = toCount(value);
  if (seconds !== undefined) return seconds * 1_000;
  // Date.parse takes "-5" and "1.5" for years; an HTTP date begins with the day's name.
  const dateMs = /^[A-Za-z]/.test(value) ? Date.parse(value) : Number.NaN;
  return Number.isNaN(dateMs) ? undefined : Math.max(0, dateMs - nowMs);
}

function toCount(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,12}$/.test(text.trim()) ? Number(text) : undefined;
}
