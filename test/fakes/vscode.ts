/**
 * Stands in for the editor's API in plain Node: as much of it as `src/ui` uses. What it was asked to
 * show is in {@link host}.
 */
import { posix } from 'node:path';
import {
  Emitter,
  FakeHost,
  FakeInputBox,
  FakeQuickPick,
  FakeWebviewPanel,
  type FakeItem,
  type FakeContentProvider,
} from './vscodeHost';

export const host = new FakeHost();

export { Emitter as EventEmitter };

export class ThemeColor {
  constructor(readonly id: string) {}
}

export class ThemeIcon {
  constructor(
    readonly id: string,
    readonly color?: ThemeColor,
  ) {}
}

export class MarkdownString {
  isTrusted = false;
  supportHtml = false;
  supportThemeIcons = false;
  constructor(readonly value: string) {}
}

export class TreeItem {
  constructor(
    readonly label: string,
    readonly collapsibleState: number,
  ) {}
}

export const TreeItemCollapsibleState = { None: 0, Collapsed: 1, Expanded: 2 };
export const QuickPickItemKind = { Separator: -1, Default: 0 };
export const QuickInputButtons = { Back: { tooltip: 'Back' } };
export const ProgressLocation = { Window: 10, Notification: 15 };
export const StatusBarAlignment = { Left: 1, Right: 2 };
export const ViewColumn = { Active: -1, Beside: -2 };

export class TabInputWebview {
  constructor(readonly viewType: string) {}
}

export const FileType = { File: 1, Directory: 2 };

export class CancellationError extends Error {}

export class Uri {
  private constructor(private readonly text: string) {}

  static from({ scheme, path }: { readonly scheme: string; readonly path: string }): Uri {
    return new Uri(`${scheme}:${path}`);
  }

  static parse(text: string): Uri {
    return new Uri(text);
  }

  static file(path: string): Uri {
    return new Uri(`file://${path}`);
  }

  static joinPath(base: Uri, ...parts: readonly string[]): Uri {
    return base.with({ path: posix.join(base.path, ...parts) });
  }

  get path(): string {
    return this.text.replace(/^[\w-]+:(\/\/)?/, '');
  }

  get fsPath(): string {
    return this.path;
  }

  with({ path }: { readonly path: string }): Uri {
    return new Uri(this.text.slice(0, this.text.length - this.path.length) + path);
  }

  toString(): string {
    return this.text;
  }
}

export class FileSystemError extends Error {
  constructor(readonly code: string) {
    super(code);
  }
}

/** @throws {FileSystemError} it is not there */
function textOf(uri: Uri): string {
  const text = host.written.get(uri.toString());
  if (text === undefined) throw new FileSystemError('FileNotFound');
  return text;
}

export const window = {
  createTerminal: (options: { readonly name: string; readonly shellPath?: string }) => {
    const terminal = { ...options, typed: [] as (readonly [string, boolean])[] };
    host.terminals.push(terminal);
    return {
      show: () => undefined,
      sendText: (text: string, isRun = true) => {
        terminal.typed.push([text, isRun]);
      },
    };
  },
  tabGroups: {
    all: [],
    get activeTabGroup() {
      return { activeTab: host.activeInput && { input: host.activeInput } };
    },
    close: () => Promise.resolve(true),
    onDidChangeTabs: host.tabsChanged.event,
  },
  createQuickPick: () => {
    const pick = new FakeQuickPick();
    host.picks.push(pick);
    return pick;
  },
  createInputBox: () => {
    const input = new FakeInputBox();
    host.inputs.push(input);
    return input;
  },
  showQuickPick: async (
    items: readonly FakeItem[] | Promise<readonly FakeItem[]>,
    options: { readonly canPickMany?: boolean } = {},
  ) => (options.canPickMany ? host.chooseMany(await items) : host.choose(await items)),
  showErrorMessage: (text: string, ...rest: unknown[]) => host.show('error', text, rest),
  showWarningMessage: (text: string, ...rest: unknown[]) => host.show('warning', text, rest),
  showInformationMessage: (text: string, ...rest: unknown[]) =>
    host.show('information', text, rest),
  showOpenDialog: () => Promise.resolve(host.files && host.files.map((path) => Uri.file(path))),
  showSaveDialog: ({ defaultUri }: { readonly defaultUri: Uri }) => {
    const uri = host.saveAs(defaultUri.toString());
    return Promise.resolve(uri === undefined ? undefined : Uri.parse(uri));
  },
  withProgress: <T>(
    options: { readonly title: string },
    task: (progress: unknown, token: unknown) => Promise<T>,
  ) => {
    host.progress.push(options.title);
    return task({ report: () => undefined }, { onCancellationRequested: host.cancelled.event });
  },
  showTextDocument: (uri: Uri | string) => {
    host.opened.push(String(uri));
    return Promise.resolve();
  },
  setStatusBarMessage: (text: string) => {
    host.statusMessages.push(text);
    return { dispose: () => undefined };
  },
  createStatusBarItem: () => {
    const item = {
      text: '',
      isShown: false,
      show: () => {
        item.isShown = true;
      },
      hide: () => {
        item.isShown = false;
      },
      dispose: () => {
        item.isShown = false;
      },
    };
    host.statusBar.push(item);
    return item;
  },
  createWebviewPanel: (viewType: string, title: string, column: unknown) => {
    const panel = new FakeWebviewPanel(viewType, title, column);
    host.panels.push(panel);
    return panel;
  },
};

