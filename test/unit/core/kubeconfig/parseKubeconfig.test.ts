import { describe, expect, it } from 'vitest';
import { parseKubeconfig } from '../../../../src/core/kubeconfig/parseKubeconfig';
import { pluginLine } from '../../../../src/core/kubeconfig/pluginLine';

const path = '/home/me/.kube/config';
const parse = (text: string) => parseKubeconfig([{ path, text }]);

/** One context of one cluster and one user, each given in YAML's flow style. */
const aConfig = (cluster: string, user = '{}') => `
current-context: plant
contexts: [{ name: plant, context: { cluster: c, user: u } }]
clusters: [{ name: c, cluster: ${cluster} }]
users: [{ name: u, user: ${user} }]
`;

const useOf = (cluster: string, user?: string) => parse(aConfig(cluster, user)).contexts[0]?.use;
const server = '{ server: "https://10.0.0.4:6443" }';

describe('a kubeconfig file', () => {
  it('gives its contexts, the current one marked', () => {
    const { contexts, problems } = parse(`
apiVersion: v1
kind: Config
current-context: lyon
clusters:
- name: lyon
  cluster:
    server: https://lyon.example:6443
    certificate-authority-data: QQ==
- name: berlin
  cluster:
    server: https://berlin.example:6443
    certificate-authority: ca.crt
    tls-server-name: kubernetes
    proxy-url: http://proxy.example:3128
users:
- name: admin
  user:
    client-certificate-data: Qg==
    client-key: keys/admin.key
contexts:
- name: lyon
  context: { cluster: lyon, user: admin }
- name: berlin
  context: { cluster: berlin, user: admin, namespace: azure-arc }
`);
    expect(problems).toEqual([]);
    expect(contexts.map(({ name, isCurrent }) => [name, isCurrent])).toEqual([
      ['lyon', true],
      ['berlin', false],
    ]);
    const user = {
      certificate: { kind: 'base64', data: 'Qg==' },
      key: { kind: 'file', path: 'keys/admin.key', origin: path },
    };
    expect(contexts.map(({ use }) => use)).toEqual([
      {
        kind: 'usable',
        cluster: {
          server: 'https://lyon.example:6443',
          authority: { kind: 'base64', data: 'QQ==' },
          isUnverified: false,
        },
        user,
      },
      {
        kind: 'usable',
        cluster: {
          server: 'https://berlin.example:6443',
          authority: { kind: 'file', path: 'ca.crt', origin: path },
          serverName: 'kubernetes',
          proxyUrl: 'http://proxy.example:3128',
          isUnverified: false,
        },
        user,
      },
    ]);
  });

  it('is read as one with others: the first to name a thing has it, paths stay its own', () => {
    const { contexts } = parseKubeconfig([
      {
        path: '/a/config',
        text: `
clusters: [{ name: c, cluster: { server: "https://first.example", certificate-authority: ca } }]
contexts: [{ name: one, context: { cluster: c, user: u } }]`,
      },
      {
        path: '/b/config',
        text: `
current-context: two
clusters: [{ name: c, cluster: { server: "https://second.example" } }]
users: [{ name: u, user: { tokenFile: token } }]
contexts: [{ name: two, context: { cluster: c, user: u } }]`,
      },
    ]);
    expect(contexts.map(({ name, isCurrent }) => [name, isCurrent])).toEqual([
      ['one', false],
      ['two', true],
    ]);
    for (const { use } of contexts) {
      expect(use).toMatchObject({
        cluster: { server: 'https://first.example', authority: { origin: '/a/config' } },
        user: { token: { kind: 'file', path: 'token', origin: '/b/config' } },
      });
    }
  });

  it.each([
    ['{ token: abc, username: me, password: p }', { token: { kind: 'text', text: 'abc' } }],
    ['{ token: abc, tokenFile: t }', { token: { kind: 'file', path: 't', origin: path } }],
    ['{ username: me, password: p }', { password: { user: 'me', password: 'p' } }],
    ['{ as: jane, as-groups: [ops] }', { actsAs: { user: 'jane', groups: ['ops'] } }],
    [
      '{ exec: { apiVersion: client.authentication.k8s.io/v1, command: kubelogin, args: [get-token], env: [{ name: A, value: b }], provideClusterInfo: true } }',
      {
        plugin: {
          apiVersion: 'client.authentication.k8s.io/v1',
          command: 'kubelogin',
          args: ['get-token'],
          env: [{ name: 'A', value: 'b' }],
          origin: path,
          wantsCluster: true,
        },
      },
    ],
    [
      '{ token: abc, exec: { apiVersion: client.authentication.k8s.io/v1beta1, command: x } }',
      { token: { kind: 'text', text: 'abc' } },
    ],
  ])('takes of a user what kubectl takes: %s', (user, expected) => {
    expect(useOf(server, user)).toMatchObject({ kind: 'usable', user: expected });
    const use = useOf(server, user);
    expect(use?.kind === 'usable' && Object.keys(use.user)).toEqual(Object.keys(expected));
  });

  const exec = (rest: string) =>
    `{ exec: { apiVersion: client.authentication.k8s.io/v1, ${rest} } }`;

  it.each([
    ['{ server: "http://10.0.0.4:8080" }', '{}', 'not an https address'],
    ['{ server: "file:///etc/passwd" }', '{}', 'not an https address'],
    ['{ server: nowhere }', '{}', 'not an address'],
    ['{ server: [a] }', '{}', 'not an address'],
    ['{ server: "https://me:pw@10.0.0.4" }', '{}', 'user or password in it'],
    ['{ server: "https://10.0.0.4/?a=b" }', '{}', 'a query in it'],
    ['{ server: "https://h", tls-server-name: "a b" }', '{}', 'not a host name'],
    ['{ server: "https://h", proxy-url: "socks5://p:1" }', '{}', 'not supported (socks5)'],
    ['{ server: "https://h", proxy-url: "%%" }', '{}', 'not an address'],
    [
      '{ server: "https://h", insecure-skip-tls-verify: true, certificate-authority: ca }',
      '{}',
      'certificates are not checked',
    ],
    [server, '{ auth-provider: { name: gcp } }', 'auth provider “gcp”'],
    [server, '{ auth-provider: odd }', 'auth provider “”'],
    [server, '{ token: "a\\r\\nX-Evil: 1" }', 'its token is not one word'],
    [server, '{ username: "a:b" }', 'its user name is not one'],
    [server, '{ as: "jane\\r\\nX: 1" }', 'on behalf of nobody'],
    [server, '{ as: jane, as-groups: ["a\\nb"] }', 'on behalf of nobody'],
    [server, '{ as: jane, as-uid: "7" }', 'in a way that is not supported'],
    [
      server,
      '{ exec: { apiVersion: client.authentication.k8s.io/v1alpha1, command: x } }',
      'by a version that is not supported',
    ],
    [server, exec('args: [a]'), 'a program that is not named'],
    [server, exec('command: x, args: [[a]]'), 'a program that is not named'],
    [server, exec('command: x, env: [{ name: "A B", value: c }]'), 'an environment that is none'],
    [server, exec('command: "x\\u202ehs.exe"'), 'line can’t be shown'],
    [server, exec('command: x, args: ["a\\nb"]'), 'line can’t be shown'],
    [server, exec('command: x, env: [{ name: A, value: "\\u0007" }]'), 'line can’t be shown'],
    [server, exec(`command: x, args: ["${'a'.repeat(2_001)}"]`), 'line can’t be shown'],
    [server, exec('command: x, interactiveMode: Always'), 'asks for them in a terminal'],
  ])('does not use %s with %s', (cluster, user, words) => {
    const use = useOf(cluster, user);
    expect(use?.kind === 'unusable' && use.because).toContain(words);
  });

  it.each([
    ['contexts: [{ name: a, context: { cluster: gone } }]', 'its cluster “gone”'],
    ['contexts: [{ name: a, context: {} }]', 'its cluster “”'],
    [
      'clusters: [{ name: c, cluster: { server: "https://h" } }]\ncontexts: [{ name: a, context: { cluster: c, user: gone } }]',
      'its user “gone”',
    ],
  ])('says what a context lacks: %s', (text, words) => {
    const use = parse(text).contexts[0]?.use;
    expect(use?.kind === 'unusable' && use.because).toContain(words);
  });

  it('reaches a server without a user', () => {
    const { contexts } = parse(
      'clusters: [{ name: c, cluster: { server: "https://h" } }]\ncontexts: [{ name: a, context: { cluster: c } }]',
    );
    expect(contexts[0]?.use).toMatchObject({ kind: 'usable', user: {} });
  });

  const bomb = [
    'a0: &a0 [x,x,x,x,x,x,x,x,x,x]',
    ...Array.from(
      { length: 12 },
      (_, at) => `a${at + 1}: &a${at + 1} [${Array(10).fill(`*a${at}`).join(',')}]`,
    ),
  ].join('\n');

  it.each([
    ['no YAML', 'contexts:\n  - name: "unclosed', 'line 2'],
    ['tabs', 'a:\n\t- b', 'line 2'],
    ['several documents', 'a: 1\n---\nb: 2', 'not YAML'],
    ['the same key twice', 'users: []\nusers: []', 'not YAML'],
    ['a list', '- a', 'not a kubeconfig file'],
    ['a word', 'secret-token', 'not a kubeconfig file'],
    ['nothing', '', 'not a kubeconfig file'],
    ['aliases that unfold without end', bomb, 'not a kubeconfig file'],
    ['too many levels', '['.repeat(100_000), 'is not'],
    ['binary', '\u0000\u0001\u0002', 'is not'],
  ])('that is %s is said to be none', (_, text, words) => {
    const { contexts, problems } = parse(text);
    expect(contexts).toEqual([]);
    expect(problems).toHaveLength(1);
    expect(problems[0]?.path).toBe(path);
    expect(problems[0]?.because).toContain(words);
    expect(problems[0]?.because).not.toContain('secret-token');
  });

  it.each([
    'contexts: null',
    'contexts: { a: b }',
    'contexts: [1, a, null, [], { name: 7, context: {} }, { name: a }, { name: a, context: b }]',
    '__proto__: { contexts: [{ name: a, context: {} }] }',
    'contexts: [{ __proto__: { name: a, context: {} } }]',
  ])('with nonsense in it has no contexts: %s', (text) => {
    expect(parse(text)).toEqual({ contexts: [], problems: [] });
  });

  it('does not change what all objects are', () => {
    parse('__proto__: { polluted: yes }\nconstructor: { prototype: { polluted: yes } }');
    expect(Reflect.get({}, 'polluted')).toBeUndefined();
  });

  it('ends a list that nobody could read', () => {
    const text = `contexts: [${Array.from({ length: 3_000 }, (_, at) => `{ name: c${at}, context: {} }`).join(',')}]`;
    expect(parse(text).contexts).toHaveLength(2_000);
  });

  it('keeps what is good beside a file that is not', () => {
    const { contexts, problems } = parseKubeconfig([
      { path: '/bad', text: ']' },
      { path: '/good', text: aConfig(server) },
    ]);
    expect(contexts).toHaveLength(1);
    expect(problems.map((each) => each.path)).toEqual(['/bad']);
  });
});

describe('the line of a program', () => {
  it('shows all that runs, but no secret of its environment', () => {
    const line = pluginLine({
      apiVersion: 'client.authentication.k8s.io/v1',
      command: './tools/login',
      args: ['get-token', '--name', "plant 7's"],
      env: [
        { name: 'PATH', value: '/opt/a b' },
        { name: 'AAD_CLIENT_SECRET', value: 'hush' },
      ],
      origin: path,
      wantsCluster: false,
    });
    expect(line).toBe(
      `PATH='/opt/a b' AAD_CLIENT_SECRET=••• ./tools/login get-token --name 'plant 7'\\''s'`,
    );
  });
});
