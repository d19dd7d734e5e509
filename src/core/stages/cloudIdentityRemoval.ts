import { t } from '@vscode/l10n';
import { apiVersions } from '../apiVersions';
import { provisioning } from '../checks/provisioning';
import { sameId, shortPath } from '../model/armId';
import { valueOf, type Fact } from '../model/fact';
import type { DataflowEndpoint } from '../observe/dataflowEndpoints';
import type { PlacedClass } from '../observe/neighbours';
import type { CloudIdentity, Instance, Observation, RoleAssignment } from '../observe/observation';
import { follow, inOrder, inTurn, type Order } from '../plan/order';
import type { Kept, PlannedWrite, Run, StepDescription } from '../plan/plan';
import { chosenParts, toDeletion, type OptionalPart } from '../plan/removal';
import type { Azure, Clock, FederatedCredential, ManagedIdentity } from '../ports';
import { instanceWithoutIdentity, removeInstanceIdentity } from '../steps/ensureInstanceIdentity';
import { instanceBody } from '../steps/instanceBody';
import { removeCredentials } from '../steps/removeCredentials';
import { removeResource, removeResources } from '../steps/removeResource';
import { judgeCloudCredentials, judgeCloudRoles } from './cloudIdentityTrust';
import { cautionsOfDeletion, instancesBut, judgeIdentity } from './identityItself';
import { readable } from './instanceObstacles';
import { instanceNeeds } from './instanceNeeds';
import { findOthersUsing } from './othersUsing';
import { findReachObstacle, findReadingObstacle } from './removalObstacles';
import { stoppingEndpoints, unreadEndpoints } from './stoppingEndpoints';
import { usualCredential, usualOnCluster } from './usual';
import { workOf } from './workOf';

export type CloudIdentityRemovalStep = 'unassign' | 'credentials' | 'roles' | 'identity';

/** What stands beside the instance and may rely on the same identity. */
export interface CloudNeighbours {
  /** All provider classes that log in as the identity. */
  readonly classes: Fact<readonly PlacedClass[]>;
  /** Of data flows and of registries. */
  readonly endpoints: Fact<readonly DataflowEndpoint[]>;
  /** All instances to which it is assigned; the own one may be among them. */
  readonly instances: Fact<readonly Instance[]>;
  readonly roles: Fact<readonly RoleAssignment[]>;
  readonly roleNames: ReadonlyMap<string, string>;
}

/** What the identity's service to one instance consists of, as far as it may go. */
export interface CloudIdentityRemoval {
  readonly instance: Instance;
  readonly identityId: string;
  readonly identityName: string;
  readonly identity: ManagedIdentity | undefined;
  /** In the map, or taken out by a write that failed. */
  readonly isAssigned: boolean;
  /** Those that stay in the instance's map. */
  readonly restIds: readonly string[];
  readonly credentials: readonly FederatedCredential[];
  readonly parts: readonly OptionalPart[];
  readonly kept: readonly Kept[];
  readonly cautions: readonly string[];
}

const find = (seen: Observation, identityId: string): CloudIdentity | undefined =>
  (valueOf(seen.cloudIdentities) ?? []).find(({ id }) => sameId(id, identityId));

/** What keeps the identity from being judged at all. */
export function findCloudReadingObstacle(
  seen: Observation,
  identityId: string,
): string | undefined {
  const name = shortPath(identityId);
  return (
    findReadingObstacle(seen) ??
    readable(seen.cloudIdentities, name) ??
    (find(seen, identityId)
      ? undefined
      : t('{0} could not be read. Refresh and choose again.', name))
  );
}

/** What keeps it from being removed now. */
export const findCloudRemovalObstacle = (
  seen: Observation,
  { isAssigned }: CloudIdentityRemoval,
): string | undefined => (isAssigned ? findReachObstacle(seen) : undefined);

