import { at, isObject, stringAt } from '../../core/model/json';
import { isConnected } from '../arcAgents';
import { findExtension } from '../locations';
import { ArmFault, type OperationPlan, type Provider, type ResourceType } from '../provider';
import { objectAt, requiredString, setStored, systemData } from '../requestBody';
import { timings } from '../timings';
import type { World } from '../world';

const extensions: ResourceType = {
  type: 'Microsoft.KubernetesConfiguration/extensions',
  apiVersions: [
    '2020-07-01-preview',
    '2021-09-01',
    '2021-11-01-preview',
    '2022-03-01',
    '2022-07-01',
    '2022-11-01',
    '2023-05-01',
    '2024-11-01',
    '2025-03-01',
  ],
  level: 'extension',
  isTracked: false,

  put(request, id, existing) {
    const extensionType = requiredString(request.body, 'properties', 'extensionType');
    const known = stringAt(existing?.body, 'properties', 'extensionType');
    if (known !== undefined && known.toLowerCase() !== extensionType.toLowerCase()) {
      throw new ArmFault(
        409,
        'ExtensionTypeMismatch',
        `The extension is of type '${known}' and cannot become '${extensionType}'.`,
      );
    }
    requireCluster(request.world, id);
    const before = objectAt(existing?.body, 'properties');
    const sent = objectAt(request.body, 'properties');
    const version = stringAt(sent, 'version') ?? stringAt(before, 'version') ?? '1.0.0';
    return {
      status: existing ? 200 : 201,
      stored: {
        identity: at(existing?.body, 'identity') ?? {
          type: 'SystemAssigned',
          principalId: request.world.newGuid(),
          tenantId: request.tenantId,
        },
        systemData: systemData(request, existing),
        properties: {
          autoUpgradeMinorVersion: true,
          releaseTrain: 'stable',
          configurationSettings: {},
          statuses: [],
          errorInfo: null,
          isSystemExtension: false,
          ...sent,
          version,
          currentVersion: version,
          provisioningState: 'Succeeded',
        },
      },
      operation: installation(request.world, id, {
        style: 'azureAsync',
        runningState: existing ? 'Updating' : 'Creating',
      }),
    };
  },

  patch(request, existing) {
    const sent = objectAt(request.body, 'properties');
    const before = objectAt(existing.body, 'properties');
    const settings = sent['configurationSettings'];
    return {
      status: 202,
      stored: {
        ...existing.body,
        systemData: systemData(request, existing),
        properties: {
          ...before,
          ...sent,
          ...(isObject(settings)
            ? {
                configurationSettings: {
                  ...objectAt(before, 'configurationSettings'),
                  ...settings,
                },
              }
            : {}),
          provisioningState: 'Succeeded',
        },
      },
      operation: installation(request.world, existing.id, {
        style: 'both',
        runningState: 'Updating',
      }),
    };
  },

  delete: () => ({
    status: 202,
    operation: {
      durationMs: timings.deleteMs,
      style: 'both',
      retryAfterSeconds: 2,
      runningState: 'Deleting',
    },
  }),
};

/** The Secret Store extension has its certificates from an extension that brings cert-manager. */
const needsCertManager = 'microsoft.azure.secretstore';
const bringCertManager = ['microsoft.iotoperations.platform', 'microsoft.certmanagement'];

/** Why the agents cannot install the extension as the cluster is now. */
function installationFault(world: World, id: string): string | undefined {
  const cluster = world.resources.get(clusterIdOf(id));
  if (!cluster || !isConnected(cluster)) {
    return 'The agents of the cluster did not report in time. Check that the cluster is connected.';
  }
  const type = stringAt(world.resources.get(id)?.body, 'properties', 'extensionType');
  const hasCertManager = bringCertManager.some(
    (each) =>
      stringAt(findExtension(world, cluster, each)?.body, 'properties', 'provisioningState') ===
      'Succeeded',
  );
  return type?.toLowerCase() === needsCertManager && !hasCertManager
    ? 'Helm installation failed: cert-manager webhook is not ready in namespace cert-manager.'
    : undefined;
}

/** Every write has the agents install it once more; what keeps them from it may still be there. */
const installation = (
  world: World,
  id: string,
  spec: Pick<OperationPlan, 'style' | 'runningState'>,
): OperationPlan => ({
  ...spec,
  durationMs: timings.extensionInstallMs,
  retryAfterSeconds: 2,
  onDone: () => {
    const fault = installationFault(world, id);
    const code = 'ExtensionOperationFailed';
    setStored(world, id, () => ({
      errorInfo: fault === undefined ? null : { code, message: fault },
    }));
    if (fault !== undefined) throw new ArmFault(500, code, fault);
  },
});

const clusterIdOf = (extensionId: string): string =>
  extensionId.replace(/\/providers\/Microsoft\.KubernetesConfiguration\/extensions\/[^/]+$/i, '');

function requireCluster(world: World, extensionId: string): void {
  const clusterId = clusterIdOf(extensionId);
  if (world.resources.get(clusterId)) return;
  throw new ArmFault(
    404,
    'ParentResourceNotFound',
    `Failed to perform 'write' on the extension, because the parent resource '${clusterId}' was not found.`,
  );
}

/** Cluster extensions. */
export const kubernetesConfiguration: Provider = {
  namespace: 'Microsoft.KubernetesConfiguration',
  types: [extensions],
};
