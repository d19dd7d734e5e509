import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { readK3sTarget, type ConfirmTarget } from '../../core/apiServer/readConfirmTarget';
import { UserFacingError } from '../../core/errors';
import type { Cloud } from '../../core/ports';
import type { K3sFileSet } from '../../core/k3s/readingOrder';
import type { Comparisons } from '../k3s/comparisons';
import { findLocalConfig, isLocalConfig, readFileSet, saveOver } from '../k3s/configFiles';
import { findSshHosts } from '../k3s/findSshHosts';
import { copyScript, nameOf, saveScript, typeScript } from '../k3s/offerScript';
import { visible } from '../tree/markdown';
import { askK3sWay, type K3sWay } from '../wizard/askK3sWay';
import { askMachine, type Machine } from '../wizard/askMachine';
import { withNotice } from '../withNotice';
import type { Command, Deps } from './command';
import { keepApiServer } from './keepApiServer';
import { clusterOf } from './pickCluster';

const title = (): string => t('Configure k3s API Server');

/** What the change of a file needs to be done on a node afterwards. */
const restartLines =
  'sudo systemctl restart k3s && sudo k3s kubectl -n azure-arc rollout restart deployment';

/** A text without a file: pasted, or none at all. */
const alone = (text: string): K3sFileSet => ({
  before: [],
  file: { name: 'config.yaml', text },
  after: [],
});

async function pastedText(): Promise<string> {
  const text = await vscode.env.clipboard.readText();
  if (text.trim() !== '') return text;
  throw new UserFacingError(
    t(
      'The clipboard holds no text. Copy the text of a node’s config.yaml, then choose this again; if the node has none, choose “The Node Has No config.yaml”.',
    ),
  );
}

/** @throws {UserFacingError} a node would be changed for a cluster that does not exist */
async function chooseFile(cloud: Cloud): Promise<vscode.Uri | undefined> {
  const chosen = await vscode.window.showOpenDialog({
    title: title(),
    openLabel: t('Compare'),
    filters: { YAML: ['yaml', 'yml'] },
  });
  const uri = chosen?.[0];
  if (!uri || !cloud.isSimulated || !isLocalConfig(uri)) return uri;
  throw new UserFacingError(
    t('The cluster is simulated: the configuration of this machine is not changed for it.'),
  );
}

/** Offers what is left to do until it is done; true: the user says that it is. */
async function askWhenDone(words: string, commands?: string): Promise<boolean> {
  const copy = t('Copy Commands');
  const done = t('I Have Done It');
  for (;;) {
    const answer = await vscode.window.showInformationMessage(
      visible(words, 1_000),
      ...(commands === undefined ? [] : [copy]),
      done,
    );
    if (answer !== copy || commands === undefined) return answer === done;
    await vscode.env.clipboard.writeText(commands);
    vscode.window.setStatusBarMessage(t('Commands copied'), 5_000);
  }
}

const thenRestart = (): string =>
  t('Then restart k3s and the Arc agents, on every server node, one after the other.');

/** What is done with a text that is right: it is copied, or a file is saved. Undefined: nothing. */
async function takeOver(
  shown: { readonly before: string; readonly after: string },
  { cluster }: ConfirmTarget,
  uri: vscode.Uri | undefined,
): Promise<string | undefined> {
  if (!uri) {
    const copy = t('Copy New Text');
    const answer = await vscode.window.showInformationMessage(
      t(
        'The configuration of a node of {0}, before and after. Nothing is written.',
        visible(cluster.name),
      ),
      copy,
    );
    if (answer !== copy) return undefined;
    await vscode.env.clipboard.writeText(shown.after);
    return `${t('Copied. Put it into config.yaml on the node.')} ${thenRestart()}`;
  }
  const save = t('Save');
  const path = visible(uri.fsPath);
  const answer = await vscode.window.showInformationMessage(
    t('{0}, before and after. Nothing is written yet; Save keeps a copy beside it.', path),
    save,
  );
  if (answer !== save) return undefined;
  const copy = await saveOver(uri, shown);
  return `${t('Saved; before is in {0}.', visible(copy.fsPath))} ${thenRestart()}`;
}

