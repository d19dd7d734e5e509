import { idKey, parseArmIdOf, resourceTypes, sameId } from '../../core/model/armId';
import { known, valueOf } from '../../core/model/fact';
import type { RunSnapshot } from '../../core/model/run';
import type { DataflowEndpoint } from '../../core/observe/dataflowEndpoints';
import type { CloudIdentity, Observation } from '../../core/observe/observation';
import { choicesOf, isRemovalId } from '../../core/plan/request';
import { plannedIdentity } from '../../core/stages/creations';
import type { CardId } from '../../protocol/chain';
import { isAhead, newerSteps } from './ahead';

const planned = 'plan';

/** How far a step has come since the last reading; undefined: not begun, or seen by that reading. */
const newerState = (run: RunSnapshot, seen: Observation, stepId: string) =>
  newerSteps(run, seen).find(({ id }) => id === stepId)?.state.kind;

/**
 * The identity that the run assigns, as soon as it was looked for, whether it is there or is still to be
 * made; in the instance's map once that step is done.
 */
function withIdentity(seen: Observation, run: RunSnapshot): Observation {
  const { request } = run;
  const { cloudIdentities } = seen;
  const isAssigning = request?.planId === 'assignCloudIdentity' || request?.planId === 'enableAll';
  if (!isAssigning || cloudIdentities.kind !== 'known') return seen;
  const { cloudIdentityId, tenantId } = request.target;
  const isAssigned = newerState(run, seen, 'assign') === 'done';
  const toComing = (each: CloudIdentity): CloudIdentity => ({
    ...each,
    isAssigned,
    isComing: true,
    ...(each.identity.kind === 'absent'
      ? {
          identity: known(plannedIdentity(each.id, '', tenantId), planned, seen.startedAtMs),
          credentials: known([], planned, seen.startedAtMs),
        }
      : {}),
  });
  const value = cloudIdentities.value.map((each) =>
    !each.isAssigned && sameId(each.id, cloudIdentityId) ? toComing(each) : each,
  );
  return { ...seen, cloudIdentities: { ...cloudIdentities, value } };
}

/**
 * The endpoint that the run lets use an identity: at that identity once it is done, and before where it
 * was; one that used none comes to the identity as soon as the run works on it.
 */
function withEndpoint(seen: Observation, run: RunSnapshot): Observation {
  const { request } = run;
  const { chain } = seen;
  if (request?.planId !== 'useIdentityInEndpoint' || chain?.endpoints.kind !== 'known') return seen;
  const { endpointId, identityId } = request.target;
  const state = newerState(run, seen, 'endpoint');
  const owner = (valueOf(seen.cloudIdentities) ?? []).find(({ id }) => sameId(id, identityId));
  const clientId = owner && valueOf(owner.identity)?.clientId.toLowerCase();
  if (clientId === undefined) return seen;
  const moved = (each: DataflowEndpoint): DataflowEndpoint => {
    const isIt = isNamed(endpointId, each.name);
    const isBegun = state === 'running' || state === 'failed';
    return isIt && (state === 'done' || (isBegun && each.clientId === undefined))
      ? { ...each, clientId, isComing: true }
      : each;
  };
  const endpoints = { ...chain.endpoints, value: chain.endpoints.value.map(moved) };
  return { ...seen, chain: { ...chain, endpoints } };
}

/** Whether it is the last name in the id. */
export const isNamed = (id: string, name: string): boolean =>
  idKey(id).endsWith(`/${name.toLowerCase()}`);

/** What was read, and what a run that is ahead of it brings into the picture. Pure. */
export const withComing = (seen: Observation, run: RunSnapshot | undefined): Observation =>
  isAhead(run, seen) ? withEndpoint(withIdentity(seen, run), run) : seen;

/** What a card's thing is called that a run makes, or has made since the last reading. */
export function comingName(
  card: CardId,
  seen: Observation,
  run: RunSnapshot | undefined,
): string | undefined {
  if (!isAhead(run, seen) || !run.request || isRemovalId(run.planId)) return undefined;
  const { vaultId, identityId } = choicesOf(run.request);
  const made = run.changes
    .filter(({ kind }) => kind !== 'deleted')
    .map(({ resourceId }) => resourceId);
  const nameOf = (id: string | undefined) => id?.split('/').at(-1);
  switch (card) {
    case 'vault':
      return nameOf(vaultId);
    case 'identity':
      return nameOf(identityId);
    case 'credential': {
      if (identityId === undefined) return undefined;
      const own = `${idKey(identityId)}/federatedidentitycredentials/`;
      return nameOf(made.find((id) => idKey(id).startsWith(own)));
    }
    case 'providerClass':
      return nameOf(made.find((id) => parseArmIdOf(resourceTypes.providerClass, id)));
    case 'issuer':
    case 'instance':
    case 'secrets':
      return undefined;
  }
}
