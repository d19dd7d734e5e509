import {
  createEmptyPipeline,
  type HttpClient,
  type PipelineRequest,
  type PipelineResponse,
} from '@azure/core-rest-pipeline';
import type { Clock, Log } from '../core/ports';
import { boundTransport } from './boundedTransport';
import type { CloudEndpoints } from './clouds';
import { newGuid } from './guid';
import { createNetworkTransport, type ProxyName } from './networkTransport';
import { authenticationPolicy } from './policies/authentication';
import { clientHeadersPolicy } from './policies/clientHeaders';
import { exchangePolicy } from './policies/exchanges';
import { failurePolicy } from './policies/failures';
import { hostPinPolicy } from './policies/hostPin';
import { redirectPolicy } from './policies/redirects';
import { retryPolicy } from './policies/retry';
import { throttlePolicy } from './policies/throttle';
import type { SendContext } from './sendContext';
import { Tokens, type GetToken } from './tokens';

/** ARM's own gateway gives up after a minute. */
const timeoutMs = 90_000;
/** A page of a thousand rows has a few MB; a list of all there is comes in pages. */
const largestBodyBytes = 16 * 1024 * 1024;
/** Well below ARM's token buckets, which refill by 25 reads a second. */
const mostParallelRequests = 8;

export interface PipelineOptions {
  readonly tenantId: string;
  readonly getToken: GetToken;
  readonly clock: Clock;
  /** In [0, 1); spreads repeated requests in time. */
  readonly random: () => number;
  readonly log: Log;
  readonly cloud: CloudEndpoints;
  /** Absent: the network, by Node's https. */
  readonly transport?: HttpClient;
  /** Names the network's proxy in messages. */
  readonly proxyName?: ProxyName;
  readonly userAgent?: string;
}

/** The one way to Azure: everything that is sent anywhere with a token goes through it. */
export interface Pipeline {
  /**
   * The answer below 400.
   *
   * @throws {ArmError} for every failure.
   * @throws the signal's reason once it is aborted.
   */
  send(request: PipelineRequest, context: SendContext): Promise<PipelineResponse>;
  /** The token itself, to read who it was given to. @throws {ArmError} unauthenticated */
  token(scope: string): Promise<string>;
  /** The same as a transport for an SDK client, whose requests then have this context. */
  transportFor(context: SendContext): HttpClient;
}

/** Policies from the outermost to the one next to the wire; the order is what makes them safe. */
export function createPipeline(options: PipelineOptions): Pipeline {
  const { clock, random, log, cloud, userAgent = 'aio-secure-settings' } = options;
  const contexts = new WeakMap<PipelineRequest, SendContext>();
  const contextOf = (request: PipelineRequest): SendContext => {
    const context = contexts.get(request);
    if (!context) throw new Error('A request came around the pipeline.');
    return context;
  };
  const tokens = new Tokens(options.tenantId, options.getToken, clock);
  const pipeline = createEmptyPipeline();
  pipeline.addPolicy(failurePolicy(clock));
  pipeline.addPolicy(redirectPolicy());
  pipeline.addPolicy(hostPinPolicy(cloud));
  pipeline.addPolicy(retryPolicy({ clock, random, log, contextOf }));
  pipeline.addPolicy(throttlePolicy(mostParallelRequests, contextOf));
  pipeline.addPolicy(authenticationPolicy(tokens, cloud, contextOf));
  pipeline.addPolicy(clientHeadersPolicy(userAgent, () => newGuid(random)));
  pipeline.addPolicy(exchangePolicy(clock, log, contextOf));

  let transport: HttpClient | undefined;
  const getTransport = () =>
    (transport ??= boundTransport(
      options.transport ?? createNetworkTransport(options.proxyName),
      clock,
      (request) => contextOf(request).signal,
      { timeoutMs, largestBodyBytes },
    ));

  const send: Pipeline['send'] = async (request, context) => {
    context.signal.throwIfAborted();
    contexts.set(request, context);
    return pipeline.sendRequest(getTransport(), request);
  };
  return {
    send,
    token: (scope) => tokens.get(scope),
    transportFor: (context) => ({ sendRequest: (request) => send(request, context) }),
  };
}
