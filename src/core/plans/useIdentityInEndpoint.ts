import { t } from '@vscode/l10n';
import { apiVersions } from '../apiVersions';
import { UserFacingError } from '../errors';
import { sameId, shortPath } from '../model/armId';
import { isUsable, toEndpoint, type IdentityNames, type UsableEndpoint } from '../model/endpoint';
import { valueOf } from '../model/fact';
import type { JsonObject } from '../model/json';
import type { Observation } from '../observe/observation';
import { observe } from '../observe/observe';
import { readTargetAccess } from '../observe/targetAccess';
import { requireAllowed, type CheckedPermission, type NeededPermission } from '../permissions';
import { checkWrites } from '../plan/checkWrites';
import type { Plan, PlannedWrite, PreparedPlan } from '../plan/plan';
import { requireReviewed } from '../plan/reviewed';
import type { Azure, Clock, ManagedIdentity, RequestContext } from '../ports';
import { endpointCautions } from '../stages/endpointCautions';
import { findReachObstacle, readable } from '../stages/instanceObstacles';
import { usualOnCluster } from '../stages/usual';
import {
  endpointBody,
  endpointWithIdentity,
  ensureEndpointIdentity,
  isSettled,
} from '../steps/ensureEndpointIdentity';
import { confirmWritten } from './confirmWritten';

export interface EndpointTools {
  readonly azure: Azure;
  readonly clock: Clock;
}

/** Which endpoint of the instance is to use which identity. */
export interface EndpointTarget {
  readonly tenantId: string;
  readonly instanceId: string;
  readonly endpointId: string;
  readonly identityId: string;
}

type StepId = 'observe' | 'endpoint' | 'confirm';

interface Look {
  readonly permissions: readonly CheckedPermission[];
  readonly instanceName: string;
  readonly endpoint: UsableEndpoint;
  /** Of the endpoint, as it was read. */
  readonly body: JsonObject;
  readonly identity: ManagedIdentity;
  readonly names: IdentityNames;
  /** None: the endpoint uses it already. */
  readonly writes: readonly PlannedWrite[];
  readonly cautions: readonly string[];
}

const namesIn = (seen: Observation): IdentityNames =>
  new Map(
    (valueOf(seen.cloudIdentities) ?? []).flatMap(({ identity }) => {
      const known = valueOf(identity);
      return known ? [[known.clientId.toLowerCase(), known.name] as const] : [];
    }),
  );

/** @throws {UserFacingError} there is no such endpoint, or it cannot use an identity */
function requireUsable(
  body: JsonObject | undefined,
  { endpointId }: EndpointTarget,
  names: IdentityNames,
): Pick<Look, 'endpoint' | 'body'> {
  const endpoint = body && toEndpoint(body, names);
  if (!body || !endpoint) {
    throw new UserFacingError(
      t('{0} does not exist. Refresh and choose again.', shortPath(endpointId)),
    );
  }
  if (isUsable(endpoint)) return { endpoint, body };
  throw new UserFacingError(
    t(
      'Data flow endpoint {0} cannot use a managed identity: it {1}.',
      endpoint.name,
      endpoint.problem ?? '',
    ),
  );
}

const needsOf = (endpointId: string, customLocationId: string): readonly NeededPermission[] => [
  { action: 'Microsoft.IoTOperations/instances/dataflowEndpoints/write', scope: endpointId },
  { action: 'Microsoft.ExtendedLocation/customLocations/deploy/action', scope: customLocationId },
];

type Change = Pick<Look, 'endpoint' | 'body' | 'identity' | 'names'>;

/** With what an endpoint of that body logs in. */
const wordsOf = ({ endpoint: { id, name }, names }: Change, body: JsonObject | undefined): string =>
  (body && toEndpoint({ ...body, id, name }, names)?.words) ?? '';

function toWrite(change: Change, customLocationId: string): PlannedWrite {
  const { endpoint, body, identity } = change;
  const now = endpointBody(body);
  const then = endpointWithIdentity(body, identity);
  return {
    stepId: 'endpoint' satisfies StepId,
    title: t('Let endpoint {0} log in with {1}', endpoint.name, identity.name),
    detail: t('all else of it stays'),
    method: 'PUT',
    resourceId: endpoint.id,
    now,
    then,
    change: { now: wordsOf(change, now), then: wordsOf(change, then) },
    needs: needsOf(endpoint.id, customLocationId),
  };
}

