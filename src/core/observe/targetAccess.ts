import { listTargetRoles } from '../discover/targetRoles';
import { becauseOf } from '../explain';
import { kqlString } from '../kql';
import { targetTypes, type TargetKind } from '../model/connectionTargets';
import type { UsableEndpoint } from '../model/endpoint';
import { stringAt } from '../model/json';
import type { Azure, RequestContext } from '../ports';
import { listRolesAt } from './rolesAt';

/** What is known of an identity's access to what an endpoint leads to. */
export type TargetAccess =
  | { readonly kind: 'granted' }
  | { readonly kind: 'missing'; readonly resourceId: string }
  /** No target with the endpoint's host is visible to the account. */
  | { readonly kind: 'noTarget'; readonly targetKind: TargetKind }
  /** The service grants access by itself; Azure's roles say nothing about it. */
  | { readonly kind: 'elsewhere'; readonly place: 'database' | 'workspace' }
  | { readonly kind: 'unknown'; readonly because: string };

/** The condition by which Resource Graph finds the target of a host. */
function conditionOf(kind: TargetKind, host: string): string | undefined {
  const [name = ''] = host.split('.');
  switch (kind) {
    case 'eventHubs':
      return host.endsWith('.servicebus.windows.net') ? `name =~ ${kqlString(name)}` : undefined;
    case 'storage':
      return /^[^.]+\.(blob|dfs)\.core\.windows\.net$/.test(host)
        ? `name =~ ${kqlString(name)}`
        : undefined;
    case 'eventGrid':
      return `tostring(properties.topicSpacesConfiguration.hostname) =~ ${kqlString(host)}`;
  }
}

async function findTarget(
  azure: Azure,
  kind: TargetKind,
  host: string,
  context: RequestContext,
): Promise<string | undefined> {
  const condition = conditionOf(kind, host);
  if (condition === undefined || host === '') return undefined;
  const [row] = await azure.graph.query(
    `resources | where type =~ '${targetTypes[kind]}' | where ${condition} | project id | order by id asc`,
    context,
  );
  return stringAt(row, 'id');
}

async function readRoles(
  azure: Azure,
  targetKind: TargetKind,
  host: string,
  principalId: string,
  context: RequestContext,
): Promise<TargetAccess> {
  const resourceId = await findTarget(azure, targetKind, host, context);
  if (resourceId === undefined) return { kind: 'noTarget', targetKind };
  const [fitting, held] = await Promise.all([
    listTargetRoles(azure, resourceId, context),
    listRolesAt(azure, resourceId, principalId, context),
  ]);
  // At the target, above it or at something in it: one of them is enough to connect.
  const isGranted = held.some(
    ({ roleId, condition }) => condition === undefined && fitting.some(({ id }) => id === roleId),
  );
  return isGranted ? { kind: 'granted' } : { kind: 'missing', resourceId };
}

/** Looks for the target behind the endpoint's host, and whether the identity has a role for it. */
export async function readTargetAccess(
  azure: Azure,
  { grantedAt, host }: UsableEndpoint,
  principalId: string,
  context: RequestContext,
): Promise<TargetAccess> {
  if (grantedAt === 'database' || grantedAt === 'workspace') {
    return { kind: 'elsewhere', place: grantedAt };
  }
  try {
    return await readRoles(azure, grantedAt, host, principalId, context);
  } catch (error) {
    if (context.signal.aborted) throw error;
    return { kind: 'unknown', because: becauseOf(error) };
  }
}
