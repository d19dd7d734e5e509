/** What the fake editor was asked to show, and what it is to answer. */

type Listener<T> = (event: T) => unknown;

export class Emitter<T> {
  private readonly listeners = new Set<Listener<T>>();

  readonly event = (listener: Listener<T>) => {
    this.listeners.add(listener);
    return {
      dispose: () => {
        this.listeners.delete(listener);
      },
    };
  };

  fire(event: T): void {
    for (const listener of [...this.listeners]) listener(event);
  }

  dispose(): void {
    this.listeners.clear();
  }
}

export interface FakeItem {
  readonly label: string;
  readonly description?: string;
  readonly detail?: string;
  readonly kind?: number;
  readonly picked?: boolean;
}

/** A quick pick that tests operate: choose, go back, dismiss. */
export class FakeQuickPick {
  title: string | undefined;
  step: number | undefined;
  totalSteps: number | undefined;
  placeholder: string | undefined;
  ignoreFocusOut = false;
  matchOnDescription = false;
  matchOnDetail = false;
  canSelectMany = false;
  busy = false;
  buttons: readonly unknown[] = [];
  items: readonly FakeItem[] = [];
  activeItems: readonly FakeItem[] = [];
  selectedItems: readonly FakeItem[] = [];
  isShown = false;
  private readonly accepted = new Emitter<void>();
  private readonly hidden = new Emitter<void>();
  private readonly triggered = new Emitter<unknown>();
  readonly onDidAccept = this.accepted.event;
  readonly onDidHide = this.hidden.event;
  readonly onDidTriggerButton = this.triggered.event;
  private readonly itemTriggered = new Emitter<{ readonly item: FakeItem }>();
  readonly onDidTriggerItemButton = this.itemTriggered.event;

  show(): void {
    this.isShown = true;
  }

  hide(): void {
    if (!this.isShown) return;
    this.isShown = false;
    this.hidden.fire();
  }

  /** As VS Code does: a disposed pick is hidden, too. */
  dispose(): void {
    this.hide();
  }

  /** The labels of what can be picked and read, separators as `— label`. */
  get labels(): readonly string[] {
    return this.items.map(({ label, kind }) => (kind === -1 ? `— ${label}` : label));
  }

  choose(label: string): void {
    const item = this.items.find((each) => each.label === label);
    if (!item) throw new Error(`No “${label}” among ${this.labels.join(', ')}`);
    this.selectedItems = [item];
    this.accepted.fire();
  }

  /** Presses the button on an item. */
  press(label: string): void {
    const item = this.items.find((each) => each.label === label);
    if (!item) throw new Error(`No “${label}” among ${this.labels.join(', ')}`);
    this.itemTriggered.fire({ item });
  }

  /** Leaves exactly these ticked, and goes on. */
  tick(...labels: readonly string[]): void {
    this.selectedItems = this.items.filter(({ label }) => labels.includes(label));
    this.accepted.fire();
  }

  back(): void {
    this.triggered.fire(this.buttons[0]);
  }
}

/** An input box that tests operate: type, accept, go back, dismiss. */
export class FakeInputBox {
  title: string | undefined;
  prompt: string | undefined;
  placeholder: string | undefined;
  step: number | undefined;
  totalSteps: number | undefined;
  validationMessage: string | undefined;
  ignoreFocusOut = false;
  busy = false;
  value = '';
  buttons: readonly unknown[] = [];
  isShown = false;
  private readonly changed = new Emitter<string>();
  private readonly accepted = new Emitter<void>();
  private readonly hidden = new Emitter<void>();
  private readonly triggered = new Emitter<unknown>();
  readonly onDidChangeValue = this.changed.event;
  readonly onDidAccept = this.accepted.event;
  readonly onDidHide = this.hidden.event;
  readonly onDidTriggerButton = this.triggered.event;

  show(): void {
    this.isShown = true;
  }

  hide(): void {
    if (!this.isShown) return;
    this.isShown = false;
    this.hidden.fire();
  }

  dispose(): void {
    this.hide();
  }

  type(text: string): void {
    this.value = text;
    this.changed.fire(text);
  }

  enter(): void {
    this.accepted.fire();
  }

  back(): void {
    this.triggered.fire(this.buttons[0]);
  }
}

export interface ShownMessage {
  readonly severity: 'error' | 'warning' | 'information';
  readonly text: string;
  readonly actions: readonly string[];
  /** Of a modal dialog. */
  readonly detail?: string;
}

export class FakeWebviewPanel {
  readonly webview = {
    options: {} as unknown,
    html: '',
    cspSource: 'https://webview.test',
    asWebviewUri: (uri: { toString(): string }) => uri,
    postMessage: (message: unknown) => {
      this.posted.push(message);
      return Promise.resolve(true);
    },
    onDidReceiveMessage: (listener: Listener<unknown>) => this.received.event(listener),
  };
  readonly posted: unknown[] = [];
  iconPath: unknown;
  isDisposed = false;
  reveals = 0;
  private readonly received = new Emitter<unknown>();
  private readonly disposed = new Emitter<void>();
  readonly onDidDispose = this.disposed.event;

