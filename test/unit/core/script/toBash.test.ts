import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { known } from '../../../../src/core/model/fact';
import { toBash } from '../../../../src/core/script/toBash';
import { toScript } from '../../../../src/core/script/toScript';
import { loadSdks } from '../../../builders/azure';
import { hostileNames } from '../../../fakes/hostileNames';
import { simulatedPlans } from '../../../fakes/simulatedPlans';
import { runWithStandIns, type World } from '../../../fakes/standInPrograms';
import { expectedCalls, expectedOutput, hostileScript } from './hostileScript';
import { scriptFor } from './scriptFixture';

const runBash = (script: string, world?: World) =>
  runWithStandIns(['bash'], 'script.sh', script, world);

/** What ShellCheck finds in any of them, nothing being best. */
function shellcheck(scripts: readonly string[], ...args: readonly string[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'aio-shellcheck-'));
  try {
    const files = scripts.map((script, index) => {
      const file = join(folder, `${index}.sh`);
      writeFileSync(file, script);
      return file;
    });
    const { stdout, stderr, error } = spawnSync('shellcheck', [...args, ...files], {
      encoding: 'utf8',
    });
    if (error) throw error;
    return stdout + stderr;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

beforeAll(loadSdks);

describe('a script for Bash', { timeout: 60_000 }, () => {
  it.each(hostileNames.map((name, index) => [index, name.slice(0, 40), name] as const))(
    'hands text %i, %j, to the programs byte for byte, and does nothing else with it',
    (_index, _shown, name) => {
      const text = toBash(hostileScript(name));
      const ran = runBash(text, { failsAt: 'failing' });
      expect(ran.calls).toEqual(expectedCalls(name));
      expect(ran.status).toBe(0);
      expect(ran.output).toBe(expectedOutput(name));
      expect(ran.files).toEqual([]);
      // An editor may write every line end anew.
      const saved = runBash(text.replaceAll(/\r\n?|[\u0085\u2028\u2029]/g, '\n'), {
        failsAt: 'failing',
      });
      expect(saved.calls).toEqual(ran.calls);
    },
  );

  it('stands ShellCheck, also with such texts', () => {
    const scripts = hostileNames.map((name) => toBash(hostileScript(name)));
    // Dollar signs between single quotes and odd quotes are meant here: SC2016, SC1112.
    expect(shellcheck(scripts, '--severity=warning', '--exclude=SC1112')).toBe('');
  });

  it.each(['remaining', 'all'] as const)(
    'stands ShellCheck and runs to its end for every kind of cluster: %s',
    async (scope) => {
      const all = simulatedPlans({ scenario: 'factory' });
      const names = ['lyon', 'zurich', 'ghent', 'brno', 'linz', 'berlin', 'porto', 'utrecht'];
      for (const city of names) {
        const script = toScript(await (await scriptFor(all, `aio-${city}-01`)).read(), scope);
        const text = toBash(script);
        expect(shellcheck([text]), city).toBe('');
        for (const finds of ['yes', 'no'] as const) {
          const ran = runBash(text, { finds, answer: 'https://issuer.example/' });
          expect(ran, `${city} ${ran.output}`).toMatchObject({ status: 0, files: [] });
        }
      }
    },
  );

  it('hands over the names of the instance, its cluster and its namespace as they are', async () => {
    const all = simulatedPlans();
    const state = await (await scriptFor(all, 'aio-hamburg-01')).read();
    // An id has slashes and ends of its own.
    const names = hostileNames.filter((name) => !name.includes('/') && name === name.trim());
    for (let index = 0; index + 2 < names.length; index += 3) {
      const [instance = '', cluster = '', namespace = ''] = names.slice(index, index + 3);
      const renamed = {
        ...state,
        instance: {
          ...state.instance,
          name: instance,
          id: `/subscriptions/s/resourceGroups/${cluster}/providers/Microsoft.IoTOperations/instances/${instance}`,
        },
        cluster: { ...state.cluster, name: cluster },
        location: { ...state.location, namespace },
      };
      const { calls, status, files } = runBash(toBash(toScript(renamed, 'all')));
      const argumentsOf = (words: string) =>
        calls.find((call) => call.join(' ').startsWith(words)) ?? [];
      expect(status).toBe(0);
      expect(files).toEqual([]);
      expect(argumentsOf('az connectedk8s update')).toContain(`--name=${cluster}`);
      expect(argumentsOf('az iot ops secretsync')).toContain(`--instance=${instance}`);
      expect(argumentsOf('az iot ops secretsync')).toContain(`--resource-group=${cluster}`);
      expect(argumentsOf('kubectl')).toContain(`--namespace=${namespace}`);
    }
  });

  it('writes a provider class of its own beside those of others, where az would do nothing', async () => {
    const all = simulatedPlans();
    const state = await (await scriptFor(all, 'aio-hamburg-01')).read();
    const others = {
      id: `${state.instance.id}-others`,
      name: 'opc-ua-connector',
      customLocationId: state.location.id,
      clientId: undefined,
      vaultName: undefined,
      tenantId: undefined,
      provisioningState: 'Succeeded',
      body: {},
    };
    const taken = {
      ...state,
      seen: { ...state.seen, providerClasses: known([others], 'ARM', 0) },
    };
    const clientId = '11111111-2222-3333-4444-555555555555';
    const { calls } = runBash(toBash(toScript(taken, 'remaining')), { answer: clientId });
    const words = calls.map((call) => call.slice(0, 4).join(' '));
    expect(words).not.toContain('az iot ops secretsync');
    const made = calls.find((call) => call.join(' ').startsWith('az resource create'));
    const json = made?.find((word) => word.startsWith('--properties='))?.slice(13) ?? '';
    expect(JSON.parse(json)).toEqual({
      location: state.cluster.location,
      extendedLocation: { name: state.location.id, type: 'CustomLocation' },
      properties: { clientId, keyvaultName: 'kv-hamburg-plant', tenantId: state.target.tenantId },
    });
    const id = made?.find((word) => word.startsWith('--id='))?.slice(5) ?? '';
    expect(calls.flat()).toContain(
      `--set=properties.defaultSecretProviderClassRef.resourceId=${id}`,
    );
  });

  it('changes a provider class that names an identity of before, and leaves its list alone', async () => {
    const all = simulatedPlans({ scenario: 'factory' });
    const state = await (await scriptFor(all, 'aio-lille-01')).read();
    const { calls } = runBash(toBash(toScript(state, 'remaining')), { answer: 'client' });
    const update = calls.find((call) => call.join(' ').startsWith('az resource update'));
    expect(update).toContain('--set=properties.clientId=client');
    expect(update?.join(' ')).not.toContain('objects');
  });

  it('goes by the discovery document, else by what Azure Arc shows', async () => {
    const all = simulatedPlans({ scenario: 'factory' });
    const text = toBash(toScript(await (await scriptFor(all, 'aio-lyon-01')).read(), 'remaining'));
    const published = 'https://issuer.example/x/';
    const ran = runBash(text, { answer: published });
    expect(ran.calls.find(([, word]) => word === 'rest')).toContain(
      '--url=https://issuer.example/x/.well-known/openid-configuration',
    );
    const cut = runBash(text, { answer: published, failsAt: 'rest' });
    expect(cut.status).toBe(0);
    expect(cut.output).toContain(`Issuer URL: ${published}\n`);
  });

  it('stops at the first error', async () => {
    const all = simulatedPlans({ scenario: 'factory' });
    const text = toBash(toScript(await (await scriptFor(all, 'aio-lyon-01')).read(), 'all'));
    const whole = runBash(text);
    for (const [index, call] of whole.calls.entries()) {
      const word = call.find((each) => ['update', 'create', 'enable', 'assign'].includes(each));
      if (word === undefined) continue;
      const ran = runBash(text, { failsAt: word });
      expect(ran.status, call.join(' ')).not.toBe(0);
      expect(ran.calls.length).toBeLessThanOrEqual(index + 1);
      expect(ran.calls.at(-1)).toContain(word);
    }
    const nothing = runBash(text, { answer: '' });
    expect(nothing.status).not.toBe(0);
  });
});
