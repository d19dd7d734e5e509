import { spawnSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, connect, type AddressInfo, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { realClock } from '../../../src/azure/clock';
import type { Clock, KubernetesContext } from '../../../src/core/ports';
import { createKubernetes } from '../../../src/kubernetes/kubernetes';
import {
  createAuthorities,
  json,
  startKubernetesApi,
  type Authorities,
  type KubernetesApiOptions,
} from '../../fakes/kubernetesApi';
import { RecordingLog } from '../../fakes/recordingLog';

const path = '/.well-known/openid-configuration';
const issuer = 'https://issuer.example/a';
const { signal } = new AbortController();

let authorities: Authorities;
let folder: string;
beforeAll(async () => {
  authorities = await createAuthorities();
  folder = await mkdtemp(join(tmpdir(), 'kubeconfig-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const base64 = (text: string) => Buffer.from(text).toString('base64');
const start = (options: Partial<KubernetesApiOptions> = {}) =>
  startKubernetesApi({ authorities, ...options });

/** Time that stands still, but for waits of `dueMs`: they are over at once. */
const dueAt = (dueMs: number): Clock => ({
  now: () => 0,
  sleep: (ms, stop) =>
    ms === dueMs
      ? Promise.resolve()
      : new Promise((_, reject) => {
          stop?.addEventListener('abort', () => {
            reject(new Error('stopped'));
          });
        }),
});

let files = 0;

/** Writes a kubeconfig file with one context and reads it as the product does. */
async function contextOf(
  cluster: Record<string, unknown>,
  user: Record<string, unknown>,
  options: { clock?: Clock; env?: Record<string, string>; log?: RecordingLog } = {},
): Promise<KubernetesContext> {
  const file = join(folder, `config-${(files += 1)}`);
  await writeFile(
    file,
    JSON.stringify({
      contexts: [{ name: 'plant', context: { cluster: 'c', user: 'u' } }],
      clusters: [{ name: 'c', cluster }],
      users: [{ name: 'u', user }],
    }),
  );
  const { clock = realClock, env = {}, log = new RecordingLog() } = options;
  const { contexts } = await createKubernetes({
    clock,
    log,
    env: { PATH: process.env['PATH'], ...env },
    home: folder,
  }).read(file);
  const [context] = contexts;
  if (!context) throw new Error('The file has no context.');
  return context;
}

async function ask(...of: Parameters<typeof contextOf>) {
  const context = await contextOf(...of);
  return context.open(context.demands).get(path, { signal });
}

const trusted = (url: string) => ({
  server: url,
  'certificate-authority-data': base64(authorities.ca.cert),
});
const admin = () => ({
  'client-certificate-data': base64(authorities.client.cert),
  'client-key-data': base64(authorities.client.key),
});
const document = { kind: 'answered', status: 200, body: { issuer } };

/** A program in the folder that prints what it is given. */
async function program(name: string, script: string): Promise<string> {
  const file = join(folder, name);
  await writeFile(file, `#!${process.execPath}\n${script}\n`);
  await chmod(file, 0o700);
  return `./${name}`;
}

const exec = (command: string, more: Record<string, unknown> = {}) => ({
  exec: { apiVersion: 'client.authentication.k8s.io/v1', command, ...more },
});
const credential = (status: unknown, apiVersion = 'client.authentication.k8s.io/v1') =>
  `console.log(${JSON.stringify(JSON.stringify({ kind: 'ExecCredential', apiVersion, status }))})`;

describe('an API server is asked', () => {
  it('with a client certificate held by the file', async () => {
    await using api = await start();
    expect(await ask(trusted(api.url), admin())).toEqual(document);
    expect(api.requests).toMatchObject([{ path, who: 'certificate admin' }]);
  });

  it('with certificates and key in files beside it', async () => {
    await using api = await start();
    await Promise.all([
      writeFile(join(folder, 'ca.crt'), authorities.ca.cert),
      writeFile(join(folder, 'me.crt'), authorities.client.cert),
      writeFile(join(folder, 'me.key'), authorities.client.key),
    ]);
    const answer = await ask(
      { server: api.url, 'certificate-authority': 'ca.crt' },
      { 'client-certificate': 'me.crt', 'client-key': join(folder, 'me.key') },
    );
    expect(answer).toEqual(document);
    expect(api.requests[0]?.who).toBe('certificate admin');
  });

  it.each([
    ['a token', { token: 'sesame' }, 'token sesame'],
    ['a user name and password', { username: 'me', password: 'pw' }, 'me'],
  ])('with %s', async (_, user, who) => {
    await using api = await start({ tokens: ['sesame'] });
    expect(await ask(trusted(api.url), user)).toEqual(document);
    expect(api.requests[0]?.who).toBe(who);
  });

  it('with a token from a file, read when it is needed', async () => {
    await using api = await start({ tokens: ['fresh'] });
    const context = await contextOf(trusted(api.url), { tokenFile: 'token' });
    await writeFile(join(folder, 'token'), 'fresh\n');
    expect(await context.open([]).get(path, { signal })).toEqual(document);
    await writeFile(join(folder, 'token'), 'two\nlines');
    expect(await context.open([]).get(path, { signal })).toMatchObject({
      kind: 'failed',
      because: expect.stringContaining('not one word') as string,
    });
  });

  it('on behalf of whom the file names', async () => {
    await using api = await start({ tokens: ['t'] });
    await ask(trusted(api.url), { token: 't', as: 'jane', 'as-groups': ['ops', 'dev'] });
    expect(api.requests[0]?.headers).toMatchObject({
      'impersonate-user': 'jane',
      'impersonate-group': 'ops, dev',
    });
  });

  it('below the path of a gateway', async () => {
    await using api = await start({ tokens: ['t'] });
    await ask(trusted(`${api.url}/k8s/clusters/c-1/`), { token: 't' });
    expect(api.requests[0]?.path).toBe(`/k8s/clusters/c-1${path}`);
  });

  it('by the name that its certificate has', async () => {
    await using api = await start({ tokens: ['t'] });
    const byName = (name: string) =>
      ask({ ...trusted(api.url), 'tls-server-name': name }, { token: 't' });
    expect(await byName('kubernetes')).toEqual(document);
    expect(await byName('other.example')).toMatchObject({
      because: expect.stringContaining('names another host') as string,
    });
    expect(api.requests).toHaveLength(1);
  });

  it('without credentials only to hear that it does not know them', async () => {
    await using api = await start();
    expect(await ask(trusted(api.url), {})).toMatchObject({ kind: 'answered', status: 401 });
    expect(await ask(trusted(api.url), { token: 'wrong' })).toMatchObject({ status: 401 });
  });
});

describe('nothing of a context leaves', () => {
  it('for a server of another authority', async () => {
    await using api = await start({ tokens: ['hush'] });
    const other = {
      server: api.url,
      'certificate-authority-data': base64(authorities.stranger.cert),
    };
    for (const cluster of [other, { server: api.url }]) {
      expect(await ask(cluster, { token: 'hush' })).toMatchObject({
        kind: 'failed',
        because: expect.stringContaining('not from the authority') as string,
      });
    }
    expect(api.requests).toEqual([]);
  });

  it('for an unchecked server before the user agreed', async () => {
    await using api = await start({ tokens: ['t'] });
    const context = await contextOf(
      { server: api.url, 'insecure-skip-tls-verify': true },
      { token: 't' },
    );
    expect(context.demands).toEqual([{ kind: 'unverified' }]);
    expect(await context.open([]).get(path, { signal })).toMatchObject({ kind: 'failed' });
    // As good as it looks: what counts is the very demand that was shown.
    expect(await context.open([{ kind: 'unverified' }]).get(path, { signal })).toMatchObject({
      kind: 'failed',
    });
    expect(api.requests).toEqual([]);
    expect(await context.open(context.demands).get(path, { signal })).toEqual(document);
  });

  it('into the log', async () => {
    await using api = await start({ tokens: ['hush-token'] });
    const log = new RecordingLog();
    await ask(trusted(api.url), { token: 'hush-token' }, { log });
    await ask(trusted('https://127.0.0.1:1'), { token: 'hush-token' }, { log });
    expect(log.lines).toHaveLength(2);
    expect(log.lines[0]).toContain(`GET ${api.url}${path} 200`);
    expect(log.lines.join('\n')).not.toContain('hush');
  });

  it('to where a redirect leads', async () => {
    await using other = await start({ tokens: ['t'] });
    await using api = await start({
      tokens: ['t'],
      answer: (_, response) => {
        response.writeHead(302, { location: `${other.url}${path}` }).end();
      },
    });
    expect(await ask(trusted(api.url), { token: 't' })).toMatchObject({
      kind: 'answered',
      status: 302,
    });
    expect(other.requests).toEqual([]);
  });
});

describe('asking ends', () => {
  it('when no answer comes in time', async () => {
    await using api = await start({ tokens: ['t'], answer: () => undefined });
    const clock = dueAt(5_000);
    expect(await ask(trusted(api.url), { token: 't' }, { clock })).toEqual({
      kind: 'failed',
      because: `127.0.0.1:${api.port} did not answer in time.`,
    });
  });

  it('when the answer trickles', async () => {
    await using api = await start({
      tokens: ['t'],
      answer: (_, response) => {
        response.writeHead(200);
        response.write('{');
      },
    });
    const slow: Clock = { now: () => 0, sleep: (_, stop) => realClock.sleep(150, stop) };
    expect(await ask(trusted(api.url), { token: 't' }, { clock: slow })).toMatchObject({
      because: expect.stringContaining('in time') as string,
    });
  });

  it('when the answer is larger than it can be', async () => {
    await using api = await start({
      tokens: ['t'],
      answer: (_, response) => {
        json(response, 200, { issuer, filling: 'x'.repeat(70_000) });
      },
    });
    expect(await ask(trusted(api.url), { token: 't' })).toMatchObject({
      because: expect.stringContaining('too large') as string,
    });
  });

  it('when the user has had enough', async () => {
    const abort = new AbortController();
    await using api = await start({
      tokens: ['t'],
      answer: () => {
        abort.abort(new Error('enough'));
      },
    });
    const context = await contextOf(trusted(api.url), { token: 't' });
    await expect(context.open([]).get(path, { signal: abort.signal })).rejects.toThrow('enough');
    await expect(context.open([]).get(path, { signal: abort.signal })).rejects.toThrow('enough');
  });

  it.each([
    ['nobody listens', 'https://127.0.0.1:1', 'refused the connection'],
    ['the name is unknown', 'https://nowhere.invalid', 'was not found'],
  ])('when %s', async (_, url, words) => {
    expect(await ask(trusted(url), { token: 't' })).toMatchObject({
      because: expect.stringContaining(words) as string,
    });
  });

  it('with an answer that is no JSON', async () => {
    await using api = await start({
      tokens: ['t'],
      answer: (_, response) => {
        response.end('<html>');
      },
    });
    expect(await ask(trusted(api.url), { token: 't' })).toEqual({
      kind: 'answered',
      status: 200,
      body: undefined,
    });
  });

  it.each([
    ['a file that is not there', { tokenFile: 'gone' }, 'cannot be read'],
    ['a folder', { tokenFile: '.' }, 'is not a file'],
    ['an endless file', { tokenFile: '/dev/zero' }, 'is not a file'],
    ['a key that is none', { 'client-certificate-data': 'QQ==', 'client-key-data': 'QQ==' }, 'key'],
  ])('before it began with %s', async (_, user, words) => {
    await using api = await start();
    expect(await ask(trusted(api.url), user)).toMatchObject({
      kind: 'failed',
      because: expect.stringContaining(words) as string,
    });
    expect(api.requests).toEqual([]);
  });

  it('with a certificate whose key is another’s', async () => {
    await using api = await start();
    const answer = await ask(trusted(api.url), {
      ...admin(),
      'client-key-data': base64(authorities.stranger.key),
    });
    expect(answer).toMatchObject({ because: expect.stringContaining('do not belong') as string });
  });
});

describe('a program that gives credentials', () => {
  it('is shown first, and does not run before the user agreed', async () => {
    await using api = await start({ tokens: ['t'] });
    const command = await program(
      'touch',
      `require('node:fs').writeFileSync(${JSON.stringify(join(folder, 'ran'))}, '');${credential({ token: 't' })}`,
    );
    const context = await contextOf(trusted(api.url), exec(command, { args: ['--for', 'a b'] }));
    const line = `${join(folder, 'touch')} --for 'a b'`;
    expect(context.demands).toEqual([{ kind: 'program', line }]);
    expect(await context.open([]).get(path, { signal })).toMatchObject({ kind: 'failed' });
    expect(spawnSync('ls', [join(folder, 'ran')]).status).not.toBe(0);
    expect(await context.open(context.demands).get(path, { signal })).toEqual(document);
    expect(spawnSync('ls', [join(folder, 'ran')]).status).toBe(0);
  });

  it.each(['client.authentication.k8s.io/v1', 'client.authentication.k8s.io/v1beta1'])(
    'gives a token in version %s, and runs once for all questions',
    async (apiVersion) => {
      await using api = await start({ tokens: ['given'] });
      const runs = join(folder, 'runs');
      await rm(runs, { force: true });
      const command = await program(
        'login',
        `require('node:fs').appendFileSync(${JSON.stringify(runs)}, 'x');${credential({ token: 'given' }, apiVersion)}`,
      );
      const context = await contextOf(trusted(api.url), {
        exec: { apiVersion, command },
      });
      const opened = context.open(context.demands);
      await opened.get(path, { signal });
      expect(await opened.get(path, { signal })).toEqual(document);
      expect(spawnSync('cat', [runs]).stdout.toString()).toBe('x');
    },
  );

  it('gives a certificate with its key', async () => {
    await using api = await start();
    const { cert, key } = authorities.client;
    const command = await program(
      'certificate',
      credential({ clientCertificateData: cert, clientKeyData: key }),
    );
    expect(await ask(trusted(api.url), exec(command))).toEqual(document);
    expect(api.requests[0]?.who).toBe('certificate admin');
  });

  it('is told what it is asked for, and which cluster for if it wants to know', async () => {
    await using api = await start({ tokens: ['t'] });
    const told = join(folder, 'told');
    const command = await program(
      'curious',
      `require('node:fs').writeFileSync(${JSON.stringify(told)}, process.env.KUBERNETES_EXEC_INFO + process.env.PLANT);${credential({ token: 't' })}`,
    );
    const env = [{ name: 'PLANT', value: 'lyon' }];
    const read = () => spawnSync('cat', [told]).stdout.toString();
    await ask(trusted(api.url), exec(command, { env }));
    expect(read()).toBe(
      '{"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1","spec":{"interactive":false}}lyon',
    );
    await ask(trusted(api.url), exec(command, { env, provideClusterInfo: true }));
    expect(read()).toContain(`"server":"${api.url}"`);
    expect(read()).toContain(base64(authorities.ca.cert));
  });

  it.each([
    ['is not there', './gone', undefined, 'is not on this machine'],
    ['is not there by name', 'no-such-program-of-ours', undefined, 'is not on this machine'],
    [
      'fails',
      'failing',
      'console.error("hush"); process.exit(3)',
      'ended without credentials (code 3)',
    ],
    ['prints words', 'wordy', 'console.log("hush")', 'are no credentials'],
    ['prints another version', 'old', credential({ token: 't' }, 'v0'), 'are no credentials'],
    ['prints half of a pair', 'half', credential({ clientKeyData: 'k' }), 'are no credentials'],
    ['prints a header', 'header', credential({ token: 'a\nX-Evil: 1' }), 'not one word'],
    ['prints without end', 'endless', 'console.log("x".repeat(1e6))', 'more than credentials'],
  ])('that %s is no help, and its words stay its own', async (_, name, script, words) => {
    await using api = await start({ tokens: ['t'] });
    const command = script === undefined ? name : await program(name, script);
    const log = new RecordingLog();
    const answer = await ask(trusted(api.url), exec(command), { log });
    expect(answer).toMatchObject({
      kind: 'failed',
      because: expect.stringContaining(words) as string,
    });
    expect(JSON.stringify(answer) + log.lines.join('\n')).not.toContain('hush');
    expect(api.requests).toEqual([]);
  });

  it('is stopped when it takes too long', async () => {
    await using api = await start({ tokens: ['t'] });
    const command = await program('sleepy', 'setTimeout(() => undefined, 60_000)');
    expect(await ask(trusted(api.url), exec(command), { clock: dueAt(15_000) })).toMatchObject({
      because: 'The program ./sleepy did not end in time.',
    });
  });

  it('finds the end of its input when it asks something', async () => {
    await using api = await start({ tokens: ['typed:'] });
    const command = await program(
      'asking',
      `let all = ''; process.stdin.on('data', (text) => { all += text; }).on('end', () => {
        console.log(JSON.stringify({ kind: 'ExecCredential', apiVersion: 'client.authentication.k8s.io/v1', status: { token: 'typed:' + all } }));
      });`,
    );
    expect(await ask(trusted(api.url), exec(command))).toEqual(document);
  });
});

/** A proxy that leads anywhere; notes what it was asked. */
async function startProxy(status = 200) {
  const asked: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.once('data', (head) => {
      asked.push(head.toString());
      const [, host = '', port = ''] = /^CONNECT (.+):(\d+) /.exec(head.toString()) ?? [];
      socket.write(`HTTP/1.1 ${status} Said\r\n\r\n`);
      if (status !== 200) {
        socket.end();
        return;
      }
      const onward = connect(Number(port), host);
      sockets.add(onward);
      socket.pipe(onward).pipe(socket);
      for (const each of [socket, onward]) each.on('error', () => undefined);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    asked,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    [Symbol.asyncDispose]: () =>
      new Promise<void>((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => {
          resolve();
        });
      }),
  };
}

describe('a proxy', () => {
  it('that kubeconfig names is gone through, and sees nothing of what is said', async () => {
    await using api = await start();
    await using proxy = await startProxy();
    const url = proxy.url.replace('//', '//me:p%40w@');
    expect(await ask({ ...trusted(api.url), 'proxy-url': url }, admin())).toEqual(document);
    expect(api.requests[0]?.who).toBe('certificate admin');
    expect(proxy.asked).toHaveLength(1);
    expect(proxy.asked[0]).toMatch(new RegExp(`^CONNECT 127.0.0.1:${api.port} HTTP/1.1\r\n`));
    expect(proxy.asked[0]).toContain(`proxy-authorization: Basic ${base64('me:p@w')}`);
  });

  it('that refuses is named', async () => {
    await using proxy = await startProxy(407);
    const cluster = { ...trusted('https://127.0.0.1:6443'), 'proxy-url': proxy.url };
    expect(await ask(cluster, { token: 't' })).toMatchObject({
      because: `The proxy ${proxy.url.slice(7)} answered with HTTP 407.`,
    });
  });

  it('that does not answer is not waited for', async () => {
    const silent = createServer(() => undefined);
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const { port } = silent.address() as AddressInfo;
    const cluster = {
      ...trusted('https://10.0.0.4:6443'),
      'proxy-url': `http://127.0.0.1:${port}`,
    };
    const clock: Clock = { now: () => 0, sleep: (_, stop) => realClock.sleep(100, stop) };
    expect(await ask(cluster, { token: 't' }, { clock })).toMatchObject({
      because: '10.0.0.4:6443 did not answer in time.',
    });
    silent.close();
  });
});

describe('kubeconfig files', () => {
  const tools = { clock: realClock, log: new RecordingLog() };
  const withContext = (name: string) =>
    `contexts: [{ name: ${name}, context: { cluster: c } }]\nclusters: [{ name: c, cluster: { server: "https://h" } }]`;

  it('are found where KUBECONFIG says, as one, and in the home folder', async () => {
    const home = await mkdtemp(join(folder, 'home-'));
    await mkdir(join(home, '.kube'));
    await Promise.all([
      writeFile(join(home, '.kube', 'config'), withContext('home')),
      writeFile(join(home, 'one'), withContext('one')),
      writeFile(join(home, 'two'), withContext('two')),
    ]);
    const env = {
      KUBECONFIG: [join(home, 'one'), join(home, 'gone'), join(home, 'two')].join(':'),
    };
    const found = await createKubernetes({ ...tools, env, home }).find();
    expect(found.slice(0, 2).map(({ contexts }) => contexts.map(({ name }) => name))).toEqual([
      ['one', 'two'],
      ['home'],
    ]);
    const again = await createKubernetes({
      ...tools,
      env: { KUBECONFIG: join(home, '.kube', 'config') },
      home,
    }).find();
    expect(again.filter(({ contexts }) => contexts[0]?.name === 'home')).toHaveLength(1);
  });

  it('that are absent or make no sense say so', async () => {
    const home = await mkdtemp(join(folder, 'home-'));
    const kubernetes = createKubernetes({ ...tools, env: {}, home });
    expect(await kubernetes.read(join(home, 'gone'))).toMatchObject({
      contexts: [],
      problem: `${join(home, 'gone')} is not there.`,
    });
    await writeFile(join(home, 'bad'), 'a: [');
    expect((await kubernetes.read(join(home, 'bad'))).problem).toContain('is not YAML');
    await writeFile(join(home, 'huge'), 'x'.repeat(5 * 1024 * 1024));
    expect((await kubernetes.read(join(home, 'huge'))).problem).toContain('too large');
  });

  it('with a context that can’t be used open nothing', async () => {
    const context = await contextOf({ server: 'http://10.0.0.4' }, {});
    expect(context.problem).toBe('its server is not an https address');
    expect(await context.open(context.demands).get(path, { signal })).toEqual({
      kind: 'failed',
      because: 'its server is not an https address',
    });
  });
});
