import { isIP } from 'node:net';
import { t } from '@vscode/l10n';
import {
  createHttpHeaders,
  createPipelineRequest,
  type HttpClient,
  type PipelineResponse,
} from '@azure/core-rest-pipeline';
import { ArmError } from '../core/errors';
import { stringAt } from '../core/model/json';
import type { Clock, IssuerAnswer, IssuerContext, IssuerReader, Log } from '../core/ports';
import { untilAborted } from './abort';
import { boundTransport } from './boundedTransport';
import { pinnedLookup, type Lookup } from './lookup';
import { createNetworkTransport, type ProxyName } from './networkTransport';
import { isPublicAddress } from './publicAddress';

/** For everything: resolving the name, connecting, reading to the end. */
const timeoutMs = 5_000;
/** For resolving the name. Behind a proxy there is often nobody who answers that. */
const lookupTimeoutMs = 2_500;
const largestBodyBytes = 64 * 1024;

export interface IssuerReaderOptions {
  readonly clock: Clock;
  readonly log: Log;
  /** Absent: the network, by Node's https. */
  readonly transport?: HttpClient;
  /** Names the network's proxy in messages. */
  readonly proxyName?: ProxyName;
  /** Resolves names, so that private addresses can be refused. Absent: names are not resolved. */
  readonly lookup?: Lookup;
  /** Whether the user agreed that this address of a cluster's issuer may be private. Absent: never. */
  readonly mayBePrivate?: MayBePrivate;
}

export type MayBePrivate = (clusterId: string, url: string) => boolean;

/**
 * Reads discovery documents. Their addresses are data out of Azure, so the reader goes nowhere but to
 * the public internet, by https, without credentials or redirects, and within 5 s and 64 KB. A private
 * address is read only if the user has agreed to that for the cluster; all the rest holds there, too.
 */
export function createIssuerReader(options: IssuerReaderOptions): IssuerReader {
  const { clock, log, lookup, mayBePrivate = () => false } = options;
  let transport: HttpClient | undefined;

  async function read(url: string, context: IssuerContext): Promise<IssuerAnswer> {
    context.signal.throwIfAborted();
    const target = URL.canParse(url) ? new URL(url) : undefined;
    if (!target) return refused(t('The issuer is not a URL.'));
    const objection = objectionTo(target);
    if (objection !== undefined) return refused(objection);
    if (isPrivateName(target) && !isAgreed(target, context)) return refusedAsPrivate(target);

    const timer = new AbortController();
    const limit = new AbortController();
    clock.sleep(timeoutMs, timer.signal).then(
      () => {
        limit.abort(new ArmError('network', t('{0} did not answer in time.', target.host)));
      },
      () => undefined, // done in time
    );
    try {
      return await fetchDocument(target, context, AbortSignal.any([context.signal, limit.signal]));
    } catch (error) {
      context.signal.throwIfAborted();
      const because = error instanceof Error ? error.message : t('The issuer cannot be read.');
      return { kind: ArmError.is(error, 'malformed') ? 'invalid' : 'unreachable', because };
    } finally {
      timer.abort();
    }
  }

  async function fetchDocument(
    target: URL,
    context: IssuerContext,
    signal: AbortSignal,
  ): Promise<IssuerAnswer> {
    const addresses =
      lookup && (await untilAborted(resolve(lookup, target.hostname, clock), signal));
    const isPrivate = addresses?.some(({ address }) => !isPublicAddress(address)) === true;
    if (isPrivate && !isAgreed(target, context)) return refusedAsPrivate(target);
    const request = createPipelineRequest({
      method: 'GET',
      url: target.href,
      headers: createHttpHeaders({ Accept: 'application/json' }),
      disableKeepAlive: true,
      // The connection must go to the addresses that were looked at, not to newer ones.
      ...(addresses
        ? { requestOverrides: { lookup: pinnedLookup(target.hostname, addresses) } }
        : {}),
    });
    transport ??= options.transport ?? createNetworkTransport(options.proxyName);
    const bounds = { timeoutMs, largestBodyBytes };
    const startedAtMs = clock.now();
    const response = await boundTransport(transport, clock, () => signal, bounds).sendRequest(
      request,
    );
    const elapsedMs = clock.now() - startedAtMs;
    log.info(`GET ${target.origin}${target.pathname} ${response.status} ${elapsedMs} ms`);
    context.onExchange?.({
      method: 'GET',
      path: target.pathname,
      status: response.status,
      elapsedMs,
    });
    return toAnswer(response, target);
  }

  const isAgreed = ({ href }: URL, { clusterId }: IssuerContext): boolean =>
    clusterId !== undefined && mayBePrivate(clusterId, href);

  return { read };
}

/**
 * The name's addresses; none when it can't be resolved here in time. A proxy may know it all the same;
 * without one the connection then fails, since it may only go to addresses that were looked at.
 */
async function resolve(lookup: Lookup, hostname: string, clock: Clock): ReturnType<Lookup> {
  const timer = new AbortController();
  const none = (): Awaited<ReturnType<Lookup>> => [];
  const late = clock.sleep(lookupTimeoutMs, timer.signal).then(none, none);
  try {
    return await Promise.race([lookup(hostname).catch(none), late]);
  } finally {
    timer.abort();
  }
}

function objectionTo({ protocol, username, password }: URL): string | undefined {
  if (protocol !== 'https:') return t('The issuer is not an https address.');
  if (username !== '' || password !== '') return t('The issuer has a user or password in it.');
  return undefined;
}

function isPrivateName({ hostname }: URL): boolean {
  const address = hostname.replace(/^\[(.*)\]$/, '$1');
  const isLocalName = /^(?:.+\.)?localhost\.?$/i.test(hostname);
  return isLocalName || (isIP(address) !== 0 && !isPublicAddress(address));
}

function toAnswer({ status, bodyAsText }: PipelineResponse, { host }: URL): IssuerAnswer {
  if (status >= 300 && status < 400) {
    return refused(t('{0} answered with a redirect, which is not followed.', host));
  }
  if (status !== 200) {
    return {
      kind: status === 404 || status === 410 ? 'invalid' : 'unreachable',
      because: t('{0} answered with HTTP {1}.', host, status),
    };
  }
  const issuer = stringAt(parse(bodyAsText), 'issuer');
  return issuer === undefined
    ? { kind: 'invalid', because: t('What {0} answers names no issuer.', host) }
    : { kind: 'document', issuer };
}

function parse(text: string | null | undefined): unknown {
  try {
    return JSON.parse(text ?? '') as unknown;
  } catch {
    return undefined;
  }
}

const refused = (because: string): IssuerAnswer => ({ kind: 'refused', because });

const refusedAsPrivate = ({ host }: URL): IssuerAnswer => ({
  kind: 'refused',
  because: t(
    '{0} is not on the public internet, and you have not agreed to read it there (Confirm API Server Issuer asks you).',
    host,
  ),
  isPrivate: true,
});
