import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { parse } from 'yaml';
import type { ApiServerKnowledge } from '../../../src/core/apiServer/knowledge';
import { UserFacingError } from '../../../src/core/errors';
import type { Deps } from '../../../src/ui/commands/command';
import { configureK3s } from '../../../src/ui/commands/configureK3s';
import { Comparisons } from '../../../src/ui/k3s/comparisons';
import { aClusterNode, anInstanceNode } from '../../builders/nodes';
import { ids } from '../../builders/observation';
import { host } from '../../fakes/vscode';

const issuer = 'https://weu.oic.prod-arc.azure.com/7f1c/2b9d/';
const file = 'file:///plant/config.yaml';
const before = 'debug: true\nkube-apiserver-arg:\n  - v=2\n';
const signs = `service-account-issuer=${issuer}`;
const own = 'service-account-issuer=https://kubernetes.default.svc.cluster.local';
const after = `${before}  - ${signs}\n  - ${own}\n  - service-account-max-token-expiration=24h\n`;

const settle = () => new Promise((resolve) => setTimeout(resolve, 5));
/** Until a page shows its rows: files are read for them. */
const loaded = () =>
  vi.waitFor(() => {
    expect(host.pick.busy).toBe(false);
  });
const scripts: string[] = [];
const { HOME } = process.env;

beforeEach(() => {
  host.reset();
});
afterEach(() => {
  vi.restoreAllMocks();
  delete process.env['K3S_CONFIG_FILE'];
  if (HOME === undefined) delete process.env['HOME'];
  else process.env['HOME'] = HOME;
  for (const script of scripts.splice(0)) rmSync(dirname(script), { recursive: true });
});

interface Circumstances {
  readonly distribution?: string;
  readonly isSimulated?: boolean;
  readonly issuerUrl?: string;
  readonly isUnreachable?: boolean;
}

function setUp({
  distribution = 'k3s',
  isSimulated = false,
  issuerUrl = issuer,
  isUnreachable = false,
}: Circumstances = {}) {
  const body = {
    id: ids.cluster,
    name: 'arc-berlin-01',
    location: 'westeurope',
    properties: {
      distribution,
      connectivityStatus: 'Connected',
      oidcIssuerProfile: { enabled: true, issuerUrl },
      securityProfile: { workloadIdentity: { enabled: true } },
    },
  };
  const azure = {
    arm: { find: () => Promise.resolve(body) },
    issuers: {
      read: () =>
        Promise.resolve(
          isUnreachable
            ? { kind: 'unreachable', because: 'no answer in 5 s' }
            : { kind: 'document', issuer },
        ),
    },
  };
  const kept: ApiServerKnowledge[] = [];
  const answered: (readonly [string, string])[] = [];
  const simulated: (readonly [string, string])[] = [];
  const waiting = {
    runId: 'run-1',
    steps: [{ id: 'apiServer', state: { kind: 'waiting' } }],
  };
  const cluster = aClusterNode();
  const instance = anInstanceNode();
  const comparisons = new Comparisons();
  const parts = {
    estate: {
      find: () => instance,
      clusters: () => Promise.resolve([cluster]),
      instances: () => Promise.resolve([instance]),
    },
    session: {
      current: () =>
        Promise.resolve({
          cloud: { isSimulated, clock: { now: () => 7 }, azure: () => azure },
          runs: {
            latest: () => waiting,
            answer: (runId: string, answer: string) => answered.push([runId, answer]),
          },
        }),
      simulation: () =>
        Promise.resolve(
          isSimulated
            ? {
                configureApiServer: (clusterId: string, signsWith: string) => {
                  simulated.push([clusterId, signsWith]);
                },
              }
            : undefined,
        ),
    },
    apiServers: {
      save: (_: string, knowledge: ApiServerKnowledge) => {
        kept.push(knowledge);
        return Promise.resolve();
      },
    },
    comparisons,
  } as unknown as Deps;
  return {
    kept,
    answered,
    simulated,
    comparisons,
    /** Runs the command and chooses a row. */
    choose: async (label: string): Promise<void> => {
      const running = Promise.resolve(configureK3s(parts).run(ids.cluster));
      await settle();
      host.pick.choose(label);
      await running;
    },
    run: () => Promise.resolve(configureK3s(parts).run(ids.cluster)),
  };
}

const open = '$(folder-opened) Open a File…';
const paste = '$(clippy) Paste from Clipboard';

