import { quotePowerShell, quoteSh } from '../shell/quote';
import type { SshHost } from './parseHost';

/** Runs its argument as root, by sudo where that is needed. */
const starter = 'if [ "$(id -u)" = 0 ]; then exec sh -c "$1"; else exec sudo sh -c "$1"; fi';

/** A script that needs root, as the command that a POSIX shell on another machine is given. */
export const toCommand = (script: string): string =>
  `exec sh -c ${quoteSh(starter)} sh ${quoteSh(script)}\n`;

const beginning = `#!/bin/sh
# Runs the script below as root, by sudo where that is needed, and removes this file afterwards.
if [ "\${1:-}" != as-root ]; then
  trap : HUP INT TERM
  if [ "$(id -u)" = 0 ]; then
    sh "$0" as-root
  else
    sudo sh "$0" as-root
  fi
  status=$?
  rm -f "$0"
  exit "$status"
fi

`;

/** The same as a file on another machine, which sees to that there by itself. */
export const toCarried = (script: string): string => beginning + script;

export interface Carried {
  /** The script on this machine, with its whole path. */
  readonly file: string;
  /** What it is called on the other one, in the user's own folder: letters, digits, `.` and `-`. */
  readonly name: string;
  readonly host: SshHost;
}

const atHost = ({ user }: SshHost, place: string): string =>
  user === undefined ? place : `${user}@${place}`;

const portOf = ({ port }: SshHost, option: string): readonly string[] =>
  port === undefined ? [] : [option, String(port)];

/** Nothing behind `--` is an option, whatever it begins with. */
const toHost = (host: SshHost): readonly string[] => [
  '-t',
  ...portOf(host, '-p'),
  '--',
  atHost(host, host.name),
];

/**
 * A line for a POSIX shell that gives the other machine what is in the file as its command, in a
 * terminal in which sudo can ask: one connection, and nothing is left there. It ends as the command
 * does.
 */
export const sendBySh = ({ file, host }: Pick<Carried, 'file' | 'host'>): string =>
  `ssh ${toHost(host).map(quoteSh).join(' ')} "$(cat ${quoteSh(file)})"`;

/** What PowerShell takes as it is. What begins with a hyphen and has a dot it would take apart. */
const plain = /^(?:--?[a-z]?|[a-z][\w.-]*|\d+)$/i;

/**
 * A line for PowerShell that copies the script to the other machine and runs it there: Windows' own
 * version hands no quotation marks on, and knows no `&&`.
 */
export function carryByPowerShell({ file, name, host }: Carried): string {
  const line = (program: string, words: readonly string[]): string =>
    [program, ...words.map((word) => (plain.test(word) ? word : quotePowerShell(word)))].join(' ');
  // A colon would end the host for scp.
  const place = atHost(host, host.name.includes(':') ? `[${host.name}]` : host.name);
  const copy = line('scp', ['-q', ...portOf(host, '-P'), '--', file, `${place}:${name}`]);
  return `${copy}; if ($?) { ${line('ssh', [...toHost(host), 'sh', name])} }`;
}
