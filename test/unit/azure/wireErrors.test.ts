import { readdirSync, readFileSync } from 'node:fs';
import { createHttpHeaders, createPipelineRequest } from '@azure/core-rest-pipeline';
import { describe, expect, it } from 'vitest';
import { toArmError } from '../../../src/azure/wireErrors';
import type { ArmError } from '../../../src/core/errors';

interface Fixture {
  readonly status: number;
  readonly headers?: Record<string, string>;
  readonly body?: unknown;
  readonly expected: {
    readonly reason: string;
    readonly code?: string;
    readonly message?: string;
    readonly correlationId?: string;
    readonly retryAfterMs?: number;
  };
}

const folder = new URL('../../fixtures/arm/', import.meta.url);
const fixtures = readdirSync(folder)
  .filter((name) => name.endsWith('.json'))
  .map((name) => ({
    name,
    fixture: JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as Fixture,
  }));

function errorOf({ status, headers, body }: Omit<Fixture, 'expected'>): ArmError {
  const request = createPipelineRequest({
    method: 'PUT',
    url: 'https://management.azure.com/subscriptions/s?api-version=1&secret=x',
  });
  const bodyAsText =
    body === undefined ? null : typeof body === 'string' ? body : JSON.stringify(body);
  return toArmError({ request, status, headers: createHttpHeaders(headers), bodyAsText }, 0);
}

describe('toArmError', () => {
  it.each(fixtures)('reads $name', ({ fixture }) => {
    const error = errorOf(fixture);
    const { reason, message, ...details } = fixture.expected;
    expect(error.reason).toBe(reason);
    if (message !== undefined) expect(error.message).toBe(message);
    expect(error.message).not.toBe('');
    expect(error.details).toMatchObject({
      status: fixture.status,
      method: 'PUT',
      path: '/subscriptions/s',
    });
    for (const key of ['code', 'correlationId', 'retryAfterMs'] as const) {
      expect(error.details[key]).toBe(details[key]);
    }
  });

  it.each([
    [400, 'invalid'],
    [401, 'unauthenticated'],
    [403, 'forbidden'],
    [404, 'notFound'],
    [405, 'invalid'],
    [408, 'unavailable'],
    [409, 'conflict'],
    [410, 'invalid'],
    [412, 'conflict'],
    [422, 'invalid'],
    [429, 'throttled'],
    [500, 'unavailable'],
    [503, 'unavailable'],
    [505, 'invalid'],
    [599, 'unavailable'],
  ])('falls back to the status: %i is %s', (status, reason) => {
    expect(errorOf({ status }).reason).toBe(reason);
  });

  it('cuts a message that is somebody’s log', () => {
    const body = { error: { code: 'X', message: 'm'.repeat(100_000) } };
    expect(errorOf({ status: 400, body }).message.length).toBeLessThan(5_000);
  });

  it('survives details that are nested without end', () => {
    let body: unknown = { code: 'Innermost' };
    for (let depth = 0; depth < 1_000; depth++) body = { code: 'Outer', details: [body] };
    expect(errorOf({ status: 400, body }).details.code).toBe('Outer');
  });
});
