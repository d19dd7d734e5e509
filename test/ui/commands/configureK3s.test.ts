import { readFileSync, rmSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
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
const scripts: string[] = [];

beforeEach(() => {
  host.reset();
});
afterEach(() => {
  delete process.env['K3S_CONFIG_FILE'];
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

describe('the script', () => {
  it('is put into a terminal, where the user presses Enter', async () => {
    const { choose, kept } = setUp();
    host.answer = () => 'I Have Done It';
    await choose('$(terminal) Run in Terminal');
    const [terminal] = host.terminals;
    const [[line, isRun] = ['', true]] = terminal?.typed ?? [];
    expect(isRun).toBe(false);
    const path = /sh (\/\S+\.sh)$/.exec(line)?.[1] ?? '';
    scripts.push(path);
    expect(readFileSync(path, 'utf8')).toContain(`ISSUER=${issuer}`);
    expect(statSync(path).mode & 0o077).toBe(0);
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