/** Reads the present state and makes sure that nothing keeps the plan from running. */
async function look(
  { azure, clock }: EndpointTools,
  target: EndpointTarget,
  context: RequestContext,
): Promise<Look> {
  const { tenantId, instanceId, endpointId, identityId } = target;
  const [seen, found] = await Promise.all([
    observe(azure, clock, { tenantId, instanceId, cloudIdentityId: identityId }, context),
    azure.arm.find(endpointId, apiVersions.iotOperations, context),
  ]);
  const names = namesIn(seen);
  const { endpoint, body } = requireUsable(found, target, names);
  const cloud = valueOf(seen.cloudIdentities)?.find(({ id }) => sameId(id, identityId));
  const name = shortPath(identityId);
  const obstacle = findReachObstacle(seen) ?? (cloud && readable(cloud.identity, name));
  const identity = cloud && valueOf(cloud.identity);
  if (obstacle !== undefined || !cloud || !identity) {
    throw new UserFacingError(
      obstacle ?? t('{0} could not be read. Refresh and choose again.', name),
    );
  }
  const isDone = isSettled(body, endpoint, identity);
  const instance = valueOf(seen.instance);
  const writes = isDone
    ? []
    : [toWrite({ endpoint, body, identity, names }, instance?.customLocationId ?? '')];
  const permissions = await checkWrites(azure, writes, context);
  const access = await readTargetAccess(azure, endpoint, identity.principalId, context);
  return {
    instanceName: instance?.name ?? shortPath(instanceId),
    endpoint,
    body,
    identity,
    names,
    writes,
    permissions,
    cautions: endpointCautions(seen, cloud, endpoint, access),
  };
}

const createPlan = (
  tools: EndpointTools,
  target: EndpointTarget,
  { endpoint, identity, instanceName }: Look,
  reviewed: readonly PlannedWrite[],
): Plan<StepId> => ({
  id: 'useIdentityInEndpoint',
  title: t('Use managed identity in data flow endpoint'),
  subjectId: target.instanceId,
  subjectName: instanceName,
  tenantId: target.tenantId,
  request: { planId: 'useIdentityInEndpoint', target },
  agreed: reviewed,
  steps: {
    observe: { title: t('Read the present state'), detail: shortPath(target.endpointId) },
    endpoint: {
      title: t('Let endpoint {0} log in with {1}', endpoint.name, identity.name),
      detail: shortPath(target.endpointId),
      usual: usualOnCluster(),
    },
    confirm: { title: t('Check the result'), detail: shortPath(target.endpointId) },
  },
  prepareAgain: (context) => prepareUseIdentityInEndpoint(tools, target, context),
  order: 'endpoint',
  async run(run) {
    const first = await run.step('observe', async (context) => {
      const now = await look(tools, target, context);
      requireReviewed(now.writes, reviewed);
      requireAllowed(now.permissions);
      return now;
    });
    if (first.writes.length === 0) {
      run.skip('endpoint', t('Already done'));
    } else {
      await run.step('endpoint', (context) =>
        ensureEndpointIdentity(tools.azure, target.endpointId, first.identity, context),
      );
    }
    await run.step('confirm', async (context) => {
      const { cautions } = await confirmWritten(tools.clock, context, async () => {
        const { writes, cautions: left } = await look(tools, target, context);
        return { left: writes, cautions: left };
      });
      context.report([t('Logs in with {0}', first.identity.name), ...cautions].join(' · '));
    });
  },
});

/**
 * Looks at the endpoint and says what it takes to let it log in with the identity (nothing, when it
 * does), what will still be missing then, and gives the plan that does it.
 *
 * Writes nothing.
 *
 * @throws {UserFacingError} what is wrong, on which resource, and what to do next
 */
export async function prepareUseIdentityInEndpoint(
  tools: EndpointTools,
  target: EndpointTarget,
  context: RequestContext,
): Promise<PreparedPlan> {
  const seen = await look(tools, target, context);
  const { cautions, writes } = seen;
  return {
    plan: createPlan(tools, target, seen, writes),
    writes,
    cautions,
    permissions: seen.permissions,
  };
}