/** The endpoints that log in as it, also with the client id of before it was made anew. */
function stopping(
  { mappedClientId, identity }: CloudIdentity,
  endpoints: Fact<readonly DataflowEndpoint[]>,
): readonly string[] {
  const clientIds = [mappedClientId, valueOf(identity)?.clientId].map((id) => id?.toLowerCase());
  const users = (valueOf(endpoints) ?? []).filter(
    ({ clientId }) => clientId !== undefined && clientIds.includes(clientId),
  );
  return [...stoppingEndpoints(users), ...unreadEndpoints(endpoints)];
}

/** What stays in any case: the other identities of the instance. */
function alwaysKept({ identityType }: Instance, restIds: readonly string[]): readonly Kept[] {
  return [
    ...restIds.map((id) => ({
      title: t('Managed identity {0}', shortPath(id)),
      because: t('it stays assigned to the instance'),
    })),
    ...(identityType.toLowerCase().includes('systemassigned')
      ? [
          {
            title: t('The system-assigned identity of the instance'),
            because: t('it is another one'),
          },
        ]
      : []),
  ];
}

/**
 * Tells what belongs to the identity's service to this instance alone, what others need, too, and what
 * cannot be told: that stays. Undefined where the identity was not read at all; see
 * `findCloudReadingObstacle`.
 */
export function toCloudIdentityRemoval(
  seen: Observation,
  identityId: string,
  neighbours: CloudNeighbours,
): CloudIdentityRemoval | undefined {
  const instance = valueOf(seen.instance);
  const cloud = find(seen, identityId);
  if (!instance || !cloud) return undefined;
  const identity = valueOf(cloud.identity);
  const identityName = identity?.name ?? shortPath(cloud.id);
  const restIds = instance.userAssignedIdentities
    .map(({ id }) => id)
    .filter((id) => !sameId(id, identityId));
  const secrets = findOthersUsing(seen, identity, neighbours.classes);
  const elsewhere = instancesBut(neighbours.instances, instance.id);
  const { roles, roleNames, endpoints } = neighbours;
  const judged = identity
    ? [
        judgeCloudCredentials(seen, cloud, identity, secrets),
        judgeCloudRoles(identity, { instance, roles, roleNames, elsewhere, secrets }),
      ]
    : [];
  const whole =
    identity &&
    judgeIdentity(identity, {
      instances: elsewhere,
      secrets,
      credentials: cloud.credentials,
      goingIds: judged.flatMap(({ parts }) =>
        parts.filter(({ isProposed }) => isProposed).map(({ id }) => id),
      ),
    });
  const unread: readonly Kept[] =
    cloud.identity.kind === 'unknown'
      ? [
          {
            title: t('Credentials and roles of {0}', identityName),
            because: t('could not be read: {0}', cloud.identity.because),
          },
        ]
      : [];
  return {
    instance,
    identityId: cloud.id,
    identityName,
    identity,
    isAssigned: cloud.isAssigned || provisioning(instance.provisioningState) === 'failed',
    restIds,
    credentials: valueOf(cloud.credentials) ?? [],
    parts: [...judged.flatMap(({ parts }) => parts), ...(whole?.part ? [whole.part] : [])],
    kept: [
      ...judged.flatMap(({ kept }) => kept),
      ...unread,
      ...(whole?.kept ? [whole.kept] : []),
      ...alwaysKept(instance, restIds),
    ],
    cautions: cloud.isAssigned ? stopping(cloud, endpoints) : [],
  };
}

/** The removal without the parts that stay by the user's choice. */
export const withChosenParts = (
  removal: CloudIdentityRemoval,
  remove: readonly string[] | undefined,
): CloudIdentityRemoval => ({
  ...removal,
  parts: chosenParts(removal.parts, remove),
});

const credentialsToGo = ({
  credentials,
  parts,
}: CloudIdentityRemoval): readonly FederatedCredential[] =>
  credentials.filter(({ id }) => parts.some((part) => sameId(part.id, id)));

const rolesToGo = (removal: CloudIdentityRemoval): readonly OptionalPart[] =>
  removal.parts.filter(
    ({ id }) =>
      !sameId(id, removal.identityId) &&
      !removal.credentials.some((credential) => sameId(credential.id, id)),
  );

