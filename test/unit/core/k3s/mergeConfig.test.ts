import { describe, expect, it } from 'vitest';
import { parse, parseDocument } from 'yaml';
import { mergeConfig, type K3sMerge } from '../../../../src/core/k3s/mergeConfig';
import { configFiles, issuer, lasts, own, signs } from './configFiles';

const name = 'config.yaml';
const merge = (text: string, around: { before?: string; after?: string } = {}): K3sMerge => {
  const files = (path: string, content: string | undefined) =>
    content === undefined ? [] : [{ name: path, text: content }];
  return mergeConfig(
    {
      before: files('config.yaml', around.before),
      file: { name, text },
      after: files('config.yaml.d/10-plant.yaml', around.after),
    },
    issuer,
  );
};

const textOf = (text: string): string => {
  const merged = merge(text);
  return merged.kind === 'changed' ? merged.text : text;
};

const argsKeys = ['kube-apiserver-arg', 'kube-apiserver-arg+'];

/** Every key but that of the arguments; a list in braces or not is the same. */
function others(text: string): unknown {
  const root: unknown = parseDocument(text, { uniqueKeys: false }).toJS() ?? {};
  return Object.entries(root as object).filter(([key]) => !argsKeys.includes(key));
}

const mergeable = configFiles.flatMap(({ name: title, text = '', becomes }) =>
  becomes instanceof RegExp ? [] : [{ title, text, becomes }],
);
const refused = configFiles.flatMap(({ name: title, text = '', becomes }) =>
  becomes instanceof RegExp ? [{ title, text, because: becomes }] : [],
);

describe('mergeConfig', () => {
  it.each(mergeable)('merges $title', ({ text, becomes }) => {
    const merged = textOf(text);
    const root = parse(merged) as Record<string, unknown>;
    expect(root['kube-apiserver-arg'] ?? root['kube-apiserver-arg+']).toEqual(
      becomes.map((arg) => (/^\d+$/.test(arg) ? Number(arg) : arg)),
    );
    expect(others(merged)).toEqual(others(text));
  });

  it.each(mergeable)('changes nothing the second time: $title', ({ text }) => {
    expect(merge(textOf(text))).toEqual({ kind: 'unchanged' });
  });

  it.each(mergeable)('keeps every comment of $title', ({ text }) => {
    const merged = textOf(text);
    for (const [comment] of text.matchAll(/(?<=^|\s)#.*/gm))
      expect(merged).toContain(comment.trim());
  });

  it.each(refused)('refuses $title, with words', ({ text, because }) => {
    expect(() => merge(text)).toThrow(because);
    expect(() => merge(text)).toThrow(/Nothing was changed\./);
  });

  it('adds lines and touches no other', () => {
    const text = [
      '# Press 4',
      'write-kubeconfig-mode:    "0644"   # wide',
      'kube-apiserver-arg:   # see the wiki',
      '      # hardened',
      '      -   anonymous-auth=false',
      '',
      '# the rest',
      'debug:   true',
      '',
    ];
    const merged = textOf(text.join('\n'));
    expect(merged.split('\n')).toEqual([
      ...text.slice(0, 5),
      `      - ${signs}`,
      `      - ${own}`,
      `      - ${lasts}`,
      ...text.slice(5),
    ]);
  });

  it('puts the issuer before the one that signs so far, with its remark', () => {
    const text = [
      'kube-apiserver-arg:',
      '  # of the plant',
      '  - service-account-issuer=https://old.example.com # since 2023',
      `  - ${signs} # Arc`,
      '  - v=2',
      '',
    ];
    expect(textOf(text.join('\n')).split('\n')).toEqual([
      'kube-apiserver-arg:',
      '  # of the plant',
      `  - ${signs} # Arc`,
      '  - service-account-issuer=https://old.example.com # since 2023',
      '  - v=2',
      `  - ${lasts}`,
      '',
    ]);
  });

  it('keeps carriage returns', () => {
    const merged = textOf('debug: true\r\ntoken: a\r\n');
    expect(merged.replaceAll('\r\n', '')).not.toContain('\n');
  });

  it('gives other keys what an anchor meant before the change', () => {
    const root = parse(
      textOf('kube-apiserver-arg: &a [v=2]\nkubelet-arg: *a\nkube-proxy-arg: *a\n'),
    ) as Record<string, unknown>;
    expect(root['kubelet-arg']).toEqual(['v=2']);
    expect(root['kube-proxy-arg']).toEqual(['v=2']);
  });

  it.each([
    'https://a b',
    'https://x"y',
    'http://x',
    'https://x\n- a=b',
    'https://x:',
    "https://'",
  ])('never writes what is no issuer: %j', (bad) => {
    const files = { before: [], file: { name, text: '' }, after: [] };
    expect(() => mergeConfig(files, bad)).toThrow(/Nothing was written\./);
  });
});

describe('drop-ins', () => {
  it('are told when they replace what the file says', () => {
    expect(() => merge('debug: true\n', { after: 'kube-apiserver-arg:\n- v=2\n' })).toThrow(
      /10-plant\.yaml is read after config\.yaml and sets kube-apiserver-arg again/,
    );
  });

  it('may add other arguments', () => {
    const merged = merge('debug: true\n', { after: 'kube-apiserver-arg+:\n- v=2\n' });
    expect(merged.kind).toBe('changed');
  });

  it('may add an issuer behind: it is the former one', () => {
    const after = 'kube-apiserver-arg+:\n- service-account-issuer=https://old.example.com\n';
    const merged = merge('debug: true\n', { after });
    expect(merged).toMatchObject({ kind: 'changed' });
    expect(merged.kind === 'changed' && merged.text).not.toContain('kubernetes.default.svc');
  });

  it('are told when they set another limit', () => {
    const after = 'kube-apiserver-arg+:\n- service-account-max-token-expiration=48h\n';
    expect(() => merge('', { after })).toThrow(/10-plant\.yaml sets the same arguments and wins/);
  });

  it('that set everything themselves are right', () => {
    const after = `kube-apiserver-arg:\n- ${signs}\n- ${lasts}\n`;
    expect(merge(after, { after })).toEqual({ kind: 'unchanged' });
  });

  it('can be changed themselves, unless a file before signs with another issuer', () => {
    const dropIn = 'kube-apiserver-arg+:\n- v=2\n';
    expect(merge(dropIn, { before: 'kube-apiserver-arg: [v=1]' }).kind).toBe('changed');
    const before = 'kube-apiserver-arg: [service-account-issuer=https://old.example.com]';
    expect(() => merge(dropIn, { before })).toThrow(/sets the same arguments and wins/);
  });

  it('bring the domain of the cluster in', () => {
    const merged = merge('', { after: 'cluster-domain: plant.local\n' });
    expect(merged.kind === 'changed' && merged.text).toContain('svc.plant.local');
  });
});
