import * as vscode from 'vscode';
import { idKey, parseArmId } from '../core/model/armId';
import type { SentWrite } from '../core/model/run';
import { observe } from '../core/observe/observe';
import { readSubscription } from '../core/observe/readSubscription';
import { choicesOf } from '../core/plan/request';
import type { Azure, Clock } from '../core/ports';
import type { Observation, Target } from '../core/observe/observation';
import { Disposables } from './disposables';
import type { Session } from './session';

const toWrite = ({ exchange: { path }, endedAtMs }: SentWrite) => ({ path, atMs: endedAtMs });

/** What was read of single instances: kept until somebody wants it fresh. */
export class Readings {
  private readonly owned = new Disposables();
  private readonly didRead = this.owned.add(new vscode.EventEmitter<string>());
  private readonly didForget = this.owned.add(new vscode.EventEmitter<void>());
  private readonly latest = new Map<string, Observation>();
  private readonly underWay = new Map<string, Promise<Observation>>();
  private readonly subscriptions = new Map<string, Observation['subscription']>();
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
      const isLeft = run?.request && run.outcome !== 'succeeded';
      const choices = isLeft ? choicesOf(run.request) : {};
      const writes = runs
        .history(instanceId)
        .flatMap((each) => each.writes)
        .map(toWrite);
      const target = { tenantId, instanceId, ...choices, writes };
      const azure = cloud.azure(tenantId);
      const [seen, subscription] = await Promise.all([
        observe(azure, cloud.clock, target, { signal }, 'verify'),
        this.subscriptionOf(azure, cloud.clock, instanceId, signal),
      ]);
      return { ...seen, subscription };
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

  /** Names of subscriptions hardly change, so each is read once. */
  private async subscriptionOf(
    azure: Azure,
    clock: Clock,
    instanceId: string,
    signal: AbortSignal,
  ): Promise<Observation['subscription']> {
    const id = parseArmId(instanceId)?.subscriptionId.toLowerCase() ?? '';
    const kept = this.subscriptions.get(id);
    if (kept) return kept;
    const read = await readSubscription({ azure, clock, context: { signal } }, id);
    if (read.kind === 'known') this.subscriptions.set(id, read);
    return read;
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
    this.subscriptions.clear();
    this.underWay.clear();
    this.didForget.fire();
  }
}