/** What the editor shows side by side. */
function shown(): readonly [before: string, after: string, title: unknown] {
  const { args = [] } = host.executed.find(({ command }) => command === 'vscode.diff') ?? {};
  const [provider] = [...host.contentProviders.values()];
  if (!provider) throw new Error('Nothing provides texts.');
  const [left, right, title] = args;
  return [
    provider.provideTextDocumentContent(left),
    provider.provideTextDocumentContent(right),
    title,
  ];
}

describe('configuring the API server of k3s', () => {
  it('offers files, the script, and to say that it is done', async () => {
    const { run } = setUp();
    const running = run();
    await settle();
    expect(host.pick.labels).toEqual([
      '— see the change of a config.yaml',
      '$(folder-opened) Open a File…',
      '$(clippy) Paste from Clipboard',
      '$(new-file) The Node Has No config.yaml',
      '— by a script, restart included',
      '$(terminal) Run in Terminal',
      '$(copy) Copy',
      '$(save-as) Save As…',
      '— when every server node is done',
      '$(person) I Have Done It',
    ]);
    host.pick.hide();
    await running;
  });

  it('offers the configuration of this machine when it is a node', async () => {
    process.env['K3S_CONFIG_FILE'] = '/plant/config.yaml';
    host.written.set(file, before);
    const { choose } = setUp();
    await choose('$(server) /plant/config.yaml');
    expect(shown().slice(0, 2)).toEqual([before, after]);
    expect(host.written.get(file)).toBe(before);
  });

  it('warns of an issuer that could not be verified', async () => {
    const { run } = setUp({ isUnreachable: true });
    const running = run();
    await settle();
    expect(host.pick.items[0]).toMatchObject({
      label: '$(warning) The issuer could not be verified',
      description: 'no answer in 5 s',
      detail: issuer,
    });
    host.pick.hide();
    await running;
  });

  it.each([
    ['openshift', /runs OpenShift: set spec\.serviceAccountIssuer/],
    ['aks_edge_k3s', /quickstart script configures the API server/],
    ['aks', /the platform configures its API server/],
  ])('refuses %s, with what applies there', async (distribution, because) => {
    await expect(setUp({ distribution }).run()).rejects.toThrow(because);
    await expect(setUp({ distribution }).run()).rejects.toSatisfy((error) =>
      UserFacingError.is(error),
    );
  });

  it('says what is missing when there is no issuer yet', async () => {
    await expect(setUp({ issuerUrl: '' }).run()).rejects.toThrow(/has not published an issuer yet/);
  });

  it('keeps the user’s word, and the run that waits for it goes on', async () => {
    const { choose, kept, answered } = setUp();
    await choose('$(person) I Have Done It');
    expect(kept).toEqual([{ how: 'user', issuer, atMs: 7 }]);
    expect(answered).toEqual([['run-1', 'done']]);
    expect(host.statusMessages).toEqual(['Confirmed by you']);
  });

  it.each([
    [true, [[ids.cluster, issuer]]],
    [false, []],
  ])(
    'sets the node of a simulated cluster, of which nobody has any: %s',
    async (isSimulated, set) => {
      const { choose, simulated } = setUp({ isSimulated });
      await choose('$(person) I Have Done It');
      expect(simulated).toEqual(set);
    },
  );
});

