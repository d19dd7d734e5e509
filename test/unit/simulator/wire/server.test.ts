import { X509Certificate } from 'node:crypto';
import { connect, type TLSSocket } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCertificate } from '../../../../src/simulator/certificate';
import { serveSimulator, type ServedSimulator } from '../../../../src/simulator/server';
import { createSimulator, type Simulator } from '../../../../src/simulator/simulator';

let simulator: Simulator;
let served: ServedSimulator;
beforeAll(async () => {
  simulator = createSimulator({ scenario: 'factory' });
  served = await serveSimulator(simulator);
});
afterAll(() => served[Symbol.asyncDispose]());

/** All that comes back for a raw request, until the server hangs up. */
async function exchange(lines: readonly string[], body = ''): Promise<string> {
  const { port, certificate: ca } = served;
  const socket: TLSSocket = connect({ host: '127.0.0.1', port, ca, servername: 'localhost' });
  socket.write([...lines, 'Connection: close', '', body].join('\r\n'));
  let text = '';
  for await (const chunk of socket) text += String(chunk);
  return text;
}

const statusOf = (answer: string): string => answer.split('\r\n', 1)[0] ?? '';

describe('the served simulator', () => {
  it.each([
    ['management.azure.com', '/subscriptions', 401],
    ['MANAGEMENT.AZURE.COM:443', '/subscriptions', 401],
    ['login.microsoftonline.com', '/common/v2.0/.well-known/openid-configuration', 200],
    ['login.windows.net', '/common/discovery/instance', 200],
    ['sts.windows.net', '/common/.well-known/openid-configuration', 200],
    ['graph.microsoft.com', '/v1.0/me', 401],
    ['vscode.dev', '/nothing', 404],
    ['westeurope.oic.prod-arc.azure.com', '/nobody/.well-known/openid-configuration', 404],
  ])('is %s when the request names it', async (host, path, status) => {
    const answer = await exchange([`GET ${path} HTTP/1.1`, `Host: ${host}`]);
    expect(statusOf(answer)).toContain(` ${status} `);
  });

  it('knows no other host, and says which', async () => {
    const answer = await exchange(['GET / HTTP/1.1', 'Host: nowhere.vault.azure.net']);
    expect(statusOf(answer)).toContain(' 501 ');
    expect(answer).toContain('does not know the host nowhere.vault.azure.net');
  });

  it.each(['two words', 'a/b', 'user@host', ''])('takes "%s" for no host', async (host) => {
    const answer = await exchange(['GET / HTTP/1.1', `Host: ${host}`]);
    expect(statusOf(answer)).toContain(' 400 ');
  });

  it('answers HEAD with the headers alone', async () => {
    const [issuer = ''] = [...simulator.world.issuers.keys()].filter((key) => key.includes('arc'));
    const [host = '', ...rest] = issuer.split('/');
    const answer = await exchange([
      `HEAD /${rest.join('/')}/.well-known/openid-configuration HTTP/1.1`,
      `Host: ${host}`,
    ]);
    expect(statusOf(answer)).toContain(' 200 ');
    expect(answer.endsWith('\r\n\r\n')).toBe(true);
  });

  it('takes no body that is larger than any of Azure', async () => {
    const body = 'x'.repeat(5 * 1024 * 1024);
    const answer = await exchange(
      [
        'POST /common/oauth2/v2.0/token HTTP/1.1',
        'Host: login.microsoftonline.com',
        `Content-Length: ${body.length}`,
      ],
      body,
    );
    expect(statusOf(answer)).toContain(' 413 ');
  });

  it('hangs up in the middle of a body that is to be cut', async () => {
    simulator.failNext('GET', '/common/discovery/instance', { network: 'cutAnswer' });
    const request = ['GET /common/discovery/instance HTTP/1.1', 'Host: login.windows.net'];
    const broken = await exchange(request).catch(() => '');
    const whole = await exchange(request);
    expect(whole.length).toBeGreaterThan(broken.length);
    expect(whole).toContain('tenant_discovery_endpoint');
    expect(broken.endsWith('}')).toBe(false);
  });

  it('hangs up when the answer is lost, though it was carried out', async () => {
    simulator.failNext('GET', '/common/discovery/instance', { network: 'lostAnswer' });
    const request = ['GET /common/discovery/instance HTTP/1.1', 'Host: login.windows.net'];
    expect(await exchange(request)).toBe('');
    expect(statusOf(await exchange(request))).toContain(' 200 ');
  });
});

describe('the certificate of a run', () => {
  it('vouches for every host that the world answers as', async () => {
    const { cert } = await createCertificate(simulator.world);
    const certificate = new X509Certificate(cert);
    const issuers = [...simulator.world.issuers.keys()].map((key) => key.split('/')[0] ?? '');
    const hosts = ['management.azure.com', 'graph.microsoft.com', 'kv-any.vault.azure.net'];
    expect(issuers.length).toBeGreaterThan(3);
    for (const host of [...hosts, ...issuers]) {
      expect(certificate.checkHost(host), host).toBeDefined();
    }
    expect(certificate.checkIP('127.0.0.1')).toBe('127.0.0.1');
    expect(certificate.checkHost('example.com')).toBeUndefined();
  });

  it('is good now, and for no more than two days', async () => {
    const { cert } = await createCertificate(simulator.world);
    const { validFromDate, validToDate } = new X509Certificate(cert);
    const nowMs = Date.now();
    expect(validFromDate.getTime()).toBeLessThan(nowMs);
    expect(validToDate.getTime()).toBeGreaterThan(nowMs);
    expect(validToDate.getTime()).toBeLessThanOrEqual(nowMs + 2 * 86_400_000);
  });
});
