import * as vscode from 'vscode';
import type { Node } from './core/model/node';
import { commandIds } from './ui/commandIds';
import type { Interface } from './ui/interface';
import { runFolder } from './ui/kept/runFolder';

/** Activation registers; whatever it registers is loaded when it is first used. */
export function activate(context: vscode.ExtensionContext): void {
  const own = <T extends vscode.Disposable>(thing: T): T => {
    context.subscriptions.push(thing);
    return thing;
  };
  const changed = own(new vscode.EventEmitter<Node | undefined>());
  const view = own(
    vscode.window.createTreeView<Node>('aioSecureSettings.clusters', {
      showCollapseAll: true,
      treeDataProvider: {
        onDidChangeTreeData: changed.event,
        getChildren: async (node) => (await load()).tree.getChildren(node),
        getTreeItem: async (node) => (await load()).tree.getTreeItem(node),
        resolveTreeItem: async (item, node) => (await load()).tree.resolveTreeItem(item, node),
      },
    }),
  );
  let loaded: Promise<Interface> | undefined;
  const load = (): Promise<Interface> => (loaded ??= create());

  async function create(): Promise<Interface> {
    const [{ createInterface }, { realClock }, { nodeDigest }] = await Promise.all([
      import('./ui/interface'),
      import('./azure/clock'),
      import('./azure/digest'),
    ]);
    const channel = own(
      vscode.window.createOutputChannel('Azure IoT Operations Secure Settings', { log: true }),
    );
    const created = own(
      createInterface({
        extensionUri: context.extensionUri,
        channel,
        view,
        clock: realClock,
        digest: nodeDigest,
        memory: context.globalState,
        storage: context.globalStorageUri,
        clouds: {
          real: async (options) =>
            (await import('./composition/realCloud')).createRealCloud(options),
          simulated: async (options) =>
            (await import('./composition/simulatedCloud')).createSimulatedCloud(options),
        },
      }),
    );
    own(
      created.tree.onDidChangeTreeData((node) => {
        changed.fire(node);
      }),
    );
    return created;
  }

  for (const id of commandIds) {
    own(
      vscode.commands.registerCommand(id, async (...args: unknown[]) => {
        await (await load()).run(id, args);
      }),
    );
  }
  void tellInterrupted();

  /** Where nothing is kept of any run, which is usual, nothing is loaded. */
  async function tellInterrupted(): Promise<void> {
    const folder = vscode.Uri.joinPath(context.globalStorageUri, runFolder);
    const kept = await vscode.workspace.fs.readDirectory(folder).then(
      (entries) => entries.length > 0,
      () => false,
    );
    if (kept) await (await load()).tellInterrupted();
  }

  own(
    vscode.window.registerWebviewPanelSerializer('aioSecureSettings.panel', {
      deserializeWebviewPanel: async (panel, kept) => {
        await (await load()).restorePanel(panel, kept);
      },
    }),
  );
}
