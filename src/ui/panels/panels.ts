import * as vscode from 'vscode';
import { toShownFailure } from '../../core/explain';
import { idKey, parseArmIdOf, resourceTypes } from '../../core/model/armId';
import { valueOf } from '../../core/model/fact';
import type { Observation } from '../../core/observe/observation';
import type { Log } from '../../core/ports';
import type { MendTarget } from '../../protocol/chain';
import type { PanelAction, PanelState, PanelSubject } from '../../protocol/panel';
import { parsePanelSubject } from '../../protocol/parseToView';
import type { KeptApiServers } from '../apiServerRecords';
import type { InterruptedRuns } from '../kept/interruptedRuns';
import { Disposables } from '../disposables';
import type { Session } from '../session';
import type { Readings } from '../readings';
import type { RegistryRestarts } from '../registryRestarts';
import { toPanelState } from './panelState';
import type { Reviews } from './reviews';
import { panelTitle, panelType, SecurePanel } from './securePanel';

export interface PanelsOptions {
  readonly extensionUri: vscode.Uri;
  readonly session: Session;
  readonly readings: Readings;
  readonly apiServers: Pick<KeptApiServers, 'find' | 'onDidSave'>;
  readonly restarts: Pick<RegistryRestarts, 'isDue' | 'onDidChange'>;
  readonly interrupted: Pick<InterruptedRuns, 'seen' | 'interrupted' | 'onDidChange'>;
  readonly reviews: Pick<Reviews, 'find' | 'compare' | 'close' | 'onDidChange'>;
  readonly log: Log;
  readonly act: (action: PanelAction, subject: PanelSubject) => void;
  readonly mend: (part: MendTarget, subject: PanelSubject) => void;
  readonly explain: (entraCode: string) => void;
  /** Shows an error of a reading that nobody waits for. */
  readonly report: (error: unknown) => void;
}

/** What VS Code kept of a panel over a reload: ids only; the rest is read anew. */
function toSubject(kept: unknown): PanelSubject | undefined {
  const subject = parsePanelSubject(kept);
  return subject && parseArmIdOf(resourceTypes.instance, subject.instanceId) ? subject : undefined;
}

/** The instance that is to be shown. */
export type PanelTarget = Pick<PanelSubject, 'tenantId' | 'instanceId'>;

interface OpenPanel {
  readonly view: SecurePanel;
  readonly subject: PanelSubject;
}

/** The open panels, one an instance. Closing one stops nothing. */
export class Panels {
  private readonly owned = new Disposables();
  private readonly open = new Map<string, OpenPanel>();
  /** Why the last reading of an instance gave nothing. */
  private readonly unread = new Map<string, string>();
  private readonly changed = this.owned.add(new vscode.EventEmitter<string>());
  private isSimulated: boolean;

  constructor(private readonly options: PanelsOptions) {
    const { session, readings, apiServers, restarts, interrupted, reviews } = options;
    this.isSimulated = session.isSimulated;
    // Which instances are on the cluster is known to the panels themselves.
    this.owned.add(
      apiServers.onDidSave(() => {
        this.redraw();
      }),
    );
    this.owned.add(
      interrupted.onDidChange(() => {
        this.redraw();
      }),
    );
    this.owned.add(
      restarts.onDidChange((instanceId) => {
        this.changed.fire(idKey(instanceId));
      }),
    );
    this.owned.add(
      reviews.onDidChange((target) => {
        if (reviews.find(target.instanceId)) this.showBehind(target);
        this.changed.fire(idKey(target.instanceId));
      }),
    );
    this.owned.add(
      session.onDidChangeRun((run) => {
        this.changed.fire(idKey(run.subjectId));
      }),
    );
    this.owned.add(
      session.onDidChange(() => {
        this.followSession();
      }),
    );
    this.owned.add(
      readings.onDidForget(() => {
        this.followSession();
        for (const { subject } of this.open.values()) this.read(subject);
      }),
    );
    this.owned.add(
      readings.onDidRead((instanceId) => {
        this.changed.fire(idKey(instanceId));
      }),
    );
  }

  dispose(): void {
    this.closeAll();
    this.owned.dispose();
  }

  /** Opens the instance's panel, or brings it to the front, and reads the instance anew. */
  show(target: PanelTarget): void {
    this.reveal(target, { preserveFocus: false });
    this.read(target);
  }

  /** For a run that is about to begin, with which the instance is read again. */
  follow(target: PanelTarget): void {
    this.reveal(target, { preserveFocus: false });
    this.readOnce(target);
  }

  /** For a wizard, which keeps the focus. What was read just now is not read again. */
  private showBehind(target: PanelTarget): void {
    this.reveal(target, { preserveFocus: true });
    this.readOnce(target);
  }

