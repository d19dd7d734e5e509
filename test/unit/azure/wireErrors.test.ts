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
    readonly policies?: readonly string[];
    readonly tenantId?: string;
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
    expect(error.details.policies).toEqual(details.policies);
    expect(error.details.tenantId).toBe(details.tenantId);
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

  it.each([
    'authorization_uri="https://login.windows.net/common"',
    'authorization_uri="https://evil.example/x?y=72f988bf-86f1-41af-91ab-2d7cd011db47"',
    'realm=""',
  ])('takes nothing but an id for the tenant to sign in to: %s', (challenge) => {
    const error = errorOf({
      status: 401,
      headers: { 'WWW-Authenticate': `Bearer ${challenge}` },
      body: { error: { code: 'InvalidAuthenticationTokenTenant' } },
    });
    expect(error.details).not.toHaveProperty('tenantId');
  });

  it('names each policy once, and not without end', () => {
    const named = (name: unknown) => ({ info: { policyDefinitionDisplayName: name } });
    const additionalInfo = [...Array(50).keys()].map((index) => named(`p${index % 20}`));
    const error = errorOf({
      status: 403,
      body: {
        error: {
          code: 'RequestDisallowedByPolicy',
          additionalInfo: [named(7), { info: null }, ...additionalInfo],
        },
      },
    });
    expect(error.details.policies).toEqual([...Array(10).keys()].map((index) => `p${index}`));
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
