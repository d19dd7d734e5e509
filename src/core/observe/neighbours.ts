import { apiVersions } from '../apiVersions';
import { kqlString } from '../kql';
import { resourceTypes } from '../model/armId';
import type { Fact } from '../model/fact';
import { stringAt, type JsonObject } from '../model/json';
import type { Azure, Clock, RequestContext } from '../ports';
import type { CustomLocation, Instance, ProviderClass, RoleAssignment } from './observation';
import { toCustomLocation, toInstance, toProviderClass, toRoleAssignment } from './parse';
import { readFact } from './readFact';

/** A provider class anywhere, with where it is: undefined when its custom location is gone. */
export type PlacedClass = ProviderClass & { readonly location: CustomLocation | undefined };

export interface Reader {
  readonly azure: Azure;
  readonly clock: Clock;
  readonly context: RequestContext;
}

const index = 'Resource Graph';

/**
 * Finds ids in the index and reads each by its id: what the index still shows is dropped, and one
 * that cannot be read makes the whole unknown.
 */
async function findAll<T>(
  { azure, context }: Reader,
  kql: string,
  apiVersion: string,
  parse: (body: JsonObject) => T | undefined,
): Promise<readonly T[]> {
  const rows = await azure.graph.query(`${kql} | project id | order by id asc`, context);
  const bodies = await Promise.all(
    rows.map((row) => azure.arm.find(stringAt(row, 'id') ?? '', apiVersion, context)),
  );
  return bodies.flatMap((body) => (body ? (parse(body) ?? []) : []));
}

/**
 * All provider classes that log in with the client id, wherever the account can see. The index is
 * behind by seconds to minutes; what is on one's own custom location is to be listed freshly.
 */
export const readClassesUsing = (
  reader: Reader,
  clientId: string,
): Promise<Fact<readonly PlacedClass[]>> =>
  readFact(reader.clock, reader.context, index, async () => {
    const { azure, context } = reader;
    const classes = await findAll(
      reader,
      `resources | where type =~ '${resourceTypes.providerClass}' and properties.clientId =~ ${kqlString(clientId)}`,
      apiVersions.secretSync,
      toProviderClass,
    );
    return Promise.all(
      classes.map(async (each) => {
        const body = await azure.arm.find(
          each.customLocationId,
          apiVersions.customLocation,
          context,
        );
        return { ...each, location: body && toCustomLocation(body) };
      }),
    );
  });

/** All instances in whose map the identity is, wherever the account can see. */
export const readInstancesWith = (
  reader: Reader,
  identityId: string,
): Promise<Fact<readonly Instance[]>> =>
  readFact(reader.clock, reader.context, index, () =>
    findAll(
      reader,
      `resources | where type =~ '${resourceTypes.instance}' and tostring(identity.userAssignedIdentities) contains ${kqlString(`${identityId}"`)}`,
      apiVersions.iotOperations,
      toInstance,
    ),
  );

/** All instances on the cluster, wherever the account can see. */
export const readInstancesOn = (
  reader: Reader,
  clusterId: string,
): Promise<Fact<readonly Instance[]>> =>
  readFact(reader.clock, reader.context, index, async () => {
    const locations = await findAll(
      reader,
      `resources | where type =~ '${resourceTypes.customLocation}' and properties.hostResourceId =~ ${kqlString(clusterId)}`,
      apiVersions.customLocation,
      toCustomLocation,
    );
    if (locations.length === 0) return [];
    return findAll(
      reader,
      `resources | where type =~ '${resourceTypes.instance}' and extendedLocation.name in~ (${locations.map(({ id }) => kqlString(id)).join(', ')})`,
      apiVersions.iotOperations,
      toInstance,
    );
  });

/**
 * The role assignments of a principal: those at, above and below the resource groups freshly, others
 * as far as the index knows them.
 */
export const readRolesOf = (
  reader: Reader,
  principalId: string,
  groupIds: readonly string[],
): Promise<Fact<readonly RoleAssignment[]>> =>
  readFact(reader.clock, reader.context, 'ARM', async () => {
    const { azure, context } = reader;
    const filter = encodeURIComponent(`principalId eq '${principalId}'`);
    const [indexed, ...listed] = await Promise.all([
      findAll(
        reader,
        `authorizationresources | where type =~ 'microsoft.authorization/roleassignments' and properties.principalId =~ ${kqlString(principalId)}`,
        apiVersions.authorization,
        toRoleAssignment,
      ),
      ...groupIds.map(async (id) => {
        const path = `${id}/providers/Microsoft.Authorization/roleAssignments?$filter=${filter}`;
        const bodies = await azure.arm.list(path, apiVersions.authorization, context);
        return bodies.flatMap((body) => toRoleAssignment(body) ?? []);
      }),
    ]);
    const byId = new Map(
      [...indexed, ...listed.flat()].map((each) => [each.id.toLowerCase(), each] as const),
    );
    return [...byId.values()];
  });

/** What a role is called: its name, or the GUID where that cannot be read. */
export async function readRoleName(
  { azure, context }: Reader,
  { scope, roleId }: RoleAssignment,
): Promise<string> {
  const id = `${scope.replace(/\/$/, '')}/providers/Microsoft.Authorization/roleDefinitions/${roleId}`;
  try {
    const body = await azure.arm.find(id, apiVersions.authorization, context);
    return stringAt(body, 'properties', 'roleName') ?? roleId;
  } catch (error) {
    if (context.signal.aborted) throw error;
    return roleId;
  }
}
