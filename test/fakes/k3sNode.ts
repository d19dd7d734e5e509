import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';

/** A service as k3s' own installer writes it. */
const usualUnit = `[Service]
ExecStart=/usr/local/bin/k3s \\
    server \\
`;

const systemctl = `#!/bin/sh
printf 'systemctl %s\\n' "$*" >>"$NODE/log"
case $1 in
cat) cat "$NODE/unit" ;;
restart)
  [ ! -e "$NODE/does-not-start" ] || exit 1
  [ ! -e "$NODE/is-deaf" ] || exit 0
  sed -n 's/^[^#]*service-account-issuer=\\([^]"'"'"', ]*\\).*/\\1/p' "$NODE/etc/rancher/k3s/config.yaml" 2>/dev/null |
    tr -d '\\r' | head -n 1 >"$NODE/signs-with"
  [ -s "$NODE/signs-with" ] || echo https://kubernetes.default.svc.cluster.local >"$NODE/signs-with"
  ;;
esac
`;

const kubectl = `#!/bin/sh
printf 'kubectl %s\\n' "$*" >>"$NODE/log"
case "$*" in
*/readyz*)
  left=$(cat "$NODE/not-ready" 2>/dev/null || echo 0)
  [ "$left" = 0 ] || { echo $((left - 1)) >"$NODE/not-ready"; exit 1; }
  printf ok
  ;;
*openid-configuration*)
  printf '{"issuer":"%s","jwks_uri":"https://10.0.0.4:6443/openid/v1/jwks"}' "$(cat "$NODE/signs-with")" ;;
esac
`;

export interface Outcome {
  readonly status: number | null;
  readonly said: string;
  readonly warned: string;
}

/** A tree of files like that of a server node, with stand-ins for what talks to k3s. */
export class K3sNode {
  /** `config`: what it runs by; absent: there is no file. */
  constructor(
    private readonly root: string,
    config?: string,
  ) {
    this.put('unit', usualUnit);
    this.put('log', '');
    for (const [name, text] of Object.entries({ systemctl, kubectl, sleep: '#!/bin/sh\n' })) {
      this.put(join('bin', name), text);
      chmodSync(join(root, 'bin', name), 0o755);
    }
    if (config !== undefined) this.put(this.configPath, config);
    this.run('systemctl restart k3s');
    this.put('log', '');
  }

  readonly configPath = 'etc/rancher/k3s/config.yaml';

  put(path: string, text: string): void {
    const file = join(this.root, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }

  read(path: string): string | undefined {
    const file = join(this.root, path);
    return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
  }

  get config(): string | undefined {
    return this.read(this.configPath);
  }

  /** Files beside the configuration. */
  get neighbours(): readonly string[] {
    const folder = dirname(join(this.root, this.configPath));
    return existsSync(folder) ? readdirSync(folder).filter((name) => name !== 'config.yaml') : [];
  }

  /** What changed something: `systemctl restart k3s`. */
  get deeds(): readonly string[] {
    const lines = (this.read('log') ?? '').split('\n');
    return lines.filter((line) => line.includes(' restart'));
  }

  run(script: string, variables: Readonly<Record<string, string>> = {}): Outcome {
    this.put('script.sh', script);
    const { status, stdout, stderr } = spawnSync('sh', [join(this.root, 'script.sh')], {
      encoding: 'utf8',
      cwd: this.root,
      env: {
        PATH: `${join(this.root, 'bin')}:${process.env['PATH'] ?? ''}`,
        NODE: this.root,
        K3S_NODE_ROOT: this.root,
        ...variables,
      },
    });
    return { status, said: stdout, warned: stderr };
  }
}
