import { describe, expect, it } from 'vitest';
import { redactAddress, redactBody, redactHeaders } from '../../../src/simulator/redact';

const json = { contentType: 'application/json; charset=utf-8', isVault: false };
const form = { contentType: 'application/x-www-form-urlencoded', isVault: false };

describe('what is noted of an exchange', () => {
  it('has no token in its headers, but their names', () => {
    expect(
      redactHeaders([
        ['Authorization', 'Bearer a.b.c'],
        ['Cookie', 'session=1'],
        ['x-ms-authorization-auxiliary', 'Bearer d.e.f'],
        ['Proxy-Authorization', 'Basic abc'],
        ['x-ms-client-request-id', '1'],
      ]),
    ).toEqual({
      authorization: '[redacted]',
      cookie: '[redacted]',
      'x-ms-authorization-auxiliary': '[redacted]',
      'proxy-authorization': '[redacted]',
      'x-ms-client-request-id': '1',
    });
  });

  it('has no code in the addresses that lead back from a sign-in', () => {
    const address = 'http://127.0.0.1:1/?code=abc&state=7#access_token=xyz';
    expect(redactAddress(address)).toBe(
      'http://127.0.0.1:1/?code=[redacted]&state=7#access_token=[redacted]',
    );
  });

  it('has no secret of a sign-in, in a form or in JSON', () => {
    const body = 'grant_type=client_credentials&client_id=1&client_secret=s3cret';
    expect(redactBody(body, form)).toEqual({
      grant_type: 'client_credentials',
      client_id: '1',
      client_secret: '[redacted]',
    });
    expect(redactBody('{"Access_Token":"a.b.c","expires_in":3599}', json)).toEqual({
      Access_Token: '[redacted]',
      expires_in: 3599,
    });
  });

  it.each(['text/plain;charset=UTF-8', 'application/json', ''])(
    'has no form that calls itself %s',
    (contentType) => {
      const body = 'grant_type=client_credentials&client_secret=s3cret';
      expect(redactBody(body, { contentType, isVault: false })).toBe('[redacted]');
    },
  );

  it('has no protected settings, whatever their shape', () => {
    const body = {
      properties: {
        arcAgentryConfigurations: [{ feature: 'proxy', protectedSettings: { proxy: 's3cret' } }],
        configurationProtectedSettings: { key: 's3cret' },
      },
    };
    expect(redactBody(JSON.stringify(body), json)).toEqual({
      properties: {
        arcAgentryConfigurations: [{ feature: 'proxy', protectedSettings: '[redacted]' }],
        configurationProtectedSettings: '[redacted]',
      },
    });
  });

  it('keeps the code of an error, which is none of a sign-in', () => {
    expect(redactBody('{"error":{"code":"NotFound"}}', json)).toEqual({
      error: { code: 'NotFound' },
    });
  });

  it('has no value of a vault’s secret, wherever it stands', () => {
    const text = '{"value":[{"id":"a","value":"s3cret"}],"contentType":"text/plain"}';
    expect(redactBody(text, { ...json, isVault: true })).toEqual({
      value: [{ id: 'a', value: '[redacted]' }],
      contentType: 'text/plain',
    });
    expect(redactBody('{"value":"s3', { ...json, isVault: true })).toBe('[redacted]');
  });

  it('has no page, which may hold a code', () => {
    expect(redactBody('<form>…', { ...json, contentType: 'text/html' })).toBe('[redacted]');
  });
});
