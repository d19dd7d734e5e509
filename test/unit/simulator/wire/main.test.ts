import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

let folder: string;
let program: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'simulator-'));
  program = join(folder, 'main.cjs');
  await build({
    entryPoints: [join(import.meta.dirname, '../../../../src/simulator/main.ts')],
    ...{ bundle: true, platform: 'node', format: 'cjs', outfile: program },
  });
});
afterAll(() => rm(folder, { recursive: true }));

const start = (...args: readonly string[]) =>
  spawn(process.execPath, [program, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });

async function outcomeOf(child: ReturnType<typeof start>) {
  const [stdout, stderr, exit] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'exit') as Promise<[code: number | null]>,
  ]);
  return { code: exit[0], stdout, stderr };
}

describe('the process of the simulator', () => {
  it('prints one line when it is ready, and ends when it is told to', async () => {
    const child = start('--scenario', 'ready');
    const ended = outcomeOf(child);
    const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
    expect(Object.keys(JSON.parse(line) as object)).toEqual([
      'url',
      'port',
      'scenario',
      'seed',
      'tenants',
      'subscriptions',
      'servicePrincipals',
      'certificate',
    ]);
    child.kill('SIGTERM');
    // Windows has no signal that could be listened to.
    const code = process.platform === 'win32' ? null : 0;
    expect(await ended).toEqual({ code, stdout: `${line}\n`, stderr: '' });
  });

  it.each(['--nope', '--requests=/no/such/folder/file'])(
    'says in one line what is wrong with %s',
    async (option) => {
      const { code, stdout, stderr } = await outcomeOf(start(option));
      expect([code, stdout]).toEqual([2, '']);
      expect(stderr).toMatch(/^[^\n]+\n$/);
    },
  );

  it('names its options', async () => {
    const { code, stdout } = await outcomeOf(start('--help'));
    expect(code).toBe(0);
    for (const option of ['port', 'scenario', 'seed', 'tls-cert', 'tls-key', 'requests']) {
      expect(stdout).toContain(`--${option} `);
    }
  });
});
