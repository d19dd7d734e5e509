import { once } from 'node:events';
import { createServer, type AddressInfo, type LookupFunction } from 'node:net';
import { createPipelineRequest } from '@azure/core-rest-pipeline';
import { describe, expect, it } from 'vitest';
import { createIssuerReader, type MayBePrivate } from '../../../src/azure/issuerReader';
import { pinnedLookup, type Lookup } from '../../../src/azure/lookup';
import { createNetworkTransport } from '../../../src/azure/networkTransport';
import { isPublicAddress } from '../../../src/azure/publicAddress';
import { FakeTransport, socketError } from '../../fakes/fakeTransport';
import { RecordingLog } from '../../fakes/recordingLog';
import { VirtualClock } from '../../fakes/virtualClock';

const issuer = 'https://westeurope.oic.prod-arc.azure.com/tenant/guid/';
const url = `${issuer}.well-known/openid-configuration`;
type Replies = ConstructorParameters<typeof FakeTransport>[0];

function aReader(replies: Replies, lookup?: Lookup, mayBePrivate?: MayBePrivate) {
  const clock = new VirtualClock();
  const transport = new FakeTransport(replies, clock);
  const controller = new AbortController();
  const reader = createIssuerReader({
    clock,
    log: new RecordingLog(),
    transport,
    ...(lookup ? { lookup } : {}),
    ...(mayBePrivate ? { mayBePrivate } : {}),
  });
  const read = (address = url, clusterId?: string) =>
    clock.run(
      reader.read(address, {
        signal: controller.signal,
        ...(clusterId === undefined ? {} : { clusterId }),
      }),
    );
  return { clock, transport, controller, read };
}

const at =
  (...addresses: string[]): Lookup =>
  () =>
    Promise.resolve(
      addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    );

