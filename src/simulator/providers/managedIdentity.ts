import { at, isObject, stringAt, type Json, type JsonObject } from '../../core/model/json';
import {
  ArmFault,
  type ArmRequest,
  type Provider,
  type ResourceType,
  type WriteResult,
} from '../provider';
import { objectAt, pick, systemData, trackedParts } from '../requestBody';
import { timings } from '../timings';
import type { StoredResource, World } from '../world';

/** @see https://learn.microsoft.com/rest/api/managedidentity/ */
const apiVersions = [
  '2015-08-31-preview',
  '2018-11-30',
  '2021-09-30-preview',
  '2022-01-31-preview',
  '2023-01-31',
  '2023-07-31-preview',
  '2024-11-30',
  '2025-01-31-preview',
] as const;

const identityType = 'Microsoft.ManagedIdentity/userAssignedIdentities';
const credentialType = `${identityType}/federatedIdentityCredentials`;

/** Versions from here on know `isolationScope`. */
const isolationSince = '2024-11-30';

/** @see https://learn.microsoft.com/entra/workload-id/workload-identity-federation-considerations */
const maximumCredentials = 20;
const maximumLength = 600;

const badRequest = (message: string): ArmFault => new ArmFault(400, 'BadRequest', message);

const identities: ResourceType = {
  type: identityType,
  apiVersions,
  level: 'resourceGroup',
  isTracked: true,

  present({ body }, apiVersion) {
    if (apiVersion >= isolationSince) return body;
    const properties = pick(objectAt(body, 'properties'), ['tenantId', 'principalId', 'clientId']);
    return { ...body, properties };
  },

  put(request, id, existing) {
    const name = id.split('/').at(-1) ?? '';
    if (!/^[a-z0-9][a-z0-9_-]{2,127}$/i.test(name)) {
      throw new ArmFault(
        400,
        'InvalidResourceName',
        `The resource name '${name}' is invalid: 3 to 128 letters, digits, hyphens and underscores, the first a letter or digit.`,
      );
    }
    const isolationScope = stringAt(request.body, 'properties', 'isolationScope');
    const known = existing ? objectAt(existing.body, 'properties') : createPrincipal(request, id);
    return {
      status: existing ? 200 : 201,
      stored: {
        ...trackedParts(request, existing),
        properties: { isolationScope: 'None', ...known, ...(isolationScope && { isolationScope }) },
      },
    };
  },

  patch(request, existing) {
    return {
      status: 200,
      stored: {
        ...existing.body,
        ...(isObject(request.body['tags']) ? { tags: request.body['tags'] } : {}),
        systemData: systemData(request, existing),
      },
    };
  },

  delete(request, existing) {
    request.world.principals.delete(stringAt(existing.body, 'properties', 'principalId') ?? '');
    return { status: 200 };
  },
};

/** A new identity's service principal, which other services come to know only after a while. */
function createPrincipal({ world, tenantId }: ArmRequest, id: string): JsonObject {
  const [principalId, clientId] = [world.newGuid(), world.newGuid()];
  const [low, high] = timings.principalReplicationMs;
  world.principals.set(principalId, {
    objectId: principalId,
    tenantId,
    kind: 'ServicePrincipal',
    displayName: id.split('/').at(-1) ?? '',
    appId: clientId,
    managedIdentityId: id,
    replicatedAtMs: world.now() + world.between(low, high),
  });
  return { tenantId, principalId, clientId };
}

const credentials: ResourceType = {
  type: credentialType,
  apiVersions: apiVersions.filter((version) => version >= '2022-01-31-preview'),
  level: 'child',
  isTracked: false,

  put(request, id, existing) {
    const identityId = identityOf(id);
    writeAlone(request, identityId);
    const wanted = readCredential(request.body);
    checkName(id);
    const others = siblings(request.world, identityId).filter((other) => other !== existing);
    const twin = others.find(
      ({ body }) =>
        at(body, 'properties', 'issuer') === wanted.issuer &&
        at(body, 'properties', 'subject') === wanted.subject,
    );
    if (twin) {
      throw new ArmFault(
        409,
        'Conflict',
        `Issuer and subject combination already exists for this Managed Identity: '${twin.name}'.`,
      );
    }
    if (!existing && others.length >= maximumCredentials) {
      throw new ArmFault(
        400,
        'FederatedIdentityCredentialsLimitExceeded',
        `The managed identity already has ${maximumCredentials} federated identity credentials, which is the maximum. Delete one before adding another.`,
      );
    }
    return { status: existing ? 200 : 201, stored: { properties: { ...wanted } } };
  },

  onWritten(resource, world) {
    const [low, high] = timings.credentialEffectiveMs;
    resource.hidden['effectiveAtMs'] = world.now() + world.between(low, high);
  },

  delete(request, existing) {
    writeAlone(request, identityOf(existing.id));
    return { status: 200 };
  },
};