  private readOnce(target: PanelTarget): void {
    if (!this.options.readings.find(target.instanceId)) this.read(target);
  }

  private reveal(
    { tenantId, instanceId }: PanelTarget,
    { preserveFocus }: { readonly preserveFocus: boolean },
  ): void {
    const existing = this.open.get(idKey(instanceId));
    if (existing) {
      existing.view.reveal({ preserveFocus });
      return;
    }
    const subject = { tenantId, instanceId, isSimulated: this.isSimulated };
    const panel = vscode.window.createWebviewPanel(
      panelType,
      panelTitle(subject),
      { viewColumn: vscode.ViewColumn.Active, preserveFocus },
      {},
    );
    this.adopt(panel, subject);
  }

  /** Takes over a panel that VS Code kept over a reload, unless it belongs to the other cloud. */
  restore(panel: vscode.WebviewPanel, kept: unknown): void {
    const subject = toSubject(kept);
    if (subject?.isSimulated !== this.isSimulated) {
      panel.dispose();
      return;
    }
    this.adopt(panel, subject);
    this.read(subject);
  }

  isVisible(instanceId: string): boolean {
    return this.open.get(idKey(instanceId))?.view.isVisible === true;
  }

  /** What the panel with the focus is about, if one has it. */
  inFront(): PanelTarget | undefined {
    return [...this.open.values()].find(({ view }) => view.isActive)?.subject;
  }

  /** Reads the instance; its panel hears of the result as everybody else does. */
  read({ tenantId, instanceId }: PanelTarget): void {
    const { readings, interrupted, report } = this.options;
    const key = idKey(instanceId);
    readings.read({ tenantId, instanceId }).then(
      () => this.unread.delete(key),
      (error: unknown) => {
        report(error);
        this.unread.set(key, toShownFailure(error).message);
        this.changed.fire(key);
      },
    );
    interrupted.interrupted().catch(report);
  }

  private redraw(): void {
    for (const key of this.open.keys()) this.changed.fire(key);
  }

  /** The instances of one cloud mean nothing in the other. */
  private followSession(): void {
    const { isSimulated } = this.options.session;
    if (this.isSimulated === isSimulated) return;
    this.isSimulated = isSimulated;
    this.closeAll();
  }

  private closeAll(): void {
    for (const { view } of [...this.open.values()]) view.close();
  }

  private adopt(panel: vscode.WebviewPanel, subject: PanelSubject): void {
    const { extensionUri, log, reviews, act, mend, explain } = this.options;
    const key = idKey(subject.instanceId);
    const own = new vscode.EventEmitter<void>();
    const listener = this.changed.event((changed) => {
      if (changed === key) own.fire();
    });
    const media = (file: string) => vscode.Uri.joinPath(extensionUri, 'media', file);
    panel.iconPath = { light: media('panel-light.svg'), dark: media('panel-dark.svg') };
    const view = new SecurePanel(panel, extensionUri, {
      log,
      subject,
      onDidChange: own.event,
      state: this.stateOf(subject),
      act: (action) => {
        act(action, subject);
      },
      mend: (part) => {
        mend(part, subject);
      },
      explain,
      compare: (write) => {
        if (reviews.compare(subject.instanceId, write)) return;
        log.warn('A panel asked for a write that is not reviewed any more; dropped.');
      },
    });
    this.open.set(key, { view, subject });
    view.onDidClose(() => {
      this.open.delete(key);
      listener.dispose();
      own.dispose();
      reviews.close(subject.instanceId);
    });
  }

  /** The state of one panel, which remembers the last reading: a refresh forgets it elsewhere. */
  private stateOf(subject: PanelSubject): () => PanelState {
    const { readings, session, apiServers, restarts, interrupted, reviews } = this.options;
    let last: Observation | undefined;
    return () => {
      last = readings.find(subject.instanceId) ?? last;
      const { cloud, runs } = session.shown ?? {};
      const run = runs?.latest(subject.instanceId);
      const review = reviews.find(subject.instanceId);
      const unreadBecause = this.unread.get(idKey(subject.instanceId));
      const cluster = last && valueOf(last.cluster);
      const apiServer = cluster && apiServers.find(cluster.id);
      return toPanelState({
        instanceId: subject.instanceId,
        isSimulated: session.isSimulated,
        needsSignIn: session.needsSignIn(subject.tenantId),
        ...(last ? { observation: last } : {}),
        ...(unreadBecause === undefined ? {} : { unreadBecause }),
        ...(apiServer ? { apiServer } : {}),
        ...(review ? { review } : {}),
        ...(run ? { run } : {}),
        interrupted: interrupted.seen(subject.instanceId),
        isRestartDue: restarts.isDue(subject.instanceId),
        nowMs: cloud?.clock.now() ?? Date.now(),
        clockRate: cloud?.clockRate ?? 1,
      });
    };
  }
}
