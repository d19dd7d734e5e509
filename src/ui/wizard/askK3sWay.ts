import { t } from '@vscode/l10n';
import { hostname } from 'node:os';
import * as vscode from 'vscode';
import type { ConfirmTarget } from '../../core/apiServer/readConfirmTarget';
import type { SshHosts } from '../k3s/findSshHosts';
import { visible } from '../tree/markdown';
import { askMachine, type Machine } from './askMachine';
import { pick, type PickItem } from './steps';

/** How the configuration of a node is to be changed, or that it is. */
export type K3sWay =
  /** A file: that of this machine, or one to choose. */
  | { readonly kind: 'local'; readonly uri: vscode.Uri }
  | { readonly kind: 'open' | 'paste' | 'new' }
  | { readonly kind: 'terminal'; readonly machine: Machine }
  | { readonly kind: 'copy' | 'save' }
  | { readonly kind: 'done' };

/** The machine is asked for on a page of its own. */
type Choice = Exclude<K3sWay, { readonly kind: 'terminal' }> | { readonly kind: 'terminal' };

export interface AskK3sWayOptions {
  readonly title: string;
  readonly target: ConfirmTarget;
  readonly isSimulated: boolean;
  readonly findLocal: () => Promise<vscode.Uri | undefined>;
  readonly findHosts: () => Promise<SshHosts>;
}

const separator = (label: string): PickItem<Choice> => ({
  label,
  kind: vscode.QuickPickItemKind.Separator,
});

const fileItems = (local: vscode.Uri | undefined): readonly PickItem<Choice>[] => [
  separator(t('see the change of a config.yaml')),
  ...(local
    ? [
        {
          label: `$(server) ${visible(local.fsPath)}`,
          description: t('of this machine, {0}', visible(hostname())),
          value: { kind: 'local', uri: local } as const,
        },
      ]
    : []),
  {
    label: `$(folder-opened) ${t('Open a File…')}`,
    description: t('a node’s config.yaml, or a copy of it'),
    value: { kind: 'open' },
  },
  {
    label: `$(clippy) ${t('Paste from Clipboard')}`,
    description: t('copy the text of a node’s config.yaml first'),
    value: { kind: 'paste' },
  },
  {
    label: `$(new-file) ${t('The Node Has No config.yaml')}`,
    description: t('shows the file to create'),
    value: { kind: 'new' },
  },
];

const scriptItems = (terminal: string | undefined): readonly PickItem<Choice>[] => [
  separator(t('by a script, restart included')),
  {
    label: `$(terminal) ${t('Run in Terminal')}`,
    description: t('on the machine that you choose next'),
    // A placeholder alone would be cut off at the width of the box.
    detail: terminal ?? t('You look at the line there and press Enter'),
    value: { kind: 'terminal' },
  },
  {
    label: `$(copy) ${t('Copy')}`,
    description: t('to run it as root on the nodes'),
    value: { kind: 'copy' },
  },
  {
    label: `$(save-as) ${t('Save As…')}`,
    description: t('to take it to the nodes'),
    value: { kind: 'save' },
  },
];

const doneItems = (): readonly PickItem<Choice>[] => [
  separator(t('when every server node is done')),
  {
    label: `$(person) ${t('I Have Done It')}`,
    description: t('kept as “confirmed by you”'),
    value: { kind: 'done' },
  },
];

/** What keeps the script from being put into a terminal. */
function terminalProblem({ isSimulated }: AskK3sWayOptions): string | undefined {
  if (isSimulated) {
    return t('Not for a simulated cluster. Copy or save it.');
  }
  return vscode.workspace.isTrusted
    ? undefined
    : t('Needs a trusted workspace. Trust it, or copy.');
}

async function askChoice(options: AskK3sWayOptions): Promise<Choice | undefined> {
  const { title, target, findLocal } = options;
  const { cluster, wanted } = target;
  const terminal = terminalProblem(options);
  const answer = await pick<Choice>({
    title,
    placeholder: t('Let every server node of {0} sign with the issuer', visible(cluster.name)),
    step: 1,
    totalSteps: 1,
    load: async () => [
      ...(wanted.isVerified
        ? []
        : [
            {
              label: `$(warning) ${t('The issuer could not be verified')}`,
              description: visible(wanted.because ?? ''),
              detail: visible(wanted.issuer),
            },
          ]),
      ...fileItems(await findLocal()),
      ...scriptItems(terminal),
      ...doneItems(),
    ],
    problem: ({ kind }) => (kind === 'terminal' ? terminal : undefined),
  });
  return answer.kind === 'picked' ? answer.value : undefined;
}

/** Asks how the API server is to be configured. Undefined when dismissed. */
export async function askK3sWay(options: AskK3sWayOptions): Promise<K3sWay | undefined> {
  const { title, target, findHosts } = options;
  for (;;) {
    const choice = await askChoice(options);
    if (choice?.kind !== 'terminal') return choice;
    const machine = await askMachine({
      title,
      clusterName: target.cluster.name,
      step: 2,
      findHosts,
    });
    if (machine.kind === 'dismissed') return undefined;
    if (machine.kind === 'picked') return { kind: 'terminal', machine: machine.value };
  }
}
