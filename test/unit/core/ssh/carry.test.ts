import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createScript } from '../../../../src/core/k3s/script';
import { carryByPowerShell, sendBySh, toCarried, toCommand } from '../../../../src/core/ssh/carry';
import { quoteSh } from '../../../../src/core/shell/quote';
import type { SshHost } from '../../../../src/core/ssh/parseHost';
import { hostileNames } from '../../../fakes/hostileNames';
import { evaluate } from '../../../fakes/powerShell';
import { SshMachine, type SshMachineOptions } from '../../../fakes/sshMachine';

const issuer = 'https://weu.oic.prod-arc.azure.com/7f1c/2b9d/';
const script = createScript({ clusterName: 'arc-berlin-01', issuer });
const name = 'k3s-api-server-0f.sh';
const host: SshHost = { name: 'plant-1' };

let folder = '';
let machines = 0;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ssh-machine-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const strangeHosts: readonly SshHost[] = [
  { name: 'fe80::1%eth0', user: 'iot', port: 2222 },
  { name: '10.0.0.5', user: 'anna@corp.example' },
  ...['-oProxyCommand=id', "a'b", '$(id)', '`id`', 'a b', 'a;id', '*', '=ls'].map((each) => ({
    name: each,
  })),
];

const aMachine = (options?: SshMachineOptions) =>
  new SshMachine(join(folder, String(++machines)), options);

/** Puts the text into a file of that name, and runs the line for it as a terminal would. */
function run(
  machine: SshMachine,
  text: string,
  lineOf: (file: string) => string,
  { fileName = 'script.sh', shell = 'sh' } = {},
) {
  const file = join(folder, `from-${machines}`, fileName);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text, { mode: 0o700 });
  const { status, stdout, stderr } = spawnSync(shell, ['-c', lineOf(file)], {
    encoding: 'utf8',
    env: { ...process.env, PATH: `${machine.programs}:${process.env['PATH'] ?? ''}` },
  });
  return { file, status, said: stdout, warned: stderr };
}

/** The script goes there as the command. */
const send = (
  machine: SshMachine,
  text: string,
  { to = host, ...options }: { to?: SshHost; fileName?: string; shell?: string } = {},
) => run(machine, toCommand(text), (file) => sendBySh({ file, host: to }), options);

/** As the line for PowerShell does it: the script goes there as a file. */
const carry = (machine: SshMachine, text: string) =>
  run(
    machine,
    toCarried(text),
    (file) => `scp -q -- ${quoteSh(file)} plant-1:${name} && ssh -t -- plant-1 sh ${name}`,
  );

describe('a script that is sent to another machine', () => {
  it('configures that node as root, by sudo, over one connection, and leaves nothing there', () => {
    const machine = aMachine({ config: 'debug: true\n' });
    const { status, said, warned } = send(machine, script);
    expect(warned).toBe('');
    expect(status).toBe(0);
    expect(said).toContain(`The API server signs with ${issuer}`);
    expect(machine.node.config).toContain(`service-account-issuer=${issuer}`);
    expect(machine.asked).toEqual(['sudo sh -c #!/bin/sh']);
    expect(machine.home).toEqual([]);
    const command = toCommand(script).trimEnd();
    expect(machine.calls).toEqual([['ssh', '-t', '--', 'plant-1', command]]);
    // Linux takes no longer word of a command.
    expect(command.length).toBeLessThan(100_000);
  });

  it('does without sudo where root signs in', () => {
    const machine = aMachine({ user: 'root' });
    expect(send(machine, script).status).toBe(0);
    expect(machine.node.config).toContain(issuer);
    expect(machine.asked).toEqual([]);
  });

  it('changes nothing when sudo refuses', () => {
    const machine = aMachine({ config: 'debug: true\n' });
    machine.mark('refuses');
    expect(send(machine, script).status).toBe(1);
    expect(machine.node.config).toBe('debug: true\n');
  });

  it.each(['root', 'iot'] as const)('ends as it ended there, where %s signs in', (user) => {
    expect(send(aMachine({ user }), 'exit 23\n').status).toBe(23);
  });

  it.each(['sh', 'bash'])('arrives byte for byte from any file, by %s', (shell) => {
    const names = [' ', "it's", '$(touch x)', '`id`', 'a"b', '!!', '-rf', 'a\\b', 'ü;&|<>*?'];
    const text = "#!/bin/sh\nprintf %s 'it''s $0 `id` \\ \u202e ü' \"$#\"\r\n!!\n";
    for (const fileName of names) {
      const machine = aMachine();
      send(machine, `exit 0\n${text}`, { fileName, shell });
      expect(machine.calls[0]?.at(-1)).toBe(toCommand(`exit 0\n${text}`).trimEnd());
      const shown = send(machine, 'printf %s "$*"; echo \'it is\'"\'s"', { fileName, shell });
      expect(shown.said).toBe("it is's\n");
    }
  });

  it('reaches a host as it is named, whatever that is', () => {
    for (const to of strangeHosts) {
      const machine = aMachine();
      expect(send(machine, 'exit 7\n', { to }).status).toBe(7);
      const user = to.user === undefined ? '' : `${to.user}@`;
      const [call = []] = machine.calls;
      expect(call.slice(-3, -1)).toEqual(['--', `${user}${to.name}`]);
      expect(call.slice(2, -3)).toEqual(to.port === undefined ? [] : ['-p', String(to.port)]);
    }
  });
});

