import { X509Certificate } from 'node:crypto';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCertificate } from '../../../../src/simulator/certificate';
import { readCommandLine, UsageError } from '../../../../src/simulator/commandLine';
import { startProgram, type RunningProgram } from '../../../../src/simulator/program';
import { createSimulator } from '../../../../src/simulator/simulator';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'simulator-'));
});
afterAll(() => rm(folder, { recursive: true }));

const start = (...args: readonly string[]): Promise<RunningProgram> =>
  startProgram(readCommandLine(args));

interface Answer {
  readonly status: number | undefined;
  readonly text: string;
}

/** Asks the running program as a client does that trusts its certificate and knows its port. */
function ask(
  { ready }: RunningProgram,
  host: string,
  path: string,
  { method = 'GET', headers = {}, body = '' } = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request({
      ...{ host: '127.0.0.1', port: ready.port, path, method, servername: host },
      ca: ready.certificate,
      headers: { ...headers, host },
      agent: false,
    });
    sent.once('error', reject);
    sent.once('response', (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part: string) => (text += part));
      response.once('end', () => {
        resolve({ status: response.statusCode, text });
      });
    });
    sent.end(body);
  });
}

describe('the simulator as a program', () => {
  it('says where it is, what is in it and how to log in', async () => {
    await using program = await start('--scenario', 'ready', '--seed', '3');
    const { url, port, scenario, seed, tenants, subscriptions, servicePrincipals, certificate } =
      program.ready;
    expect({ url, scenario, seed }).toEqual({
      url: `https://127.0.0.1:${port}`,
      scenario: 'ready',
      seed: 3,
    });
    expect(subscriptions[0]?.tenantId).toBe(tenants[0]?.id);
    expect(servicePrincipals[0]?.tenantId).toBe(tenants[0]?.id);
    expect(new X509Certificate(certificate).checkHost('management.azure.com')).toBeDefined();
  });

  it('has the same ids for the same seed', async () => {
    await using one = await start('--scenario', 'ready', '--seed', '3');
    await using same = await start('--scenario', 'ready', '--seed', '3');
    await using other = await start('--scenario', 'ready', '--seed', '4');
    expect(same.ready.tenants).toEqual(one.ready.tenants);
    expect(other.ready.tenants).not.toEqual(one.ready.tenants);
  });

  it('notes each exchange before it is answered, and nothing that opens anything', async () => {
    const file = join(folder, 'requests.jsonl');
    await writeFile(file, '{"of":"an earlier run"}\n');
    await using program = await start('--scenario', 'ready', '--requests', file);
    const [login] = program.ready.servicePrincipals;
    if (!login) throw new Error('Nobody can log in.');
    const answer = await ask(
      program,
      'login.microsoftonline.com',
      `/${login.tenantId}/oauth2/v2.0/token`,
      {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: new URLSearchParams({
          grant_type: 'client_credentials',
          client_id: login.clientId,
          client_secret: login.clientSecret,
          scope: 'https://management.azure.com/.default',
        }).toString(),
      },
    );
    const { access_token: token } = JSON.parse(answer.text) as { access_token: string };
    const authorization = `Bearer ${token}`;
    await ask(program, 'management.azure.com', '/subscriptions?api-version=2022-12-01', {
      headers: { authorization },
    });
    const text = await readFile(file, 'utf8');
    expect(text).not.toContain(login.clientSecret);
    expect(text).not.toContain(token);
    const lines = text.trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line) as unknown)).toMatchObject([
      { of: 'an earlier run' },
      { method: 'POST', host: 'login.microsoftonline.com', status: 200 },
      {
        method: 'GET',
        host: 'management.azure.com',
        path: '/subscriptions',
        query: '?api-version=2022-12-01',
        status: 200,
        requestHeaders: { authorization: '[redacted]' },
        responseBody: { value: [{ state: 'Enabled' }] },
      },
    ]);
  });

  // Windows keeps files of a user to that user by other means.
  it.skipIf(process.platform === 'win32')(
    'keeps its notes from other people on the machine',
    async () => {
      const file = join(folder, 'private.jsonl');
      await using program = await start('--scenario', 'ready', '--requests', file);
      expect(program.ready.scenario).toBe('ready');
      expect((await stat(file)).mode & 0o077).toBe(0);
    },
  );

  it('uses the certificate that it is given', async () => {
    const { cert, key } = await createCertificate(createSimulator({ scenario: 'ready' }).world);
    const [certFile, keyFile] = [join(folder, 'a.crt'), join(folder, 'a.key')];
    await Promise.all([writeFile(certFile, cert), writeFile(keyFile, key)]);
    await using program = await start(
      ...['--scenario', 'ready', '--tls-cert', certFile, '--tls-key', keyFile],
    );
    expect(program.ready.certificate).toBe(cert);
    expect(await ask(program, 'management.azure.com', '/subscriptions')).toMatchObject({
      status: 401,
    });
  });

  it.each([
    ['a scenario that there is not', ['--scenario', 'nope'], 'There is no scenario "nope"'],
    ['a certificate that is not there', ['--tls-cert=/no/a', '--tls-key=/no/b'], 'ENOENT'],
    ['notes that cannot be written', ['--requests=/no/such/folder/file'], '--requests'],
  ])('refuses %s', async (_, args, message) => {
    const starting = start(...args);
    await expect(starting).rejects.toThrow(UsageError);
    await expect(starting).rejects.toThrow(message);
  });

  it('refuses a certificate that is none', async () => {
    const file = join(folder, 'text.pem');
    await writeFile(file, 'no certificate');
    await expect(start('--tls-cert', file, '--tls-key', file)).rejects.toThrow(UsageError);
  });

  it('fails when its port is taken', async () => {
    await using program = await start('--scenario', 'ready');
    await expect(
      start('--scenario', 'ready', '--port', String(program.ready.port)),
    ).rejects.toThrow('EADDRINUSE');
  });
});