export const commands = {
  executeCommand: (command: string, ...args: unknown[]) => {
    if (command === 'setContext') host.contexts.push([String(args[0]), args[1]]);
    else host.executed.push({ command, args });
    return Promise.resolve();
  },
};

export const workspace = {
  openTextDocument: ({ content }: { readonly content: string }) => Promise.resolve(content),
  fs: {
    writeFile: async (uri: Uri, content: Uint8Array) => {
      if (host.readOnly.has(uri.toString())) throw new FileSystemError('NoPermissions');
      host.written.set(uri.toString(), new TextDecoder().decode(content));
    },
    readFile: async (uri: Uri) => new TextEncoder().encode(textOf(uri)),
    stat: async (uri: Uri) => ({ size: textOf(uri).length }),
    copy: async (uri: Uri, target: Uri) => {
      host.written.set(target.toString(), textOf(uri));
    },
    readDirectory: async (uri: Uri) => {
      const names = [...host.written.keys()]
        .filter((file) => file.startsWith(`${uri.toString()}/`))
        .map((file) => file.slice(uri.toString().length + 1));
      if (names.length === 0) throw new FileSystemError('FileNotFound');
      return names.map((name) => [name, FileType.File]);
    },
  },
  workspaceFolders: undefined,
  registerTextDocumentContentProvider: (scheme: string, provider: FakeContentProvider) => {
    host.contentProviders.set(scheme, provider);
    return { dispose: () => host.contentProviders.delete(scheme) };
  },
  onDidCloseTextDocument: host.documentClosed.event,
  get isTrusted() {
    return host.isTrusted;
  },
  getConfiguration: (section?: string) => ({
    get: (name: string, fallback?: unknown) => {
      const key = section === undefined ? name : `${section}.${name}`;
      return host.workspaceSettings.get(key) ?? host.settings.get(key) ?? fallback;
    },
    inspect: (name: string) => {
      const key = section === undefined ? name : `${section}.${name}`;
      return {
        key,
        globalValue: host.settings.get(key),
        workspaceValue: host.workspaceSettings.get(key),
      };
    },
  }),
  onDidChangeConfiguration: host.settingsChanged.event,
};

export const authentication = {
  getSession: (provider: string, want: unknown, options: unknown) => {
    const request = { provider, want, options };
    host.sessionRequests.push(request);
    return host.getSession(request);
  },
  getAccounts: (provider: string) => Promise.resolve(host.accounts.get(provider) ?? []),
  onDidChangeSessions: host.sessionsChanged.event,
};

export const env = {
  language: 'en',
  remoteName: undefined,
  get shell() {
    return host.shell;
  },
  clipboard: {
    readText: () => Promise.resolve(host.clipboard),
    writeText: (text: string) => {
      host.clipboard = text;
      return Promise.resolve();
    },
  },
  openExternal: (uri: Uri) => {
    host.opened.push(uri.toString());
    return Promise.resolve(true);
  },
};

/** No bundle: English. */
export const l10n = { uri: undefined };
