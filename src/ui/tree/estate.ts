import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { badEnd } from '../../core/badEnd';
import { settingFindings, settingNodes } from '../../core/checks/settings';
import { childNodes, loadInventory, type Inventory } from '../../core/discover/inventory';
import { filterInventory, type Hidden } from '../../core/discover/filterInventory';
import { ArmError } from '../../core/errors';
import { becauseOf, explainArmError } from '../../core/explain';
import { idKey } from '../../core/model/armId';
import type { Node, NodeOf, ShownBadEnd, Tenant } from '../../core/model/node';
import type { RunSnapshot } from '../../core/model/run';
import type { Observation } from '../../core/observe/observation';
import type { Log } from '../../core/ports';
import { outlookOf } from '../../core/stages/outlook';
import { runVerdict } from '../../core/verdict';
import { Disposables } from '../disposables';
import type { Readings } from '../readings';
import type { Session } from '../session';
import type { EstateFilter } from './estateFilter';

export type EstateState = 'signedOut' | 'empty' | 'ready';

/** A tenant's clusters and instances, as soon as they are there, or why they are not. */
interface Load {
  readonly inventory: Promise<Inventory>;
  failure?: NodeOf<'error'>;
}

function toBadEnd(
  run: RunSnapshot,
  seen: Observation | undefined,
): { readonly badEnd?: ShownBadEnd } {
  const bad = badEnd(run, seen);
  if (!bad) return {};
  const { lead, text } = runVerdict(bad) ?? { lead: '', text: '' };
  return { badEnd: { title: bad.title, outcome: bad.outcome, words: `${lead} ${text}`.trim() } };
}

/** A tenant of which no subscription can be read is hidden by itself. */
function hiddenWords({ tenants, subscriptions }: Hidden): string | undefined {
  const { size } = subscriptions;
  if (size > 0) {
    return size === 1
      ? t('The filter hides 1 subscription')
      : t('The filter hides {0} subscriptions', size);
  }
  if (tenants.size === 0) return undefined;
  return tenants.size === 1
    ? t('The filter hides 1 tenant')
    : t('The filter hides {0} tenants', tenants.size);
}

/** The clusters and instances of all tenants: read when asked for, forgotten on refresh. */
export class Estate {
  private readonly owned = new Disposables();
  private readonly changed = this.owned.add(new vscode.EventEmitter<Node | undefined>());
  private readonly failed = this.owned.add(new vscode.EventEmitter<unknown>());
  private readonly stateChanged = this.owned.add(new vscode.EventEmitter<EstateState>());
  private tenants: Promise<readonly Tenant[]> | undefined;
  private readonly loads = new Map<string, Load>();
  /** Every instance that an inventory has shown, by the key of its id. */
  private readonly instancesById = new Map<string, NodeOf<'instance'>>();
  private readonly clustersById = new Map<string, NodeOf<'cluster'>>();
  private abort = new AbortController();

  /** A node whose children or looks have changed; undefined: all. */
  readonly onDidChange = this.changed.event;
  readonly onDidChangeState = this.stateChanged.event;
  /** Nothing at all could be read: the tree has no place for the whole of why. */
  readonly onDidFail = this.failed.event;

  constructor(
    private readonly session: Session,
    private readonly readings: Readings,
    private readonly log: Log,
    private readonly filter: EstateFilter,
  ) {
    this.owned.add(
      filter.onDidChange(() => {
        this.changed.fire(undefined);
      }),
    );
    this.owned.add(
      session.onDidChange(() => {
        this.refresh();
      }),
    );
    this.owned.add(
      readings.onDidRead((instanceId) => {
        this.redraw(instanceId);
      }),
    );
  }

  dispose(): void {
    this.abort.abort();
    this.owned.dispose();
  }