/** Shows the change of one node's configuration; true: the user has done it on every node. */
async function compare(
  comparisons: Comparisons,
  target: ConfirmTarget,
  files: K3sFileSet,
  uri?: vscode.Uri,
): Promise<boolean> {
  const { mergeConfig } = await import('../../core/k3s/mergeConfig');
  const { name, text: before } = files.file;
  const merged = mergeConfig(files, target.wanted.issuer);
  if (merged.kind === 'unchanged') {
    const words = t('{0} names the issuer already: there is nothing to change.', name);
    return askWhenDone(`${words} ${thenRestart()}`, restartLines);
  }
  const { text: after } = merged;
  await comparisons.show({
    title: t('config.yaml of {0}: now ↔ with the issuer', visible(target.cluster.name)),
    before,
    after,
  });
  const words = await takeOver({ before, after }, target, uri);
  return words !== undefined && askWhenDone(words, restartLines);
}

const everyNode = (clusterName: string): string =>
  t(
    'The script goes on every server node of {0}, one after the other. It says at its end whether the API server signs with the issuer.',
    clusterName,
  );

/** One terminal after the other, as the user says; true: the script has run on every node. */
async function typeOnNodes(
  script: string,
  target: ConfirmTarget,
  first: Machine,
): Promise<boolean> {
  const next = t('Next Server Node…');
  const done = t('I Have Done It');
  let last = first;
  await typeScript(script, last);
  for (;;) {
    const answer = await vscode.window.showInformationMessage(
      visible(
        `${t('Press Enter in the terminal to run it on {0}.', nameOf(last))} ${everyNode(target.cluster.name)}`,
        1_000,
      ),
      next,
      done,
    );
    if (answer !== next) return answer === done;
    const machine = await askMachine({
      title: title(),
      clusterName: target.cluster.name,
      step: 1,
      findHosts: findSshHosts,
    });
    if (machine.kind !== 'picked') continue;
    last = machine.value;
    await typeScript(script, last);
  }
}

/** Hands the script over; true: the user has run it on every node. */
async function handOver(
  way: Extract<K3sWay, { kind: 'terminal' | 'copy' | 'save' }>,
  target: ConfirmTarget,
): Promise<boolean> {
  const { cluster, wanted } = target;
  const { createScript } = await import('../../core/k3s/script');
  const script = createScript({ clusterName: cluster.name, issuer: wanted.issuer });
  if (way.kind === 'terminal') return typeOnNodes(script, target, way.machine);
  if (way.kind === 'copy') await copyScript(script);
  else if (!(await saveScript(script, title()))) return false;
  return askWhenDone(everyNode(cluster.name));
}

async function carryOut(
  way: K3sWay,
  cloud: Cloud,
  comparisons: Comparisons,
  target: ConfirmTarget,
): Promise<boolean> {
  switch (way.kind) {
    case 'local':
      return compare(comparisons, target, await readFileSet(way.uri), way.uri);
    case 'open': {
      const uri = await chooseFile(cloud);
      return uri ? compare(comparisons, target, await readFileSet(uri), uri) : false;
    }
    case 'paste':
      return compare(comparisons, target, alone(await pastedText()));
    case 'new':
      return compare(comparisons, target, alone(''));
    case 'terminal':
    case 'copy':
    case 'save':
      return handOver(way, target);
    case 'done':
      return true;
  }
}

/**
 * Lets the API server of k3s sign with the issuer: shows the change of a node's configuration, or gives
 * a script that does it. What the user says of it at the end is kept.
 */
export const configureK3s = (deps: Deps): Command<'aioSecureSettings.apiServer.configureK3s'> => ({
  id: 'aioSecureSettings.apiServer.configureK3s',
  title: title(),
  async run(argument) {
    const { session, estate, comparisons } = deps;
    const chosen = await clusterOf(argument, estate, {
      title: title(),
      ability: 'canConfigureK3s',
    });
    if (!chosen) return;
    const { tenantId, id, name } = chosen.cluster;
    const connection = await session.current();
    const { cloud } = connection;
    const target = await withNotice(t('Reading the issuer of {0}', name), (signal) =>
      readK3sTarget(cloud.azure(tenantId), id, { signal }),
    );
    const way = await askK3sWay({
      title: title(),
      target,
      isSimulated: cloud.isSimulated,
      findHosts: findSshHosts,
      findLocal: () => (cloud.isSimulated ? Promise.resolve(undefined) : findLocalConfig()),
    });
    if (!way || !(await carryOut(way, cloud, comparisons, target))) return;
    // Nobody has a node of a simulated cluster to do it on.
    const simulation = await session.simulation();
    simulation?.configureApiServer(target.cluster.id, target.wanted.issuer);
    await keepApiServer(deps, connection, target, { how: 'user', issuer: target.wanted.issuer });
    vscode.window.setStatusBarMessage(t('Confirmed by you'), 5_000);
  },
});
