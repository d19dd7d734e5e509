import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { apiVersions } from '../../core/apiVersions';
import type { Hidden } from '../../core/discover/filterInventory';
import { becauseOf } from '../../core/explain';
import { stringAt } from '../../core/model/json';
import type { Tenant } from '../../core/model/node';
import type { Cloud } from '../../core/ports';
import { visible } from '../tree/markdown';
import type { Command, Deps } from './command';

/** A subscription, or a tenant that shows none. Lower-case ids. */
interface Part extends vscode.QuickPickItem {
  readonly tenantId?: string;
  readonly subscriptionId?: string;
}

async function listParts(cloud: Cloud, tenant: Tenant, hidden: Hidden): Promise<readonly Part[]> {
  const tenantId = tenant.id.toLowerCase();
  const isTenantShown = !hidden.tenants.has(tenantId);
  const [account] = tenant.accounts ?? [];
  const heading = {
    label: visible(account ? t('{0}, as {1}', tenant.name, account.label) : tenant.name),
    kind: vscode.QuickPickItemKind.Separator,
  };
  const whole = (description: string): Part => ({
    label: visible(tenant.name),
    description: visible(description),
    picked: isTenantShown,
    tenantId,
  });
  try {
    const bodies = await cloud
      .azure(tenant.id)
      .arm.list('/subscriptions', apiVersions.subscriptions, {
        signal: new AbortController().signal,
      });
    const parts = bodies.flatMap((body) => {
      const id = stringAt(body, 'subscriptionId')?.toLowerCase();
      if (id === undefined) return [];
      return [
        {
          label: visible(stringAt(body, 'displayName') ?? id),
          description: id,
          picked: isTenantShown && !hidden.subscriptions.has(id),
          tenantId,
          subscriptionId: id,
        },
      ];
    });
    return [
      heading,
      ...(parts.length > 0 ? parts : [whole(t('no subscription that your account can see'))]),
    ];
  } catch (error) {
    return [heading, whole(t('could not be read: {0}', becauseOf(error)))];
  }
}

/** What is hidden when these are picked. A tenant of which nothing is picked is hidden as a whole. */
export function toHidden(all: readonly Part[], picked: readonly Part[]): Hidden {
  const shown = new Set(picked);
  const left = all.filter((part) => part.tenantId !== undefined && !shown.has(part));
  const tenantsShown = new Set(picked.map(({ tenantId }) => tenantId));
  return {
    tenants: new Set(
      left.flatMap(({ tenantId }) =>
        tenantId === undefined || tenantsShown.has(tenantId) ? [] : [tenantId],
      ),
    ),
    subscriptions: new Set(left.flatMap(({ subscriptionId }) => subscriptionId ?? [])),
  };
}

/** Chooses which tenants and subscriptions the tree shows. */
export const filterTree = ({
  session,
  filter,
}: Deps): Command<'aioSecureSettings.tree.filter'> => ({
  id: 'aioSecureSettings.tree.filter',
  title: t('Filter Tenants and Subscriptions'),
  async run() {
    const { cloud } = await session.current();
    const { hidden } = filter;
    const load = async (): Promise<Part[]> => {
      const tenants = await cloud.tenants({ signal: new AbortController().signal });
      const parts = await Promise.all(tenants.map((tenant) => listParts(cloud, tenant, hidden)));
      return parts.flat();
    };
    const loading = load();
    const picked = await vscode.window.showQuickPick(loading, {
      title: t('Filter Tenants and Subscriptions'),
      placeHolder: t('Tick what the tree should show'),
      canPickMany: true,
      matchOnDescription: true,
    });
    if (picked) await filter.hide(toHidden(await loading, picked));
  },
});
