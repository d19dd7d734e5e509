import { at, isObject, objectsAt, stringAt, type JsonObject } from '../../core/model/json';
import {
  clusterAt,
  clusterWrite,
  extendedLocationOf,
  locationIdOf,
  requireObjectName,
} from '../locations';
import { parseObjects } from '../providerClassObjects';
import {
  ArmFault,
  type ArmRequest,
  type OperationPlan,
  type Provider,
  type ResourceType,
} from '../provider';
import {
  invalidBody,
  objectAt,
  omit,
  pick,
  requiredString,
  systemData,
  trackedParts,
} from '../requestBody';
import { startRounds } from '../secretStore';
import { timings } from '../timings';
import { runsSecretStore } from '../trustChain';
import type { StoredResource, World } from '../world';

const namespace = 'Microsoft.SecretSyncController';
const apiVersions = ['2024-08-21-preview', '2026-09-25-preview'];
const guid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

const azureKeyVaultSecretProviderClasses: ResourceType = {
  type: `${namespace}/azureKeyVaultSecretProviderClasses`,
  apiVersions,
  level: 'resourceGroup',
  isTracked: true,

  put(request, id, existing) {
    requireObjectName(id);
    const tracked = trackedParts(request, existing);
    const extendedLocation = extendedLocationOf(request, existing);
    checkProviderClass(request.body);
    return {
      status: existing ? 200 : 201,
      stored: {
        ...tracked,
        extendedLocation,
        properties: { ...objectAt(request.body, 'properties'), provisioningState: 'Succeeded' },
      },
      operation: write(request.world, extendedLocation.name, {
        durationMs: timings.providerClassWriteMs,
        runningState: existing ? 'Updating' : 'Accepted',
      }),
    };
  },

  patch(request, existing) {
    const stored = merged(request, existing);
    checkProviderClass(stored);
    return {
      status: 202,
      stored,
      operation: write(request.world, locationIdOf(existing) ?? '', {
        durationMs: timings.providerClassWriteMs,
        runningState: 'Updating',
        style: 'both',
      }),
    };
  },

  delete: ({ world }, existing) => ({ status: 202, operation: removal(world, existing) }),
};

const secretSyncs: ResourceType = {
  type: `${namespace}/secretSyncs`,
  apiVersions,
  level: 'resourceGroup',
  isTracked: true,

  put(request, id, existing) {
    requireObjectName(id);
    const tracked = trackedParts(request, existing);
    const extendedLocation = extendedLocationOf(request, existing);
    checkSecretSync(request.body, existing);
    return {
      status: existing ? 200 : 201,
      stored: {
        ...tracked,
        extendedLocation,
        properties: {
          ...omit(objectAt(request.body, 'properties'), ['status']),
          ...pick(objectAt(existing?.body, 'properties'), ['status']),
          provisioningState: 'Succeeded',
        },
      },
      operation: secretSyncWrite(request, id, {
        locationId: extendedLocation.name,
        runningState: existing ? 'Updating' : 'Accepted',
        style: 'azureAsync',
      }),
    };
  },

  patch(request, existing) {
    const stored = merged(request, existing);
    checkSecretSync(stored, existing);
    return {
      status: 202,
      stored,
      operation: secretSyncWrite(request, existing.id, {
        locationId: locationIdOf(existing) ?? '',
        runningState: 'Updating',
        style: 'both',
      }),
    };
  },

  delete: ({ world }, existing) => ({ status: 202, operation: removal(world, existing) }),
};

/** Secret synchronization: provider classes and what they sync. */
export const secretSync: Provider = {
  namespace,
  types: [azureKeyVaultSecretProviderClasses, secretSyncs],
};

interface Write {
  readonly durationMs: number;
  readonly runningState: string;
  readonly style?: OperationPlan['style'];
  readonly onDone?: () => void;
}

/** A write that the Secret Store extension has to take. */
const write = (world: World, locationId: string, spec: Write): OperationPlan =>
  clusterWrite(world, locationId, {
    namespace,
    style: 'azureAsync',
    ...spec,
    onDone: () => {
      const cluster = clusterAt(world, locationId);
      if (!cluster || !runsSecretStore(world, cluster)) {
        throw new ArmFault(
          400,
          'ExtensionNotReady',
          `The extension 'microsoft.azure.secretstore' of the cluster of custom location '${locationId}' is not ready.`,
        );
      }
      spec.onDone?.();
    },
  });

const secretSyncWrite = (
  { world }: ArmRequest,
  id: string,
  spec: {
    readonly locationId: string;
    readonly runningState: string;
    readonly style: OperationPlan['style'];
  },
): OperationPlan =>
  write(world, spec.locationId, {
    ...spec,
    durationMs: timings.secretSyncWriteMs,
    onDone: () => {
      const written = world.resources.get(id);
      if (!written) return;
      // One that a scenario holds was looked at once if it has a status.
      const isSeen = objectsAt(written.body, 'properties', 'status', 'conditions').length > 0;
      const former = written.hidden['generation'] ?? (isSeen ? 1 : 0);
      written.hidden['generation'] = Number(former) + 1;
      startRounds(world, written);
    },
  });

/** Kubernetes has to let go of the object: a cluster that is not there keeps it. */
const removal = (world: World, existing: StoredResource): OperationPlan =>
  clusterWrite(world, locationIdOf(existing) ?? '', {
    namespace,
    durationMs: timings.deleteMs,
    style: 'both',
    runningState: 'Deleting',
  });

/** A PATCH: tags and properties that were sent replace their namesakes. */
function merged(request: ArmRequest, existing: StoredResource): JsonObject {
  const { tags } = request.body;
  return {
    ...existing.body,
    systemData: systemData(request, existing),
    ...(isObject(tags) ? { tags } : {}),
    properties: {
      ...objectAt(existing.body, 'properties'),
      ...omit(objectAt(request.body, 'properties'), ['status']),
      provisioningState: 'Succeeded',
    },
  };
}

function checkProviderClass(body: JsonObject): void {
  requiredString(body, 'properties', 'keyvaultName');
  for (const name of ['clientId', 'tenantId']) {
    const value = requiredString(body, 'properties', name);
    if (!guid.test(value)) throw invalidBody(`The property 'properties.${name}' is not a GUID.`);
  }
  const objects = at(body, 'properties', 'objects');
  if (typeof objects === 'string') parseObjects(objects);
}

function checkSecretSync(body: JsonObject, existing: StoredResource | undefined): void {
  for (const name of ['secretProviderClassName', 'serviceAccountName', 'kubernetesSecretType']) {
    requiredString(body, 'properties', name);
  }
  const mapping = objectsAt(body, 'properties', 'objectSecretMapping');
  if (mapping.length === 0) {
    throw invalidBody("The property 'properties.objectSecretMapping' needs at least one entry.");
  }
  for (const entry of mapping) {
    requiredString(entry, 'sourcePath');
    requiredString(entry, 'targetKey');
  }
  const before = stringAt(existing?.body, 'properties', 'kubernetesSecretType');
  if (before !== undefined && before !== at(body, 'properties', 'kubernetesSecretType')) {
    throw new ArmFault(
      409,
      'PropertyChangeNotAllowed',
      "Changing property 'properties.kubernetesSecretType' is not allowed.",
    );
  }
}
