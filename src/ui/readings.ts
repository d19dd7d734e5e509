import * as vscode from 'vscode';
import { idKey } from '../core/model/armId';
import { observe } from '../core/observe/observe';
import type { Observation, Target } from '../core/observe/observation';
import { Disposables } from './disposables';
import type { Session } from './session';

/** What was read of single instances: kept until somebody wants it fresh. */
export class Readings {
  private readonly owned = new Disposables();
  private readonly didRead = this.owned.add(new vscode.EventEmitter<string>());
  private readonly didForget = this.owned.add(new vscode.EventEmitter<void>());
  private readonly latest = new Map<string, Observation>();
  private readonly underWay = new Map<string, Promise<Observation>>();
  private abort = new AbortController();

  /** Fires with the instance's id after each reading. */
  readonly onDidRead = this.didRead.event;
  /** Fires when readings were thrown away that somebody may still show. */
  readonly onDidForget = this.didForget.event;

  constructor(private readonly session: Session) {}

  dispose(): void {
    this.abort.abort();
    this.owned.dispose();
  }

  /** The latest reading of an instance, if there was one. */
  find(instanceId: string): Observation | undefined {
    return this.latest.get(idKey(instanceId));
  }

  /** Reads an instance now; readings asked for at the same time are one. */
  async read({ tenantId, instanceId }: Target): Promise<Observation> {
    const key = idKey(instanceId);
    const joined = this.underWay.get(key);
    if (joined) return joined;
    const { signal } = this.abort;
    const reading = (async () => {
      const { cloud, runs } = await this.session.current();
      const run = runs.latest(instanceId);
      // What a run has made half way is found by what was chosen for it only.
      const choices = run?.outcome === 'succeeded' ? undefined : run?.choices;
      const target = { tenantId, instanceId, ...choices };
      return observe(cloud.azure(tenantId), cloud.clock, target, { signal });
    })();
    this.underWay.set(key, reading);
    try {
      const seen = await reading;
      // A newer reading may have been asked for meanwhile.
      if (this.underWay.get(key) === reading) {
        this.latest.set(key, seen);
        this.didRead.fire(instanceId);
      }
      return seen;
    } finally {
      if (this.underWay.get(key) === reading) this.underWay.delete(key);
    }
  }

  /** Reads an instance that has just been changed: a reading under way may be older than that. */
  readAnew(target: Target): Promise<Observation> {
    this.underWay.delete(idKey(target.instanceId));
    return this.read(target);
  }

  forget(instanceId: string): void {
    this.latest.delete(idKey(instanceId));
    this.underWay.delete(idKey(instanceId));
    this.didForget.fire();
  }

  forgetTenant(tenantId: string): void {
    for (const [key, seen] of this.latest) {
      if (seen.target.tenantId === tenantId) this.latest.delete(key);
    }
    this.didForget.fire();
  }

  /** Forgets everything and stops what is being read. */
  forgetAll(): void {
    this.abort.abort();
    this.abort = new AbortController();
    this.latest.clear();
    this.underWay.clear();
    this.didForget.fire();
  }
}
