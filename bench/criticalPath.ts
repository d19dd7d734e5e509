/** One request of a run and its answer, as they went over the wire. */
export interface RecordedExchange {
  /** The step of the plan that sent it. */
  readonly step: string;
  readonly method: string;
  readonly url: string;
  /** Empty when there is none. */
  readonly body: string;
  /** Epoch in ms, as all times here. */
  readonly sentAtMs: number;
  readonly answeredAtMs: number;
  readonly answer: string;
  /** Where the answer says that the operation can be asked for its state. */
  readonly operationUrls: readonly string[];
}

export interface CriticalPath {
  readonly durationMs: number;
  /** Its requests, first to last, as `PUT instances/aio`. */
  readonly chain: readonly string[];
}

/** A request at the earliest that it can be sent, and what made it wait. */
interface Placed {
  readonly exchange: RecordedExchange;
  readonly after: Placed | undefined;
  readonly startMs: number;
  /** When its answer is there; of a write, when the end of its operation can be known. */
  readonly endMs: number;
}

/** What names things in Azure: GUIDs, resource ids, addresses. */
const nameLike =
  /\/subscriptions\/[^"\s]+|https:\/\/[^"\s]+|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi;

const namesIn = (text: string): readonly string[] =>
  (text.match(nameLike) ?? []).map((name) => name.toLowerCase());

const pathOf = ({ url }: RecordedExchange): string => new URL(url).pathname.toLowerCase();
const isRead = ({ method }: RecordedExchange): boolean => method !== 'PUT';

/**
 * How long the run would take if nothing waited but for what it depends on: the longest chain of
 * dependent requests and operations.
 *
 * A request depends on
 * - the steps that its own step must follow, by `order`;
 * - the earliest answer that brought a name which its address or body holds, unless `known` had it;
 * - the end of an earlier write to the same resource, when it reads;
 * - the reads of the same resource in its step, when it writes, since that is written from them.
 *
 * Requests take as long as they took. A write lasts until its operation is over, by the service's own
 * watch, and the news has come back; the looks that were taken meanwhile count for nothing.
 */
export function findCriticalPath(
  exchanges: readonly RecordedExchange[],
  order: Readonly<Record<string, readonly string[]>>,
  known: string,
): CriticalPath {
  const knownText = known.toLowerCase();
  const polls = new Set(exchanges.flatMap(({ operationUrls }) => operationUrls));
  const placed: Placed[] = [];

  const ofStep = (step: string): readonly Placed[] => {
    const own = placed.filter(({ exchange }) => exchange.step === step);
    return own.length > 0 ? own : (order[step] ?? []).flatMap(ofStep);
  };

  const firstWith = (name: string, sentAtMs: number): readonly Placed[] => {
    const bearers = placed.filter(
      ({ exchange }) =>
        exchange.answeredAtMs <= sentAtMs && exchange.answer.toLowerCase().includes(name),
    );
    return bearers.sort((a, b) => a.endMs - b.endMs).slice(0, 1);
  };

  const dependencies = (exchange: RecordedExchange): readonly Placed[] => {
    const used = `${decodeURIComponent(exchange.url)} ${exchange.body}`.toLowerCase();
    const seen = placed
      .filter((other) => other.exchange.answeredAtMs <= exchange.sentAtMs)
      .flatMap((other) => namesIn(other.exchange.answer));
    const brought = [...new Set(seen)].filter(
      (name) => used.includes(name) && !knownText.includes(name),
    );
    const sameResource = placed.filter(
      (other) =>
        pathOf(other.exchange) === pathOf(exchange) &&
        (isRead(exchange)
          ? !isRead(other.exchange)
          : isRead(other.exchange) && other.exchange.step === exchange.step),
    );
    return [
      ...(order[exchange.step] ?? []).flatMap(ofStep),
      ...brought.flatMap((name) => firstWith(name, exchange.sentAtMs)),
      ...sameResource,
    ];
  };

  const bySending = exchanges
    .filter(({ url }) => !polls.has(url))
    .sort((a, b) => a.sentAtMs - b.sentAtMs);
  for (const exchange of bySending) {
    const after = latest(dependencies(exchange));
    const startMs = after?.endMs ?? 0;
    placed.push({ exchange, after, startMs, endMs: startMs + lastedMs(exchange, exchanges) });
  }

  const last = latest(placed);
  return { durationMs: last?.endMs ?? 0, chain: toChain(last) };
}

/** From sending until the answer, or the end of the operation that it started, is known. */
function lastedMs(exchange: RecordedExchange, all: readonly RecordedExchange[]): number {
  const roundTripMs = exchange.answeredAtMs - exchange.sentAtMs;
  const endTimes = all
    .filter(({ url }) => exchange.operationUrls.includes(url))
    .flatMap(({ answer }) => /"endTime":"([^"]+)"/.exec(answer)?.[1] ?? []);
  const operationMs = endTimes.map((time) => Date.parse(time) - exchange.sentAtMs);
  return Math.max(roundTripMs, ...operationMs.map((ms) => ms + roundTripMs / 2));
}

const latest = (all: readonly Placed[]): Placed | undefined =>
  all.reduce<Placed | undefined>(
    (found, each) => (found && found.endMs >= each.endMs ? found : each),
    undefined,
  );

function toChain(last: Placed | undefined): readonly string[] {
  const chain: string[] = [];
  for (let each = last; each; each = each.after) {
    const [type = '', name = ''] = new URL(each.exchange.url).pathname.split('/').slice(-2);
    chain.unshift(`${each.exchange.method} ${type}/${name}`);
  }
  return chain;
}
