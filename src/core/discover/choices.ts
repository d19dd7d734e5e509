import { t } from '@vscode/l10n';
import { parseArmId, resourceTypes } from '../model/armId';
import {
  targetKindOf,
  targetKinds,
  targetTypes,
  type TargetKind,
} from '../model/connectionTargets';
import { booleanAt, stringAt, type JsonObject } from '../model/json';
import type { Azure, RequestContext } from '../ports';

/** Something to pick. The index is somewhat late: what is picked is read again before it is used. */
export interface Choice {
  readonly id: string;
  readonly name: string;
  readonly resourceGroup: string;
  readonly subscriptionId: string;
  readonly location: string;
  /** Why it can't be used as it is, as far as the index shows. */
  readonly problem?: string;
  /** What is to be known of it, though it may be used. */
  readonly caution?: string;
}

export type VaultChoice = Choice;
export interface IdentityChoice extends Choice {
  readonly clientId: string;
}

function toChoice(row: JsonObject): Choice | undefined {
  const id = parseArmId(stringAt(row, 'id') ?? '');
  if (!id) return undefined;
  return {
    id: id.id,
    name: id.name,
    resourceGroup: id.resourceGroup,
    subscriptionId: id.subscriptionId,
    location: stringAt(row, 'location') ?? '',
  };
}

const query = (type: string, columns: string): string =>
  `resources | where type =~ '${type}' | project id, location, ${columns} | order by id asc`;

/** All key vaults that the account sees in the tenant. */
export async function listVaults(
  azure: Azure,
  context: RequestContext,
): Promise<readonly VaultChoice[]> {
  const rows = await azure.graph.query(
    query(
      resourceTypes.vault,
      'rbac = tobool(properties.enableRbacAuthorization), net = tostring(properties.publicNetworkAccess), acl = tostring(properties.networkAcls.defaultAction)',
    ),
    context,
  );
  return rows.flatMap((row) => {
    const choice = toChoice(row);
    if (!choice) return [];
    // Absent in the index is not "off": only a plain false counts.
    if (booleanAt(row, 'rbac') === false) {
      return [{ ...choice, problem: t('uses access policies, so roles have no effect') }];
    }
    if (stringAt(row, 'net')?.toLowerCase() === 'disabled') {
      return [{ ...choice, caution: t('Allows no public access: needs a private endpoint') }];
    }
    return stringAt(row, 'acl')?.toLowerCase() === 'deny'
      ? [{ ...choice, caution: t('Its firewall lets in only what a rule names') }]
      : [choice];
  });
}

/** All user-assigned managed identities that the account sees in the tenant. */
export async function listIdentities(
  azure: Azure,
  context: RequestContext,
): Promise<readonly IdentityChoice[]> {
  const rows = await azure.graph.query(
    query(resourceTypes.identity, 'clientId = tostring(properties.clientId)'),
    context,
  );
  return rows.flatMap((row) => {
    const choice = toChoice(row);
    return choice ? [{ ...choice, clientId: stringAt(row, 'clientId') ?? '' }] : [];
  });
}

/** Somewhere that data flows can connect to. */
export interface TargetChoice extends Choice {
  readonly kind: TargetKind;
}

/** All Event Hubs and Event Grid namespaces and storage accounts that the account sees in the tenant. */
export async function listConnectionTargets(
  azure: Azure,
  context: RequestContext,
): Promise<readonly TargetChoice[]> {
  const types = targetKinds.map((kind) => `'${targetTypes[kind]}'`).join(', ');
  const rows = await azure.graph.query(
    `resources | where type in~ (${types}) | project id, location | order by id asc`,
    context,
  );
  return rows.flatMap((row) => {
    const choice = toChoice(row);
    const kind = choice && targetKindOf(choice.id);
    return choice && kind ? [{ ...choice, kind }] : [];
  });
}
