import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { root } from '../../../scripts/process.mts';

const program = join(root, 'dist', 'tools', 'simulatorServer.js');

export interface SimulatorProcessOptions {
  readonly scenario: string;
  /** Simulated time passes so many times faster. */
  readonly speed: number;
  /** Where requests and answers are noted. */
  readonly requestsFile: string;
}

/** What the simulator says of itself when it is ready. */
interface Ready {
  readonly port: number;
  readonly tenants: readonly { readonly id: string; readonly displayName: string }[];
  /** PEM, to be trusted. */
  readonly certificate: string;
}

/** A line of the simulator's notes, as far as tests look at it. */
export interface NotedRequest {
  readonly method: string;
  readonly host: string;
  readonly path: string;
  readonly status: number;
}

/** The simulated Azure as a process of its own, by HTTPS on this machine. */
export interface SimulatorProcess extends AsyncDisposable, Ready {
  /** All requests so far, oldest first. */
  requests(): Promise<readonly NotedRequest[]>;
  /** The notes as they stand in the file. */
  notes(): Promise<string>;
}

export async function startSimulatorProcess({
  scenario,
  speed,
  requestsFile,
}: SimulatorProcessOptions): Promise<SimulatorProcess> {
  const child = spawn(
    process.execPath,
    [
      ...[program, '--scenario', scenario, '--speed', String(speed)],
      ...['--requests', requestsFile],
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const stop = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill();
    await ended;
  };
  const notes = (): Promise<string> => readFile(requestsFile, 'utf8').catch(() => '');
  for await (const line of createInterface({ input: child.stdout })) {
    return {
      ...(JSON.parse(line) as Ready),
      notes,
      requests: async () => {
        // The last line may be half written.
        const lines = (await notes()).split('\n').slice(0, -1);
        return lines.map((noted) => JSON.parse(noted) as NotedRequest);
      },
      [Symbol.asyncDispose]: stop,
    };
  }
  throw new Error('The simulator ended before it was ready.');
}
