import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { K3sNode } from './k3sNode';
import { quoteSh } from '../../src/core/shell/quote';

/** As ssh and scp take their words: options, `--`, where to, what. What they were given is noted. */
const ssh = `#!/bin/bash
record ssh "$@"
while getopts tp: option; do
  if [ "$option" = '?' ]; then exit 255; fi
done
shift $OPTIND
cd "$MACHINE/home" || exit 255
exec env PATH="$MACHINE/bin:$MACHINE/node/bin:$PATH" HOME="$MACHINE/home" \\
  NODE="$MACHINE/node" K3S_NODE_ROOT="$MACHINE/node" sh -c "$*"
`;

const scp = `#!/bin/bash
record scp "$@"
while getopts qP: option; do
  if [ "$option" = '?' ]; then exit 255; fi
done
shift $((OPTIND - 1))
cp -p "$1" "$MACHINE/home/\${2##*:}"
`;

/** Notes that it was asked, and makes a root of whom it runs the program for. */
const sudo = `#!/bin/sh
printf 'sudo %s\\n' "$*" | head -n 1 >>"$MACHINE/said"
[ ! -e "$MACHINE/refuses" ] || exit 1
AS_ROOT=yes exec "$@"
`;

const id = `#!/bin/sh
if [ "\${AS_ROOT:-}" = yes ] || [ -e "$MACHINE/is-root" ]; then echo 0; else echo 1000; fi
`;

export interface SshMachineOptions {
  /** Who signs in there. */
  readonly user?: 'root' | 'iot';
  /** By which k3s runs there. */
  readonly config?: string;
}

/** A machine that stand-ins for ssh and scp lead to; it is a k3s node. */
export class SshMachine {
  readonly node: K3sNode;

  constructor(
    private readonly root: string,
    { user = 'iot', config }: SshMachineOptions = {},
  ) {
    mkdirSync(join(root, 'home'), { recursive: true });
    this.node = new K3sNode(join(root, 'node'), config);
    this.program('path/ssh', ssh);
    this.program('path/scp', scp);
    this.program('bin/sudo', sudo);
    this.program('bin/id', id);
    if (user === 'root') this.mark('is-root');
  }

  /** For the PATH of whoever is to reach it. */
  get programs(): string {
    return join(this.root, 'path');
  }

  /** From now on: `refuses`: its sudo does. */
  mark(what: 'is-root' | 'refuses'): void {
    writeFileSync(join(this.root, what), '');
  }

  /** What lies in the user's folder there. */
  get home(): readonly string[] {
    return readdirSync(join(this.root, 'home'));
  }

  /** What its sudo was asked. */
  get asked(): readonly string[] {
    const file = join(this.root, 'said');
    return existsSync(file) ? readFileSync(file, 'utf8').trimEnd().split('\n') : [];
  }

  /** Each call: the program's name, then its words as they arrived. */
  get calls(): readonly (readonly string[])[] {
    const file = join(this.root, 'calls');
    if (!existsSync(file)) return [];
    const calls = readFileSync(file, 'utf8').split('\0\0').slice(0, -1);
    return calls.map((call) => call.split('\0'));
  }

  private program(path: string, text: string): void {
    const file = join(this.root, path);
    mkdirSync(join(file, '..'), { recursive: true });
    const [first = '', ...rest] = text.split('\n');
    const beginning = [
      `export MACHINE=${quoteSh(this.root)}`,
      `record() { { printf '%s\\0' "$@"; printf '\\0'; } >>"$MACHINE/calls"; }`,
    ];
    writeFileSync(file, [first, ...beginning, ...rest].join('\n'));
    chmodSync(file, 0o755);
  }
}
