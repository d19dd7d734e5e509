import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { createHttpHeaders, type HttpClient } from '@azure/core-rest-pipeline';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { createAzure } from '../../../src/azure/azure';
import { realClock } from '../../../src/azure/clock';
import { toCloudEndpoints } from '../../../src/azure/cloudChoice';
import { clouds } from '../../../src/azure/clouds';
import {
  createCredential,
  type CredentialKind,
  type CredentialToken,
} from '../../../src/azure/credentials';
import { aRealCloud } from '../../builders/realCloud';
import { renamedHosts } from '../../fakes/renamedHosts';
import { silentLog } from '../../fakes/silentLog';
import { serve, type Served } from '../simulator/wire/served';

const { AzureCloud: cloud } = clouds;
const context = { signal: new AbortController().signal };

let served: Served;
let folder: string;
beforeAll(async () => {
  served = await serve('ready', { speed: 1 });
  folder = await mkdtemp(join(tmpdir(), 'credentials-'));
});
afterAll(async () => {
  await served[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});
afterEach(() => {
  vi.unstubAllEnvs();
});

const create = (kind: CredentialKind, transport: HttpClient = served.httpClient) =>
  createCredential(kind, { cloud, transport });

/** The subscriptions that Azure shows to whoever holds the token. */
async function listSubscriptions(getToken: CredentialToken): Promise<readonly unknown[]> {
  const { arm } = createAzure({
    tenantId: served.tenantId,
    getToken,
    clock: realClock,
    random: Math.random,
    log: silentLog,
    cloud,
    transport: served.httpClient,
  });
  const found = await arm.list('/subscriptions', '2022-12-01', context);
  return found.map((each) => each['subscriptionId']);
}

function setServicePrincipal(clientSecret: string): void {
  vi.stubEnv('AZURE_TENANT_ID', served.tenantId);
  vi.stubEnv('AZURE_CLIENT_ID', served.login.clientId);
  vi.stubEnv('AZURE_CLIENT_SECRET', clientSecret);
}

/** An `az` that says this, on the path before any other. */
async function installAz(script: string): Promise<void> {
  const file = join(folder, 'az');
  await writeFile(file, `#!/bin/sh\n${script}\n`);
  await chmod(file, 0o755);
  vi.stubEnv('PATH', [folder, process.env['PATH']].join(delimiter));
}

const armToken = () => served.simulator.tokenFor(served.tenantId, cloud.armScope).token;

describe('a service principal of the environment', () => {
  it('reads Azure', async () => {
    setServicePrincipal(served.login.clientSecret);
    expect(await listSubscriptions(create('environment'))).toEqual([served.subscriptionId]);
  });

  it('is told what to check when it is not accepted', async () => {
    setServicePrincipal('wrong');
    await expect(listSubscriptions(create('environment'))).rejects.toThrow(
      /AZURE_CLIENT_SECRET.*AADSTS7000215/s,
    );
  });

  it('is told what to set when there is none', async () => {
    for (const name of ['AZURE_TENANT_ID', 'AZURE_CLIENT_ID', 'AZURE_CLIENT_SECRET']) {
      vi.stubEnv(name, undefined);
    }
    await expect(listSubscriptions(create('environment'))).rejects.toThrow(/AZURE_TENANT_ID/);
  });
});

describe('a service principal in a sovereign cloud', () => {
  const custom = toCloudEndpoints({
    environment: 'custom',
    custom: {
      name: 'Contoso Sovereign',
      portalUrl: 'https://portal.sovereign.example',
      resourceManagerEndpointUrl: 'https://management.sovereign.example',
      activeDirectoryEndpointUrl: 'https://login.sovereign.example',
      activeDirectoryResourceId: 'https://management.azure.com',
    },
  });

  it.each([
    ['Azure US Government', clouds.AzureUSGovernment, 'login.microsoftonline.us'],
    // Entra in China has two names; the library prefers the newer one.
    ['Azure operated by 21Vianet', clouds.AzureChinaCloud, 'login.partner.microsoftonline.cn'],
    ['a custom cloud', custom, 'login.sovereign.example'],
  ])('of %s asks its Entra and no other', async (_, sovereign, host) => {
    setServicePrincipal(served.login.clientSecret);
    const transport = renamedHosts(served.httpClient, { 'login.microsoftonline.com': host });
    const getToken = createCredential('environment', { cloud: sovereign, transport });
    const { token } = await getToken(cloud.armScope, {});
    expect(
      JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()),
    ).toMatchObject({ tid: served.tenantId });
    expect([...transport.asked]).toEqual([host]);
  });
});

