/** Files of k3s' configuration as they are found on nodes, and what a merge makes of each. */

export const issuer = 'https://weu.oic.prod-arc.azure.com/7f1c/2b9d/';
export const signs = `service-account-issuer=${issuer}`;
export const own = 'service-account-issuer=https://kubernetes.default.svc.cluster.local';
export const lasts = 'service-account-max-token-expiration=24h';
const old = 'service-account-issuer=https://old.example.com';

interface ConfigFile {
  readonly name: string;
  /** Absent: there is no file. */
  readonly text?: string;
  /** Arguments after the merge, or what the refusal says. */
  readonly becomes: readonly string[] | RegExp;
  /** What awk cannot read with certainty, the script leaves to VS Code. */
  readonly script?: 'refuses';
}

const lines = (...all: readonly string[]): string => `${all.join('\n')}\n`;

export const configFiles: readonly ConfigFile[] = [
  { name: 'a missing file', becomes: [signs, own, lasts] },
  { name: 'an empty file', text: '', becomes: [signs, own, lasts] },
  {
    name: 'comments only',
    text: lines('# the line of press 4', '', '#kube-apiserver-arg:', '#  - nothing'),
    becomes: [signs, own, lasts],
  },
  { name: 'a start mark only', text: '---\n', becomes: [signs, own, lasts] },
  {
    name: 'other keys only',
    text: lines(
      'write-kubeconfig-mode: "0644"',
      'tls-san:',
      '  - "plant.example.com"',
      '  - 10.0.0.4 # the load balancer',
      'cluster-init: true',
      'node-label: [\'line=4\', "hall=2"]',
    ),
    becomes: [signs, own, lasts],
  },
  {
    name: 'a domain of its own',
    text: lines('cluster-domain: plant.local', 'disable: [traefik, servicelb]'),
    becomes: [signs, 'service-account-issuer=https://kubernetes.default.svc.plant.local', lasts],
  },
  {
    name: 'no line end at the end',
    text: 'token: abc\nkube-apiserver-arg:\n  - anonymous-auth=false',
    becomes: ['anonymous-auth=false', signs, own, lasts],
  },
  { name: 'one key and no line end', text: 'token: abc', becomes: [signs, own, lasts] },
  {
    name: 'carriage returns',
    text: 'debug: true\r\nkube-apiserver-arg:\r\n  # audit\r\n  - audit-log-maxage=30\r\ntoken: abc\r\n',
    becomes: ['audit-log-maxage=30', signs, own, lasts],
  },
  {
    name: 'other arguments, with comments',
    text: lines(
      '# managed by hand',
      'kube-apiserver-arg: # see the wiki',
      '  # who did what',
      '  - audit-log-path=/var/log/audit.log # rotated',
      '',
      '  - "enable-admission-plugins=NodeRestriction,OwnerReferencesPermissionEnforcement"',
      '  # the end',
      'debug: true # for now',
    ),
    becomes: [
      'audit-log-path=/var/log/audit.log',
      'enable-admission-plugins=NodeRestriction,OwnerReferencesPermissionEnforcement',
      signs,
      own,
      lasts,
    ],
  },
  {
    name: 'hyphens below the key',
    text: lines('kube-apiserver-arg:', '- anonymous-auth=false', 'debug: true'),
    becomes: ['anonymous-auth=false', signs, own, lasts],
  },
  {
    name: 'another issuer',
    text: lines('kube-apiserver-arg:', '  - v=2', `  - ${old}`, '  - profiling=false'),
    becomes: ['v=2', signs, old, 'profiling=false', lasts],
  },
  {
    name: 'the issuer without its slash',
    text: lines('kube-apiserver-arg:', `  - ${signs.slice(0, -1)}`, `  - ${lasts}`),
    becomes: [signs, signs.slice(0, -1), lasts],
  },
  {
    name: 'the issuer behind another',
    text: lines('kube-apiserver-arg:', `  - ${old}`, `  - ${signs} # Arc`, `  - ${lasts}`),
    becomes: [signs, old, lasts],
  },
  {
    name: 'everything as it is to be',
    text: lines('kube-apiserver-arg:', `  - ${signs}`, `  - ${lasts}`),
    becomes: [signs, lasts],
  },
  {
    name: 'everything as it is to be, with hyphens and quotes',
    text: lines('kube-apiserver-arg:', `  - '--${signs}'`, `  - "--${lasts}"`),
    becomes: [`--${signs}`, `--${lasts}`],
  },
  {
    name: 'another limit',
    text: lines(
      'kube-apiserver-arg:',
      '  - "service-account-max-token-expiration=48h" # asked for by IT',
      `  - ${signs}`,
    ),
    becomes: [lasts, signs],
  },
  {
    name: 'doubles of both',
    text: lines(
      'kube-apiserver-arg:',
      `  - ${signs}`,
      `  - ${lasts}`,
      `  - ${signs}`,
      `  - ${old}`,
      `  - ${old}`,
      `  - ${lasts}`,
    ),
    becomes: [signs, lasts, old],
  },
  {
    name: 'a second key',
    text: lines(
      'kube-apiserver-arg:',
      '  - anonymous-auth=false # first',
      'debug: true',
      '# appended by a script',
      'kube-apiserver-arg:',
      `  - ${signs}`,
      `  - ${lasts} # a day`,
    ),
    becomes: ['anonymous-auth=false', signs, lasts],
  },
  {
    name: 'a second key with another issuer first',
    text: lines('kube-apiserver-arg:', `- ${old}`, 'kube-apiserver-arg:', `- ${signs}`, '- v=2'),
    becomes: [signs, old, 'v=2', lasts],
  },
  {
    name: 'a second key with a single value',
    text: lines('kube-apiserver-arg: v=2 # verbose', 'debug: true', 'kube-apiserver-arg: [v=3]'),
    becomes: ['v=2', 'v=3', signs, own, lasts],
  },
  {
    name: 'a single value',
    text: lines('kube-apiserver-arg: anonymous-auth=false # hardened', 'debug: true'),
    becomes: ['anonymous-auth=false', signs, own, lasts],
  },
  {
    name: 'a single value in quotes',
    text: lines("'kube-apiserver-arg' : '--anonymous-auth=false'"),
    becomes: ['--anonymous-auth=false', signs, own, lasts],
  },
  {
    name: 'no value',
    text: lines('kube-apiserver-arg: # none yet', 'debug: true'),
    becomes: [signs, own, lasts],
  },
  {
    name: 'null',
    text: lines('kube-apiserver-arg: ~', 'debug: true'),
    becomes: [signs, own, lasts],
  },
  {
    name: 'an empty list in brackets',
    text: lines('kube-apiserver-arg: []'),
    becomes: [signs, own, lasts],
  },
  {
    name: 'a list in brackets',
    text: lines(`kube-apiserver-arg: [anonymous-auth=false, "v=2", ${old}] # short`, 'debug: true'),
    becomes: ['anonymous-auth=false', 'v=2', signs, old, lasts],
  },
  {
    name: 'a list in brackets over lines',
    text: lines('kube-apiserver-arg: [', '  v=2, # verbose', '  profiling=false', '  ]'),
    becomes: ['v=2', 'profiling=false', signs, own, lasts],
    script: 'refuses',
  },
  {
    name: 'everything in braces',
    text: lines('{ debug: true, kube-apiserver-arg: [v=2] }'),
    becomes: ['v=2', signs, own, lasts],
    script: 'refuses',
  },
  {
    name: 'an anchor that other keys use',
    text: lines(
      'kube-apiserver-arg: &shared',
      '  - v=2',
      'kube-scheduler-arg: *shared',
      'kubelet-arg: *shared',
    ),
    becomes: ['v=2', signs, own, lasts],
    script: 'refuses',
  },
  {
    name: 'an alias of another key',
    text: lines('kubelet-arg: &shared', '  - v=2', 'kube-apiserver-arg: *shared'),
    becomes: ['v=2', signs, own, lasts],
    script: 'refuses',
  },
  {
    name: 'aliases in the list',
    text: lines('token: &verbose v=2', 'kube-apiserver-arg:', '  - *verbose', `  - ${old}`),
    becomes: ['v=2', signs, old, lasts],
    script: 'refuses',
  },
  {
    name: 'escapes in quotes',
    text: lines('kube-apiserver-arg:', '  - "v=\\x32"', "  - 'oidc-client-id=it''s'"),
    becomes: ['v=2', "oidc-client-id=it's", signs, own, lasts],
    script: 'refuses',
  },
  {
    name: 'an argument over two lines',
    text: lines('kube-apiserver-arg:', '  - >-', '    v=2', `  - ${old}`),
    becomes: ['v=2', signs, old, lasts],
    script: 'refuses',
  },
  {
    name: 'a text of several lines elsewhere that looks like the key',
    text: lines('banner: |', '  kube-apiserver-arg:', '    - v=2', 'debug: true'),
    becomes: [signs, own, lasts],
    script: 'refuses',
  },
  {
    name: 'an end mark',
    text: lines('---', 'debug: true', '...'),
    becomes: [signs, own, lasts],
    script: 'refuses',
  },
  {
    name: 'a key that adds',
    text: lines('kube-apiserver-arg+:', '  - v=2'),
    becomes: ['v=2', signs, own, lasts],
  },
  {
    name: 'numbers among the arguments',
    text: lines('kube-apiserver-arg:', '  - 5', '  - v'),
    becomes: ['5', 'v', signs, own, lasts],
  },
  {
    name: 'a tab before a key',
    text: lines('kube-apiserver-arg:', '\t- v=2'),
    becomes: /line 2, column \d+: it is not valid YAML/,
    script: 'refuses',
  },
  {
    name: 'quotes that are not closed',
    text: lines('debug: "true', 'kube-apiserver-arg:', '  - v=2'),
    becomes: /line \d+, column \d+: it is not valid YAML/,
    script: 'refuses',
  },
  {
    name: 'a bracket that is not closed',
    text: lines('kube-apiserver-arg: [v=2', 'debug: true'),
    becomes: /line \d+, column \d+: it is not valid YAML/,
    script: 'refuses',
  },
  {
    name: 'a line that is no key',
    text: lines('debug: true', 'what is this'),
    becomes: /line 2, column \d+: it is not valid YAML/,
    script: 'refuses',
  },
  {
    name: 'a colon too many',
    text: lines('debug: true', 'token: a: b'),
    becomes: /line 2, column \d+: it is not valid YAML/,
    script: 'refuses',
  },
  {
    name: 'hyphens that do not line up',
    text: lines('kube-apiserver-arg:', '    - v=2', '  - v=3'),
    becomes: /line 3, column \d+: it is not valid YAML/,
    script: 'refuses',
  },
  {
    name: 'a mapping in place of the list',
    text: lines('kube-apiserver-arg:', '  v: 2'),
    becomes: /line 2, column 3: kube-apiserver-arg holds a mapping/,
    script: 'refuses',
  },
  {
    name: 'colons in place of equals signs',
    text: lines('kube-apiserver-arg:', '  - service-account-issuer: https://old.example.com'),
    becomes: /line 2, column 5: an argument has to be written as “- name=value”/,
    script: 'refuses',
  },
  {
    name: 'an entry without a value',
    text: lines('kube-apiserver-arg:', '  -', '  - v=2'),
    becomes: /line 2, column \d+: an argument has to be written/,
    script: 'refuses',
  },
  {
    name: 'true in place of the list',
    text: lines('kube-apiserver-arg: true'),
    becomes: /line 1, column 21: kube-apiserver-arg has to be a list/,
    script: 'refuses',
  },
  {
    name: 'arguments in one text of several lines',
    text: lines('kube-apiserver-arg: |', '  v=2', '  profiling=false'),
    becomes: /line 1, column 21: kube-apiserver-arg has to be a list/,
    script: 'refuses',
  },
  {
    name: 'a list in place of keys',
    text: lines('- kube-apiserver-arg'),
    becomes: /line 1, column 1: the file has to hold keys/,
    script: 'refuses',
  },
  {
    name: 'a second document',
    text: lines('debug: true', '---', 'kube-apiserver-arg: [v=2]'),
    becomes: /a second document begins/,
    script: 'refuses',
  },
  {
    name: 'a merge key',
    text: lines('base: &base', '  kube-apiserver-arg: [v=2]', '<<: *base'),
    becomes: /line 3, column 1: kube-apiserver-arg comes in by a merge key/,
    script: 'refuses',
  },
  {
    name: 'an issuer that is added to what k3s has',
    text: lines('kube-apiserver-arg:', '  - service-account-issuer-=https://old.example.com'),
    becomes: /adds to what k3s has by itself/,
    script: 'refuses',
  },
  {
    name: 'aliases that unfold without end',
    text: lines(
      'a: &a [x, x, x, x, x, x, x, x, x, x]',
      'b: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a, *a]',
      'c: &c [*b, *b, *b, *b, *b, *b, *b, *b, *b, *b]',
      'd: &d [*c, *c, *c, *c, *c, *c, *c, *c, *c, *c]',
      'e: [*d, *d, *d, *d, *d, *d, *d, *d, *d, *d]',
    ),
    becomes: /its aliases cannot be followed/,
    script: 'refuses',
  },
];
