import { execFile } from 'node:child_process';
import { mkdtempDisposable } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { clouds } from '../../../src/azure/clouds';

const { AzureCloud, AzureUSGovernment } = clouds;
const clientId = '0a0a0a0a-0000-4000-8000-000000000000';

/** The library keeps the first endpoint and token that it gets for a whole process: each gets its own. */
const program = `
  import { clouds } from './src/azure/clouds';
  import { createCredential } from './src/azure/credentials';
  import { createNetworkTransport } from './src/azure/networkTransport';
  const cloud = clouds[process.argv[2] as keyof typeof clouds];
  const getToken = createCredential('managedIdentity', {
    cloud,
    transport: createNetworkTransport(),
  });
  void getToken(cloud.armScope, {}).then(({ token }) => process.stdout.write(token));
`;

/** What App Service and its like put beside a program, on loopback. */
let server: Server;
let folder: Awaited<ReturnType<typeof mkdtempDisposable>>;
const asked: { readonly resource: string | null; readonly clientId: string | null }[] = [];

function answer({ url = '', headers }: IncomingMessage): object {
  if (headers['x-identity-header'] !== 'let-me-in') return { statusCode: 401 };
  const query = new URL(url, 'http://localhost').searchParams;
  asked.push({ resource: query.get('resource'), clientId: query.get('client_id') });
  return {
    access_token: 'token-of-the-machine',
    expires_on: String(Math.floor(Date.now() / 1_000) + 3_600),
    resource: query.get('resource'),
    token_type: 'Bearer',
  };
}

beforeAll(async () => {
  folder = await mkdtempDisposable(join(tmpdir(), 'managed-identity-'));
  server = createServer((request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(answer(request)));
  });
  await Promise.all([
    new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)),
    build({
      stdin: {
        contents: program,
        loader: 'ts',
        resolveDir: fileURLToPath(new URL('../../..', import.meta.url)),
      },
      bundle: true,
      platform: 'node',
      format: 'cjs',
      target: 'node22',
      outfile: join(folder.path, 'program.js'),
    }),
  ]);
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await folder[Symbol.asyncDispose]();
});
afterEach(() => {
  asked.length = 0;
});

async function getToken(cloud: keyof typeof clouds, env: NodeJS.ProcessEnv = {}): Promise<string> {
  const { port } = server.address() as AddressInfo;
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [join(folder.path, 'program.js'), cloud],
    {
      env: {
        PATH: process.env['PATH'],
        IDENTITY_ENDPOINT: `http://127.0.0.1:${port}/msi/token`,
        IDENTITY_HEADER: 'let-me-in',
        ...env,
      },
    },
  );
  return stdout;
}

describe('the managed identity of a hosted program', () => {
  it('is the machine’s own, in the audience of the cloud', async () => {
    expect(await getToken('AzureCloud')).toBe('token-of-the-machine');
    expect(await getToken('AzureUSGovernment')).toBe('token-of-the-machine');
    expect(asked).toEqual([
      { resource: AzureCloud.armEndpoint, clientId: null },
      { resource: AzureUSGovernment.armEndpoint, clientId: null },
    ]);
  });

  it('is the one that AZURE_CLIENT_ID names', async () => {
    await getToken('AzureCloud', { AZURE_CLIENT_ID: clientId });
    expect(asked.map((each) => each.clientId)).toEqual([clientId]);
  });
});
