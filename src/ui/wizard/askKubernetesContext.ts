import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Kubeconfig, Kubernetes, KubernetesContext } from '../../core/ports';
import { visible } from '../tree/markdown';
import { pick, type PickItem } from './steps';

/** How the user wants to confirm: by a context, or by their word. */
export type Way =
  { readonly kind: 'context'; readonly context: KubernetesContext } | { readonly kind: 'word' };

type Choice = Way | { readonly kind: 'file' };

export interface AskContextOptions {
  readonly title: string;
  readonly clusterName: string;
  readonly kubernetes: Kubernetes;
  /** Files are there to choose. */
  readonly hasFiles: boolean;
}

const separator = (label: string): PickItem<Choice> => ({
  label: visible(label),
  kind: vscode.QuickPickItemKind.Separator,
});

function contextItem(context: KubernetesContext): PickItem<Choice> {
  const { name, server, isCurrent, problem } = context;
  const isUsable = problem === undefined;
  return {
    label: `$(${isUsable ? 'server-environment' : 'circle-slash'}) ${visible(name)}`,
    description: [visible(server), ...(isCurrent ? [t('current')] : [])].join(' · '),
    ...(isUsable ? {} : { detail: t('Can’t be used: {0}', visible(problem)) }),
    value: { kind: 'context', context },
  };
}

/** The one that stands first: the cluster's by its name, else kubectl's own, else any. */
function likeliest(
  found: readonly Kubeconfig[],
  clusterName: string,
): KubernetesContext | undefined {
  const usable = found.flatMap(({ contexts }) =>
    contexts.filter(({ problem }) => problem === undefined),
  );
  return (
    usable.find(({ name }) => name.toLowerCase() === clusterName.toLowerCase()) ??
    usable.find(({ isCurrent }) => isCurrent) ??
    usable[0]
  );
}

function kubeconfigItems(
  { source, contexts, problem }: Kubeconfig,
  first: KubernetesContext | undefined,
): readonly PickItem<Choice>[] {
  const items = [
    ...contexts.filter((context) => context !== first).map(contextItem),
    ...(problem === undefined
      ? []
      : [{ label: `$(warning) ${t('Could not be read')}`, detail: visible(problem) }]),
  ];
  return items.length === 0 ? [] : [separator(source), ...items];
}

const otherWays = ({
  hasFiles,
}: Pick<AskContextOptions, 'hasFiles'>): readonly PickItem<Choice>[] => [
  ...(hasFiles
    ? [
        {
          label: `$(folder-opened) ${t('Choose a File…')}`,
          description: t('a kubeconfig file in another place'),
          value: { kind: 'file' } as const,
        },
      ]
    : []),
  {
    label: `$(person) ${t('I Have Configured It')}`,
    description: t('kept as “confirmed by you”; the first synchronized secret proves it'),
    value: { kind: 'word' },
  },
];

/** The likeliest context, then the other ways: nobody scrolls past fifty contexts to find them. */
function toItems(
  found: readonly Kubeconfig[],
  first: KubernetesContext | undefined,
  { hasFiles }: Pick<AskContextOptions, 'hasFiles'>,
): readonly PickItem<Choice>[] {
  const source = found.find(({ contexts }) => first && contexts.includes(first))?.source;
  return [
    ...(first && source !== undefined ? [separator(source), contextItem(first)] : []),
    separator(t('Other ways')),
    ...otherWays({ hasFiles }),
    ...found.flatMap((each) => kubeconfigItems(each, first)),
  ];
}

async function chooseFile(title: string): Promise<string | undefined> {
  const chosen = await vscode.window.showOpenDialog({ title, openLabel: t('Use This File') });
  return chosen?.[0]?.fsPath;
}

/**
 * Asks which context of which kubeconfig file leads to the cluster. The files are read while it is
 * shown, not before. Undefined when dismissed.
 */
export async function askKubernetesContext(options: AskContextOptions): Promise<Way | undefined> {
  const { title, clusterName, kubernetes, hasFiles } = options;
  const chosen: Kubeconfig[] = [];
  for (;;) {
    const answer = await pick<Choice>({
      title,
      placeholder: t('Choose the kubeconfig context that leads to {0}', visible(clusterName)),
      step: 1,
      totalSteps: 1,
      load: async () => {
        const found = [...chosen, ...(await kubernetes.find())];
        const first = likeliest(chosen.slice(0, 1), clusterName) ?? likeliest(found, clusterName);
        return toItems(found, first, { hasFiles });
      },
      problem: (value) => (value.kind === 'context' ? value.context.problem : undefined),
    });
    if (answer.kind !== 'picked') return undefined;
    if (answer.value.kind !== 'file') return answer.value;
    const path = await chooseFile(title);
    if (path !== undefined) chosen.unshift(await kubernetes.read(path));
  }
}
