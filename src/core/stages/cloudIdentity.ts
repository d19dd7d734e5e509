import { t } from '@vscode/l10n';
import { similarCredential, wantedCredential } from '../checks/credential';
import { hasRole } from '../checks/hasRole';
import { UserFacingError } from '../errors';
import { sameId, shortPath } from '../model/armId';
import type { CloudUsage } from '../model/cloudUsages';
import { hasUserAssigned } from '../model/identityType';
import { valueOf } from '../model/fact';
import { stringAt, type JsonObject } from '../model/json';
import { schemaRegistryRole } from '../model/roles';
import { credentialName, serviceAccounts, tokenExchangeAudience } from '../names';
import type { CloudIdentity, Observation, RoleAssignment } from '../observe/observation';
import { beside, inOrder, inTurn, type Order, type Works } from '../plan/order';
import type { PlannedWrite, Run, StepDescription } from '../plan/plan';
import type { Digest, ManagedIdentity } from '../ports';
import { ensureCredential, type WantedCredential } from '../steps/ensureCredential';
import { ensureInstanceIdentity, instanceWithIdentity } from '../steps/ensureInstanceIdentity';
import {
  assignmentBody,
  ensureRoleAssignment,
  type RoleAssignmentTools,
  type WantedAssignment,
} from '../steps/ensureRoleAssignment';
import { instanceBody } from '../steps/instanceBody';
import { usualAssignment, usualCredential, usualOnCluster } from './usual';
import { credentialWrite } from './credentialWrite';
import { freeName } from './freeName';
import { instanceNeeds } from './instanceNeeds';
import { credentialNeeds, roleNeeds } from './trustNeeds';

export type CloudIdentityStep = 'cloudCredentials' | 'schemaRole' | 'assign';

/** What there is to do for one identity, computed from one observation. */
export interface CloudIdentityWants {
  readonly instanceId: string;
  readonly instanceName: string;
  /** As it was read. */
  readonly instanceBody: JsonObject;
  /** Of the identity. */
  readonly credentialCount: number;
  readonly customLocationId: string;
  /** Of the identities that it has already. */
  readonly assignedIds: readonly string[];
  readonly identity: ManagedIdentity;
  readonly credentials: readonly WantedCredential[];
  /** The role at the schema registry; undefined: the identity does not serve it. */
  readonly schemaRole: { readonly registryId: string; readonly isMissing: boolean } | undefined;
  readonly isAssigned: boolean;
}

const findCloudIdentity = (seen: Observation, identityId: string): CloudIdentity | undefined =>
  (valueOf(seen.cloudIdentities) ?? []).find(({ id }) => sameId(id, identityId));

/** The credentials that are missing or wrong, each under a name that is free or its own. */
function wantedCredentials(
  seen: Observation,
  cloud: CloudIdentity,
  usages: readonly CloudUsage[],
  digest: Digest,
): readonly WantedCredential[] {
  const present = valueOf(cloud.credentials) ?? [];
  const cluster = valueOf(seen.cluster)?.name ?? '';
  const taken = new Set(present.map(({ name }) => name.toLowerCase()));
  return usages.flatMap((usage) => {
    const content = wantedCredential(seen, serviceAccounts[usage]);
    if (!content) return [];
    const own = similarCredential(present, content);
    const isDone =
      own?.issuer === content.issuer &&
      own.audiences.length === 1 &&
      own.audiences[0] === tokenExchangeAudience;
    if (isDone) return [];
    const parts = { cluster, issuer: content.issuer, subject: content.subject };
    const name =
      own?.name ?? freeName(credentialName(digest, parts), (candidate) => taken.has(candidate));
    taken.add(name.toLowerCase());
    return [{ name, content, before: own }];
  });
}

/** The instance's schema registry, if the identity is to serve it. */
export const servedRegistry = (
  seen: Observation,
  usages: readonly CloudUsage[],
): string | undefined =>
  usages.includes('schemaRegistry')
    ? stringAt(valueOf(seen.instance)?.body, 'properties', 'schemaRegistryRef', 'resourceId')
    : undefined;

/**
 * Compares what is with what must be.
 *
 * @param registryRoles of the identity at the schema registry, where it is to serve that
 * @throws {UserFacingError} something needed could not be read; see `findObstacle` for better words
 */
export function toCloudIdentityWants(
  seen: Observation,
  identityId: string,
  usages: readonly CloudUsage[],
  digest: Digest,
  registryRoles: readonly RoleAssignment[] = [],
): CloudIdentityWants {
  const instance = valueOf(seen.instance);
  const cloud = findCloudIdentity(seen, identityId);
  const identity = cloud && valueOf(cloud.identity);
  if (
    !instance ||
    !identity ||
    cloud.credentials.kind !== 'known' ||
    !wantedCredential(seen, serviceAccounts.dataflow)
  ) {
    throw new UserFacingError(
      t('The instance could not be read completely. Refresh and try again.'),
    );
  }
  const isAssigned =
    cloud.isAssigned &&
    (cloud.mappedClientId === undefined ||
      cloud.mappedClientId.toLowerCase() === identity.clientId.toLowerCase());
  if (cloud.isAssigned && !isAssigned) {
    throw new UserFacingError(
      t(
        '{0} was deleted and created again after it was assigned to {1}. Remove it from the instance first, then assign it again.',
        identity.name,
        instance.name,
      ),
    );
  }
  const registryId = servedRegistry(seen, usages);
  return {
    instanceId: instance.id,
    instanceName: instance.name,
    instanceBody: instance.body,
    credentialCount: cloud.credentials.value.length,
    customLocationId: instance.customLocationId,
    assignedIds: instance.userAssignedIdentities
      .map(({ id }) => id)
      .filter((id) => !sameId(id, identityId)),
    identity,
    credentials: wantedCredentials(seen, cloud, usages, digest),
    schemaRole:
      registryId === undefined
        ? undefined
        : {
            registryId,
            isMissing: !hasRole(registryRoles, {
              roleId: schemaRegistryRole.id,
              principalId: identity.principalId,
              resourceId: registryId,
            }),
          },
    isAssigned: isAssigned && hasUserAssigned(instance.identityType),
  };
}

