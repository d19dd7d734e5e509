import { describe, expect, it } from 'vitest';
import {
  choicesOf,
  parsePlanRequest,
  planIds,
  subjectOf,
  type PlanId,
} from '../../../../src/core/plan/request';
import { longestSilenceMs, isCarriedOut, parseKeptRun } from '../../../../src/core/plan/keptRun';
import { aKeptRun, aRequest, requestIds as ids } from '../../../builders/requests';

const parsed = (value: unknown): unknown => parsePlanRequest(JSON.parse(JSON.stringify(value)));

/** The request with one thing of its target exchanged. */
const changed = (planId: PlanId, name: string, value: unknown): unknown => {
  const request = aRequest(planId);
  return { ...request, target: { ...request.target, [name]: value } };
};

describe('a request that is kept', () => {
  it.each(planIds)('comes back as it was: %s', (planId) => {
    const request = aRequest(planId);
    expect(parsed(request)).toEqual(request);
    expect(subjectOf(request)).toBe(ids.instance);
  });

  it.each(planIds)('brings nothing along that is not its own: %s', (planId) => {
    const request = aRequest(planId);
    const loaded = {
      ...request,
      token: 'x',
      target: { ...request.target, body: { secret: 'x' }, state: 'Succeeded', accessToken: 'x' },
    };
    expect(parsed(loaded)).toEqual(request);
  });

  const damaged: readonly (readonly [string, unknown])[] = [
    ['nothing', undefined],
    ['null', null],
    ['a text', 'enableAll'],
    ['a list', []],
    ['another plan', { ...aRequest('enableAll'), planId: 'deleteAll' }],
    ['a plan of the prototype', { ...aRequest('enableAll'), planId: 'toString' }],
    ['no target', { planId: 'enableAll' }],
    ['a tenant that is no GUID', changed('enableAll', 'tenantId', 'contoso')],
    ['an instance of another type', changed('enableAll', 'instanceId', ids.vault)],
    ['a vault of another type', changed('enableAll', 'vaultId', ids.instance)],
    ['a missing vault', changed('enableAll', 'vaultId', undefined)],
    ['an endless id', changed('enableAll', 'vaultId', `${ids.vault}${'x'.repeat(3_000)}`)],
    ['an unknown usage', changed('enableAll', 'usages', ['dataflow', 'mining'])],
    ['too many usages', changed('enableAll', 'usages', Array(300).fill('dataflow'))],
    ['an issuer by http', changed('enableAll', 'selfHostedIssuerUrl', 'http://issuer/')],
    ['an issuer with a key', changed('enableAll', 'selfHostedIssuerUrl', 'https://i/?key=1')],
    ['an issuer with a password', changed('enableAll', 'selfHostedIssuerUrl', 'https://a:b@i/')],
    ['half a creation', changed('enableAll', 'creations', { vault: { kind: 'create' } })],
    [
      'a vault that is kept a day',
      changed('createResource', 'creations', {
        vault: { kind: 'create', location: 'x', retentionDays: 1, isPurgeProtected: false },
      }),
    ],
    ['a text for a truth', changed('enableAll', 'isOfficerWanted', 'yes')],
    ['a role without id', changed('grantAccess', 'role', { name: 'Owner' })],
    ['what is no path', changed('removeCloudIdentity', 'remove', ['all'])],
    ['a provider that is none', changed('registerProviders', 'providers', [{ namespace: '*' }])],
  ];
  it.each(damaged)('is dropped when it holds %s', (_, value) => {
    expect(parsed({ value })).toBeUndefined();
    expect(parsePlanRequest(value)).toBeUndefined();
  });

  it('names what nothing in Azure names before the end', () => {
    const { vault, identity, cloudIdentity } = ids;
    const choices = (planId: PlanId): unknown => choicesOf(aRequest(planId));
    expect(choices('enableAll')).toEqual({
      vaultId: vault,
      identityId: identity,
      cloudIdentityId: cloudIdentity,
    });
    expect(choices('assignCloudIdentity')).toEqual({ cloudIdentityId: cloudIdentity });
    // It is granted access: secrets are read by another one.
    expect(choices('grantAccess')).toEqual({});
  });
});

describe('a run that is kept', () => {
  const run = aKeptRun();

  it('comes back as it was, and brings nothing along', () => {
    const loaded = { ...run, outcome: 'running', owner: { ...run.owner, token: 'x' } };
    expect(parseKeptRun(JSON.parse(JSON.stringify(loaded)))).toEqual(run);
  });

  it.each([
    ['an id that is a path', { ...run, runId: '../../x' }],
    ['no owner', { ...run, owner: undefined }],
    ['a process that is all of them', { ...run, owner: { ...run.owner, processId: -1 } }],
    ['no time', { ...run, startedAtMs: 'today' }],
    ['no request', { ...run, request: {} }],
  ])('is dropped when it holds %s', (_, value) => {
    expect(parseKeptRun(value)).toBeUndefined();
  });

  const now = 1_000_000;
  const signs = (alive: boolean, machine = run.owner.machine) => ({
    machine,
    isProcessAlive: () => alive,
  });
  it.each([
    ['whose process lives and was heard of', 0, signs(true), true],
    ['whose process is gone, at once', 0, signs(false), false],
    ['whose process hangs, or has given its id away', longestSilenceMs + 1, signs(true), false],
    ['of another machine while it is heard of', longestSilenceMs, signs(false, 'other'), true],
    ['of another machine that fell silent', longestSilenceMs + 1, signs(false, 'other'), false],
    ['last heard of in the future: a clock was set', -longestSilenceMs - 1, signs(true), false],
  ])('is carried out, or not: one %s', (_, silenceMs, given, expected) => {
    expect(isCarriedOut(run, now - silenceMs, now, given)).toBe(expected);
  });
});