describe.skipIf(process.platform === 'win32')('the account of the Azure CLI', () => {
  it('reads Azure, in the tenant that is asked for', async () => {
    const answer = {
      accessToken: armToken(),
      expiresOn: '2099-01-01 00:00:00.000000',
      expires_on: 4_070_908_800,
      tokenType: 'Bearer',
    };
    const asked = join(folder, 'asked');
    await installAz(`echo "$@" >> '${asked}'\ncat <<'END'\n${JSON.stringify(answer)}\nEND`);
    expect(await listSubscriptions(create('azureCli'))).toEqual([served.subscriptionId]);
    expect(await readFile(asked, 'utf8')).toContain(`--tenant ${served.tenantId}`);
  });

  it('has tenants of its own, each with a token of its own', async () => {
    await using factory = await serve('factory', { speed: 1 });
    const [contoso, fabrikam] = [...factory.simulator.world.tenants.values()];
    if (!contoso || !fabrikam) throw new Error('The scenario lacks a tenant.');
    const answerIn = ({ id }: { readonly id: string }) =>
      JSON.stringify({
        accessToken: factory.simulator.tokenFor(id, cloud.armScope).token,
        expiresOn: '2099-01-01 00:00:00.000000',
        expires_on: 4_070_908_800,
        tokenType: 'Bearer',
      });
    // Without a tenant it answers for the one that was logged in to.
    await installAz(
      `case "$*" in *${fabrikam.id}*) echo '${answerIn(fabrikam)}';; *) echo '${answerIn(contoso)}';; esac`,
    );
    const real = aRealCloud(
      factory.simulator,
      [],
      { credential: 'azureCli' },
      factory.httpClient,
    ).cloud;
    expect(await real.tenants(context)).toEqual([
      { id: contoso.id, name: 'Contoso' },
      { id: fabrikam.id, name: 'Fabrikam' },
    ]);
    const [member, guest] = await Promise.all(
      [contoso, fabrikam].map(({ id }) => real.azure(id).caller(context)),
    );
    expect(member?.objectId).not.toBe(guest?.objectId);
    expect(factory.simulator.world.principals.get(guest?.objectId ?? '')?.tenantId).toBe(
      fabrikam.id,
    );
  });

  it('asks for the audience of a sovereign cloud, and says which cloud to choose', async () => {
    const asked = join(folder, 'askedFor');
    await installAz(`echo "$@" >> '${asked}'\necho "ERROR: no" >&2\nexit 1`);
    const getToken = createCredential('azureCli', { cloud: clouds.AzureUSGovernment });
    await expect(getToken(clouds.AzureUSGovernment.armScope, {})).rejects.toThrow(
      /no token for Azure US Government\. Choose that cloud by “az cloud set”/,
    );
    expect(await readFile(asked, 'utf8')).toContain('https://management.usgovcloudapi.net');
  });

  it('is told to log in when nobody is', async () => {
    await installAz('echo "ERROR: Please run az login to setup account." >&2\nexit 1');
    await expect(listSubscriptions(create('azureCli'))).rejects.toThrow(/Run “az login”/);
  });
});

describe('the managed identity of the machine', () => {
  let status = 200;

  /** The endpoint that only a machine in Azure has. The library keeps the first one that it gets. */
  const metadata: HttpClient = {
    sendRequest: (request) => {
      const { hostname } = new URL(request.url);
      if (hostname !== '169.254.169.254') return served.httpClient.sendRequest(request);
      const body = {
        access_token: armToken(),
        expires_in: '3600',
        expires_on: String(Math.floor(Date.now() / 1_000) + 3_600),
        resource: 'https://management.azure.com',
        token_type: 'Bearer',
      };
      return Promise.resolve({
        request,
        status,
        headers: createHttpHeaders({ 'content-type': 'application/json' }),
        bodyAsText: status === 200 ? JSON.stringify(body) : '{"error":"invalid_request"}',
      });
    },
  };

  it('is told what to do when the machine has none', async () => {
    status = 400;
    await expect(listSubscriptions(create('managedIdentity', metadata))).rejects.toThrow(
      /aioSecureSettings\.credential/,
    );
  });

  // Last: the library keeps the token for the whole process.
  it('reads Azure', async () => {
    status = 200;
    expect(await listSubscriptions(create('managedIdentity', metadata))).toEqual([
      served.subscriptionId,
    ]);
  });
});
