import { describe, expect, it } from 'vitest';
import { entraErrorPage, understandFailure } from '../../../../src/core/verify/meanings';

describe('understandFailure', () => {
  it.each([
    ['ProviderError', 'failed to acquire token: AADSTS700211: No matching …', 'AADSTS700211'],
    ['ProviderError', 'AADSTS50166: Request to External OIDC endpoint failed.', 'AADSTS50166'],
    ['ProviderError', 'ERROR CODE: Forbidden, "ForbiddenByRbac": Caller is not', 'ForbiddenByRbac'],
    ['ProviderError', 'RESPONSE 404 Not Found, ERROR CODE: SecretNotFound.', 'SecretNotFound'],
    ['ProviderError', 'ForbiddenByRbac after AADSTS700211: No matching …', 'AADSTS700211'],
    ['PartialSync', 'some of them', 'PartialSync'],
    ['ControllerSpcError', '', 'ControllerSpcError'],
  ])('understands %s: %s', (reason, message, code) => {
    const understood = understandFailure(reason, message);
    expect(understood.code).toBe(code);
    expect(understood.meaning?.words).toMatch(/\.$/);
  });

  it('says a code of Entra that it does not know as it is, with nothing made up', () => {
    const understood = understandFailure('ProviderError', 'AADSTS9002313: Invalid request.');
    expect(understood).toEqual({ code: 'AADSTS9002313' });
    expect(entraErrorPage('9002313')).toBe('https://login.microsoftonline.com/error?code=9002313');
  });

  it.each([
    ['9002313', '9002313'],
    ['AADSTS9002313', '9002313'],
    ['700211&redirect=https://evil.example', '700211'],
    ['/../evil', ''],
  ])('names in the address of Entra’s page nothing but digits: %s', (code, digits) => {
    expect(entraErrorPage(code)).toBe(`https://login.microsoftonline.com/error?code=${digits}`);
  });

  it('says a reason that it does not know as it is', () => {
    expect(understandFailure('SomethingNew', 'whatever it says')).toEqual({ code: 'SomethingNew' });
  });

  it('does not go by other words of a message', () => {
    expect(understandFailure('UnknownError', 'No matching federated identity record').code).toBe(
      'UnknownError',
    );
  });
});
