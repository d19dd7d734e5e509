import type { WireResponse } from '../provider';
import type { World } from '../world';
import { createArtifact, toChallenge } from './artifacts';
import { LoginError, malformedRequest, missingField } from './loginError';
import { personNamed } from './person';
import { clientInfo } from './tokenEndpoint';

/** Pages of the editor's makers that lead back into it. */
const editorHosts: ReadonlySet<string> = new Set(['vscode.dev', 'insiders.vscode.dev']);

/**
 * The sign-in page, which signs the scenario's operator in without asking (`login_hint` names
 * somebody else) and sends the browser back with a code.
 *
 * @throws {LoginError} AADSTS50011 for a place outside of this machine and the editor's own.
 * @see https://learn.microsoft.com/entra/identity-platform/v2-oauth2-auth-code-flow
 */
export function answerAuthorize(world: World, url: URL): WireResponse {
  const query = url.searchParams;
  const clientId = required(query, 'client_id');
  const redirectUri = checkRedirect(required(query, 'redirect_uri'));
  const person = personNamed(world, query.get('login_hint') ?? undefined);
  const nonce = query.get('nonce');
  const challenge = challengeOf(query);
  const answer = new Map([
    [
      'code',
      createArtifact(world, 'code', {
        person,
        clientId,
        scope: query.get('scope') ?? 'openid',
        redirectUri,
        ...(nonce === null ? {} : { nonce }),
        ...(challenge === undefined ? {} : { challenge }),
      }),
    ],
    ['client_info', clientInfo(world, person)],
  ]);
  const state = stateOf(url);
  if (state !== undefined) answer.set('state', state);
  if (query.get('response_mode') === 'form_post') return formPost(redirectUri, answer);
  const separator = query.get('response_mode') === 'fragment' ? '#' : '?';
  const joint = redirectUri.includes(separator) ? '&' : separator;
  const location = `${redirectUri}${joint}${new URLSearchParams([...answer]).toString()}`;
  return { status: 302, headers: { location, 'cache-control': 'no-store' }, body: '' };
}

function required(query: URLSearchParams, name: string): string {
  const value = query.get(name);
  if (value === null || value === '') throw missingField(name);
  return value;
}

/** @throws {LoginError} AADSTS9002313: there is no such method. */
function challengeOf(query: URLSearchParams): string | undefined {
  const challenge = query.get('code_challenge');
  if (challenge === null) return undefined;
  switch (query.get('code_challenge_method') ?? 'plain') {
    case 'S256':
      return challenge;
    case 'plain':
      return toChallenge(challenge);
    default:
      throw malformedRequest('invalid_request');
  }
}

/** The editor appends its state without escaping `&`: all that follows belongs to it. */
function stateOf({ search }: URL): string | undefined {
  const begin = search.search(/[?&]state=/);
  return begin < 0 ? undefined : unescaped(search.slice(begin + '?state='.length));
}

export function unescaped(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** True for this machine, and for the schemes of the editor itself. */
export function isOnThisMachine(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, hostname } = new URL(address);
  if (protocol === 'http:' || protocol === 'https:') {
    return ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
  }
  return /^(?:vscode|code)(?:-[a-z]+)*:$/.test(protocol);
}

function checkRedirect(address: string): string {
  const isEditor = URL.canParse(address) && editorHosts.has(new URL(address).hostname);
  if (isEditor || isOnThisMachine(address)) return address;
  throw new LoginError(
    400,
    'invalid_request',
    50011,
    `The redirect URI '${address}' specified in the request does not match the redirect URIs configured for the application.`,
  );
}

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
};

export const escapeHtml = (text: string): string =>
  text.replace(/[&<>"]/g, (character) => escapes[character] ?? character);

function formPost(redirectUri: string, fields: ReadonlyMap<string, string>): WireResponse {
  const inputs = [...fields].map(
    ([name, value]) => `<input type="hidden" name="${name}" value="${escapeHtml(value)}">`,
  );
  return {
    status: 200,
    headers: { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' },
    body:
      '<!DOCTYPE html><html lang="en"><head><title>Simulated sign-in</title></head><body>' +
      `<form method="post" action="${escapeHtml(redirectUri)}">${inputs.join('')}` +
      '<noscript><button>Continue</button></noscript></form>' +
      '<script>document.forms[0].submit()</script></body></html>',
  };
}
