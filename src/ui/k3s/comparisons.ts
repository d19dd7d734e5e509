import * as vscode from 'vscode';
import { Disposables } from '../disposables';

const scheme = 'aio-secure-settings-k3s';

export interface Comparison {
  /** Of the editor: `config.yaml of arc-berlin-01: as it is ↔ with the issuer`. */
  readonly title: string;
  readonly before: string;
  readonly after: string;
}

/**
 * Texts side by side in the editor's own view of differences. They may hold secrets: they are in memory
 * while they are shown, and nowhere else.
 */
export class Comparisons {
  private readonly owned = new Disposables();
  private readonly texts = new Map<string, string>();
  private last = 0;

  constructor() {
    this.owned.add(
      vscode.workspace.registerTextDocumentContentProvider(scheme, {
        provideTextDocumentContent: (uri) => this.texts.get(uri.toString()) ?? '',
      }),
    );
    this.owned.add(
      vscode.workspace.onDidCloseTextDocument(({ uri }) => {
        this.texts.delete(uri.toString());
      }),
    );
  }

  dispose(): void {
    this.texts.clear();
    this.owned.dispose();
  }

  async show({ title, before, after }: Comparison): Promise<void> {
    this.last += 1;
    await vscode.commands.executeCommand(
      'vscode.diff',
      this.add(`before-${this.last}`, before),
      this.add(`after-${this.last}`, after),
      title,
      { preview: false },
    );
  }

  /** Its ending lets the editor colour it as YAML. */
  private add(name: string, text: string): vscode.Uri {
    const uri = vscode.Uri.parse(`${scheme}:/${name}/config.yaml`);
    this.texts.set(uri.toString(), text);
    return uri;
  }
}