  /** Forgets what was read of everything, of a tenant or of an instance. */
  refresh(node?: Node): void {
    switch (node?.kind) {
      case 'instance':
        this.readings.forget(node.id);
        this.changed.fire(node);
        return;
      case 'setting':
        this.readings.forget(node.instanceId);
        this.redraw(node.instanceId);
        return;
      case 'tenant':
        this.forgetTenant(node.tenant.id);
        break;
      case 'cluster':
      case 'unreadableCluster':
      case 'error':
        if (node.tenantId === undefined) this.forgetAll();
        else this.forgetTenant(node.tenantId);
        break;
      case 'note':
      case undefined:
        this.forgetAll();
    }
    this.changed.fire(undefined);
  }

  /** Draws an instance or a cluster and what is under it anew, without reading anything. */
  redraw(id: string): void {
    const node = this.find(id) ?? this.clustersById.get(idKey(id));
    if (node) this.changed.fire(node);
  }

  async children(parent?: Node): Promise<readonly Node[]> {
    switch (parent?.kind) {
      case undefined:
        return this.roots();
      case 'tenant':
        return this.ofTenant(parent.tenant);
      case 'cluster':
      case 'unreadableCluster': {
        // The very nodes of the inventory: VS Code knows a node again by identity.
        const inventory = await this.loads.get(parent.tenantId)?.inventory;
        return inventory ? childNodes(this.filtered(inventory), parent) : [];
      }
      case 'instance':
        return this.settings(parent);
      case 'setting':
      case 'error':
      case 'note':
        return [];
    }
  }

  /** All instances of all tenants that can be read, for pickers. */
  async instances(): Promise<readonly NodeOf<'instance'>[]> {
    const found = await this.inventories();
    return found.flatMap(({ instances }) => [...instances.values()].flat());
  }

  /** All clusters of all tenants that can be read, for pickers. */
  async clusters(): Promise<readonly NodeOf<'cluster'>[]> {
    const found = await this.inventories();
    return found.flatMap(({ clusters }) => clusters);
  }

  private async inventories(): Promise<readonly Inventory[]> {
    await this.children();
    const tenants = this.shown((await this.tenants) ?? []);
    const found = await Promise.allSettled(tenants.map((tenant) => this.load(tenant).inventory));
    return found.flatMap((result) =>
      result.status === 'fulfilled' ? [this.filtered(result.value)] : [],
    );
  }

  private filtered(inventory: Inventory): Inventory {
    return filterInventory(inventory, this.filter.hidden);
  }

  private shown(tenants: readonly Tenant[]): readonly Tenant[] {
    const { hidden } = this.filter;
    return tenants.filter(({ id }) => !hidden.tenants.has(id.toLowerCase()));
  }

  /** Says that there is more than what is shown. */
  private filterNote(): readonly Node[] {
    const text = hiddenWords(this.filter.hidden);
    return text === undefined ? [] : [{ kind: 'note', id: '#filter', text }];
  }

  /** An instance that was found so far. */
  find(instanceId: string): NodeOf<'instance'> | undefined {
    return this.instancesById.get(idKey(instanceId));
  }

  /** Puts the latest reading into an instance's node, which is truer than the index, and its runs. */
  asObserved(node: Node): Node {
    if (node.kind !== 'instance' && node.kind !== 'cluster') return node;
    const run = this.session.shown?.runs.latest(node.id);
    if (node.kind === 'cluster') return run ? { ...node, ...toBadEnd(run, undefined) } : node;
    const seen = this.readings.find(node.id);
    const known: NodeOf<'instance'> = run
      ? { ...node, hasRun: true, ...toBadEnd(run, seen) }
      : node;
    if (!seen) return known;
    const { secretSync, cloudIdentity } = settingFindings(seen);
    return { ...known, secretSync, cloudIdentity, outlook: outlookOf(seen) };
  }

  private forgetAll(): void {
    this.abort.abort();
    this.abort = new AbortController();
    this.tenants = undefined;
    this.loads.clear();
    this.instancesById.clear();
    this.clustersById.clear();
    this.readings.forgetAll();
  }

  private forgetTenant(tenantId: string): void {
    this.loads.delete(tenantId);
    this.readings.forgetTenant(tenantId);
  }

