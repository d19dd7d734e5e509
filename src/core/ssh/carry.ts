import { quotePowerShell, quoteSh } from '../shell/quote';
import type { SshHost } from './parseHost';

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

/** A script that needs root, as it is carried to another machine: it sees to that there by itself. */
export const toCarried = (script: string): string => beginning + script;

export interface Carried {
  /** The script on this machine, with its whole path. */
  readonly file: string;
  /** What it is called on the other one, in the user's own folder: letters, digits, `.` and `-`. */
  readonly name: string;
  readonly host: SshHost;
}

/** The words of the two programs. Nothing behind `--` is an option, whatever it begins with. */
function toWords({ file, name, host }: Carried) {
  const user = host.user === undefined ? '' : `${host.user}@`;
  const port = (option: string) => (host.port === undefined ? [] : [option, String(host.port)]);
  // A colon would end the host for scp.
  const place = host.name.includes(':') ? `[${host.name}]` : host.name;
  return {
    copy: ['-q', ...port('-P'), '--', file, `${user}${place}:${name}`],
    run: ['-t', ...port('-p'), '--', `${user}${host.name}`, 'sh', name],
  };
}

/**
 * A line for a POSIX shell that copies the script to the other machine and runs it there, in a terminal
 * in which sudo can ask. It ends as the script does.
 */
export function carryBySh(carried: Carried): string {
  const { copy, run } = toWords(carried);
  const line = (program: string, words: readonly string[]): string =>
    [program, ...words.map(quoteSh)].join(' ');
  return `${line('scp', copy)} && ${line('ssh', run)}`;
}

/** What PowerShell takes as it is. What begins with a hyphen and has a dot it would take apart. */
const plain = /^(?:--?[a-z]?|[a-z][\w.-]*|\d+)$/i;

/** The same for PowerShell, which has no `&&` in Windows' own version. */
export function carryByPowerShell(carried: Carried): string {
  const { copy, run } = toWords(carried);
  const line = (program: string, words: readonly string[]): string =>
    [program, ...words.map((word) => (plain.test(word) ? word : quotePowerShell(word)))].join(' ');
  return `${line('scp', copy)}; if ($?) { ${line('ssh', run)} }`;
}
