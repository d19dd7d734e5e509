import { t } from '@vscode/l10n';
import { hostname } from 'node:os';
import * as vscode from 'vscode';
import { parseHost, type SshHost } from '../../core/ssh/parseHost';
import type { ConfiguredHost } from '../../core/ssh/parseConfig';
import type { SshHosts } from '../k3s/findSshHosts';
import { visible } from '../tree/markdown';
import { pick, type Answer, type PickItem } from './steps';
import { typeText } from './typeText';

/** Where a script is to run: where the extension runs, or where ssh leads from there. */
export type Machine = { readonly kind: 'here' } | { readonly kind: 'ssh'; readonly host: SshHost };

type Choice = Machine | { readonly kind: 'other' };

export interface AskMachineOptions {
  readonly title: string;
  readonly clusterName: string;
  /** From 1. */
  readonly step: number;
  readonly findHosts: () => Promise<SshHosts>;
}

const hereProblem = (): string | undefined =>
  process.platform === 'linux' ? undefined : t('k3s needs Linux, so this is no node');

function hereItem(): PickItem<Choice> {
  const problem = hereProblem();
  return {
    label: `$(${problem === undefined ? 'vm' : 'circle-slash'}) ${t('This Machine, {0}', visible(hostname()))}`,
    description:
      vscode.env.remoteName === undefined
        ? t('VS Code runs on it')
        : t('VS Code is connected to it'),
    ...(problem === undefined ? {} : { detail: t('Can’t be used: {0}', problem) }),
    value: { kind: 'here' },
  };
}

const otherItem = (): PickItem<Choice> => ({
  label: `$(edit) ${t('Another Machine by SSH…')}`,
  description: t('a name or an address, with user and port'),
  value: { kind: 'other' },
});

const hostItem = ({ alias, user, hostName }: ConfiguredHost): PickItem<Choice> => ({
  label: `$(remote) ${visible(alias)}`,
  description: visible(
    hostName === undefined
      ? (user ?? '')
      : [...(user === undefined ? [] : [user]), hostName].join('@'),
  ),
  value: { kind: 'ssh', host: { name: alias } },
});

/** What is always there stands first: nobody scrolls past fifty machines to find it. */
function toItems({ hosts, problem }: SshHosts): readonly PickItem<Choice>[] {
  const configured: readonly PickItem<Choice>[] = [
    ...hosts.map(hostItem),
    ...(problem === undefined
      ? []
      : [{ label: `$(warning) ${t('Could not be read')}`, detail: visible(problem) }]),
  ];
  return [
    hereItem(),
    otherItem(),
    ...(configured.length === 0
      ? []
      : [{ label: '~/.ssh/config', kind: vscode.QuickPickItemKind.Separator }, ...configured]),
  ];
}

const typedProblem = (text: string): string | undefined => {
  const parsed = parseHost(text);
  return 'problem' in parsed ? parsed.problem : undefined;
};

/** Asks on which machine a script is to run. The configuration of ssh is read while it is shown. */
export async function askMachine(options: AskMachineOptions): Promise<Answer<Machine>> {
  const { title, clusterName, step, findHosts } = options;
  for (;;) {
    const chosen = await pick<Choice>({
      title,
      placeholder: t('Choose a server node of {0}', visible(clusterName)),
      step,
      totalSteps: step,
      load: async () => toItems(await findHosts()),
      problem: ({ kind }) => (kind === 'here' ? hereProblem() : undefined),
    });
    if (chosen.kind !== 'picked') return chosen;
    const { value } = chosen;
    if (value.kind !== 'other') return { kind: 'picked', value };
    const typed = await typeText({
      title,
      prompt: t(
        'A server node of {0}: node-01, iot@node-01 or ssh://iot@node-01:2222',
        visible(clusterName),
      ),
      value: '',
      step: step + 1,
      totalSteps: step + 1,
      problem: typedProblem,
    });
    if (typed.kind === 'dismissed') return typed;
    const parsed = typed.kind === 'picked' ? parseHost(typed.value) : undefined;
    if (parsed && 'host' in parsed) {
      return { kind: 'picked', value: { kind: 'ssh', host: parsed.host } };
    }
  }
}
