import type { JsonObject } from '../../core/model/json';
import { isObject, stringAt } from '../../core/model/json';
import type { HostHandler, WireRequest, WireResponse } from '../provider';
import { createRequestIds } from '../requestIds';
import { timings } from '../timings';
import type { World } from '../world';
import { answerAuthorize, unescaped } from './authorizeEndpoint';
import { instanceDiscovery, loginHosts, openIdConfiguration } from './discovery';
import { LoginError, toLoginErrorResponse } from './loginError';
import { resolveTenant } from './tenants';
import { answerToken } from './tokenEndpoint';

export interface LoginHostOptions {
  /** How long access tokens live, in ms of the simulated clock. */
  readonly tokenLifetimeMs?: number;
}

/** Entra: sign-in, tokens and what libraries look up before they ask for one. */
export function createLoginHost(world: World, options: LoginHostOptions = {}): HostHandler {
  const newTraceId = createRequestIds(`login ${world.signingKey}`);
  const lifetimeMs = options.tokenLifetimeMs ?? timings.tokenLifetimeMs;
  return {
    accepts: (host) => loginHosts.includes(host),
    handle(request) {
      try {
        return answer(world, request, lifetimeMs);
      } catch (error) {
        if (!(error instanceof LoginError)) throw error;
        return toLoginErrorResponse(error, {
          traceId: newTraceId(),
          correlationId: request.headers.get('client-request-id') ?? newTraceId(),
          nowMs: world.now(),
        });
      }
    },
  };
}

function answer(world: World, request: WireRequest, lifetimeMs: number): WireResponse {
  const { method, url } = request;
  const [name = '', ...rest] = url.pathname.split('/').filter((part) => part !== '');
  const version = rest.some((part) => part.toLowerCase() === 'v2.0') ? 2 : 1;
  const operation = rest.filter((part) => part.toLowerCase() !== 'v2.0').join('/');
  const key = `${method} ${operation.toLowerCase()}`;
  switch (key) {
    case 'GET .well-known/openid-configuration':
      return json(openIdConfiguration(world, name, version));
    case 'GET discovery/instance':
      return json(instanceDiscovery(tenantToDiscover(url) ?? name));
    case 'GET discovery/keys':
      // Its own tokens are signed with a secret: there is no public key to give away.
      return json({ keys: [] });
    case 'GET oauth2/authorize':
      resolveTenant(world, name);
      return answerAuthorize(world, url);
    case 'POST oauth2/token':
      return json(
        answerToken({
          world,
          tenant: resolveTenant(world, name),
          version,
          form: readForm(request),
          lifetimeMs,
        }),
      );
    default:
      return json(
        {
          error: {
            code: 'NotSimulated',
            message: `The simulated Entra does not know the operation ${key}.`,
          },
        },
        501,
      );
  }
}

/** `authorization_endpoint=https://login…/{tenant}/oauth2/v2.0/authorize` names the tenant. */
function tenantToDiscover(url: URL): string | undefined {
  const endpoint = url.searchParams.get('authorization_endpoint');
  if (endpoint === null || !URL.canParse(endpoint)) return undefined;
  return new URL(endpoint).pathname.split('/')[1];
}

/** What was sent, with the client's id and secret wherever they stood. */
function readForm(request: WireRequest): URLSearchParams {
  const form = readFields(request);
  const encoded = /^Basic +(\S+)$/i.exec(request.headers.get('authorization') ?? '')?.[1];
  if (encoded === undefined) return form;
  const login = Buffer.from(encoded, 'base64').toString('utf8');
  const [, id = '', secret = ''] = /^([^:]*):(.*)$/s.exec(login) ?? [];
  form.set('client_id', unescaped(id));
  form.set('client_secret', unescaped(secret));
  return form;
}

/** A form, or the same in JSON as some clients send it. */
function readFields({ body = '', headers }: WireRequest): URLSearchParams {
  if (!headers.get('content-type')?.includes('json')) return new URLSearchParams(body);
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch {
    parsed = undefined;
  }
  if (!isObject(parsed)) return new URLSearchParams();
  const form = new URLSearchParams();
  for (const name of Object.keys(parsed)) form.set(name, stringAt(parsed, name) ?? '');
  return form;
}

const json = (body: JsonObject, status = 200): WireResponse => ({
  status,
  headers: { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' },
  body: JSON.stringify(body),
});
