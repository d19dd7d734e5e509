/** Something that can be ended. */
export interface Disposable {
  dispose(): unknown;
}

/** Owns things. What is added after the end is ended at once; the last added goes first. */
export class Disposables implements Disposable {
  private readonly owned: Disposable[] = [];
  private isDisposed = false;

  add<T extends Disposable>(thing: T): T {
    if (this.isDisposed) thing.dispose();
    else this.owned.push(thing);
    return thing;
  }

  dispose(): void {
    this.isDisposed = true;
    while (this.owned.length > 0) this.owned.pop()?.dispose();
  }
}
