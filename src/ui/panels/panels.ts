import * as vscode from 'vscode';
import { idKey, parseArmIdOf, resourceTypes } from '../../core/model/armId';
import type { Runs } from '../../core/plan/runs';
import type { Clock, Log } from '../../core/ports';
import type { PanelAction, PanelSubject } from '../../protocol/panel';
import { parsePanelSubject } from '../../protocol/parseToView';
import { Disposables } from '../disposables';
import type { Estate } from '../tree/estate';
import { toPanelState } from './panelState';
import { panelTitle, panelType, SecurePanel, type PanelHost } from './securePanel';

export interface PanelsOptions {
  readonly extensionUri: vscode.Uri;
  readonly estate: Estate;
  readonly runs: Runs;
  readonly log: Log;
  /** Of the cloud that is shown. */
  clock(): { readonly clock: Clock; readonly clockRate: number; readonly isSimulated: boolean };
  act(action: PanelAction, subject: PanelSubject): void;
  /** Shows an error of a reading that nobody waits for. */
  report(error: unknown): void;
}

/** What VS Code kept of a panel over a reload: ids only; the rest is read anew. */
function toSubject(kept: unknown): PanelSubject | undefined {
  const subject = parsePanelSubject(kept);
  return subject && parseArmIdOf(resourceTypes.instance, subject.instanceId) ? subject : undefined;
}

/** The open panels, one an instance. Closing one stops nothing. */
export class Panels {
  private readonly owned = new Disposables();
  private readonly open = new Map<string, SecurePanel>();
  private readonly changed = this.owned.add(new vscode.EventEmitter<string | undefined>());

  constructor(private readonly options: PanelsOptions) {
    this.owned.add(
      options.runs.onDidChange((run) => {
        this.changed.fire(idKey(run.subjectId));
      }),
    );
    this.owned.add(
      options.estate.onDidChange(() => {
        this.changed.fire(undefined);
      }),
    );
  }

  dispose(): void {
    for (const panel of this.open.values()) panel.dispose();
    this.owned.dispose();
  }

  /** Opens the instance's panel, or brings it to the front, and reads the instance anew. */
  show(subject: PanelSubject): void {
    const key = idKey(subject.instanceId);
    const existing = this.open.get(key);
    if (existing) {
      existing.reveal();
    } else {
      const panel = vscode.window.createWebviewPanel(
        panelType,
        panelTitle(subject),
        vscode.ViewColumn.Active,
        {},
      );
      this.adopt(panel, subject);
    }
    this.read(subject);
  }

  /** Takes over a panel that VS Code kept over a reload. */
  restore(panel: vscode.WebviewPanel, kept: unknown): void {
    const subject = toSubject(kept);
    if (!subject) {
      panel.dispose();
      return;
    }
    this.adopt(panel, subject);
    this.read(subject);
  }

  /** Reads the instance and tells its panel. */
  read(subject: PanelSubject): void {
    const { estate, report } = this.options;
    estate.observe(subject.tenantId, subject.instanceId).then(
      () => {
        this.changed.fire(idKey(subject.instanceId));
      },
      (error: unknown) => {
        report(error);
      },
    );
  }

  private adopt(panel: vscode.WebviewPanel, subject: PanelSubject): void {
    const { extensionUri, estate, runs, log, clock, act } = this.options;
    const key = idKey(subject.instanceId);
    const own = new vscode.EventEmitter<void>();
    const listener = this.changed.event((changed) => {
      if (changed === undefined || changed === key) own.fire();
    });
    panel.iconPath = vscode.Uri.joinPath(extensionUri, 'media', 'activity.svg');
    const host: PanelHost = {
      log,
      subject,
      onDidChange: own.event,
      state: () => {
        const { clock: time, clockRate, isSimulated } = clock();
        const observation = estate.observed(subject.instanceId);
        const run = runs.latest(subject.instanceId);
        return toPanelState({
          ...subject,
          isSimulated,
          ...(observation ? { observation } : {}),
          ...(run ? { run } : {}),
          nowMs: time.now(),
          clockRate,
        });
      },
      act: (action) => {
        act(action, subject);
      },
    };
    const view = new SecurePanel(panel, extensionUri, host);
    this.open.set(key, view);
    view.onDidClose(() => {
      this.open.delete(key);
      listener.dispose();
      own.dispose();
    });
  }
}
