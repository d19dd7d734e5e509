import { t } from '@vscode/l10n';
import { parseArmId } from '../core/model/armId';
import type { ApiAnswer, ApiServer, Kubeconfig, Kubernetes } from '../core/ports';
import { apiServerIssuerOf } from './arcAgents';
import type { StoredResource, World } from './world';

const clusterType = 'Microsoft.Kubernetes/connectedClusters';

const answered = (status: number, body: unknown): ApiAnswer => ({
  kind: 'answered',
  status,
  body,
});

const status = (code: number, reason: string): ApiAnswer =>
  answered(code, { kind: 'Status', apiVersion: 'v1', status: 'Failure', reason, code });

/** The discovery document, which an API server has only if its issuer is an https address. */
function discoveryOf(cluster: StoredResource): ApiAnswer {
  const issuer = apiServerIssuerOf(cluster);
  return issuer.startsWith('https://')
    ? answered(200, { issuer, jwks_uri: `${issuer.replace(/\/$/, '')}/openid/v1/jwks` })
    : status(404, 'NotFound');
}

/** What the Arc agents note of themselves. */
function identityOf({ id, tenantId }: StoredResource): ApiAnswer {
  const parsed = parseArmId(id);
  return answered(200, {
    kind: 'ConfigMap',
    apiVersion: 'v1',
    metadata: { name: 'azure-clusterconfig', namespace: 'azure-arc' },
    data: {
      AZURE_SUBSCRIPTION_ID: parsed?.subscriptionId ?? '',
      AZURE_RESOURCE_GROUP: parsed?.resourceGroup ?? '',
      AZURE_RESOURCE_NAME: parsed?.name ?? '',
      AZURE_TENANT_ID: tenantId,
    },
  });
}

function answer(cluster: StoredResource | undefined, path: string): ApiAnswer {
  if (!cluster) return { kind: 'failed', because: t('The simulated cluster is gone.') };
  switch (path) {
    case '/.well-known/openid-configuration':
      return discoveryOf(cluster);
    case '/api/v1/namespaces/azure-arc/configmaps/azure-clusterconfig':
      return identityOf(cluster);
    default:
      return status(404, 'NotFound');
  }
}

/**
 * A kubeconfig that leads to every cluster of the world, as an administrator's does. Of the API servers
 * there is what tells which cluster they are and what they sign with.
 *
 * @see https://kubernetes.io/docs/tasks/configure-pod-container/configure-service-account/#service-account-issuer-discovery
 */
export function createSimulatedKubernetes(world: World): Kubernetes {
  const open = (id: string): ApiServer => ({
    get: (path, { signal }) => {
      signal.throwIfAborted();
      return Promise.resolve(answer(world.resources.get(id), path));
    },
  });
  const simulated = (): Kubeconfig => ({
    source: t('Simulated kubeconfig'),
    contexts: world.resources
      .ofType(clusterType)
      .toSorted((a, b) => a.name.localeCompare(b.name))
      .map(({ id, name }) => ({
        name,
        server: `https://${name}.factory.example:6443`,
        isCurrent: false,
        demands: [],
        open: () => open(id),
      })),
  });
  return {
    find: () => Promise.resolve([simulated()]),
    read: () => Promise.resolve(simulated()),
  };
}
