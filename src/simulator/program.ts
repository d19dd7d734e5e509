import { appendFileSync, closeSync, openSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createSecureContext } from 'node:tls';
import { scaledClock } from '../azure/clock';
import type { Certificate } from './certificate';
import { UsageError, type CommandLine } from './commandLine';
import { defaultScenario } from './scenarios/scenarios';
import { serveSimulator, type NotedExchange } from './server';
import { createSimulator, type Simulator } from './simulator';
import { timings } from './timings';

/** The simulated Azure as it was asked for, by HTTPS, until it is disposed of. */
export interface RunningProgram extends AsyncDisposable {
  /** What somebody needs to use it. None of it opens anything but this simulation. */
  readonly ready: ReadyNote;
}

/**
 * Starts what the command line says.
 *
 * @throws {UsageError} there is no such scenario; a file cannot be used
 * @throws {Error} the port is taken
 */
export async function startProgram(options: CommandLine): Promise<RunningProgram> {
  const certificate = options.tls && (await readCertificate(options.tls));
  const simulator = createAsAsked(options);
  const notes = openNotes(options.requestsFile);
  try {
    const served = await serveSimulator(simulator, {
      port: options.port,
      ...(certificate ? { certificate } : {}),
      onExchange: (exchange) => {
        notes?.add(exchange);
      },
    });
    return {
      ready: {
        url: served.url,
        port: served.port,
        scenario: options.scenario ?? defaultScenario,
        seed: options.seed,
        ...describeWorld(simulator),
        certificate: served.certificate,
      },
      async [Symbol.asyncDispose]() {
        await served[Symbol.asyncDispose]();
        notes?.[Symbol.dispose]();
      },
    };
  } catch (error) {
    notes?.[Symbol.dispose]();
    throw error;
  }
}

const messageOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error);

async function readCertificate({
  certFile,
  keyFile,
}: NonNullable<CommandLine['tls']>): Promise<Certificate> {
  try {
    const [cert, key] = await Promise.all([readFile(certFile, 'utf8'), readFile(keyFile, 'utf8')]);
    createSecureContext({ cert, key });
    return { cert, key };
  } catch (error) {
    throw new UsageError(
      `--tls-cert and --tls-key need a certificate and its key (PEM): ${messageOf(error)}`,
    );
  }
}

function createAsAsked({ scenario, seed, speed, latencyMs }: CommandLine): Simulator {
  const clock = scaledClock(speed);
  try {
    return createSimulator({
      ...(scenario === undefined ? {} : { scenario }),
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

interface Notes extends Disposable {
  /** Is in the file when this returns, so before the client has its answer. */
  add(exchange: NotedExchange): void;
}

function openNotes(file: string | undefined): Notes | undefined {
  if (file === undefined) return undefined;
  let descriptor: number;
  try {
    descriptor = openSync(file, 'a', 0o600);
  } catch (error) {
    throw new UsageError(`--requests needs a file that can be written: ${messageOf(error)}`);
  }
  return {
    add: (exchange) => {
      appendFileSync(descriptor, `${JSON.stringify(exchange)}\n`);
    },
    [Symbol.dispose]: () => {
      closeSync(descriptor);
    },
  };
}

type ReadyNote = ReturnType<typeof describeWorld> & {
  readonly url: string;
  readonly port: number;
  readonly scenario: string;
  readonly seed: number;
  /** PEM, for clients to trust. */
  readonly certificate: string;
};

const describeWorld = ({ world }: Simulator) => ({
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
      appId === undefined || secret === undefined
        ? []
        : [{ tenantId, displayName, clientId: appId, clientSecret: secret }],
  ),
});
