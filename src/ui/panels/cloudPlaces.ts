import { ownClass } from '../../core/checks/secretSync';
import { idKey, sameId } from '../../core/model/armId';
import { valueOf } from '../../core/model/fact';
import type { Observation } from '../../core/observe/observation';
import { cloudKey, drawnIdentities } from '../../core/verify/cloud';
import type { ShownPart } from '../../protocol/chain';
import { isNamed } from './coming';

/** What a run is about, as far as places in the picture follow from it. */
export interface RunIds {
  readonly tenantId?: string;
  readonly vaultId?: string;
  readonly identityId?: string;
  readonly cloudIdentityId?: string;
  readonly endpointId?: string;
  readonly resourceId?: string;
  readonly remove?: readonly string[];
}

/** The parts that a step works on, by what the run is about and what is in the picture. Pure. */
export type Place = (ids: RunIds, seen: Observation) => readonly ShownPart[];

const ofIdentity =
  (place: 'cloud map' | 'cloud credential'): Place =>
  ({ cloudIdentityId, identityId }, seen) => {
    const id = cloudIdentityId ?? identityId;
    return drawnIdentities(seen).flatMap((each): readonly ShownPart[] =>
      id !== undefined && sameId(each.id, id) ? [`${place} ${cloudKey(each, seen)}`] : [],
    );
  };

/** The identity for cloud connections that the run is about. */
export const atCloudIdentity = ofIdentity('cloud map');
/** What lets data flows log in as it. */
export const atCloudCredential = ofIdentity('cloud credential');

const endpointsOf = (seen: Observation) => (seen.chain && valueOf(seen.chain.endpoints)) ?? [];

/** The endpoint that the run is about, once the picture has it. */
export const atEndpoint: Place = ({ endpointId }, seen) =>
  endpointsOf(seen)
    .filter(({ name }) => endpointId !== undefined && isNamed(endpointId, name))
    .map(({ name }): ShownPart => `cloud endpoint ${name}`);

/** One is the other, or in it. */
const isNear = (a: string, b: string): boolean => {
  const [one, other] = [`${idKey(a)}/`, `${idKey(b)}/`];
  return one.startsWith(other) || other.startsWith(one);
};

/** The roles of all endpoints that log in as the identity and lead to one of the places. */
function rolesAt(
  identityId: string | undefined,
  scopes: readonly string[],
  seen: Observation,
): readonly ShownPart[] {
  const owner = drawnIdentities(seen).find(
    ({ id }) => identityId !== undefined && sameId(id, identityId),
  );
  const clientId = owner && valueOf(owner.identity)?.clientId.toLowerCase();
  const hosts = (seen.chain?.targets ?? [])
    .filter(({ id }) => scopes.some((scope) => isNear(scope, id)))
    .map(({ host }) => host);
  return endpointsOf(seen)
    .filter(
      (each) =>
        clientId !== undefined &&
        each.clientId === clientId &&
        each.host !== undefined &&
        hosts.includes(each.host),
    )
    .map(({ name }): ShownPart => `cloud endpoint ${name} role`);
}

/** Where the identity is granted access. */
export const atGrant: Place = ({ identityId, resourceId }, seen) =>
  rolesAt(identityId, resourceId === undefined ? [] : [resourceId], seen);

/** Where roles are taken from the identity. */
export const atFormerGrants: Place = ({ cloudIdentityId, remove = [] }, seen) => {
  const assignment = '/providers/microsoft.authorization/roleassignments/';
  const scopes = remove.map(idKey).flatMap((id) => {
    const end = id.lastIndexOf(assignment);
    return end < 0 ? [] : [id.slice(0, end)];
  });
  return rolesAt(cloudIdentityId, scopes, seen);
};

/** A vault that is made, where it is the one that the chain names and lacks. */
export const atNamedVault: Place = ({ vaultId }, seen) => {
  const named = ownClass(seen)?.vaultName;
  const isIt = vaultId !== undefined && named !== undefined && isNamed(vaultId, named);
  return isIt && seen.vault.kind === 'absent' ? ['vault'] : [];
};
