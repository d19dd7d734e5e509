import { t } from '@vscode/l10n';
import { parseDocument } from 'yaml';
import { at, isObject, objectsAt, stringAt, type JsonObject } from '../model/json';
import type { KubeContext } from './kubeconfig';
import { clusterProblem, toCluster } from './toCluster';
import { toUser, userProblem } from './toUser';

export interface KubeconfigText {
  readonly path: string;
  readonly text: string;
}

export interface ParsedKubeconfig {
  readonly contexts: readonly KubeContext[];
  /** Files that could not be made sense of, with the reason. They may hold secrets: it quotes none. */
  readonly problems: readonly { readonly path: string; readonly because: string }[];
}

/** More than anybody has; a list of that length can still be shown. */
const mostContexts = 2_000;

/** One `name: … cluster: …` of a list, with the file that it is from. */
interface Entry {
  readonly body: JsonObject;
  readonly origin: string;
}

/** The root of a file, or why it has none. */
function parseRoot(text: string): JsonObject | string {
  try {
    const document = parseDocument(text, { logLevel: 'error', prettyErrors: true });
    const [error] = document.errors;
    if (error) {
      const line = error.linePos?.[0].line;
      return line === undefined ? t('it is not YAML') : t('line {0} is not YAML', line);
    }
    // The limit stops files whose aliases would unfold to gigabytes.
    const root: unknown = document.toJS({ maxAliasCount: 100 });
    return isObject(root) ? root : t('it is not a kubeconfig file');
  } catch {
    // Nested too deeply, or too many aliases.
    return t('it is not a kubeconfig file');
  }
}

/** First come, first served, as kubectl merges. */
function collect(
  roots: readonly Entry[],
  list: string,
  property: string,
): ReadonlyMap<string, Entry> {
  const found = new Map<string, Entry>();
  for (const { body, origin } of roots) {
    for (const each of objectsAt(body, list)) {
      const name = stringAt(each, 'name');
      const value = at(each, property);
      if (name !== undefined && isObject(value) && !found.has(name)) {
        found.set(name, { body: value, origin });
      }
    }
  }
  return found;
}

function toUse(
  context: JsonObject,
  clusters: ReadonlyMap<string, Entry>,
  users: ReadonlyMap<string, Entry>,
): KubeContext['use'] {
  const unusable = (because: string): KubeContext['use'] => ({ kind: 'unusable', because });
  const clusterName = stringAt(context, 'cluster') ?? '';
  const cluster = clusters.get(clusterName);
  if (!cluster) return unusable(t('its cluster “{0}” is not in the file', clusterName));
  const userName = stringAt(context, 'user') ?? '';
  const user = users.get(userName);
  if (!user && userName !== '') return unusable(t('its user “{0}” is not in the file', userName));
  const problem = clusterProblem(cluster.body) ?? (user && userProblem(user.body));
  return problem === undefined
    ? {
        kind: 'usable',
        cluster: toCluster(cluster.body, cluster.origin),
        user: user ? toUser(user.body, user.origin) : {},
      }
    : unusable(problem);
}

/**
 * The contexts of kubeconfig files that are read as one, like those that KUBECONFIG names. Whatever is
 * in them, this ends: what makes no sense is left out or unusable, with the reason.
 *
 * @see https://kubernetes.io/docs/concepts/configuration/organize-cluster-access-kubeconfig/
 */
export function parseKubeconfig(files: readonly KubeconfigText[]): ParsedKubeconfig {
  const roots: Entry[] = [];
  const problems: { path: string; because: string }[] = [];
  for (const { path, text } of files) {
    const root = parseRoot(text);
    if (typeof root === 'string') problems.push({ path, because: root });
    else roots.push({ body: root, origin: path });
  }
  const current = roots.map(({ body }) => stringAt(body, 'current-context')).find(Boolean);
  const clusters = collect(roots, 'clusters', 'cluster');
  const users = collect(roots, 'users', 'user');
  const contexts = [...collect(roots, 'contexts', 'context')].slice(0, mostContexts);
  return {
    contexts: contexts.map(([name, { body }]) => ({
      name,
      isCurrent: name === current,
      server: stringAt(clusters.get(stringAt(body, 'cluster') ?? '')?.body, 'server') ?? '',
      use: toUse(body, clusters, users),
    })),
    problems,
  };
}
