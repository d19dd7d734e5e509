import { parseArgs } from 'node:util';

export const usage = `Usage: npm run simulator -- [options]

  --port N          port on 127.0.0.1; 0, the default, takes any free one
  --scenario NAME   factory (default), ready or fleet:N
  --seed N          the same seed gives the same ids; default 1
  --speed N         how many times faster than real time it runs; default 1
  --latency MS      how long an answer takes, in simulated ms; default 0
  --tls-cert FILE   certificate (PEM); without it one is made and thrown away
  --tls-key FILE    its key (PEM)
  --requests FILE   append a JSON line for each request with its answer, without secrets
  --help            this text`;

/** The command cannot be carried out as it was given. The message is one line. */
export class UsageError extends Error {}

export interface CommandLine {
  readonly isHelpWanted: boolean;
  readonly port: number;
  readonly scenario: string | undefined;
  readonly seed: number;
  /** How many times faster than real time the simulated clock runs. */
  readonly speed: number;
  /** Simulated. */
  readonly latencyMs: number;
  /** Paths of PEM files. */
  readonly tls: { readonly certFile: string; readonly keyFile: string } | undefined;
  readonly requestsFile: string | undefined;
}

/**
 * Reads the arguments that follow the program's name. Whether scenario and files exist is not looked
 * at.
 *
 * @throws {UsageError} an option that there is not, a value out of its range, half a pair
 */
export function readCommandLine(args: readonly string[]): CommandLine {
  const options = parse(args);
  const certFile = options['tls-cert'];
  const keyFile = options['tls-key'];
  if ((certFile === undefined) !== (keyFile === undefined)) {
    throw new UsageError('--tls-cert and --tls-key go together.');
  }
  return {
    isHelpWanted: options.help ?? false,
    port: wholeNumber('port', options.port ?? '0', 65_535),
    scenario: options.scenario,
    seed: wholeNumber('seed', options.seed ?? '1', 2 ** 32 - 1),
    speed: numberBetween('speed', options.speed ?? '1', 0.01, 10_000),
    latencyMs: wholeNumber('latency', options.latency ?? '0', 60_000),
    tls: certFile === undefined || keyFile === undefined ? undefined : { certFile, keyFile },
    requestsFile: options.requests,
  };
}

function parse(args: readonly string[]) {
  const text = { type: 'string' } as const;
  try {
    return parseArgs({
      args: [...args],
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
    // Node goes on, in further lines, about how to write values that begin with a dash.
    const [firstLine = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
    throw new UsageError(firstLine);
  }
}

function numberBetween(name: string, text: string, low: number, high: number): number {
  const number = Number(text);
  if (text.trim() !== '' && number >= low && number <= high) return number;
  throw new UsageError(`--${name} takes a number from ${low} to ${high}.`);
}

function wholeNumber(name: string, text: string, high: number): number {
  const number = numberBetween(name, text, 0, high);
  if (Number.isInteger(number)) return number;
  throw new UsageError(`--${name} takes a whole number.`);
}
