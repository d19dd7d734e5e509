import { t } from '@vscode/l10n';
import { checkAssignment } from '../checks/cloudIdentity';
import { evidence, unknownFinding } from '../checks/evidence';
import { provisioning } from '../checks/provisioning';
import { holdsAt } from '../checks/hasRole';
import { idKey, sameId, shortPath } from '../model/armId';
import { valueOf, type Fact } from '../model/fact';
import type { Finding } from '../model/finding';
import { serviceAccounts } from '../names';
import type { DataflowEndpoint } from '../observe/dataflowEndpoints';
import type { CloudIdentity, Observation, RoleAssignment } from '../observe/observation';
import type { ManagedIdentity } from '../ports';
import { markDifference } from './difference';
import { verifyCredential } from './trust';
import { isBroken } from './remedies';
import type { Check } from './verification';

const roleEvidence = (all: readonly RoleAssignment[], grants: Fact<unknown>) =>
  all.map(({ scope }) => evidence(t('Role assigned at'), scope, grants));

/** A role at the target or in it; one from above may hold there, too. */
function verifyGrant(
  { host = '' }: DataflowEndpoint,
  principalId: string,
  seen: Observation,
): Finding {
  const grants = seen.chain?.grants;
  const target = seen.chain?.targets.find((each) => each.host === host);
  if (grants?.kind !== 'known') {
    return unknownFinding(grants?.kind === 'unknown' ? grants.because : t('not asked for'));
  }
  const toHost = evidence(t('Host'), host || '–', seen.chain?.endpoints);
  if (target === undefined) {
    return {
      state: 'notProved',
      words: t('Not to be seen in Azure'),
      advice: t(
        'No Event Hubs, storage or Event Grid resource that your account can see has the host {0}: what it lets the identity do is not shown.',
        host || t('of the service'),
      ),
      evidence: [toHost],
    };
  }
  const shown = evidence(t('Target'), target.id, seen.chain?.endpoints);
  const own = grants.value.filter((each) => holdsAt(each, principalId, target.id));
  const there = own.filter(({ scope }) => `${idKey(scope)}/`.startsWith(`${idKey(target.id)}/`));
  if (there.length > 0) {
    return {
      state: 'done',
      words: t('Has a role there'),
      evidence: [shown, ...roleEvidence(there, grants)],
    };
  }
  return own.length > 0
    ? {
        state: 'notProved',
        words: t('By a role from above'),
        advice: t(
          'The identity has a role at a group or subscription that {0} is in; whether that role is enough is not shown.',
          host,
        ),
        evidence: [shown, ...roleEvidence(own, grants)],
      }
    : {
        state: 'drifted',
        words: t('No role found'),
        advice: t(
          'No role of the identity at {0} is to be seen, so data flows are refused there. A role by way of a group does not show.',
          host,
        ),
        evidence: [toHost, shown, evidence(t('Roles there'), t('none'), grants)],
      };
}

const check = (id: string, title: string, finding: Finding): Check => ({
  id,
  title,
  finding,
  values: finding.evidence,
});

const nameOf = ({ id, identity }: CloudIdentity): string =>
  valueOf(identity)?.name ?? shortPath(id);

/** The identities that the instance's map names. */
const assignedIdentities = (seen: Observation): readonly CloudIdentity[] =>
  (valueOf(seen.cloudIdentities) ?? []).filter(({ isAssigned }) => isAssigned);

/** Those, and one that a run under way is about to assign. */
export const drawnIdentities = (seen: Observation): readonly CloudIdentity[] =>
  (valueOf(seen.cloudIdentities) ?? []).filter(
    ({ isAssigned, isComing }) => isAssigned || isComing === true,
  );

/** Stands in the ids of its checks: the name, and where two have it the resource id. */
export const cloudKey = (cloud: CloudIdentity, seen: Observation): string =>
  drawnIdentities(seen).filter((each) => nameOf(each) === nameOf(cloud)).length > 1
    ? idKey(cloud.id)
    : nameOf(cloud);