  private async roots(): Promise<readonly Node[]> {
    const { signal } = this.abort;
    this.tenants ??= this.session.current().then(({ cloud }) => cloud.tenants({ signal }));
    try {
      const all = await this.tenants;
      const tenants = this.shown(all);
      const note = this.filterNote();
      const [only, ...more] = tenants;
      if (only && more.length === 0) {
        const nodes = await this.ofTenant(only);
        const isEmpty = note.length === 0 && nodes.every(({ kind }) => kind === 'note');
        if (!signal.aborted) this.stateChanged.fire(isEmpty ? 'empty' : 'ready');
        return isEmpty ? [] : [...nodes, ...note];
      }
      this.stateChanged.fire(all.length === 0 ? 'empty' : 'ready');
      // All begin at once, and none waits for another: a failed one stands in its tenant's place.
      return [
        ...tenants.map(
          (tenant): Node => this.load(tenant).failure ?? { kind: 'tenant', id: tenant.id, tenant },
        ),
        ...note,
      ];
    } catch (error) {
      if (signal.aborted) return [];
      this.tenants = undefined;
      if (ArmError.is(error, 'unauthenticated')) {
        this.stateChanged.fire('signedOut');
        return [];
      }
      this.stateChanged.fire('ready');
      this.failed.fire(error);
      return [this.toErrorNode('#tenants', t('Tenants could not be read'), error)];
    }
  }

  private load(tenant: Tenant): Load {
    const known = this.loads.get(tenant.id);
    if (known) return known;
    const { signal } = this.abort;
    const load: Load = { inventory: this.loadInventory(tenant, signal) };
    this.loads.set(tenant.id, load);
    load.inventory.catch((error: unknown) => {
      if (signal.aborted) return;
      load.failure = {
        ...this.toErrorNode(`${tenant.id}#error`, tenant.name, error),
        tenantId: tenant.id,
      };
      this.changed.fire(undefined);
    });
    return load;
  }

  private async loadInventory(tenant: Tenant, signal: AbortSignal): Promise<Inventory> {
    const { cloud } = await this.session.current();
    const inventory = await loadInventory(cloud, tenant, { signal });
    if (!signal.aborted) {
      for (const instance of [...inventory.instances.values()].flat()) {
        this.instancesById.set(idKey(instance.id), instance);
      }
      for (const cluster of inventory.clusters) this.clustersById.set(idKey(cluster.id), cluster);
    }
    return inventory;
  }

  private async ofTenant(tenant: Tenant): Promise<readonly Node[]> {
    const load = this.load(tenant);
    try {
      return childNodes(this.filtered(await load.inventory));
    } catch {
      // Said by the node that stands for the failure.
      return load.failure ? [load.failure] : [];
    }
  }

  private toErrorNode(id: string, name: string, error: unknown): NodeOf<'error'> {
    const needsSignIn = ArmError.is(error, 'unauthenticated');
    if (needsSignIn) this.log.info(`${name}: a sign-in is needed`);
    else this.log.error(error instanceof Error ? error : String(error));
    return {
      kind: 'error',
      id,
      name,
      message: needsSignIn
        ? t('Sign in to this tenant')
        : ArmError.is(error)
          ? explainArmError(error)
          : becauseOf(error),
      remedy: needsSignIn ? 'signIn' : 'retry',
    };
  }

  private async settings(instance: NodeOf<'instance'>): Promise<readonly Node[]> {
    const { signal } = this.abort;
    try {
      const seen =
        this.readings.find(instance.id) ??
        (await this.readings.read({ tenantId: instance.tenantId, instanceId: instance.id }));
      return settingNodes(seen, outlookOf(seen));
    } catch (error) {
      if (signal.aborted) return [];
      return [
        {
          ...this.toErrorNode(`${instance.id}#error`, t('The settings could not be read'), error),
          tenantId: instance.tenantId,
        },
      ];
    }
  }
}
