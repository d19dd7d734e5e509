import { ArmFault } from '../provider';

type Kind = 'reads' | 'writes' | 'deletes';

/** Size of a token bucket, and how many tokens it gets back a second. */
const buckets: Readonly<Record<Kind, { readonly size: number; readonly perSecond: number }>> = {
  reads: { size: 250, perSecond: 25 },
  writes: { size: 200, perSecond: 10 },
  deletes: { size: 200, perSecond: 10 },
};

/** All principals of a subscription together may do so many times what one may. */
const subscriptionFactor = 15;

const kindOf = (method: string): Kind => {
  if (method === 'GET' || method === 'HEAD') return 'reads';
  return method === 'DELETE' ? 'deletes' : 'writes';
};

interface Bucket {
  tokens: number;
  atMs: number;
}

/**
 * ARM's own throttling: token buckets per subscription, for each principal and for all together.
 *
 * @see https://learn.microsoft.com/azure/azure-resource-manager/management/request-limits-and-throttling
 */
export class RateLimits {
  private readonly buckets = new Map<string, Bucket>();

  constructor(private readonly now: () => number) {}

  /**
   * Takes a token for a request; gives the headers that tell how many are left.
   *
   * @throws {ArmFault} 429 with Retry-After: there is none left
   */
  take(
    method: string,
    principalId: string,
    subscriptionId: string | undefined,
  ): Record<string, string> {
    const kind = kindOf(method);
    const scope = subscriptionId?.toLowerCase();
    const own = this.fill(`${kind} ${scope ?? 'tenant'} ${principalId}`, kind, 1);
    const shared = this.fill(`${kind} ${scope ?? 'tenant'}`, kind, subscriptionFactor);
    if (own.tokens < 1 || shared.tokens < 1) {
      const wait = Math.max(
        (1 - own.tokens) / buckets[kind].perSecond,
        (1 - shared.tokens) / (buckets[kind].perSecond * subscriptionFactor),
      );
      throw new ArmFault(
        429,
        'SubscriptionRequestsThrottled',
        `Number of '${kind.slice(0, -1)}' requests for subscription '${scope ?? ''}' and principal '${principalId}' exceeded the limit. Please try again after '${Math.ceil(wait)}' seconds.`,
        { headers: { 'Retry-After': String(Math.ceil(wait)) } },
      );
    }
    own.tokens -= 1;
    shared.tokens -= 1;
    const name = `x-ms-ratelimit-remaining-${scope === undefined ? 'tenant' : 'subscription'}-${kind}`;
    return { [name]: String(Math.floor(own.tokens)) };
  }

  private fill(key: string, kind: Kind, factor: number): Bucket {
    const { size, perSecond } = buckets[kind];
    const nowMs = this.now();
    const bucket = this.buckets.get(key) ?? { tokens: size * factor, atMs: nowMs };
    const refill = ((nowMs - bucket.atMs) / 1_000) * perSecond * factor;
    bucket.tokens = Math.min(size * factor, bucket.tokens + refill);
    bucket.atMs = nowMs;
    this.buckets.set(key, bucket);
    return bucket;
  }
}