export const cloudIdentitySteps = (
  { identity, instanceId, schemaRole }: CloudIdentityWants,
  usages: readonly CloudUsage[],
): Readonly<Partial<Record<CloudIdentityStep, StepDescription>>> => ({
  cloudCredentials: {
    title: t('Let the cluster use {0}', identity.name),
    detail: usages.map((usage) => serviceAccounts[usage]).join(', '),
    usual: usualCredential(),
  },
  ...(schemaRole
    ? {
        schemaRole: {
          title: t('Let {0} serve the schema registry', identity.name),
          detail: `${schemaRegistryRole.name} · ${shortPath(schemaRole.registryId)}`,
          usual: usualAssignment(),
        },
      }
    : {}),
  assign: {
    title: t('Assign {0} to the instance', identity.name),
    detail: shortPath(instanceId),
    usual: usualOnCluster(),
  },
});

const registryAssignment = (
  registryId: string,
  { principalId }: ManagedIdentity,
): WantedAssignment => ({
  scope: registryId,
  roleId: schemaRegistryRole.id,
  principalId,
  principalType: 'ServicePrincipal',
});

export function cloudIdentityWrites(wants: CloudIdentityWants): readonly PlannedWrite[] {
  const { identity, credentials, schemaRole } = wants;
  return [
    ...credentials.map((credential, index) => ({
      stepId: 'cloudCredentials' satisfies CloudIdentityStep,
      title:
        credential.before === undefined
          ? t('Let the cluster use {0}', identity.name)
          : t('Correct credential {0}', credential.name),
      detail: credential.content.subject,
      method: 'PUT' as const,
      ...credentialWrite(
        identity,
        credential,
        wants.credentialCount +
          credentials.slice(0, index).filter(({ before }) => before === undefined).length,
      ),
      needs: credentialNeeds(identity.id),
    })),
    ...(schemaRole?.isMissing
      ? [
          {
            stepId: 'schemaRole' satisfies CloudIdentityStep,
            title: t('Let {0} serve the schema registry', identity.name),
            detail: t('{0} on {1}', schemaRegistryRole.name, shortPath(schemaRole.registryId)),
            method: 'PUT' as const,
            resourceId: schemaRole.registryId,
            makes: 'roleAssignments' as const,
            then: assignmentBody(registryAssignment(schemaRole.registryId, identity)),
            needs: roleNeeds(schemaRole.registryId),
          },
        ]
      : []),
    ...(wants.isAssigned
      ? []
      : [
          {
            stepId: 'assign' satisfies CloudIdentityStep,
            title: t('Assign {0} to the instance', identity.name),
            detail: t('{0}; identities that it has already stay', wants.instanceName),
            method: 'PUT' as const,
            resourceId: wants.instanceId,
            now: instanceBody(wants.instanceBody),
            then: instanceWithIdentity(wants.instanceBody, identity.id),
            needs: instanceNeeds(
              { id: wants.instanceId, customLocationId: wants.customLocationId },
              [...wants.assignedIds, identity.id],
            ),
          },
        ]),
  ];
}

/** Credentials first, so that nothing logs in too early; then the role; then the instance. */
export const cloudIdentityOrder: Order<CloudIdentityStep> = inOrder(
  // An identity takes one write at a time.
  beside(inTurn('cloudCredentials'), 'schemaRole'),
  'assign',
);

/** What is left to do; see {@link cloudIdentityOrder}. */
export function cloudIdentityWorks(
  run: Run<CloudIdentityStep>,
  tools: RoleAssignmentTools,
  wants: CloudIdentityWants,
): Works<CloudIdentityStep> {
  const { azure } = tools;
  const { identity, schemaRole, instanceId } = wants;
  const done = t('Already done');
  return {
    cloudCredentials: async () => {
      if (wants.credentials.length === 0) {
        run.skip('cloudCredentials', done);
        return;
      }
      await run.step('cloudCredentials', async (context) => {
        for (const credential of wants.credentials) {
          await ensureCredential(azure, identity, credential, context);
        }
      });
    },
    schemaRole: async () => {
      if (!schemaRole) return;
      if (!schemaRole.isMissing) {
        run.skip('schemaRole', done);
        return;
      }
      await run.step('schemaRole', (context) =>
        ensureRoleAssignment(tools, registryAssignment(schemaRole.registryId, identity), context),
      );
    },
    assign: async () => {
      if (wants.isAssigned) {
        run.skip('assign', done);
        return;
      }
      await run.step('assign', (context) =>
        ensureInstanceIdentity(azure, instanceId, identity.id, context),
      );
    },
  };
}
