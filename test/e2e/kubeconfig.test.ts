import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { vsixPath } from '../../scripts/package.mts';
import { createAuthorities, json, startKubernetesApi } from '../fakes/kubernetesApi';
import { buildStandIn } from './harness/buildStandIn.mts';
import { signIn } from './harness/signIn.mts';
import { useSimulatedInternet } from './harness/useSimulatedInternet.mts';
import { useVsCode } from './harness/useVsCode.mts';

const title = 'Confirm API Server Issuer…';
const base64 = (text: string) => Buffer.from(text).toString('base64');

/** What the API server of the test signs with. */
let signsWith = 'https://kubernetes.default.svc.cluster.local';
let started: Awaited<ReturnType<typeof startKubernetesApi>> | undefined;
let folder = '';

afterAll(async () => {
  await started?.[Symbol.asyncDispose]();
  if (folder !== '') await rm(folder, { recursive: true, force: true });
});

/** An API server on this machine, and a kubeconfig file that leads to it by certificate and by program. */
async function startCluster(): Promise<string> {
  const authorities = await createAuthorities();
  const api = await startKubernetesApi({
    authorities,
    tokens: ['by-program'],
    answer: (request, response) => {
      const isDiscovery = request.url === '/.well-known/openid-configuration';
      json(response, isDiscovery ? 200 : 403, { issuer: signsWith });
    },
  });
  started = api;
  folder = await mkdtemp(join(tmpdir(), 'kubeconfig-'));
  const program = join(folder, 'credentials');
  const credential = {
    kind: 'ExecCredential',
    apiVersion: 'client.authentication.k8s.io/v1',
    status: { token: 'by-program' },
  };
  await writeFile(
    program,
    `#!${process.execPath}\nconsole.log(${JSON.stringify(JSON.stringify(credential))});`,
  );
  await chmod(program, 0o700);
  const file = join(folder, 'config');
  const cluster = {
    server: api.url,
    'certificate-authority-data': base64(authorities.ca.cert),
  };
  const admin = {
    'client-certificate-data': base64(authorities.client.cert),
    'client-key-data': base64(authorities.client.key),
  };
  const exec = { apiVersion: credential.apiVersion, command: './credentials', args: ['--plant'] };
  await writeFile(
    file,
    JSON.stringify({
      'current-context': 'by-certificate',
      clusters: [{ name: 'plant', cluster }],
      users: [
        { name: 'admin', user: admin },
        { name: 'program', user: { exec } },
        { name: 'old', user: { 'auth-provider': { name: 'gcp' } } },
      ],
      contexts: [
        { name: 'by-certificate', context: { cluster: 'plant', user: 'admin' } },
        { name: 'by-program', context: { cluster: 'plant', user: 'program' } },
        { name: 'by-provider', context: { cluster: 'plant', user: 'old' } },
      ],
    }),
  );
  return file;
}

// The editor's proxy leads to simulated Azure alone: a cluster is reached past it.
const internet = useSimulatedInternet({ scenario: 'factory', proxyBy: 'setting' });

const get = useVsCode(async () => {
  const { vsCode } = internet();
  return {
    ...vsCode,
    env: { ...vsCode.env, KUBECONFIG: await startCluster() },
    extensions: [vsixPath, await buildStandIn()],
    skipExtensions: ['vscode.microsoft-authentication'],
    theme: 'light',
  };
});

describe('a kubeconfig file of the machine', { concurrent: false }, () => {
  it('leads to the API server by a client certificate, and shows what that signs with', async () => {
    const vsCode = get();
    const { tree, quickInput, messages } = vsCode;
    await signIn(vsCode);
    await tree.reveal('aio-hamburg-01');
    await tree.chooseInContextMenu('aio-hamburg-01', title);
    await quickInput.row('Choose a File…').waitFor();
    await quickInput.row('by-certificate').waitFor();
    await vsCode.screenshot('kubeconfig-1-contexts');
    await quickInput.pick('by-provider');
    await expect
      .poll(() => quickInput.input.getAttribute('placeholder'))
      .toContain('auth provider “gcp”');
    await quickInput.pick('by-certificate');
    const notice = messages.notification(signsWith);
    await notice.waitFor();
    const text = (await notice.textContent()) ?? '';
    expect(text).toContain('may not read the config map azure-clusterconfig');
    await vsCode.screenshot('kubeconfig-2-differs');
    signsWith = /tokens must carry “(.+?)”/.exec(text)?.[1] ?? '';
    expect(signsWith).toMatch(/^https:\/\/\w+\.oic\.prod-arc\.azure\.com\//);
    await quickInput.runCommand('Notifications: Clear All Notifications');
  });

  it('runs a program for its credentials only when it may', async () => {
    const vsCode = get();
    const { tree, quickInput, messages } = vsCode;
    const before = started?.requests.length;
    await tree.chooseInContextMenu('aio-hamburg-01', title);
    await quickInput.row('by-program').waitFor();
    await quickInput.pick('by-program');
    await messages.dialog('/credentials --plant').waitFor();
    await vsCode.screenshot('kubeconfig-3-program');
    await messages.answerDialog('/credentials --plant', 'Cancel');
    expect(started?.requests.length).toBe(before);

    await tree.chooseInContextMenu('aio-hamburg-01', title);
    await quickInput.row('by-program').waitFor();
    await quickInput.pick('by-program');
    await messages.answerDialog('/credentials --plant', 'Run the Program');
    await messages.notification('Confirmed by kubectl').waitFor();
    expect(started?.requests.at(-1)?.who).toBe('token by-program');
    await tree.chooseInContextMenu('aio-hamburg-01', 'Open Secure Settings');
    await vsCode.webview.getByText('Confirmed by kubectl').first().waitFor();
    await vsCode.screenshot('kubeconfig-4-confirmed');
    const logs = [...(await vsCode.server.logs()).values()].join('\n');
    expect(logs).toContain(`GET ${started?.url ?? ''}/.well-known/openid-configuration 200`);
    expect(logs).not.toContain('by-program');
  });
});