  constructor(
    readonly viewType: string,
    public title: string,
    /** Where it was opened, and whether that took the focus. */
    readonly column?: unknown,
  ) {}

  reveal(): void {
    this.reveals += 1;
  }

  /** A message as the page would send it. */
  send(message: unknown): void {
    this.received.fire(message);
  }

  dispose(): void {
    if (this.isDisposed) return;
    this.isDisposed = true;
    this.disposed.fire();
  }
}

export interface SessionRequest {
  readonly provider: string;
  readonly want: unknown;
  readonly options: unknown;
}

/** Gives the text of a read-only document. */
export interface FakeContentProvider {
  provideTextDocumentContent(uri: unknown): string;
}

/** The state of the fake editor. One for all, as there is one `vscode`; tests reset it first. */
export class FakeHost {
  picks: FakeQuickPick[] = [];
  inputs: FakeInputBox[] = [];
  messages: ShownMessage[] = [];
  statusMessages: string[] = [];
  /** Titles of what was waited for in a notification. */
  progress: string[] = [];
  /** Fires when the user cancels it. */
  readonly cancelled = new Emitter<void>();
  statusBar: { text: string; isShown: boolean; command?: string }[] = [];
  panels: FakeWebviewPanel[] = [];
  clipboard = '';
  opened: string[] = [];
  /** Context keys with their values, as they were set one after the other. */
  contexts: (readonly [key: string, value: unknown])[] = [];
  executed: { readonly command: string; readonly args: readonly unknown[] }[] = [];
  /** Of the user. */
  settings = new Map<string, unknown>();
  workspaceSettings = new Map<string, unknown>();
  isTrusted = true;
  /** What is chosen in the dialog for files; undefined: it is closed. */
  files: readonly string[] | undefined;
  /** Who is signed in, by provider. */
  accounts = new Map<string, readonly { readonly id: string; readonly label: string }[]>();
  /** The address that is chosen in the dialog to save; undefined: it is closed. */
  saveAs: (proposed: string) => string | undefined = () => undefined;
  /** Files that nobody may write, by address. */
  readOnly = new Set<string>();
  terminals: {
    readonly name: string;
    readonly shellPath?: string;
    readonly typed: readonly (readonly [string, boolean])[];
  }[] = [];
  /** The user's own, for terminals. */
  shell = '/usr/bin/zsh';
  /** Of read-only documents, by scheme. */
  contentProviders = new Map<string, FakeContentProvider>();
  /** What was written to files, by address. */
  written = new Map<string, string>();
  sessionRequests: SessionRequest[] = [];
  /** Which button of a message is pressed; undefined: it is closed. */
  answer: (message: ShownMessage) => string | undefined = () => undefined;
  /** Which item a plain quick pick gives. */
  choose: (items: readonly FakeItem[]) => FakeItem | undefined = () => undefined;
  /** Which items of a quick pick with boxes are ticked; undefined: it is dismissed. */
  chooseMany: (items: readonly FakeItem[]) => readonly FakeItem[] | undefined = () => undefined;
  getSession: (request: SessionRequest) => Promise<unknown> = () => Promise.resolve(undefined);
  readonly sessionsChanged = new Emitter<{ provider: { id: string; label: string } }>();
  readonly documentClosed = new Emitter<{ readonly uri: { toString(): string } }>();
  /** `input` is undefined for editors that extensions are told nothing of. */
  readonly tabsChanged = new Emitter<Record<'opened' | 'changed', readonly { input: unknown }[]>>();
  /** What the editor in front shows, as far as extensions are told. */
  activeInput: unknown;
  readonly settingsChanged = new Emitter<{ affectsConfiguration(name: string): boolean }>();

  reset(): void {
    const { sessionsChanged, settingsChanged, documentClosed, tabsChanged } = this;
    const kept = { sessionsChanged, settingsChanged, documentClosed, tabsChanged };
    Object.assign(this, new FakeHost(), kept);
    sessionsChanged.dispose();
    settingsChanged.dispose();
    documentClosed.dispose();
    tabsChanged.dispose();
  }

  /** As a person does in the settings editor. */
  changeSetting(name: string, value: unknown): void {
    this.settings.set(name, value);
    this.settingsChanged.fire({
      affectsConfiguration: (other) => name === other || name.startsWith(`${other}.`),
    });
  }

  /** The quick pick that is open. */
  get pick(): FakeQuickPick {
    const open = this.picks.find(({ isShown }) => isShown);
    if (!open) throw new Error('No quick pick is open.');
    return open;
  }

  /** The input box that is open. */
  get input(): FakeInputBox {
    const open = this.inputs.find(({ isShown }) => isShown);
    if (!open) throw new Error('No input box is open.');
    return open;
  }

  show(severity: ShownMessage['severity'], text: string, rest: readonly unknown[]) {
    const actions = rest.filter((each) => typeof each === 'string');
    const [options] = rest;
    const detail: unknown =
      typeof options === 'object' && options !== null ? Reflect.get(options, 'detail') : undefined;
    const message = {
      severity,
      text,
      actions,
      ...(typeof detail === 'string' ? { detail } : {}),
    };
    this.messages.push(message);
    return Promise.resolve(this.answer(message));
  }
}