describe('the issuer reader', () => {
  it('gives the issuer exactly as the document has it, and sends no token', async () => {
    const { transport, read } = aReader([{ body: { issuer, jwks_uri: 'x' } }]);
    expect(await read()).toEqual({ kind: 'document', issuer });
    expect(transport.sent).toHaveLength(1);
    expect(transport.sent[0]).toMatchObject({ method: 'GET', url, token: undefined });
    expect(Object.keys(transport.sent[0]?.headers ?? {})).toEqual(['accept']);
  });

  it.each([
    'http://issuer.example/.well-known/openid-configuration',
    'ftp://issuer.example/',
    'https://user@issuer.example/',
    'https://:password@issuer.example/',
    'https://localhost/x',
    'https://api.localhost/x',
    'https://127.0.0.1/x',
    'https://2130706433/x',
    'https://0x7f.1/x',
    'https://10.0.0.1:6443/x',
    'https://169.254.169.254/metadata/identity',
    'https://[::1]/x',
    'https://[::ffff:10.0.0.1]/x',
    'https://[fe80::1]/x',
    'https://[fd00::1]/x',
    'file:///etc/passwd',
    'not a url',
    '',
  ])('refuses %j before anything is sent', async (address) => {
    const { transport, read } = aReader([{ body: { issuer } }]);
    expect(await read(address)).toMatchObject({
      kind: 'refused',
      because: expect.stringMatching(/./) as string,
    });
    expect(transport.sent).toHaveLength(0);
  });

  it.each([['10.1.2.3'], ['20.1.2.3', '192.168.0.1'], ['::1'], ['2603:1020::1', 'fe80::1']])(
    'refuses a name that resolves to %j %j',
    async (...addresses) => {
      const { transport, read } = aReader([{ body: { issuer } }], at(...addresses));
      expect(await read()).toMatchObject({ kind: 'refused' });
      expect(transport.sent).toHaveLength(0);
    },
  );

  it.each([
    ['IPv4 in IPv6', '::ffff:10.1.2.3'],
    ['IPv4 in IPv6, in hexadecimal', '::ffff:a01:203'],
    ['IPv4 in IPv6, of old', '::10.1.2.3'],
    ['NAT64', '64:ff9b::10.1.2.3'],
    ['NAT64 of one network', '64:ff9b:1::a01:203'],
    ['6to4', '2002:a01:203::1'],
    ['Teredo', '2001:0:a01:203::1'],
    ['with a zone', 'fe80::1%eth0'],
    ['site-local', 'fec0::1'],
    ['the metadata service', '169.254.169.254'],
    ['the metadata service in IPv6', 'fd00:ec2::254'],
    ['a decimal number', '167838211'],
    ['octal numbers', '012.1.2.3'],
    ['what is no address', 'not an address'],
  ])('refuses a name that resolves to %s', async (_, address) => {
    const { transport, read } = aReader([{ body: { issuer } }], at('20.1.2.3', address));
    expect(await read()).toMatchObject({ kind: 'refused', isPrivate: true });
    expect(transport.sent).toHaveLength(0);
  });

  it.each([
    'https://127.1/x',
    'https://0177.0.0.1/x',
    'https://0x7f000001/x',
    'https://017700000001/x',
    'https://127.0.0.1./x',
    'https://①②⑦.0.0.1/x',
    'https://LOCALHOST./x',
    'https://ｌocalhost/x',
    'https://[0:0:0:0:0:ffff:7f00:1]/x',
    'https://[64:ff9b::7f00:1]/x',
    'https://0/x',
  ])('knows a private address however it is written: %s', async (address) => {
    const { transport, read } = aReader([{ body: { issuer } }]);
    expect(await read(address)).toMatchObject({ kind: 'refused', isPrivate: true });
    expect(transport.sent).toHaveLength(0);
  });

  it('asks for addresses once, and the connection goes to those', async () => {
    const answers = ['20.1.2.3', '127.0.0.1'];
    const asked: string[] = [];
    const { transport, read } = aReader([{ body: { issuer } }], (hostname) => {
      asked.push(hostname);
      return at(answers.shift() ?? '127.0.0.1')(hostname);
    });
    const reached: unknown[] = [];
    const send = transport.sendRequest.bind(transport);
    transport.sendRequest = async (request) => {
      const lookup = request.requestOverrides?.['lookup'] as LookupFunction;
      lookup(new URL(request.url).hostname, {}, (_, address) => reached.push(address));
      // A connection that is kept would have been looked at for another request.
      expect(request.disableKeepAlive).toBe(true);
      await Promise.resolve();
      return send(request);
    };
    expect(await read()).toMatchObject({ kind: 'document' });
    expect(reached).toEqual(['20.1.2.3']);
    expect(asked).toEqual(['westeurope.oic.prod-arc.azure.com']);
  });

  it('reads from a name that resolves to the public internet', async () => {
    const { read } = aReader([{ body: { issuer } }], at('20.1.2.3', '2603:1020::1'));
    expect(await read()).toEqual({ kind: 'document', issuer });
  });

  it('tries a name that cannot be resolved here: a proxy may know it', async () => {
    const { read } = aReader([{ body: { issuer } }], () =>
      Promise.reject(socketError('ENOTFOUND')),
    );
    expect(await read()).toEqual({ kind: 'document', issuer });
  });

  it('does not wait for names that nobody resolves: a proxy may know them', async () => {
    const { clock, read } = aReader([{ body: { issuer } }], () => new Promise(() => undefined));
    const startMs = clock.now();
    expect(await read()).toEqual({ kind: 'document', issuer });
    expect(clock.now() - startMs).toBe(2_500);
    expect(clock.sleepers).toBe(0);
  });

  it.each([301, 302, 303, 307, 308])('does not follow a %i', async (status) => {
    const { transport, read } = aReader([{ status, headers: { Location: 'https://x.example/' } }]);
    expect(await read()).toMatchObject({ kind: 'refused' });
    expect(transport.sent).toHaveLength(1);
  });

  it.each([
    [404, 'invalid'],
    [410, 'invalid'],
    [401, 'unreachable'],
    [500, 'unreachable'],
    [204, 'unreachable'],
  ])('says that %i is no document, without another try', async (status, kind) => {
    const { transport, read } = aReader([{ status, headers: { 'Retry-After': '1' } }]);
    expect(await read()).toMatchObject({ kind });
    expect(transport.sent).toHaveLength(1);
  });

  it.each(['ENOTFOUND', 'ECONNREFUSED', 'CERT_HAS_EXPIRED'])(
    'says that it is unreachable after %s',
    async (code) => {
      const { read } = aReader([socketError(code)]);
      expect(await read()).toMatchObject({ kind: 'unreachable' });
    },
  );

  it.each([
    ['HTML', '<html>'],
    ['a list', [issuer]],
    ['no issuer', { jwks_uri: 'x' }],
    ['an issuer that is no string', { issuer: 7 }],
    ['an empty issuer', { issuer: '' }],
    ['more than 64 KB', { issuer, padding: 'x'.repeat(65_536) }],
    ['nothing', undefined],
  ])('says that an answer with %s is invalid', async (_, body) => {
    const { read } = aReader([{ body }]);
    expect(await read()).toMatchObject({ kind: 'invalid' });
  });

  it('takes five seconds at most, the resolving included', async () => {
    const { clock, read } = aReader([() => new Promise(() => undefined)], async () => {
      await clock.sleep(2_000);
      return [{ address: '20.1.2.3', family: 4 }];
    });
    const startMs = clock.now();
    expect(await read()).toMatchObject({ kind: 'unreachable' });
    expect(clock.now() - startMs).toBe(5_000);
    expect(clock.sleepers).toBe(0);
  });

  it('throws nothing but the reason of its signal', async () => {
    const { clock, controller, read } = aReader([() => new Promise(() => undefined)]);
    clock.at(20, () => {
      controller.abort(new Error('enough'));
    });
    await expect(read()).rejects.toThrow('enough');
    expect(clock.sleepers).toBe(0);
  });
});