function ofIdentity(cloud: CloudIdentity, seen: Observation): readonly Check[] {
  const name = nameOf(cloud);
  const key = cloudKey(cloud, seen);
  const map = checkAssignment(seen, cloud);
  const found = verifyCredential(seen, cloud, serviceAccounts.dataflow);
  // Assigned without it, nothing can log in.
  const credential: Finding =
    found.state === 'notStarted' && map.state === 'done' ? { ...found, state: 'drifted' } : found;
  return [
    {
      ...check(`cloud map ${key}`, name, map),
      values: markDifference(map.evidence, 1, 2),
      ...(isBroken(map) ? { remedy: isGone(cloud) ? remove(name) : assign(name) } : {}),
    },
    {
      ...check(`cloud credential ${key}`, t('Federated credential for data flows'), credential),
      values: markDifference(credential.evidence, 0, 1),
      ...(isBroken(credential) ? { remedy: assign(name) } : {}),
    },
  ];
}

/** What the map names is no more, or something else of that name. */
const isGone = ({ identity, mappedClientId }: CloudIdentity): boolean =>
  identity.kind === 'absent' ||
  (mappedClientId !== undefined &&
    !sameId(mappedClientId, valueOf(identity)?.clientId ?? mappedClientId));

const remove = (name: string) =>
  ({
    kind: 'removeCloudIdentity',
    label: t('Remove Managed Identity…'),
    sentence: t(
      'Take {0}, as it was, from the instance’s identity map; then assign it, or another one, again. You type its name first.',
      name,
    ),
  }) as const;

const assignOwner = () =>
  ({
    kind: 'assignCloudIdentity',
    label: t('Assign Managed Identity…'),
    sentence: t(
      'Assign the identity with which the endpoint logs in, or another one that it is then to use. Up to two writes.',
    ),
  }) as const;

const assign = (name: string) =>
  ({
    kind: 'assignCloudIdentity',
    label: t('Assign Managed Identity…'),
    sentence: t(
      'Assign {0} again: it adds or corrects the federated credential and the instance’s identity map. Up to two writes; other identities stay.',
      name,
    ),
  }) as const;

const useIdentity = () =>
  ({
    kind: 'useIdentityInEndpoint',
    label: t('Use Managed Identity in Data Flow Endpoint…'),
    sentence: t(
      'Let the endpoint use an identity that is assigned, or assign the one that it uses. One write; only its authentication changes.',
    ),
  }) as const;

/** What of an endpoint that uses an assigned identity may be wrong all the same. */
function usedBy(endpoint: DataflowEndpoint, identity: ManagedIdentity, seen: Observation): Finding {
  const read = seen.chain?.endpoints;
  const { name, tenantId, provisioningState = '', health = '' } = endpoint;
  const shown = [
    evidence(t('Client id'), endpoint.clientId ?? '', read),
    evidence(t('Endpoint names tenant'), tenantId ?? '–', read),
    evidence(t('Identity belongs to tenant'), identity.tenantId, seen.cloudIdentities),
  ];
  if (provisioning(provisioningState) === 'failed') {
    return {
      state: 'failed',
      words: t('Last write failed'),
      advice: t('Endpoint {0} is in state {1}. Another write is allowed.', name, provisioningState),
      evidence: [...shown, evidence('provisioningState', provisioningState, read)],
    };
  }
  if (tenantId !== undefined && !sameId(tenantId, identity.tenantId)) {
    return {
      state: 'drifted',
      words: t('Names another tenant'),
      advice: t(
        'Endpoint {0} asks another tenant for its token than the one that {1} belongs to.',
        name,
        identity.name,
      ),
      evidence: shown,
    };
  }
  const words = t('Uses {0}', identity.name);
  if (!['degraded', 'unavailable'].includes(health.toLowerCase())) {
    return { state: 'done', words, evidence: shown };
  }
  // What the cluster says of the connection; the cause may be the network or the target as well.
  return {
    state: 'notProved',
    words: t('{0}, but is {1}', words, health),
    advice: t(
      'The cluster reports endpoint {0} as {1}. All that Azure shows of its identity is right: look at its role, at the network and at the target.',
      name,
      health,
    ),
    evidence: [...shown, evidence('healthState', health, read)],
  };
}