describe('a script that is carried to another machine', () => {
  it('is what shellcheck lets pass', () => {
    const { status, stdout } = spawnSync('shellcheck', ['--shell=sh', '-'], {
      input: toCarried(script),
      encoding: 'utf8',
    });
    expect(stdout).toBe('');
    expect(status).toBe(0);
  });

  it('configures that node as root, by sudo, and is removed', () => {
    const machine = aMachine({ config: 'debug: true\n' });
    const { status, said, warned, file } = carry(machine, script);
    expect(warned).toBe('');
    expect(status).toBe(0);
    expect(said).toContain(`The API server signs with ${issuer}`);
    expect(machine.node.config).toContain(`service-account-issuer=${issuer}`);
    expect(machine.asked).toEqual([`sudo sh ${name} as-root`]);
    expect(machine.home).toEqual([]);
    expect(machine.calls).toEqual([
      ['scp', '-q', '--', file, `plant-1:${name}`],
      ['ssh', '-t', '--', 'plant-1', 'sh', name],
    ]);
  });

  it('does without sudo where root signs in', () => {
    const machine = aMachine({ user: 'root' });
    expect(carry(machine, script).status).toBe(0);
    expect(machine.node.config).toContain(issuer);
    expect(machine.asked).toEqual([]);
    expect(machine.home).toEqual([]);
  });

  it('is removed, and changes nothing, when sudo refuses', () => {
    const machine = aMachine({ config: 'debug: true\n' });
    machine.mark('refuses');
    expect(carry(machine, script).status).toBe(1);
    expect(machine.node.config).toBe('debug: true\n');
    expect(machine.home).toEqual([]);
  });

  it.each(['root', 'iot'] as const)('ends as it ended there, where %s signs in', (user) => {
    const machine = aMachine({ user });
    expect(carry(machine, 'exit 23\n').status).toBe(23);
    expect(machine.home).toEqual([]);
  });

  it('is removed when the user interrupts it', () => {
    const machine = aMachine();
    // A terminal interrupts both: the script, and the shell that waits for it.
    const { status } = carry(machine, 'kill -INT "$PPID"; kill -INT $$\n');
    expect(status).toBe(130);
    expect(machine.home).toEqual([]);
  });
});

describe('the line for PowerShell', () => {
  const file = "C:\\Users\\Anna O'Brien\\k3s.sh";

  it('copies, and runs only what was copied', () => {
    expect(
      carryByPowerShell({ file, name, host: { name: 'plant-1', user: 'iot', port: 2222 } }),
    ).toBe(
      `scp -q -P 2222 -- 'C:\\Users\\Anna O''Brien\\k3s.sh' 'iot@plant-1:${name}'; ` +
        `if ($?) { ssh -t -p 2222 -- 'iot@plant-1' sh ${name} }`,
    );
  });

  it('names a host as it is, whatever that is', () => {
    for (const text of [...hostileNames, '-oProxyCommand=a.b', '-a.b', '$env:x', '@a', '1..3']) {
      const line = carryByPowerShell({ file: 'x', name: 'y', host: { name: text } });
      const [, word = ''] = /if \(\$\?\) \{ ssh -t -- (.*) sh y \}$/.exec(line) ?? [];
      const isQuoted = /^['(]/.test(word);
      expect(isQuoted ? evaluate(word) : word).toBe(text);
      if (!isQuoted) expect(word).toMatch(/^(?:[a-z][\w.-]*|--?[a-z]?)$/i);
    }
  });
});