describe('a file that is opened', () => {
  beforeEach(() => {
    host.written.set(file, before);
    host.files = ['/plant/config.yaml'];
  });

  it('is shown before and after, and not written unless the user saves it', async () => {
    const { choose, kept } = setUp();
    await choose(open);
    expect(shown()).toEqual([before, after, 'config.yaml of arc-berlin-01: now ↔ with the issuer']);
    expect([...host.written.keys()]).toEqual([file]);
    expect(kept).toEqual([]);
  });

  it('is saved with a copy of before beside it, then the restart is left to do', async () => {
    const { choose, kept } = setUp();
    const answers = ['Save', 'Copy Commands', 'I Have Done It'];
    host.answer = () => answers.shift();
    await choose(open);
    expect(host.written.get(file)).toBe(after);
    const copies = [...host.written].filter(([name]) => name !== file);
    expect(copies).toEqual([
      [expect.stringMatching(/^file:\/\/\/plant\/config\.yaml\.\d{8}T\d{6}Z\.bak$/), before],
    ]);
    expect(host.clipboard).toContain('systemctl restart k3s');
    expect(kept).toHaveLength(1);
  });

  it('is not saved when it was changed meanwhile', async () => {
    const { choose } = setUp();
    host.answer = () => {
      host.written.set(file, 'debug: false\n');
      return 'Save';
    };
    await expect(choose(open)).rejects.toThrow(/was changed meanwhile/);
    expect(host.written.get(file)).toBe('debug: false\n');
  });

  it('leads to the script when only root may write it', async () => {
    host.readOnly.add(file);
    host.answer = () => 'Save';
    await expect(setUp().choose(open)).rejects.toThrow(/by root only.*script do it with sudo/);
    expect(host.written.get(file)).toBe(before);
  });

  it('is refused by line and column when it is not YAML', async () => {
    host.written.set(file, 'debug: true\n  x: "\n');
    await expect(setUp().choose(open)).rejects.toThrow(
      /^config\.yaml, line \d+, column \d+: it is not valid YAML/,
    );
    expect(host.executed).toEqual([]);
  });

  it('needs nothing when it is right', async () => {
    host.written.set(file, after);
    const { choose, kept } = setUp();
    host.answer = () => 'I Have Done It';
    await choose(open);
    expect(host.messages[0]?.text).toMatch(/names the issuer already: there is nothing to change/);
    expect(host.executed).toEqual([]);
    expect(kept).toHaveLength(1);
  });

  it('is judged together with the files beside it', async () => {
    host.written.set(`${file}.d/10-plant.yaml`, 'kube-apiserver-arg:\n- v=3\n');
    await expect(setUp().choose(open)).rejects.toThrow(
      /^config\.yaml\.d\/10-plant\.yaml is read after config\.yaml/,
    );
  });

  it('may be one of those', async () => {
    host.written.set(`${file}.d/10-plant.yaml`, 'kube-apiserver-arg:\n- v=3\n');
    host.files = ['/plant/config.yaml.d/10-plant.yaml'];
    await setUp().choose(open);
    expect(shown()[1]).toMatch(/^kube-apiserver-arg:\n- v=3\n- service-account-issuer/);
  });

  it('is not changed on a node for a simulated cluster', async () => {
    process.env['K3S_CONFIG_FILE'] = '/plant/config.yaml';
    await expect(setUp({ isSimulated: true }).choose(open)).rejects.toThrow(/is simulated/);
    expect(host.executed).toEqual([]);
  });
});

describe('a text that is pasted', () => {
  it('is shown before and after, and the new text can be copied', async () => {
    host.clipboard = before;
    const { choose, kept } = setUp();
    const answers = ['Copy New Text', undefined];
    host.answer = () => answers.shift();
    await choose(paste);
    expect(shown().slice(0, 2)).toEqual([before, after]);
    expect(host.clipboard).toBe(after);
    expect(host.written.size).toBe(0);
    expect(kept).toEqual([]);
  });

  it('is not taken for empty when there is none', async () => {
    await expect(setUp().choose(paste)).rejects.toThrow(/The clipboard holds no text/);
  });

  it('is forgotten when its editor is closed', async () => {
    host.clipboard = before;
    await setUp().choose(paste);
    const { args = [] } = host.executed[0] ?? {};
    host.documentClosed.fire({ uri: args[0] as { toString(): string } });
    expect(shown().slice(0, 2)).toEqual(['', after]);
  });

  it('need not be there for a node without a file', async () => {
    await setUp().choose('$(new-file) The Node Has No config.yaml');
    expect(shown()[0]).toBe('');
    expect(parse(shown()[1])).toMatchObject({
      'kube-apiserver-arg': [signs, own, 'service-account-max-token-expiration=24h'],
    });
  });
});

const here = `$(vm) This Machine, ${hostname()}`;
const other = '$(edit) Another Machine by SSH…';

/** The line that was typed into a terminal, and the script that it is about. */
function typed(index = 0): { readonly line: string; readonly script: string } {
  const [[line, isRun] = ['', true]] = host.terminals[index]?.typed ?? [];
  expect(isRun).toBe(false);
  const [, path = ''] = /(\/\S+\/configure-k3s-api-server\.sh)/.exec(line) ?? [];
  scripts.push(path);
  expect(statSync(path).mode & 0o077).toBe(0);
  return { line, script: readFileSync(path, 'utf8') };
}