/** What is to be thought of an endpoint that logs in as a managed identity. */
function ofEndpoint(endpoint: DataflowEndpoint, seen: Observation): readonly Check[] {
  const id = `cloud endpoint ${endpoint.name}`;
  const owner = (valueOf(seen.cloudIdentities) ?? []).find(
    ({ identity }) => valueOf(identity)?.clientId.toLowerCase() === endpoint.clientId,
  );
  const identity = owner && valueOf(owner.identity);
  const shown = [evidence(t('Client id'), endpoint.clientId ?? '', seen.chain?.endpoints)];
  if (provisioning(endpoint.provisioningState) === 'running') {
    const words = t('Being written');
    return [
      check(id, t('Endpoint {0}', endpoint.name), { state: 'inProgress', words, evidence: shown }),
    ];
  }
  const unread = assignedIdentities(seen).find((each) => each.identity.kind === 'unknown');
  if (!identity && unread?.identity.kind === 'unknown') {
    return [check(id, t('Endpoint {0}', endpoint.name), unknownFinding(unread.identity.because))];
  }
  if (!identity || !owner.isAssigned) {
    const assigned =
      assignedIdentities(seen)
        .map((each) => valueOf(each.identity)?.clientId ?? nameOf(each))
        .join(', ') || t('none');
    return [
      {
        ...check(id, t('Endpoint {0}', endpoint.name), {
          state: 'drifted',
          words: t('Uses an identity that is not assigned'),
          advice: t(
            'Endpoint {0} logs in with a client id that no identity assigned to this instance has.',
            endpoint.name,
          ),
          evidence: [...shown, evidence(t('Assigned'), assigned, seen.cloudIdentities)],
        }),
        remedy: assignedIdentities(seen).length === 0 ? assignOwner() : useIdentity(),
      },
    ];
  }
  const own = usedBy(endpoint, identity, seen);
  const card = {
    ...check(id, t('Endpoint {0}', endpoint.name), own),
    values: markDifference(own.evidence, 1, 2),
    ...(own.state === 'drifted' || own.state === 'failed' ? { remedy: useIdentity() } : {}),
  };
  if (endpoint.isComing) return [card];
  const grant = verifyGrant(endpoint, identity.principalId, seen);
  return [
    card,
    {
      ...check(`${id} role`, t('Role at {0}', endpoint.host ?? ''), grant),
      ...(grant.state === 'drifted'
        ? {
            remedy: {
              kind: 'grantAccess',
              label: t('Grant Access to a Cloud Resource…'),
              sentence: t(
                'Assign {0} a role at {1}. One write; takes effect in 1 to 10 minutes.',
                identity.name,
                endpoint.host ?? '',
              ),
            } as const,
          }
        : {}),
    },
  ];
}

/** The identities for cloud connections, and the endpoints that log in as one. */
export function verifyCloud(seen: Observation): readonly Check[] {
  const endpoints = ((seen.chain && valueOf(seen.chain.endpoints)) ?? []).filter(
    ({ clientId }) => clientId !== undefined,
  );
  const read = seen.chain?.endpoints;
  return [
    ...drawnIdentities(seen).flatMap((cloud) => ofIdentity(cloud, seen)),
    ...(read?.kind === 'unknown'
      ? [check('cloud endpoints', t('Data flow endpoints'), unknownFinding(read.because))]
      : []),
    ...endpoints.flatMap((endpoint) => ofEndpoint(endpoint, seen)),
  ];
}
