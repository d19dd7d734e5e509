import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { settingFindings, settingNodes } from '../../core/checks/settings';
import { childNodes, loadInventory, type Inventory } from '../../core/discover/inventory';
import { ArmError } from '../../core/errors';
import { becauseOf, explainArmError } from '../../core/explain';
import { idKey } from '../../core/model/armId';
import type { Node, NodeOf, Tenant } from '../../core/model/node';
import { observe } from '../../core/observe/observe';
import type { Observation } from '../../core/observe/observation';
import type { Log } from '../../core/ports';
import { Disposables } from '../disposables';
import type { Session } from '../session';

export type EstateState = 'loading' | 'signedOut' | 'empty' | 'ready';

/** What the window knows of the clusters and instances: read when asked for, forgotten on refresh. */
export class Estate {
  private readonly owned = new Disposables();
  private readonly changed = this.owned.add(new vscode.EventEmitter<Node | undefined>());
  private readonly stateChanged = this.owned.add(new vscode.EventEmitter<EstateState>());
  private readonly forgotten = this.owned.add(new vscode.EventEmitter<void>());
  private readonly seen = this.owned.add(new vscode.EventEmitter<string>());
  private tenants: Promise<readonly Tenant[]> | undefined;
  private readonly inventories = new Map<string, Promise<Inventory>>();
  private readonly observations = new Map<string, Observation>();
  private readonly observing = new Map<string, Promise<Observation>>();
  /** Every instance that an inventory has shown, by the key of its id. */
  private readonly found = new Map<string, NodeOf<'instance'>>();
  private abort = new AbortController();

  /** A node whose children or looks have changed; undefined: all. */
  readonly onDidChange = this.changed.event;
  readonly onDidChangeState = this.stateChanged.event;
  /** Fires when readings of instances were thrown away that somebody may still show. */
  readonly onDidForget = this.forgotten.event;
  /** Fires with the instance's id after each reading. */
  readonly onDidObserve = this.seen.event;

  constructor(
    private readonly session: Session,
    private readonly log: Log,
  ) {
    this.owned.add(
      session.onDidChange(() => {
        this.refresh();
      }),
    );
  }

  dispose(): void {
    this.abort.abort();
    this.owned.dispose();
  }

  /** Forgets what was read of everything, of a tenant or of an instance. */
  refresh(node?: Node): void {
    this.forgetOf(node);
    this.changed.fire(node?.kind === 'instance' ? node : undefined);
    this.forgotten.fire();
  }

  private forgetOf(node: Node | undefined): void {
    if (node === undefined || node.kind === 'note') {
      this.abort.abort();
      this.abort = new AbortController();
      this.tenants = undefined;
      this.inventories.clear();
      this.observations.clear();
      this.observing.clear();
      this.found.clear();
      return;
    }
    if (node.kind === 'instance') this.forget(node.id);
    else if (node.kind === 'setting') this.forget(node.instanceId);
    else if (node.kind === 'tenant') this.forgetTenant(node.tenant.id);
    else if (node.tenantId === undefined) this.tenants = undefined;
    else this.forgetTenant(node.tenantId);
  }

  async children(parent?: Node): Promise<readonly Node[]> {
    if (parent === undefined) return this.roots();
    switch (parent.kind) {
      case 'tenant':
        return this.ofTenant(parent.tenant);
      case 'cluster':
      case 'unreadableCluster': {
        // The very nodes of the inventory: VS Code knows a node again by identity.
        const inventory = await this.inventories.get(parent.tenantId);
        return inventory ? childNodes(inventory, parent) : [];
      }
      case 'instance':
        return this.settings(parent);
      default:
        return [];
    }
  }

  /** All instances that were found so far, for pickers. */
  async instances(): Promise<readonly NodeOf<'instance'>[]> {
    await this.children();
    const tenants = (await this.tenants) ?? [];
    const found = await Promise.allSettled(tenants.map((tenant) => this.inventory(tenant)));
    return found.flatMap((result) =>
      result.status === 'fulfilled' ? [...result.value.instances.values()].flat() : [],
    );
  }

  /** An instance that was found so far. */
  find(instanceId: string): NodeOf<'instance'> | undefined {
    return this.found.get(idKey(instanceId));
  }

  /** The last reading of an instance, if there was one. */
  observed(instanceId: string): Observation | undefined {
    return this.observations.get(idKey(instanceId));
  }