/** The command at the page for the machine, of a user with these files in `~/.ssh`. */
async function atMachines(files: Readonly<Record<string, string>> = {}) {
  const home = mkdtempSync(join(tmpdir(), 'home-'));
  scripts.push(join(home, 'x'));
  process.env['HOME'] = home;
  for (const [name, text] of Object.entries(files)) {
    const file = join(home, '.ssh', name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  const { run, kept } = setUp();
  const running = run();
  await settle();
  host.pick.choose('$(terminal) Run in Terminal');
  await settle();
  await loaded();
  return { running, kept };
}

describe('the script', () => {
  it('is put into a terminal of this machine, where the user presses Enter', async () => {
    const { running, kept } = await atMachines();
    host.answer = () => 'I Have Done It';
    host.pick.choose(here);
    await running;
    expect(host.terminals[0]?.name).toBe(`${hostname()}: k3s API server`);
    const { line, script } = typed();
    expect(line).toMatch(/^(?:sudo )?sh \/\S+$/);
    expect(script).toContain(`ISSUER=${issuer}`);
    expect(kept).toHaveLength(1);
  });

  it.each([
    ['in a workspace that is not trusted', {}, false, /Needs a trusted workspace/],
    ['for a simulated cluster', { isSimulated: true }, true, /Not for a simulated cluster/],
  ])('does not go into a terminal %s', async (_, circumstances, isTrusted, because) => {
    host.isTrusted = isTrusted;
    const running = setUp(circumstances).run();
    await settle();
    host.pick.choose('$(terminal) Run in Terminal');
    expect(host.pick.placeholder).toMatch(because);
    host.pick.hide();
    await running;
    expect(host.terminals).toEqual([]);
  });

  it('is copied', async () => {
    await setUp().choose('$(copy) Copy');
    expect(host.clipboard).toMatch(/^#!\/bin\/sh\n/);
    expect(host.messages[0]?.actions).toEqual(['I Have Done It']);
  });

  it('is saved where the user says', async () => {
    host.saveAs = () => 'file:///plant/k3s.sh';
    await setUp().choose('$(save-as) Save As…');
    expect(host.written.get('file:///plant/k3s.sh')).toMatch(/^#!\/bin\/sh\n/);
  });

  it('is not saved when the dialog is closed, and nothing is asked', async () => {
    await setUp().choose('$(save-as) Save As…');
    expect(host.written.size).toBe(0);
    expect(host.messages).toEqual([]);
  });
});

describe('the machine for the script', () => {
  it('is this one, any by ssh, or one that the user’s ssh knows', async () => {
    const { running } = await atMachines({
      config:
        'Include config.d/*.conf\nHost * !x\n  User all\nHost plant-1\n  HostName 10.0.0.5\n  User iot\n',
      'config.d/hall-b.conf': 'Host plant-2 plant-1\nInclude further\n',
      'config.d/hall-c.txt': 'Host plant-3\n',
      further: 'Host plant-4\n',
    });
    expect([host.pick.step, host.pick.totalSteps]).toEqual([2, 2]);
    expect(host.pick.items).toMatchObject([
      { label: here, description: 'VS Code runs on it' },
      { label: other },
      { label: '~/.ssh/config', kind: -1 },
      { label: '$(remote) plant-1', description: 'iot@10.0.0.5' },
      { label: '$(remote) plant-2', description: '' },
    ]);
    host.pick.hide();
    await running;
    expect(host.terminals).toEqual([]);
  });

  it('can be chosen without a configuration of ssh', async () => {
    const { running } = await atMachines();
    expect(host.pick.labels).toEqual([here, other]);
    host.pick.hide();
    await running;
  });

  it.each([
    ['too large', 'x'.repeat(300_000), /config is too large/],
    ['no file', undefined, /config is not a file/],
  ])('can be chosen with one that is %s, which is said', async (_, text, because) => {
    const { running } = await atMachines(
      text === undefined ? { 'config/x': '' } : { config: text },
    );
    expect(host.pick.labels.slice(0, 2)).toEqual([here, other]);
    expect(host.pick.items.at(-1)?.label).toBe('$(warning) Could not be read');
    expect(host.pick.items.at(-1)?.detail).toMatch(because);
    host.pick.hide();
    await running;
  });

  it('gets the line for ssh, which is given the script as its command', async () => {
    const lines: string[] = [];
    for (const index of [0, 1]) {
      const { running } = await atMachines({ config: 'Host plant-1\n' });
      host.pick.choose('$(remote) plant-1');
      await running;
      const { line, script } = typed(index);
      expect(script).toContain('exec sudo sh -c "$1"');
      expect(script).toContain(`ISSUER=${issuer}`);
      lines.push(line);
    }
    const sent = /^ssh -t -- plant-1 "\$\(cat (\/\S+\/configure-k3s-api-server\.sh)\)"$/;
    const files = lines.map((line) => sent.exec(line)?.[1]);
    expect(files[0]).toBeDefined();
    expect(files[1]).not.toBe(files[0]);
    expect(host.terminals[0]).toMatchObject({ name: 'plant-1: k3s API server' });
    expect(host.terminals[0]).not.toHaveProperty('shellPath');
    expect(host.messages[0]?.text).toMatch(/^Press Enter in the terminal to run it on plant-1\. /);
  });

  it('gets a shell that understands the line, where the user’s own does not', async () => {
    host.shell = '/usr/bin/fish';
    const { running } = await atMachines();
    host.pick.choose(here);
    await running;
    expect(typed().line).toContain('sh /');
    expect(host.terminals[0]?.shellPath).toBe('/bin/sh');
  });

  it('can be typed, and is checked while it is typed', async () => {
    const { running } = await atMachines();
    host.pick.choose(other);
    await settle();
    expect([host.input.step, host.input.totalSteps]).toEqual([3, 3]);
    expect(host.input.prompt).toContain('iot@node-01');
    expect(host.input.validationMessage).toBeUndefined();
    host.input.enter();
    await settle();
    expect(host.input.validationMessage).toMatch(/^Type a host/);
    host.input.type('-oProxyCommand=id');
    expect(host.input.validationMessage).toMatch(/does not begin with a hyphen/);
    host.input.enter();
    await settle();
    expect(host.terminals).toEqual([]);
    host.input.type('ssh://iot@[fe80::1]:2222');
    host.input.enter();
    await running;
    expect(typed().line).toMatch(/^ssh -t -p 2222 -- iot@fe80::1 "\$\(cat \S+\)"$/);
  });

  it('can be thought over: back leads to the page before', async () => {
    const { running } = await atMachines();
    host.pick.choose(other);
    await settle();
    host.input.back();
    await settle();
    await loaded();
    expect(host.pick.labels).toEqual([here, other]);
    host.pick.back();
    await settle();
    expect(host.pick.labels).toContain('$(terminal) Run in Terminal');
    host.pick.hide();
    await running;
    expect(host.terminals).toEqual([]);
  });

  it('is asked for again for each further node', async () => {
    const answers = ['Next Server Node…', 'Next Server Node…', 'I Have Done It'];
    host.answer = () => answers.shift();
    const { running, kept } = await atMachines({ config: 'Host plant-1 plant-2\n' });
    host.pick.choose('$(remote) plant-1');
    await settle();
    await loaded();
    // Whoever thinks better of it gets no second line for the same node.
    host.pick.hide();
    await settle();
    await loaded();
    expect(host.terminals).toHaveLength(1);
    host.pick.choose('$(remote) plant-2');
    await running;
    expect(host.terminals.map(({ name }) => name)).toEqual([
      'plant-1: k3s API server',
      'plant-2: k3s API server',
    ]);
    expect([typed(0).line, typed(1).line].join()).toMatch(/ plant-1 .* plant-2 /);
    expect(host.messages.map(({ text }) => text.split('.')[0])).toEqual([
      'Press Enter in the terminal to run it on plant-1',
      'Press Enter in the terminal to run it on plant-1',
      'Press Enter in the terminal to run it on plant-2',
    ]);
    expect(kept).toHaveLength(1);
  });

  it('is not this one where k3s cannot be', async () => {
    vi.spyOn(process, 'platform', 'get').mockReturnValue('darwin');
    const { running } = await atMachines();
    const label = here.replace('vm', 'circle-slash');
    expect(host.pick.items[0]).toMatchObject({
      label,
      detail: 'Can’t be used: k3s needs Linux, so this is no node',
    });
    host.pick.choose(label);
    expect(host.pick.placeholder).toMatch(/k3s needs Linux/);
    expect(host.terminals).toEqual([]);
    host.pick.hide();
    await running;
  });
});
