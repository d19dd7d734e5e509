import { t } from '@vscode/l10n';
import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import { parseArmId } from '../../core/model/armId';
import type { Log } from '../../core/ports';
import type { MendTarget } from '../../protocol/chain';
import {
  parseFromView,
  type PanelAction,
  type PanelState,
  type PanelSubject,
  type ToView,
} from '../../protocol/panel';
import { Disposables } from '../disposables';
import { visible } from '../tree/markdown';
import { panelHtml } from './panelHtml';

export const panelType = 'aioSecureSettings.panel';

/** A view is not told more often than this, in ms of real time. */
const shortestPauseMs = 100;

/** What a panel shows and does; it decides nothing by itself. */
export interface PanelHost {
  readonly log: Log;
  readonly subject: PanelSubject;
  state(): PanelState;
  act(action: PanelAction): void;
  /** Mends what is wrong with a part of the chain, or with one of its checks. */
  mend(part: MendTarget): void;
  /** Shows the page about a code of Microsoft Entra, by its digits. */
  explain(entraCode: string): void;
  /** Shows a write of the review, by its number, as now → then. */
  compare(write: number): void;
  readonly onDidChange: vscode.Event<void>;
}

/** One webview: builds the page once, then sends whole states. */
export class SecurePanel {
  private readonly owned = new Disposables();
  private readonly closed = this.owned.add(new vscode.EventEmitter<void>());
  private timer: NodeJS.Timeout | undefined;
  private lastSentMs = 0;
  private isReady = false;

  readonly onDidClose = this.closed.event;

  constructor(
    private readonly panel: vscode.WebviewPanel,
    extensionUri: vscode.Uri,
    private readonly host: PanelHost,
  ) {
    const { webview } = panel;
    const folder = vscode.Uri.joinPath(extensionUri, 'dist', 'webview');
    webview.options = { enableScripts: true, localResourceRoots: [folder] };
    this.owned.add(
      webview.onDidReceiveMessage((message: unknown) => {
        this.receive(message);
      }),
    );
    this.owned.add(
      panel.onDidDispose(() => {
        this.closed.fire();
        this.owned.dispose();
      }),
    );
    this.owned.add(
      host.onDidChange(() => {
        this.schedule();
      }),
    );
    this.owned.add({
      dispose: () => {
        clearTimeout(this.timer);
      },
    });
    const uri = (name: string): string =>
      webview.asWebviewUri(vscode.Uri.joinPath(folder, name)).toString();
    webview.html = panelHtml({
      nonce: randomBytes(16).toString('base64'),
      cspSource: webview.cspSource,
      scriptUri: uri('securePanel.js'),
      styleUri: uri('securePanel.css'),
      codiconUri: uri('codicon.css'),
      language: vscode.env.language,
      title: panel.title,
      loadingText: t('Reading from Azure…'),
    });
  }

  get isVisible(): boolean {
    return this.panel.visible;
  }

  get isActive(): boolean {
    return this.panel.active;
  }

  reveal({ preserveFocus }: { readonly preserveFocus: boolean }): void {
    this.panel.reveal(undefined, preserveFocus);
  }

  /** Closes the panel, as its user could. */
  close(): void {
    this.panel.dispose();
  }

  private receive(message: unknown): void {
    const parsed = parseFromView(message);
    if (!parsed) {
      this.host.log.warn('A message from the panel was not understood and dropped.');
      return;
    }
    if (parsed.type === 'ready') {
      this.isReady = true;
      this.send();
      return;
    }
    switch (parsed.type) {
      case 'mend':
        this.host.mend(parsed.part);
        break;
      case 'explain':
        this.host.explain(parsed.entraCode);
        break;
      case 'compare':
        this.host.compare(parsed.write);
        break;
      case 'action':
        this.host.act(parsed.action);
    }
  }

  /** Sends at once if it has been quiet, else at the end of the pause. */
  private schedule(): void {
    if (this.timer !== undefined) return;
    const waitMs = Math.max(0, this.lastSentMs + shortestPauseMs - Date.now());
    this.timer = setTimeout(() => {
      this.timer = undefined;
      this.send();
    }, waitMs);
  }

  private send(): void {
    if (!this.isReady) return;
    this.lastSentMs = Date.now();
    const message: ToView = {
      type: 'state',
      state: this.host.state(),
      subject: this.host.subject,
    };
    void this.panel.webview.postMessage(message);
  }
}

export const panelTitle = ({ instanceId }: PanelSubject): string =>
  t('Secure Settings — {0}', visible(parseArmId(instanceId)?.name ?? instanceId));