const isIdentityToGo = ({ parts, identityId }: CloudIdentityRemoval): boolean =>
  parts.some(({ id }) => sameId(id, identityId));

/** What is to be known before, for the parts that the user has chosen. */
export const cloudIdentityRemovalCautions = (removal: CloudIdentityRemoval): readonly string[] => [
  ...removal.cautions,
  ...(isIdentityToGo(removal) ? cautionsOfDeletion(removal.identityName) : []),
];

export const cloudIdentityRemovalSteps = (
  removal: CloudIdentityRemoval,
): Readonly<Partial<Record<CloudIdentityRemovalStep, StepDescription>>> => {
  const { identityName, instance } = removal;
  const credentials = credentialsToGo(removal);
  const roles = rolesToGo(removal);
  return {
    unassign: {
      title: t('Take {0} from the instance', identityName),
      detail: shortPath(instance.id),
      usual: usualOnCluster(),
    },
    ...(credentials.length > 0
      ? {
          credentials: {
            title: t('Stop letting the cluster use {0}', identityName),
            detail: credentials.map(({ name }) => name).join(', '),
            usual: usualCredential(),
          },
        }
      : {}),
    ...(roles.length > 0
      ? {
          roles: {
            title: t('Take its roles from {0}', identityName),
            detail: roles.map(({ title }) => title).join(', '),
          },
        }
      : {}),
    ...(isIdentityToGo(removal)
      ? {
          identity: {
            title: t('Delete the managed identity'),
            detail: shortPath(removal.identityId),
          },
        }
      : {}),
  };
};

export const cloudIdentityRemovalWrites = ({
  isAssigned,
  identityId,
  identityName,
  instance,
  restIds,
  parts,
}: CloudIdentityRemoval): readonly PlannedWrite[] => [
  ...(isAssigned
    ? [
        {
          stepId: 'unassign' satisfies CloudIdentityRemovalStep,
          title: t('Take {0} from the instance', identityName),
          detail: t('{0}; all else of it stays', instance.name),
          method: 'PUT' as const,
          resourceId: instance.id,
          now: instanceBody(instance.body),
          then: instanceWithoutIdentity(instance.body, identityId),
          needs: instanceNeeds(instance, restIds),
        },
      ]
    : []),
  ...parts.map(toDeletion),
];

/** The instance first, so that nothing logs in with what is about to go. */
export const cloudIdentityRemovalOrder: Order<CloudIdentityRemovalStep> = inOrder(
  'unassign',
  // An identity takes one write at a time.
  inTurn('credentials'),
  'roles',
  'identity',
);

/** Takes apart; see {@link cloudIdentityRemovalOrder}. */
export function carryOutCloudIdentityRemoval(
  run: Run<CloudIdentityRemovalStep>,
  tools: { readonly azure: Azure; readonly clock: Clock },
  steps: ReturnType<typeof cloudIdentityRemovalSteps>,
  removal: CloudIdentityRemoval,
): Promise<void> {
  const { azure } = tools;
  const { instance, identity, identityId, isAssigned } = removal;
  const credentials = credentialsToGo(removal);
  const roles = rolesToGo(removal);
  const work = workOf(run, steps);
  return follow(run, cloudIdentityRemovalOrder, {
    unassign: work(
      'unassign',
      isAssigned
        ? (context) => removeInstanceIdentity(azure, instance.id, identityId, context)
        : undefined,
    ),
    credentials: work(
      'credentials',
      identity && credentials.length > 0
        ? (context) => removeCredentials(azure, identity, credentials, context)
        : undefined,
    ),
    roles: work(
      'roles',
      roles.length > 0
        ? (context) =>
            removeResources(
              tools,
              roles.map(({ id }) => id),
              apiVersions.authorization,
              context,
            )
        : undefined,
    ),
    identity: work(
      'identity',
      isIdentityToGo(removal)
        ? (context) => removeResource(tools, identityId, apiVersions.identity, context)
        : undefined,
    ),
  });
}
