import { BlockList, isIP } from 'node:net';

type Environment = Readonly<Record<string, string | undefined>>;

const variable = (env: Environment, name: string): string =>
  env[name] ?? env[name.toLowerCase()] ?? '';

/** `10.0.0.0/8`, `10.0.0.1` against an address. */
function isInNetwork(entry: string, address: string): boolean {
  const [network = '', prefix] = entry.split('/');
  const family = isIP(network);
  if (family === 0 || family !== isIP(address)) return false;
  const kind = family === 4 ? 'ipv4' : 'ipv6';
  const list = new BlockList();
  try {
    if (prefix === undefined) list.addAddress(network, kind);
    else list.addSubnet(network, Number(prefix), kind);
  } catch {
    return false; // 10.0.0.0/99
  }
  return list.check(address, kind);
}

/** `example.com` stands for itself and what is below it; `.example.com` only for the latter. */
function isExcepted({ hostname, port }: URL, exceptions: string): boolean {
  const host = hostname.replace(/^\[(.*)\]$/, '$1').toLowerCase();
  return exceptions
    .toLowerCase()
    .split(/[\s,]+/)
    .filter((entry) => entry !== '')
    .some((entry) => {
      if (entry === '*' || isInNetwork(entry, host)) return true;
      const [, name = '', only] = /^\*?(.*?)(?::(\d+))?$/.exec(entry) ?? [];
      if (only !== undefined && only !== (port || '443')) return false;
      return host === name || host.endsWith(name.startsWith('.') ? name : `.${name}`);
    });
}

/**
 * The proxy that kubectl would take by its environment (HTTPS_PROXY, NO_PROXY), none for this machine
 * itself.
 *
 * @see https://pkg.go.dev/golang.org/x/net/http/httpproxy
 */
export function proxyOf(target: URL, env: Environment): URL | undefined {
  const proxy = variable(env, 'HTTPS_PROXY');
  const host = target.hostname.replace(/^\[(.*)\]$/, '$1');
  const isLocal = host === 'localhost' || host === '::1' || isInNetwork('127.0.0.0/8', host);
  if (proxy === '' || isLocal || isExcepted(target, variable(env, 'NO_PROXY'))) return undefined;
  const address = proxy.includes('://') ? proxy : `http://${proxy}`;
  return URL.canParse(address) ? new URL(address) : undefined;
}
