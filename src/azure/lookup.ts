import { lookup as dnsLookup } from 'node:dns/promises';
import type { LookupFunction } from 'node:net';

export interface ResolvedAddress {
  readonly address: string;
  readonly family: number;
}

/** All addresses of a host name. Rejects when it has none. */
export type Lookup = (hostname: string) => Promise<readonly ResolvedAddress[]>;

export const systemLookup: Lookup = (hostname) => dnsLookup(hostname, { all: true });

/**
 * For a connection's `lookup` option: gives exactly `addresses` for `hostname`, so that a name whose
 * address changes after it was looked at leads nowhere else. Other names (a proxy's) are none of ours.
 */
export function pinnedLookup(
  hostname: string,
  addresses: readonly ResolvedAddress[],
): LookupFunction {
  return (asked, options, callback) => {
    const found = asked === hostname ? Promise.resolve(addresses) : systemLookup(asked);
    found.then(
      (all) => {
        const [first] = all;
        if (!first) callback(notFound(asked), '', 0);
        else if (options.all) callback(null, [...all]);
        else callback(null, first.address, first.family);
      },
      (error: unknown) => {
        callback(error instanceof Error ? error : notFound(asked), '', 0);
      },
    );
  };
}

const notFound = (hostname: string): NodeJS.ErrnoException =>
  Object.assign(new Error(`${hostname} was not found`), { code: 'ENOTFOUND' });
