import { t } from '@vscode/l10n';
import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import type { Node } from '../core/model/node';
import type { RunSnapshot } from '../core/model/run';
import { Runs } from '../core/plan/runs';
import type { Clock, Digest } from '../core/ports';
import type { PanelAction, PanelSubject } from '../protocol/panel';
import type { CloudFactory } from './clouds';
import type { CommandId } from './commandIds';
import { createCommands } from './commands/all';
import { ErrorBoundary } from './commands/boundary';
import { Disposables } from './disposables';
import { toLog } from './log';
import { Panels } from './panels/panels';
import { Session } from './session';
import { SignIn } from './signIn';
import { createSimulationBadge } from './simulationBadge';
import { Estate, type EstateState } from './tree/estate';
import { TreeProvider } from './tree/treeProvider';

export interface InterfaceOptions {
  readonly extensionUri: vscode.Uri;
  readonly channel: vscode.LogOutputChannel;
  readonly view: vscode.TreeView<Node>;
  readonly clouds: CloudFactory;
  readonly clock: Clock;
  readonly digest: Digest;
}

/** Time of whatever cloud is shown: real, or that of simulated Azure. */
class ShownClock implements Clock {
  clockRate = 1;
  isSimulated = false;

  constructor(private current: Clock) {}

  show(clock: Clock, clockRate: number, isSimulated: boolean): void {
    this.current = clock;
    this.clockRate = clockRate;
    this.isSimulated = isSimulated;
  }

  now(): number {
    return this.current.now();
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return this.current.sleep(ms, signal);
  }
}

/** Everything behind activation; loaded when the tree is shown or a command is run. */
export class Interface {
  private readonly owned = new Disposables();
  private readonly boundary: ErrorBoundary;
  private readonly commands: ReadonlyMap<CommandId, (...args: unknown[]) => Promise<void>>;
  private readonly panels: Panels;
  private readonly session: Session;
  private readonly estate: Estate;
  private readonly shown: ShownClock;
  readonly tree: TreeProvider;

  constructor(private readonly options: InterfaceOptions) {
    const { extensionUri, channel, view, clouds, clock, digest } = options;
    const log = toLog(channel);
    const showLog = (): void => {
      channel.show();
    };
    this.boundary = new ErrorBoundary(log, showLog);
    this.shown = new ShownClock(clock);
    const signIn = this.owned.add(new SignIn());
    this.session = this.owned.add(new Session(clouds, signIn, log));
    this.estate = this.owned.add(new Estate(this.session, log));
    const runs = new Runs(this.shown, log, randomUUID);
    this.tree = this.owned.add(new TreeProvider(this.estate, runs, () => this.shown.now()));
    this.panels = this.owned.add(
      new Panels({
        extensionUri,
        estate: this.estate,
        runs,
        log,
        clock: () => ({
          clock: this.shown,
          clockRate: this.shown.clockRate,
          isSimulated: this.shown.isSimulated,
        }),
        act: (action, subject) => {
          this.act(action, subject, runs);
        },
        report: (error) => {
          void this.boundary.report(t('Reading the instance'), error);
        },
      }),
    );
    this.owned.add(createSimulationBadge(this.session, view));
    this.owned.add(
      this.session.onDidChange(() => {
        void this.adoptClock();
      }),
    );
    this.owned.add(this.estate.onDidChangeState(announceState));
    this.owned.add(runs.onDidChange(this.watchRuns()));
    this.commands = new Map(
      createCommands({
        session: this.session,
        estate: this.estate,
        runs,
        panels: this.panels,
        digest,
        log,
        showLog,
      }).map((command) => [
        command.id,
        (...args: unknown[]) =>
          this.boundary.run(command.title, () =>
            // Each command checks its own arguments: anybody may call it with anything.
            (command.run as (...given: unknown[]) => Promise<void> | void)(...args),
          ),
      ]),
    );
    void this.adoptClock();
  }

  dispose(): void {
    this.owned.dispose();
  }

  async run(id: CommandId, args: readonly unknown[]): Promise<void> {
    await this.adoptClock();
    await this.commands.get(id)?.(...args);
  }

  async restorePanel(panel: vscode.WebviewPanel, kept: unknown): Promise<void> {
    await this.adoptClock();
    this.panels.restore(panel, kept);
  }

  private async adoptClock(): Promise<void> {
    const { clock, clockRate, isSimulated } = await this.session.current();
    this.shown.show(clock, clockRate, isSimulated);
  }

  /** Redraws the tree when a run starts, and reads the instance again when it has ended. */
  private watchRuns(): (run: RunSnapshot) => void {
    const known = new Map<string, RunSnapshot['outcome']>();
    return (run) => {
      if (known.get(run.runId) === run.outcome) return;
      known.set(run.runId, run.outcome);
      this.tree.redraw();
      if (run.outcome === 'running') return;
      const instance = this.estate.observed(run.subjectId);
      const tenantId = instance?.target.tenantId;
      if (tenantId === undefined) return;
      this.estate.observe(tenantId, run.subjectId).then(
        () => {
          this.tree.redraw();
        },
        (error: unknown) => this.boundary.report(t('Reading the instance'), error),
      );
    };
  }

  private act(action: PanelAction, subject: PanelSubject, runs: Runs): void {
    const run = runs.latest(subject.instanceId);
    const { instanceId } = subject;
    switch (action) {
      case 'cancel':
        if (run) runs.cancel(run.runId);
        return;
      case 'retry':
        if (run) {
          void this.boundary.run(run.title, async () => {
            await runs.retry(run.runId);
          });
        }
        return;
      case 'refresh':
        this.panels.read(subject);
        return;
      case 'enableSecretSync':
        void this.run('aioSecureSettings.secretSync.enable', [instanceId]);
        return;
      case 'copyIssuer':
        void this.run('aioSecureSettings.cluster.copyIssuer', [instanceId]);
        return;
      case 'openInPortal':
        void this.run('aioSecureSettings.resource.openInPortal', [instanceId]);
        return;
      case 'signIn':
        void this.run('aioSecureSettings.account.signIn', []);
        return;
      case 'showLog':
        void this.run('aioSecureSettings.log.show', []);
        return;
    }
  }
}

function announceState(state: EstateState): void {
  void vscode.commands.executeCommand('setContext', 'aioSecureSettings.state', state);
}

export const createInterface = (options: InterfaceOptions): Interface => new Interface(options);
