import { deepEqual, doesNotMatch, equal } from 'node:assert/strict';
import { before, describe, it } from 'mocha';
import * as vscode from 'vscode';
import { stringAt } from '../../src/core/model/json';
import { createSimulator } from '../../src/simulator/simulator';
import type { CommandArgs, CommandId } from '../../src/ui/commandIds';
import { readLog, requestsIn, until, writesIn } from './log';

const scenario = 'ready';

/** The same seed makes the same world: what the window must show. */
const resources = [...createSimulator({ scenario }).world.resources.all()];
const findOnly = (type: string) => {
  const [found] = resources.filter((each) => each.type.toLowerCase() === type.toLowerCase());
  if (!found) throw new Error(`The scenario has no ${type}.`);
  return found;
};
const instance = findOnly('Microsoft.IoTOperations/instances');
const cluster = findOnly('Microsoft.Kubernetes/connectedClusters');
const issuer = stringAt(cluster.body, 'properties', 'oidcIssuerProfile', 'issuerUrl');

const run = <Id extends CommandId>(id: Id, ...args: CommandArgs[Id]): Thenable<unknown> =>
  vscode.commands.executeCommand(id, ...args);

const queryPath = 'POST /providers/Microsoft.ResourceGraph/resources';
const queries = (): number => requestsIn(readLog()).filter((line) => line === queryPath).length;

const findPanel = (): vscode.Tab | undefined =>
  vscode.window.tabGroups.all
    .flatMap((group) => group.tabs)
    .find(({ label }) => label === `Secure Settings — ${instance.name}`);

async function closePanel(): Promise<void> {
  const panel = findPanel();
  if (panel) await vscode.window.tabGroups.close(panel);
}

/** Lets a quick pick take its first row until `isTaken`: a pick that still loads has none. */
async function pickFirst(what: string, isTaken: () => boolean): Promise<void> {
  let nextTryAtMs = 0;
  await until(what, () => {
    if (isTaken()) return true;
    if (Date.now() >= nextTryAtMs) {
      nextTryAtMs = Date.now() + 2_000;
      void vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
    }
    return false;
  });
}

/** Answers for vault and identity, up to the review; `lastRead` is what it reads at the end. */
async function answerUntilReview(lastRead: string): Promise<void> {
  const before = queries();
  const log = readLog().length;
  await until('the key vaults', () => queries() > before);
  await pickFirst('the identities', () => queries() > before + 1);
  await pickFirst('the review', () => readLog().slice(log).includes(lastRead));
}

describe('a window on simulated Azure', () => {
  before(async () => {
    const settings = vscode.workspace.getConfiguration('aioSecureSettings.simulation');
    await settings.update('scenario', scenario, vscode.ConfigurationTarget.Global);
    await settings.update('speed', 100, vscode.ConfigurationTarget.Global);
    await run('aioSecureSettings.simulation.start');
    // Only what is shown can be read.
    await run('aioSecureSettings.log.show');
    await until('the first query', () => queries() > 0);
  });

  it('reads tenants and tree at once, with nothing per item', () => {
    deepEqual([...new Set(requestsIn(readLog()))], ['GET /tenants', queryPath]);
  });

  it('reads the tree again on refresh', async () => {
    const before = queries();
    await run('aioSecureSettings.tree.refresh');
    await until('another query', () => queries() > before);
  });

  it('copies the very issuer of the instance’s cluster', async () => {
    await run('aioSecureSettings.cluster.copyIssuer', instance.id);
    equal(await vscode.env.clipboard.readText(), issuer);
  });

  it('copies the id of a resource', async () => {
    await run('aioSecureSettings.resource.copyId', instance.id);
    equal(await vscode.env.clipboard.readText(), instance.id);
  });

  it('opens one panel for an instance, however often it is asked', async () => {
    await run('aioSecureSettings.panel.open', instance.id);
    await run('aioSecureSettings.panel.open', instance.id);
    await until('the panel', findPanel);
    const panels = vscode.window.tabGroups.all
      .flatMap(({ tabs }) => tabs)
      .filter(({ input }) => input instanceof vscode.TabInputWebview);
    equal(panels.length, 1);
    await closePanel();
  });

  it('opens nothing for an instance that the account does not have', async () => {
    let isOver = false;
    void run('aioSecureSettings.panel.open', `${instance.id}-of-somebody-else`).then(() => {
      isOver = true;
    });
    // The command ends with its message.
    await until('the end', () => {
      void vscode.commands.executeCommand('notifications.clearAll');
      return isOver;
    });
    equal(findPanel(), undefined);
  });

  it('writes nothing without consent', async () => {
    const asked = run('aioSecureSettings.secretSync.enable', instance.id);
    await answerUntilReview('/permissions');
    await vscode.commands.executeCommand('workbench.action.closeQuickOpen');
    await asked;
    // What was not agreed to leaves the panel in which it was reviewed, and nothing else.
    await until('the panel', findPanel);
    await closePanel();
    deepEqual(writesIn(readLog()), []);
  });

  it('makes five writes with consent, and none when it is done', async () => {
    const first = run('aioSecureSettings.secretSync.enable', instance.id);
    await answerUntilReview('/permissions');
    await pickFirst('the writes', () => writesIn(readLog()).length > 0);
    await first;
    await until('the end', () => readLog().includes('succeeded'));
    equal(writesIn(readLog()).length, 5);
    await until('the panel', findPanel);

    const again = run('aioSecureSettings.secretSync.enable', instance.id);
    await answerUntilReview('/roleAssignments');
    const runs = (): number => readLog().split(': succeeded').length;
    const before = runs();
    await pickFirst('the second end', () => runs() > before);
    await again;
    equal(writesIn(readLog()).length, 5);
  });

  it('logs neither tokens nor headers', () => {
    doesNotMatch(readLog(), /bearer|authorization:|eyJ/i);
  });
});