describe('an issuer at a private address', () => {
  const mine = '/subscriptions/s/clusters/mine';
  const agreed: MayBePrivate = (clusterId, address) =>
    clusterId === mine && new URL(address).host === 'issuer.plant.example:8443';
  const address = 'https://issuer.plant.example:8443/.well-known/openid-configuration';
  const document = { body: { issuer: 'https://issuer.plant.example:8443' } };

  it('is read once the user has agreed, still without a token', async () => {
    const { transport, read } = aReader([document], at('10.0.0.4'), agreed);
    expect(await read(address, mine)).toMatchObject({ kind: 'document' });
    expect(transport.sent[0]?.token).toBeUndefined();
  });

  it.each([
    ['another cluster', address, '/subscriptions/s/clusters/other'],
    ['no cluster', address, undefined],
    ['another port', address.replace('8443', '6443'), mine],
    ['another host', 'https://10.0.0.4:8443/x', mine],
  ])('is not read for %s', async (_, elsewhere, clusterId) => {
    const { transport, read } = aReader([document], at('10.0.0.4'), agreed);
    expect(await read(elsewhere, clusterId)).toMatchObject({ kind: 'refused', isPrivate: true });
    expect(transport.sent).toHaveLength(0);
  });

  it.each([
    ['over http', address.replace('https', 'http'), [document]],
    ['with a user', address.replace('//', '//user@'), [document]],
    ['that redirects', address, [{ status: 302, headers: { Location: 'https://x.example' } }]],
  ])('is not read %s, whatever was agreed to', async (_, odd, replies) => {
    const { read } = aReader(replies, at('10.0.0.4'), () => true);
    const answer = await read(odd, mine);
    expect(answer).toMatchObject({ kind: 'refused' });
    expect(answer).not.toHaveProperty('isPrivate');
  });

  it('may be as large as any other', async () => {
    const { read } = aReader([{ body: { padding: 'x'.repeat(65_536) } }], at('10.0.0.4'), agreed);
    expect(await read(address, mine)).toMatchObject({ kind: 'invalid' });
  });
});

describe('pinnedLookup', () => {
  const lookup = pinnedLookup('issuer.example', [{ address: '20.1.2.3', family: 4 }]);

  it('gives the connection the address that was looked at', () => {
    return new Promise<void>((resolve) => {
      lookup('issuer.example', { all: true }, (error, addresses) => {
        expect(error).toBeNull();
        expect(addresses).toEqual([{ address: '20.1.2.3', family: 4 }]);
        lookup('issuer.example', {}, (_, address, family) => {
          expect([address, family]).toEqual(['20.1.2.3', 4]);
          resolve();
        });
      });
    });
  });

  it('finds nothing where nothing was found', () => {
    return new Promise<void>((resolve) => {
      pinnedLookup('issuer.example', [])('issuer.example', {}, (error) => {
        expect(error?.code).toBe('ENOTFOUND');
        resolve();
      });
    });
  });
});

describe('a connection of the network', () => {
  it('goes to the address that was looked at, not to what the name is elsewhere', async () => {
    let connections = 0;
    const server = createServer((socket) => {
      connections++;
      socket.destroy();
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const request = createPipelineRequest({
      url: `https://no-such-name.invalid:${port}/`,
      disableKeepAlive: true,
      requestOverrides: {
        lookup: pinnedLookup('no-such-name.invalid', [{ address: '127.0.0.1', family: 4 }]),
      },
    });
    await expect(createNetworkTransport().sendRequest(request)).rejects.toThrow();
    server.close();
    expect(connections).toBe(1);
  });
});

describe('isPublicAddress', () => {
  it.each(['20.50.1.1', '8.8.8.8', '172.15.0.1', '172.32.0.1', '100.63.0.1', '2603:1020::1'])(
    'is true for %s',
    (address) => {
      expect(isPublicAddress(address)).toBe(true);
    },
  );

  it.each([
    '0.0.0.0',
    '10.255.0.1',
    '100.64.0.1',
    '127.8.8.8',
    '169.254.169.254',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.1.1',
    '198.19.0.1',
    '224.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    '::ffff:8.8.8.8',
    '::ffff:127.0.0.1',
    '64:ff9b::a00:1',
    'fc00::1',
    'fe80::1',
    'ff02::1',
    '2001:db8::1',
    '2002:a00:1::',
    'localhost',
    '',
  ])('is false for %j', (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });
});
