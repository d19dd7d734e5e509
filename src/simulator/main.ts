// The simulated Azure as a program: `npm run simulator -- --help` names the options.
import { createWriteStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { scaledClock } from '../azure/clock';
import { serveSimulator, type Certificate, type NotedExchange } from './server';
import { createSimulator, type Simulator } from './simulator';
import { timings } from './timings';

const usage = `Usage: npm run simulator -- [options]

  --port N          port on 127.0.0.1; 0, the default, takes any free one
  --scenario NAME   factory (default), ready or fleet:N
  --seed N          the same seed gives the same ids; default 1
  --speed N         how many times faster than real time it runs; default 1
  --latency MS      how long an answer takes, in simulated ms; default 0
  --tls-cert FILE   certificate (PEM); without it one is made and thrown away
  --tls-key FILE    its key (PEM)
  --requests FILE   append a JSON line for each request with its answer, without secrets
  --help            this text`;

class UsageError extends Error {}

function readOptions() {
  const text = { type: 'string' } as const;
  try {
    return parseArgs({
      options: {
        port: text,
        scenario: text,
        seed: text,
        speed: text,
        latency: text,
        'tls-cert': text,
        'tls-key': text,
        requests: text,
        help: { type: 'boolean' },
      },
    }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

/** @throws {UsageError} it is no number in that range */
function toNumber(
  name: string,
  value: string | undefined,
  {
    fallback,
    low,
    high,
    isWhole = true,
  }: {
    readonly fallback: number;
    readonly low: number;
    readonly high: number;
    readonly isWhole?: boolean;
  },
): number {
  if (value === undefined) return fallback;
  const number = Number(value);
  const isGood = number >= low && number <= high && (!isWhole || Number.isInteger(number));
  if (value.trim() === '' || !isGood) {
    throw new UsageError(`--${name} takes a number from ${low} to ${high}.`);
  }
  return number;
}

async function readCertificate(
  certFile: string | undefined,
  keyFile: string | undefined,
): Promise<Certificate | undefined> {
  if (certFile === undefined && keyFile === undefined) return undefined;
  if (certFile === undefined || keyFile === undefined) {
    throw new UsageError('--tls-cert and --tls-key go together.');
  }
  const [cert, key] = await Promise.all([readFile(certFile, 'utf8'), readFile(keyFile, 'utf8')]);
  return { cert, key };
}

function open(options: ReturnType<typeof readOptions>, seed: number): Simulator {
  const speed = toNumber('speed', options.speed, {
    ...{ fallback: 1, low: 0.01, high: 10_000, isWhole: false },
  });
  const latencyMs = toNumber('latency', options.latency, { fallback: 0, low: 0, high: 60_000 });
  const clock = scaledClock(speed);
  try {
    return createSimulator({
      ...(options.scenario === undefined ? {} : { scenario: options.scenario }),
      seed,
      latencyMs,
      now: () => clock.now(),
      sleep: (ms, signal) => clock.sleep(ms, signal),
      // Clients count its seconds as real ones.
      tokenLifetimeMs: timings.tokenLifetimeMs * Math.max(1, speed),
    });
  } catch (error) {
    if (error instanceof RangeError) throw new UsageError(error.message);
    throw error;
  }
}

/** What somebody needs to use it. None of it opens anything but this simulation. */
function describe({ world }: Simulator) {
  return {
    tenants: [...world.tenants.values()].map(({ id, displayName, defaultDomain }) => ({
      id,
      displayName,
      defaultDomain,
    })),
    subscriptions: [...world.subscriptions.values()].map(({ id, tenantId, displayName }) => ({
      id,
      tenantId,
      displayName,
    })),
    servicePrincipals: [...world.principals.values()].flatMap(
      ({ tenantId, displayName, appId, secret }) =>
        secret === undefined
          ? []
          : [{ tenantId, displayName, clientId: appId, clientSecret: secret }],
    ),
  };
}

async function main(): Promise<void> {
  const options = readOptions();
  if (options.help === true) {
    console.log(usage);
    return;
  }
  const port = toNumber('port', options.port, { fallback: 0, low: 0, high: 65_535 });
  const seed = toNumber('seed', options.seed, { fallback: 1, low: 0, high: 2 ** 32 - 1 });
  const certificate = await readCertificate(options['tls-cert'], options['tls-key']);
  const simulator = open(options, seed);
  const notes =
    options.requests === undefined
      ? undefined
      : createWriteStream(options.requests, { flags: 'a', mode: 0o600 });
  const served = await serveSimulator(simulator, {
    port,
    ...(certificate ? { certificate } : {}),
    onExchange: (exchange: NotedExchange) => {
      notes?.write(`${JSON.stringify(exchange)}\n`);
    },
  });
  console.log(
    JSON.stringify({
      url: served.url,
      port: served.port,
      scenario: options.scenario ?? 'factory',
      seed,
      ...describe(simulator),
      certificate: served.certificate,
    }),
  );
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      void served[Symbol.asyncDispose]().then(() => {
        notes?.end();
      });
    });
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = error instanceof UsageError ? 2 : 1;
});