  /** Reads an instance now; readings asked for at the same time are one. */
  async observe(tenantId: string, instanceId: string): Promise<Observation> {
    const key = idKey(instanceId);
    const underWay = this.observing.get(key);
    if (underWay) return underWay;
    const { signal } = this.abort;
    const reading = (async () => {
      const { cloud } = await this.session.current();
      return observe(cloud.azure(tenantId), cloud.clock, { tenantId, instanceId }, { signal });
    })();
    this.observing.set(key, reading);
    try {
      const seen = await reading;
      if (!signal.aborted) {
        this.observations.set(key, seen);
        this.seen.fire(instanceId);
      }
      return seen;
    } finally {
      if (this.observing.get(key) === reading) this.observing.delete(key);
    }
  }

  /** Reads an instance that has just been changed: a reading under way may be older than that. */
  observeAnew(tenantId: string, instanceId: string): Promise<Observation> {
    this.observing.delete(idKey(instanceId));
    return this.observe(tenantId, instanceId);
  }

  /** Puts the latest reading into an instance's node: it is truer than the index. */
  asObserved(node: Node): Node {
    const seen = node.kind === 'instance' ? this.observed(node.id) : undefined;
    if (node.kind !== 'instance' || !seen) return node;
    const { secretSync, cloudIdentity } = settingFindings(seen);
    return { ...node, secretSync, cloudIdentity };
  }

  private forget(instanceId: string): void {
    this.observations.delete(idKey(instanceId));
    this.observing.delete(idKey(instanceId));
  }

  private forgetTenant(tenantId: string): void {
    this.inventories.delete(tenantId);
    for (const [key, seen] of this.observations) {
      if (seen.target.tenantId === tenantId) this.observations.delete(key);
    }
  }

  private async roots(): Promise<readonly Node[]> {
    const { signal } = this.abort;
    this.tenants ??= this.session.current().then(({ cloud }) => cloud.tenants({ signal }));
    try {
      const tenants = await this.tenants;
      const [only, ...more] = tenants;
      if (only && more.length === 0) {
        const nodes = await this.ofTenant(only);
        this.stateChanged.fire(nodes.length === 0 ? 'empty' : 'ready');
        return nodes;
      }
      this.stateChanged.fire(tenants.length === 0 ? 'empty' : 'ready');
      return tenants.map((tenant) => ({ kind: 'tenant', id: tenant.id, tenant }));
    } catch (error) {
      this.tenants = undefined;
      if (signal.aborted) return [];
      if (ArmError.is(error, 'unauthenticated')) {
        this.stateChanged.fire('signedOut');
        return [];
      }
      this.stateChanged.fire('ready');
      this.log.error(error instanceof Error ? error : String(error));
      return [
        {
          kind: 'error',
          id: '#tenants',
          name: t('Tenants could not be read'),
          message: ArmError.is(error) ? explainArmError(error) : becauseOf(error),
          remedy: 'retry',
        },
      ];
    }
  }

  private inventory(tenant: Tenant): Promise<Inventory> {
    const known = this.inventories.get(tenant.id);
    if (known) return known;
    const { signal } = this.abort;
    const loading = (async () => {
      const { cloud } = await this.session.current();
      const inventory = await loadInventory(cloud, tenant, { signal });
      if (!signal.aborted) {
        for (const instance of [...inventory.instances.values()].flat()) {
          this.found.set(idKey(instance.id), instance);
        }
      }
      return inventory;
    })();
    this.inventories.set(tenant.id, loading);
    return loading;
  }

  private async ofTenant(tenant: Tenant): Promise<readonly Node[]> {
    const { signal } = this.abort;
    try {
      return childNodes(await this.inventory(tenant));
    } catch (error) {
      this.inventories.delete(tenant.id);
      if (signal.aborted) return [];
      this.log.error(error instanceof Error ? error : String(error));
      const needsSignIn = ArmError.is(error, 'unauthenticated');
      return [
        {
          kind: 'error',
          id: `${tenant.id}#error`,
          tenantId: tenant.id,
          name: tenant.name,
          message: needsSignIn
            ? t('Sign in to this tenant')
            : ArmError.is(error)
              ? explainArmError(error)
              : becauseOf(error),
          remedy: needsSignIn ? 'signIn' : 'retry',
        },
      ];
    }
  }

  private async settings(instance: NodeOf<'instance'>): Promise<readonly Node[]> {
    const { signal } = this.abort;
    const before = this.observed(instance.id);
    if (before) return settingNodes(before);
    try {
      const seen = await this.observe(instance.tenantId, instance.id);
      // The row itself says more now than the index did.
      this.changed.fire(instance);
      return settingNodes(seen);
    } catch (error) {
      if (signal.aborted) return [];
      throw error;
    }
  }
}
