import { describe, expect, it } from 'vitest';
import { editorRedirect } from '../../../src/simulator/editorRedirect';

const callback = 'http://127.0.0.1:4321/callback?nonce=n-1&windowId=1';

const post = (state: string, host = 'vscode.dev') =>
  editorRedirect.handle({
    method: 'POST',
    url: new URL(`https://${host}/redirect`),
    headers: new Map([['content-type', 'application/x-www-form-urlencoded']]),
    body: new URLSearchParams({ code: 'c-1', state }).toString(),
  });

describe('the page that leads a sign-in back into the editor', () => {
  it('adds what it was sent to the address in the state', () => {
    const { status, headers } = post(encodeURIComponent(callback));
    expect(status).toBe(302);
    const { origin, pathname, searchParams } = new URL(headers['location'] ?? '');
    expect(origin + pathname).toBe('http://127.0.0.1:4321/callback');
    expect(searchParams.get('nonce')).toBe('n-1');
    expect(searchParams.get('windowId')).toBe('1');
    expect(searchParams.get('code')).toBe('c-1');
  });

  it.each(['vscode://vscode.microsoft-authentication/x', 'code-oss://a/b', 'http://localhost:1/'])(
    'leads to %s',
    (address) => {
      expect(post(address).headers['location']).toContain(address);
    },
  );

  it.each(['https://evil.example/', 'javascript:alert(1)', '//evil.example', ''])(
    'does not lead to "%s"',
    (address) => {
      const { status, headers } = post(address);
      expect([status, headers['location']]).toEqual([400, undefined]);
    },
  );

  it('has no other page', () => {
    const { status } = editorRedirect.handle({
      method: 'GET',
      url: new URL('https://vscode.dev/'),
      headers: new Map(),
      body: undefined,
    });
    expect(status).toBe(404);
  });
});
