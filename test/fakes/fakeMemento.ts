import type { Memento } from 'vscode';

/** What an extension keeps, in memory; values go through JSON as in the editor. */
export class FakeMemento implements Memento {
  private readonly kept = new Map<string, string>();

  readonly get = ((key: string, fallback?: unknown): unknown => {
    const text = this.kept.get(key);
    return text === undefined ? fallback : (JSON.parse(text) as unknown);
  }) as Memento['get'];

  keys(): readonly string[] {
    return [...this.kept.keys()];
  }

  update(key: string, value: unknown): Promise<void> {
    this.kept.set(key, JSON.stringify(value));
    return Promise.resolve();
  }
}