const identityOf = (credentialId: string): string => credentialId.split('/').slice(0, -2).join('/');

const siblings = (world: World, identityId: string): readonly StoredResource[] => {
  const prefix = `${identityId.toLowerCase()}/`;
  return world.resources
    .ofType(credentialType)
    .filter(({ id }) => id.toLowerCase().startsWith(prefix));
};

/** Two writes on one identity at a time are refused, whatever they write. */
function writeAlone(request: ArmRequest, identityId: string): void {
  if (request.hold(`federatedIdentityCredentials:${identityId.toLowerCase()}`)) return;
  throw new ArmFault(
    409,
    'ConcurrentFederatedIdentityCredentialsWritesForSingleManagedIdentity',
    'Too many Federated Identity Credentials are written concurrently for the managed identity. Concurrent Federated Identity Credentials writes under the same managed identity are not supported.',
  );
}

function checkName(id: string): void {
  const name = id.split('/').at(-1) ?? '';
  if (/^[a-z0-9][a-z0-9_-]{2,119}$/i.test(name)) return;
  throw badRequest(
    `The name '${name}' of the federated identity credential is invalid: 3 to 120 letters, digits, hyphens and underscores, the first a letter or digit.`,
  );
}

interface Credential {
  readonly issuer: string;
  readonly subject: string;
  readonly audiences: readonly string[];
}

/** Takes values as they are: a typo succeeds, and shows when a token is exchanged. */
function readCredential(body: JsonObject): Credential {
  const issuer = required(body, 'issuer');
  const subject = required(body, 'subject');
  const audiences = at(body, 'properties', 'audiences');
  const [audience, ...rest] = Array.isArray(audiences) ? (audiences as readonly Json[]) : [];
  if (typeof audience !== 'string' || audience === '' || rest.length > 0) {
    throw badRequest("The property 'audiences' must hold exactly one audience.");
  }
  if (audience.length > maximumLength) throw tooLong('audiences');
  return { issuer, subject, audiences: [audience] };
}

function required(body: JsonObject, name: 'issuer' | 'subject'): string {
  const value = stringAt(body, 'properties', name);
  if (value === undefined) throw badRequest(`The property '${name}' is required.`);
  if (value.length > maximumLength) throw tooLong(name);
  return value;
}

const tooLong = (name: string): ArmFault =>
  badRequest(`The property '${name}' is longer than ${maximumLength} characters.`);

/**
 * The system-assigned identity of whatever lies at the scope.
 *
 * @see https://learn.microsoft.com/rest/api/managedidentity/system-assigned-identities/get-by-scope
 */
function systemAssigned(request: ArmRequest): WriteResult | undefined {
  const [, scope] =
    /^(\/.+)\/providers\/microsoft\.managedidentity\/identities\/default$/i.exec(request.path) ??
    [];
  if (scope === undefined || request.method !== 'GET') return undefined;
  request.authorize('Microsoft.ManagedIdentity/identities/read', scope);
  const owner = request.world.resources.get(scope);
  const principalId = stringAt(owner?.body, 'identity', 'principalId');
  if (!owner || principalId === undefined) {
    throw new ArmFault(
      404,
      'ResourceNotFound',
      `The resource '${scope}' has no system-assigned managed identity.`,
    );
  }
  const principal = request.world.principals.get(principalId);
  return {
    status: 200,
    body: {
      id: `${owner.id}/providers/Microsoft.ManagedIdentity/identities/default`,
      name: 'default',
      type: 'Microsoft.ManagedIdentity/identities',
      location: at(owner.body, 'location') ?? null,
      properties: {
        tenantId: owner.tenantId,
        principalId,
        clientId: principal?.appId ?? null,
      },
    },
  };
}

/** User-assigned managed identities and their federated identity credentials. */
export const managedIdentity: Provider = {
  namespace: 'Microsoft.ManagedIdentity',
  types: [identities, credentials],
  otherTypes: [{ type: 'identities', apiVersions: [...apiVersions] }],
  other: systemAssigned,
};
