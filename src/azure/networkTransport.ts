import { t } from '@vscode/l10n';
import {
  createDefaultHttpClient,
  type HttpClient,
  type PipelineRequest,
  type PipelineResponse,
} from '@azure/core-rest-pipeline';
import { ArmError, UserFacingError } from '../core/errors';
import { isObject } from '../core/model/json';
import { proxyUnreachable } from './networkErrors';
import { pathOf } from './sendContext';
import { correlationIdOf } from './wireErrors';

/** Host and port of the proxy that requests go by, without user and password, as far as is known. */
export type ProxyName = () => string | undefined;

/**
 * The network as the process has it. In VS Code, Node's https is patched so that requests follow the
 * user's proxy and certificate settings; but a request that brings an agent of its own is left alone
 * under `http.proxySupport: on`. So none is brought here.
 *
 * A proxy that refuses a tunnel answers in the service's place. Here, and nowhere else, that is told
 * apart from what Azure says.
 */
export function createNetworkTransport(proxyName: ProxyName = () => undefined): HttpClient {
  const client = createDefaultHttpClient();
  return {
    async sendRequest(request) {
      request.requestOverrides = { ...request.requestOverrides, agent: undefined };
      let response: PipelineResponse;
      try {
        response = await client.sendRequest(request);
      } catch (error) {
        throw toProxyError(error, request, proxyName());
      }
      const refusal = proxyRefusal(response, proxyName());
      if (refusal) throw refusal;
      return response;
    },
  };
}

/** Failures of Node's own have a code; the agent that asks a proxy for a tunnel gives none. */
function toProxyError(error: unknown, { method, url }: PipelineRequest, proxy?: string): unknown {
  const code: unknown = error instanceof Error ? Reflect.get(error, 'code') : undefined;
  if (code !== 'REQUEST_SEND_ERROR' || proxy === undefined) return error;
  return new ArmError(
    'network',
    t('The proxy {0} cannot be reached.', proxy),
    { code: proxyUnreachable, method, path: pathOf(url) },
    { cause: error },
  );
}

/** What a proxy answered instead of the service; the request never got there. */
function proxyRefusal(
  { request, status, headers, bodyAsText }: PipelineResponse,
  proxy: string | undefined,
): UserFacingError | undefined {
  const { host } = new URL(request.url);
  if (status === 407) {
    return new UserFacingError(
      t(
        '{0} asks for a user and a password before it lets requests through to {1}. Put the right ones into the setting http.proxy of your user settings (http://user:password@host:port), then refresh.',
        proxy === undefined ? t('A proxy') : t('The proxy {0}', proxy),
        host,
      ),
    );
  }
  const isFromAzure = correlationIdOf(headers) !== undefined || isJson(bodyAsText);
  return status === 403 && proxy !== undefined && !isFromAzure
    ? new UserFacingError(
        t(
          'The proxy {0} does not let requests through to {1} (HTTP 403). Ask whoever runs it to allow that host.',
          proxy,
          host,
        ),
      )
    : undefined;
}

function isJson(text: string | null | undefined): boolean {
  try {
    return isObject(JSON.parse(text ?? ''));
  } catch {
    return false;
  }
}
