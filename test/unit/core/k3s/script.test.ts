import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { awkMerge } from '../../../../src/core/k3s/awkMerge';
import { mergeConfig } from '../../../../src/core/k3s/mergeConfig';
import { createScript } from '../../../../src/core/k3s/script';
import { K3sNode } from '../../../fakes/k3sNode';
import { configFiles, issuer, lasts, own, signs } from './configFiles';

const script = createScript({ clusterName: "arc-o'brien-01", issuer });
const restarts = ['systemctl restart k3s', 'kubectl -n azure-arc rollout restart deployment'];
const byCore = (text: string): string => {
  const merged = mergeConfig(
    { before: [], file: { name: 'config.yaml', text }, after: [] },
    issuer,
  );
  return merged.kind === 'changed' ? merged.text : text;
};

/** Arguments are text to the API server, however they are written. */
function meaning(text: string): unknown {
  return JSON.parse(
    JSON.stringify(parse(text, { uniqueKeys: false }), (_, value: unknown) =>
      typeof value === 'number' ? String(value) : value,
    ),
  );
}

let folder = '';
let nodes = 0;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'k3s-node-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const aNode = (config?: string): K3sNode => new K3sNode(join(folder, String(++nodes)), config);

const canMerge = configFiles.filter(({ script: how }) => how !== 'refuses');
const mustRefuse = configFiles.filter(({ script: how }) => how === 'refuses');

