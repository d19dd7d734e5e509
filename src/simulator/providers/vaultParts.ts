import { at, isObject, stringAt, type Json, type JsonObject } from '../../core/model/json';
import { ArmFault, type ArmRequest, type WriteResult } from '../provider';
import { invalidBody, objectAt, setStored } from '../requestBody';
import type { StoredResource } from '../world';

const policiesType = 'Microsoft.KeyVault/vaults/accessPolicies';

/** How a request merges the policies that it sends into those of the vault. */
type Merge = (before: readonly string[], sent: readonly string[]) => readonly string[];

const merges: ReadonlyMap<string, Merge> = new Map<string, Merge>([
  ['add', (before, sent) => [...before, ...sent.filter((each) => !before.includes(each))]],
  ['replace', (_, sent) => sent],
  ['remove', (before, sent) => before.filter((each) => !sent.includes(each))],
]);

/**
 * What hangs under a vault without being a resource of its own: its access policies, and the private
 * endpoints of which it has none.
 *
 * @see https://learn.microsoft.com/rest/api/keyvault/keyvault/vaults/update-access-policy
 * @throws {ArmFault} 404 when there is no such vault, 400 for policies that say nothing
 */
export function onVaultParts(request: ArmRequest): WriteResult | undefined {
  const [, vaultPath = '', part = '', kind = ''] =
    /^(\/subscriptions\/[^/]+\/resourcegroups\/[^/]+\/providers\/microsoft\.keyvault\/vaults\/[^/]+)\/(accesspolicies|privateendpointconnections|privatelinkresources)(?:\/([^/]+))?$/i.exec(
      request.path,
    ) ?? [];
  const merge = merges.get(kind.toLowerCase());
  switch (`${request.method} ${part.toLowerCase()}`) {
    case 'PUT accesspolicies':
      return merge && putPolicies(request, vaultPath, kind, merge);
    case 'GET privateendpointconnections':
      if (kind !== '') return undefined;
      find(request, vaultPath, 'privateEndpointConnections/read');
      return { status: 200, body: { value: [] } };
    case 'GET privatelinkresources': {
      const vault = find(request, vaultPath, 'privateLinkResources/read');
      return { status: 200, body: { value: [privateLink(vault)] } };
    }
    default:
      return undefined;
  }
}

function find(request: ArmRequest, vaultPath: string, action: string): StoredResource {
  request.authorize(`Microsoft.KeyVault/vaults/${action}`, vaultPath);
  const vault = request.world.resources.get(vaultPath);
  if (vault) return vault;
  throw new ArmFault(
    404,
    'ResourceNotFound',
    `The Resource 'Microsoft.KeyVault/vaults/${vaultPath.split('/').at(-1) ?? ''}' was not found.`,
  );
}

const privateLink = ({ id }: StoredResource): JsonObject => ({
  id: `${id}/privateLinkResources/vault`,
  name: 'vault',
  type: 'Microsoft.KeyVault/vaults/privateLinkResources',
  properties: {
    groupId: 'vault',
    requiredMembers: ['default'],
    requiredZoneNames: ['privatelink.vaultcore.azure.net'],
  },
});

const policiesOf = (body: JsonObject): readonly JsonObject[] => {
  const policies = at(body, 'properties', 'accessPolicies');
  return Array.isArray(policies) ? (policies as readonly Json[]).filter(isObject) : [];
};

/** A policy is of a principal, or of an application on behalf of one. */
const ownerOf = (policy: JsonObject): string =>
  ['tenantId', 'objectId', 'applicationId']
    .map((name) => stringAt(policy, name)?.toLowerCase() ?? '')
    .join(' ');

const namesAt = (permissions: JsonObject, kind: string): readonly string[] => {
  const names = permissions[kind];
  return Array.isArray(names) ? names.filter((each) => typeof each === 'string') : [];
};

function mergePolicy(before: JsonObject | undefined, sent: JsonObject, merge: Merge): JsonObject {
  const [had, gets] = [objectAt(before, 'permissions'), objectAt(sent, 'permissions')];
  const kinds = [...new Set([...Object.keys(had), ...Object.keys(gets)])];
  return {
    ...sent,
    permissions: Object.fromEntries(
      kinds.map((kind) => [kind, [...merge(namesAt(had, kind), namesAt(gets, kind))]]),
    ),
  };
}

function putPolicies(
  request: ArmRequest,
  vaultPath: string,
  kind: string,
  merge: Merge,
): WriteResult {
  const vault = find(request, vaultPath, 'accessPolicies/write');
  const sent = policiesOf(request.body);
  const nameless = sent.find((each) => !stringAt(each, 'tenantId') || !stringAt(each, 'objectId'));
  if (sent.length === 0 || nameless) {
    throw invalidBody("Each of 'properties.accessPolicies' needs 'tenantId' and 'objectId'.");
  }
  const policies = new Map(policiesOf(vault.body).map((each) => [ownerOf(each), each]));
  for (const each of sent) {
    const merged = mergePolicy(policies.get(ownerOf(each)), each, merge);
    const isEmpty = Object.values(objectAt(merged, 'permissions')).flat().length === 0;
    if (isEmpty) policies.delete(ownerOf(each));
    else policies.set(ownerOf(each), merged);
  }
  const accessPolicies = [...policies.values()];
  setStored(request.world, vault.id, () => ({ accessPolicies }));
  return {
    status: 200,
    body: {
      id: `${vault.id}/accessPolicies/${kind}`,
      type: policiesType,
      properties: { accessPolicies },
    },
  };
}
