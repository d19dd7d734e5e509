import { config as configureWords, t } from '@vscode/l10n';
import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { Node } from '../core/model/node';
import type { RunSnapshot } from '../core/model/run';
import type { Clock, Digest } from '../core/ports';
import { KeptApiServers } from './apiServerRecords';
import { AccountChoices } from './accountChoices';
import { AgreedIssuers } from './agreedIssuers';
import type { CloudFactory } from './clouds';
import type { CommandId } from './commandIds';
import { createCommands } from './commands/all';
import { instanceAmong, toArgument } from './commands/argument';
import { ErrorBoundary } from './commands/boundary';
import { copyRequestFor } from './commands/copyRequest';
import { Disposables, type Disposable } from './disposables';
import { Comparisons } from './k3s/comparisons';
import { InterruptedNotice } from './kept/interruptedNotice';
import { InterruptedRuns } from './kept/interruptedRuns';
import { KeptRuns } from './kept/keptRuns';
import { isProcessAlive } from './kept/processes';
import { RunFiles } from './kept/runFiles';
import { runFolder } from './kept/runFolder';
import { toLog } from './log';
import { explainEntraCode } from './panels/explainEntraCode';
import { createMending } from './panels/mending';
import { createPanelActions } from './panels/panelActions';
import { Panels } from './panels/panels';
import { Reviews } from './panels/reviews';
import { Readings } from './readings';
import { RegistryRestarts } from './registryRestarts';
import { RunNotices } from './runNotices';
import { Session } from './session';
import { SignIn } from './signIn';
import { createSimulationBadge } from './simulationBadge';
import { Estate, type EstateState } from './tree/estate';
import { EstateFilter } from './tree/estateFilter';
import { TreeProvider } from './tree/treeProvider';
import { WalkthroughProgress } from './walkthroughProgress';

export interface InterfaceOptions {
  readonly extensionUri: vscode.Uri;
  readonly channel: vscode.LogOutputChannel;
  readonly view: vscode.TreeView<Node>;
  readonly clouds: CloudFactory;
  /** Of the real cloud. */
  readonly clock: Clock;
  readonly digest: Digest;
  /** Of this user, over windows. */
  readonly memory: vscode.Memento;
  /** A folder of this user, over windows. */
  readonly storage: vscode.Uri;
}

/** A command, whatever it is called with. */
interface Runnable {
  readonly title: string;
  run(...args: readonly unknown[]): Promise<void> | void;
}

/** Everything behind activation; loaded when the tree is shown or a command is run. */
export interface Interface extends Disposable {
  readonly tree: TreeProvider;
  /** Runs a command with whatever it was called with; shows what goes wrong. */
  run(id: CommandId, args: readonly unknown[]): Promise<void>;
  /** Tells of runs that an earlier window has not brought to their end. */
  tellInterrupted(): Promise<void>;
  /** Takes over a panel that VS Code kept over a reload of the window. */
  restorePanel(panel: vscode.WebviewPanel, kept: unknown): Promise<void>;
}

