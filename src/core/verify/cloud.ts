import { t } from '@vscode/l10n';
import { checkAssignment } from '../checks/cloudIdentity';
import { evidence } from '../checks/evidence';
import { shortPath } from '../model/armId';
import { valueOf } from '../model/fact';
import type { Finding } from '../model/finding';
import { serviceAccounts } from '../names';
import type { DataflowEndpoint } from '../observe/dataflowEndpoints';
import type { CloudIdentity, Observation, RoleAssignment } from '../observe/observation';
import { markDifference } from './difference';
import { verifyCredential } from './trust';
import type { Check } from './verification';

/** Suffixes of the hosts whose resource can be told from them, with its type. */
const targets = [
  { suffix: '.servicebus.windows.net', type: 'microsoft.eventhub/namespaces' },
  { suffix: '.blob.core.windows.net', type: 'microsoft.storage/storageaccounts' },
  { suffix: '.dfs.core.windows.net', type: 'microsoft.storage/storageaccounts' },
  { suffix: '.eventgrid.azure.net', type: 'microsoft.eventgrid/namespaces' },
] as const;

/** The end of the target's resource id; undefined for other services. */
function targetOf(host: string): string | undefined {
  const found = targets.find(({ suffix }) => host.endsWith(suffix));
  const [name = ''] = host.split('.');
  return found && name !== '' ? `/${found.type}/${name}` : undefined;
}

/** A role at the target or in it; one from above may hold there, too. */
function verifyGrant(
  { host = '' }: DataflowEndpoint,
  principalId: string,
  seen: Observation,
): Finding {
  const grants = seen.chain?.grants;
  const target = targetOf(host);
  if (target === undefined) {
    return {
      state: 'notProved',
      words: t('Granted by the service itself'),
      advice: t('Azure does not show what {0} lets the identity do.', host || t('the service')),
      evidence: [],
    };
  }
  if (grants?.kind !== 'known') {
    return { state: 'unknown', words: t('Roles could not be read'), evidence: [] };
  }
  const own = grants.value.filter(
    (each) => each.principalId.toLowerCase() === principalId.toLowerCase(),
  );
  const at = ({ scope }: RoleAssignment): boolean =>
    `${scope.toLowerCase()}/`.includes(`${target}/`);
  const [direct] = own.filter(at);
  if (direct) {
    return {
      state: 'done',
      words: t('Has a role there'),
      evidence: [evidence(t('Role assigned at'), direct.scope, grants)],
    };
  }
  const isAbove = ({ scope }: RoleAssignment): boolean =>
    /^\/subscriptions\/[^/]+(\/resourcegroups\/[^/]+)?$/i.test(scope);
  return own.some(isAbove)
    ? {
        state: 'notProved',
        words: t('Perhaps by a role from above'),
        advice: t(
          'The identity has roles at a group or subscription; whether {0} is in it is not shown by its name.',
          host,
        ),
        evidence: own
          .filter(isAbove)
          .map(({ scope }) => evidence(t('Role assigned at'), scope, grants)),
      }
    : {
        state: 'drifted',
        words: t('No role found'),
        advice: t(
          'No role of the identity at {0} is to be seen, so data flows are refused there. A role by way of a group does not show.',
          host,
        ),
        evidence: [evidence(t('Host'), host, seen.chain?.endpoints)],
      };
}

const check = (id: string, title: string, finding: Finding): Check => ({
  id,
  title,
  finding,
  values: finding.evidence,
});

function ofIdentity(cloud: CloudIdentity, seen: Observation): readonly Check[] {
  const name = valueOf(cloud.identity)?.name ?? shortPath(cloud.id);
  const map = checkAssignment(seen, cloud);
  const found = verifyCredential(seen, cloud, serviceAccounts.dataflow);
  // Assigned without it, nothing can log in.
  const credential: Finding =
    found.state === 'notStarted' && map.state === 'done' ? { ...found, state: 'drifted' } : found;
  return [
    {
      ...check(`cloud map ${name}`, name, map),
      values: markDifference(map.evidence, 1, 2),
      ...(map.state === 'done' ? {} : { remedy: assign(name) }),
    },
    {
      ...check(`cloud credential ${name}`, t('Federated credential for data flows'), credential),
      values: markDifference(credential.evidence, 0, 1),
      ...(credential.state === 'done' || credential.state === 'unknown'
        ? {}
        : { remedy: assign(name) }),
    },
  ];
}

const assign = (name: string) =>
  ({
    kind: 'assignCloudIdentity',
    label: t('Assign Managed Identity…'),
    sentence: t(
      'Assign {0} again: it adds or corrects the federated credential and the instance’s identity map. Up to two writes; other identities stay.',
      name,
    ),
  }) as const;

/** What is to be thought of an endpoint that logs in as a managed identity. */
function ofEndpoint(endpoint: DataflowEndpoint, seen: Observation): readonly Check[] {
  const id = `cloud endpoint ${endpoint.name}`;
  const owner = (valueOf(seen.cloudIdentities) ?? []).find(
    ({ identity }) => valueOf(identity)?.clientId.toLowerCase() === endpoint.clientId,
  );
  const identity = owner && valueOf(owner.identity);
  const shown = [evidence(t('Client id'), endpoint.clientId ?? '', seen.chain?.endpoints)];
  if (!identity || !owner.isAssigned) {
    return [
      {
        ...check(id, t('Endpoint {0}', endpoint.name), {
          state: 'drifted',
          words: t('Uses an identity that is not assigned'),
          advice: t(
            'Endpoint {0} logs in with a client id that no identity assigned to this instance has.',
            endpoint.name,
          ),
          evidence: shown,
        }),
        remedy: {
          kind: 'useIdentityInEndpoint',
          label: t('Use Managed Identity in Data Flow Endpoint…'),
          sentence: t(
            'Let the endpoint use an identity that is assigned, or assign the one that it uses. One write; only its authentication changes.',
          ),
        },
      },
    ];
  }
  const grant = verifyGrant(endpoint, identity.principalId, seen);
  return [
    check(id, t('Endpoint {0}', endpoint.name), {
      state: 'done',
      words: t('Uses {0}', identity.name),
      evidence: shown,
    }),
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
  const assigned = (valueOf(seen.cloudIdentities) ?? []).filter(({ isAssigned }) => isAssigned);
  const endpoints = ((seen.chain && valueOf(seen.chain.endpoints)) ?? []).filter(
    ({ clientId }) => clientId !== undefined,
  );
  return [
    ...assigned.flatMap((cloud) => ofIdentity(cloud, seen)),
    ...endpoints.flatMap((endpoint) => ofEndpoint(endpoint, seen)),
  ];
}
