import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

/** Notes each argument as bytes; of what it is told not to find it says so as az does. */
const program = (name: string): string => `#!/bin/bash
printf '%s\\0' "$#" ${name} "$@" >>"$RECORD"
for argument in "$@"; do
  if [[ $argument == show && " $* " != *--query=* && $FINDS == no ]]; then exit 3; fi
  if [[ $argument == "$FAILS_AT" ]]; then echo 'refused' >&2; exit 1; fi
done
if [[ " $* " == *--query=* ]]; then printf '%s\\r\\n' "$ANSWER"; fi
`;

export interface Ran {
  readonly status: number;
  readonly output: string;
  /** Each call: the program's name, then its arguments as they arrived. */
  readonly calls: readonly (readonly string[])[];
  /** What the script left in its folder beside its own file. */
  readonly files: readonly string[];
}

export interface World {
  /** Whether \`az … show\` finds what it is asked for. */
  readonly finds?: 'yes' | 'no';
  /** What a query answers. */
  readonly answer?: string;
  /** The word at which az fails. */
  readonly failsAt?: string;
}

/** The calls in a record: their number of arguments, then what they are. */
function toCalls(record: string): readonly (readonly string[])[] {
  const fields = record.split('\0').slice(0, -1);
  const calls: string[][] = [];
  for (let at = 0; at < fields.length;) {
    const length = Number(fields[at]) + 1;
    calls.push(fields.slice(at + 1, at + 1 + length));
    at += 1 + length;
  }
  return calls;
}

/** Runs a script with stand-ins for az and kubectl in front of everything on the path. */
export function runWithStandIns(
  [shell, ...args]: readonly [string, ...string[]],
  name: string,
  script: string,
  { finds = 'no', answer = 'answer', failsAt = '' }: World = {},
): Ran {
  const folder = mkdtempSync(join(tmpdir(), 'aio-script-'));
  const bin = mkdtempSync(join(tmpdir(), 'aio-bin-'));
  try {
    for (const each of ['az', 'kubectl']) {
      writeFileSync(join(bin, each), program(each));
      chmodSync(join(bin, each), 0o755);
    }
    // Waiting is not what is tested.
    writeFileSync(join(bin, 'sleep'), '#!/bin/sh\n');
    chmodSync(join(bin, 'sleep'), 0o755);
    writeFileSync(join(folder, name), script);
    const record = join(bin, 'record');
    let status = 0;
    let output = '';
    try {
      output = execFileSync(shell, [...args, join(folder, name)], {
        cwd: folder,
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'pipe'],
        env: {
          PATH: [bin, process.env['PATH']].join(delimiter),
          HOME: folder,
          RECORD: record,
          FINDS: finds,
          ANSWER: answer,
          FAILS_AT: failsAt,
        },
      });
    } catch (error) {
      const failed = error as { status: number; stdout: string; stderr: string };
      status = failed.status;
      output = failed.stdout + failed.stderr;
    }
    return {
      status,
      output,
      calls: existsSync(record) ? toCalls(readFileSync(record, 'utf8')) : [],
      files: readdirSync(folder).filter((file) => file !== name),
    };
  } finally {
    rmSync(folder, { recursive: true });
    rmSync(bin, { recursive: true });
  }
}