export function createInterface(options: InterfaceOptions): Interface {
  if (vscode.l10n.uri) configureWords({ fsPath: vscode.l10n.uri.fsPath });
  const { extensionUri, channel, view, clouds, clock, digest, memory, storage } = options;
  const owned = new Disposables();
  const log = toLog(channel);
  const showLog = (): void => {
    channel.show();
  };
  const boundary: ErrorBoundary = new ErrorBoundary(log, showLog, (argument, lacking) =>
    boundary.run(t('Copy Request for Your Administrator'), () =>
      copyRequestFor({ session, estate }, instanceAmong(argument), lacking),
    ),
  );
  const reading = t('Reading the instance');

  const kept = owned.add(
    new KeptRuns({
      files: new RunFiles(join(storage.fsPath, runFolder), clock, log),
      owner: {
        id: randomUUID(),
        machine: hostname(),
        processId: process.pid,
        windowName: vscode.workspace.name ?? '',
      },
      signs: { machine: hostname(), isProcessAlive },
      clock,
      log,
    }),
  );
  const interrupted = owned.add(new InterruptedRuns(kept));
  const signIn = owned.add(new SignIn());
  const agreedIssuers = new AgreedIssuers(memory);
  const session = owned.add(
    new Session({
      clouds,
      signIn,
      accountChoices: new AccountChoices(memory),
      agreedIssuers,
      log,
      clock,
      keeper: kept,
      newId: randomUUID,
    }),
  );
  const readings = owned.add(new Readings(session));
  const filter = owned.add(new EstateFilter(memory));
  const estate = owned.add(new Estate(session, readings, log, filter));
  const apiServers = owned.add(new KeptApiServers(session, memory));
  const restarts = owned.add(new RegistryRestarts(session, memory));
  const comparisons = owned.add(new Comparisons());
  const tree = owned.add(new TreeProvider(session, estate));
  const reviews = owned.add(new Reviews());
  const panels: Panels = owned.add(
    new Panels({
      extensionUri,
      session,
      readings,
      apiServers,
      restarts,
      interrupted,
      reviews,
      log,
      act: (action, subject) => {
        void panelActions[action](subject);
      },
      mend: (part, subject) => {
        void mend(part, subject);
      },
      explain: (entraCode) => {
        void boundary.run(t('Opening Microsoft Entra'), () => explainEntraCode(entraCode));
      },
      report: (error) => {
        void boundary.report(reading, error);
      },
    }),
  );
  const commands = createCommands({
    session,
    estate,
    filter,
    readings,
    panels,
    reviews,
    digest,
    apiServers,
    agreedIssuers,
    comparisons,
    restarts,
    kept: interrupted,
    showLog,
  });
  const run = async (id: CommandId, args: readonly unknown[]): Promise<void> => {
    const command: Runnable | undefined = commands.find((each) => each.id === id);
    if (!command) return;
    const [argument, ...more] = args;
    const takesArgument = command.run.length > 0;
    await boundary.run(
      command.title,
      // What comes after it each command that takes more looks at by itself.
      () => command.run(...(takesArgument ? [toArgument(argument), ...more] : [])),
      argument,
    );
  };
  const mend = createMending({ readings, apiServers, run });
  const panelActions = createPanelActions({
    session,
    panels,
    reviews,
    boundary,
    interrupted,
    mend,
    run,
  });

  owned.add(createSimulationBadge(session, view));
  owned.add(estate.onDidChangeState(announceState));
  owned.add(
    estate.onDidFail((error) => {
      void boundary.report(t('Reading the tenants'), error);
    }),
  );
  owned.add(
    session.onDidChangeRun(
      onTurn((run) => {
        estate.redraw(run.subjectId);
        // One that it goes on with is no longer interrupted.
        void boundary.run(reading, async () => {
          await interrupted.interrupted();
        });
        const isNews = isBeginning(run) || isWaiting(run) || run.outcome !== 'running';
        const instance = isNews ? estate.find(run.subjectId) : undefined;
        if (!instance) return;
        // What was chosen for the run, and what it has written, is seen by reading it again.
        void boundary.run(reading, async () => {
          await readings.readAnew({ tenantId: instance.tenantId, instanceId: instance.id });
        });
      }),
    ),
  );
  owned.add(new RunNotices(session, panels, estate));
  owned.add(new WalkthroughProgress(session, readings, estate));
  const notice = owned.add(new InterruptedNotice(interrupted, kept, (id) => run(id, [])));

  return {
    tree,
    run,
    tellInterrupted: () => notice.look(),
    restorePanel: async (panel, kept) => {
      await boundary.run(reading, () => {
        panels.restore(panel, kept);
      });
    },
    dispose: () => {
      owned.dispose();
    },
  };
}

const isBeginning = ({ steps }: RunSnapshot): boolean =>
  steps.every(({ state }) => state.kind === 'pending');

const isWaiting = ({ steps }: RunSnapshot): boolean =>
  steps.some(({ state }) => state.kind === 'waiting');

/** Calls `tell` when a run starts, waits for the user, goes on and ends, not for what is between. */
function onTurn(tell: (run: RunSnapshot) => void): (run: RunSnapshot) => void {
  const known = new Map<string, string>();
  return (run) => {
    const turn = isWaiting(run) ? 'waiting' : run.outcome;
    if (known.get(run.runId) === turn) return;
    known.set(run.runId, turn);
    tell(run);
  };
}

function announceState(state: EstateState): void {
  void vscode.commands.executeCommand('setContext', 'aioSecureSettings.state', state);
}