describe('the script for a node', () => {
  it('is what shellcheck lets pass', () => {
    const { status, stdout, error } = spawnSync('shellcheck', ['--shell=sh', '-'], {
      input: script,
      encoding: 'utf8',
    });
    // Install the package shellcheck; `npm run check` does it on Debian.
    expect(error).toBeUndefined();
    expect(stdout).toBe('');
    expect(status).toBe(0);
  });

  it.each(canMerge)('does to $name what the merge does, once', ({ text }) => {
    const node = aNode(text);
    const first = node.run(script);
    expect(first.warned).toBe('');
    expect(first.status).toBe(0);
    const after = node.config ?? '';
    expect(meaning(after)).toEqual(meaning(byCore(text ?? '')));
    expect(byCore(after)).toBe(after);

    const deeds = node.deeds;
    const second = node.run(script);
    expect(second).toMatchObject({ status: 0, warned: '' });
    expect(second.said).toContain('Nothing was changed, nothing was restarted.');
    expect(node.config).toBe(after);
    expect(node.deeds).toEqual(deeds);
  });

  it.each(mustRefuse)('leaves $name to VS Code and changes nothing', ({ text }) => {
    const node = aNode(text);
    const { status, warned } = node.run(script);
    expect(status).toBe(1);
    expect(warned).toMatch(/config\.yaml, line \d+: /);
    expect(warned).toContain('Configure k3s API Server');
    expect(warned).toContain('Nothing was changed.');
    expect(node.config).toBe(text);
    expect(node.neighbours).toEqual([]);
    expect(node.deeds).toEqual([]);
  });

  it('keeps a copy, restarts, waits, looks, and tells how to go back', () => {
    const before = 'debug: true\n';
    const node = aNode(before);
    node.put('not-ready', '3');
    const { status, said } = node.run(script);
    expect(status).toBe(0);
    expect(node.deeds).toEqual(restarts);
    expect(node.read('log')?.match(/readyz/g)).toHaveLength(4);
    const [copy = ''] = node.neighbours;
    expect(copy).toMatch(/^config\.yaml\.\d{8}T\d{6}Z\.bak$/);
    expect(node.read(join('etc/rancher/k3s', copy))).toBe(before);

    const [, undo = ''] = /To go back: (.*)/.exec(said) ?? [];
    expect(node.run(undo).status).toBe(0);
    expect(node.config).toBe(before);
    expect(node.deeds.at(-1)).toBe(restarts[0]);
  });

  it('goes back to no file where none was', () => {
    const node = aNode();
    const [, undo = ''] = /To go back: (.*)/.exec(node.run(script).said) ?? [];
    expect(node.config).toBeDefined();
    node.run(undo);
    expect(node.config).toBeUndefined();
  });

  it('keeps mode and link of the file', () => {
    const node = aNode();
    node.put('data/config.yaml', 'debug: true\n');
    node.put('etc/rancher/k3s/readme', '');
    const file = join(folder, String(nodes), node.configPath);
    const target = join(folder, String(nodes), 'data/config.yaml');
    spawnSync('chmod', ['640', target]);
    symlinkSync(target, file);
    expect(node.run(script).status).toBe(0);
    expect(statSync(target).mode & 0o777).toBe(0o640);
    expect(readFileSync(target, 'utf8')).toContain(signs);
  });

  it('says how to go back when k3s does not start', () => {
    const node = aNode('debug: true\n');
    node.put('does-not-start', '');
    const { status, warned } = node.run(script);
    expect(status).toBe(1);
    expect(warned).toMatch(/k3s did not start again[^]*To go back: cp -p /);
    expect(node.deeds).toEqual([restarts[0]]);
  });

  it('says how to go back when the API server is not ready in time', () => {
    const node = aNode('debug: true\n');
    node.put('not-ready', '99');
    const { status, warned } = node.run(script, { K3S_WAIT_SECONDS: '6' });
    expect(status).toBe(1);
    expect(warned).toMatch(/not ready after 6 seconds[^]*To go back: cp -p /);
  });

  it('notices when the API server signs with something else all the same', () => {
    const node = aNode('debug: true\n');
    node.put('is-deaf', '');
    const { status, warned } = node.run(script);
    expect(status).toBe(1);
    expect(warned).toMatch(/signs with https:\/\/kubernetes\.default[^]*To go back/);
    expect(node.deeds).toEqual([restarts[0]]);
    const again = node.run(script);
    expect(again.warned).toMatch(/says so already, but the API server signs with .* Restart k3s/);
    expect(node.deeds).toEqual([restarts[0]]);
  });

  it.each([
    ['no service k3s', '', /There is no service k3s on this machine/],
    ['arguments of its own', "ExecStart=k3s server '--kube-apiserver-arg=v=2'", /wins over/],
    ['another file', 'ExecStart=k3s server --config /srv/k3s.yaml', /reads another file/],
  ])('refuses a service with %s', (_, unit, because) => {
    const node = aNode('debug: true\n');
    node.put('unit', unit);
    if (unit === '') rmSync(join(folder, String(nodes), 'unit'));
    const { status, warned } = node.run(script);
    expect(status).toBe(1);
    expect(warned).toMatch(because);
    expect(node.config).toBe('debug: true\n');
    expect(node.deeds).toEqual([]);
  });

  it.each([
    ['replaces', 'kube-apiserver-arg:\n- v=2\n', /sets kube-apiserver-arg again/],
    ['limits', `kube-apiserver-arg+:\n- ${lasts}\n`, /sets service-account-max-token-expiration/],
  ])('refuses when a drop-in %s', (_, dropIn, because) => {
    const node = aNode('debug: true\n');
    node.put(`${node.configPath}.d/10-plant.yaml`, dropIn);
    const { status, warned } = node.run(script);
    expect(status).toBe(1);
    expect(warned).toMatch(/10-plant\.yaml is read after .*config\.yaml/);
    expect(warned).toMatch(because);
    expect(node.config).toBe('debug: true\n');
  });

  it.each([
    ['adds', 'kube-apiserver-arg+:\n- v=2\n', [signs, own, lasts]],
    [
      'adds an issuer',
      'kube-apiserver-arg+:\n- service-account-issuer=https://old.example.com\n',
      [signs, lasts],
    ],
    [
      'names the domain',
      'cluster-domain: "plant.local" # ours\n',
      [signs, own.replace('cluster.local', 'plant.local'), lasts],
    ],
    ['is a comment', '#kube-apiserver-arg: [v=2]\n', [signs, own, lasts]],
  ])('takes a drop-in into account that %s', (_, dropIn, becomes) => {
    const node = aNode('debug: true\n');
    node.put(`${node.configPath}.d/10-plant.yml`, dropIn);
    node.put(`${node.configPath}.d/notes.txt`, 'kube-apiserver-arg: nothing\n');
    expect(node.run(script)).toMatchObject({ status: 0, warned: '' });
    expect(parse(node.config ?? '')).toEqual({ debug: true, 'kube-apiserver-arg': becomes });
  });
});

const awks = [['awk'], ['mawk'], ['gawk', '--posix'], ['busybox', 'awk']].filter(
  ([program = '']) => spawnSync(program, ['--help']).error === undefined,
);

describe.each(awks)('%s', (program = '', ...options) => {
  it.each(configFiles)('agrees with the merge about $name', ({ text = '', script: how }) => {
    const { status, stdout } = spawnSync(program, [...options, awkMerge], {
      input: text,
      encoding: 'utf8',
      env: {
        LC_ALL: 'C',
        PATH: process.env['PATH'],
        ISSUER: issuer,
        OWN_ISSUER: 'https://kubernetes.default.svc',
        DOMAIN: 'cluster.local',
      },
    });
    if (how === 'refuses') {
      expect(status).toBe(4);
      return;
    }
    const merged = byCore(text);
    expect(status).toBe(merged === text ? 3 : 0);
    if (merged !== text) expect(meaning(stdout)).toEqual(meaning(merged));
  });
});
