import { delimiter, join } from 'node:path';
import { t } from '@vscode/l10n';
import type { KubeContext } from '../core/kubeconfig/kubeconfig';
import { parseKubeconfig } from '../core/kubeconfig/parseKubeconfig';
import { pluginLine } from '../core/kubeconfig/pluginLine';
import type { ContextDemand, Kubeconfig, Kubernetes, KubernetesContext } from '../core/ports';
import { createApiServer, type ApiServerOptions } from './apiServer';
import { readBounded } from './boundedFile';
import { programOf } from './execPlugin';
import { AccessProblem } from './problem';

/** A thousand clusters with their certificates. */
const largestBytes = 4 * 1024 * 1024;

/** Where k3s writes what reaches its own API server; often for root only. */
const ofK3s = '/etc/rancher/k3s/k3s.yaml';

export interface KubernetesOptions extends ApiServerOptions {
  readonly home: string;
}

function demandsOf({ use }: KubeContext): readonly ContextDemand[] {
  if (use.kind === 'unusable') return [];
  const { plugin } = use.user;
  return [
    ...(use.cluster.isUnverified ? [{ kind: 'unverified' } as const] : []),
    ...(plugin
      ? [{ kind: 'program', line: pluginLine({ ...plugin, command: programOf(plugin) }) } as const]
      : []),
  ];
}

function toContext(context: KubeContext, options: ApiServerOptions): KubernetesContext {
  const { name, server, isCurrent, use } = context;
  const demands = demandsOf(context);
  return {
    name,
    server,
    isCurrent,
    demands,
    ...(use.kind === 'unusable' ? { problem: use.because } : {}),
    open(agreed) {
      if (use.kind === 'unusable' || !demands.every((each) => agreed.includes(each))) {
        const because =
          use.kind === 'unusable' ? use.because : t('You have not agreed to how it is reached.');
        return { get: () => Promise.resolve({ kind: 'failed', because }) };
      }
      return createApiServer(use.cluster, use.user, options);
    },
  };
}

const isAbsent = (error: unknown): boolean =>
  error instanceof Error &&
  'code' in error &&
  (error.code === 'ENOENT' || error.code === 'ENOTDIR');

type ReadFile = { readonly path: string } & (
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'absent' }
  | { readonly kind: 'unreadable'; readonly because: string }
);

async function readFile(path: string): Promise<ReadFile> {
  try {
    return { path, kind: 'text', text: (await readBounded(path, largestBytes)).toString() };
  } catch (error) {
    if (isAbsent(error)) return { path, kind: 'absent' };
    const because = error instanceof AccessProblem ? error.message : t('this user may not read it');
    return { path, kind: 'unreadable', because };
  }
}

/** The contexts of this machine's kubeconfig files. Files are read when they are asked for. */
export function createKubernetes(options: KubernetesOptions): Kubernetes {
  const { env, home } = options;

  async function readAll(paths: readonly string[]): Promise<Kubeconfig | undefined> {
    const files = await Promise.all(paths.map(readFile));
    const present = files.filter(({ kind }) => kind !== 'absent');
    if (present.length === 0) return undefined;
    const texts = present.flatMap((file) => (file.kind === 'text' ? [file] : []));
    const { contexts, problems } = parseKubeconfig(texts);
    const unreadable = present.flatMap((file) => (file.kind === 'unreadable' ? [file] : []));
    const [problem] = [...unreadable, ...problems];
    return {
      source: present.map(({ path }) => path).join(delimiter),
      contexts: contexts.map((context) => toContext(context, options)),
      ...(problem ? { problem: `${problem.path}: ${problem.because}` } : {}),
    };
  }

  return {
    async find() {
      const named = (env['KUBECONFIG'] ?? '').split(delimiter).filter((path) => path !== '');
      const usual = [join(home, '.kube', 'config'), ofK3s];
      const groups = [
        named,
        ...usual.filter((path) => !named.includes(path)).map((path) => [path]),
      ];
      const found = await Promise.all(groups.map(readAll));
      return found.filter((each) => each !== undefined);
    },
    async read(path) {
      const found = await readAll([path]);
      return found ?? { source: path, contexts: [], problem: t('{0} is not there.', path) };
    },
  };
}
