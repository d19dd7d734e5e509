import { t } from '@vscode/l10n';
import { UserFacingError } from '../errors';
import { parseArmId } from '../model/armId';
import { stringAt } from '../model/json';
import type { Cluster } from '../observe/observation';
import type { ApiAnswer, ApiServer, RequestContext } from '../ports';

const discoveryPath = '/.well-known/openid-configuration';

/** Where the Arc agents keep which cluster they are. */
const identityPath = '/api/v1/namespaces/azure-arc/configmaps/azure-clusterconfig';

/** The role that lets read what an API server signs with. */
const discoveryRole = 'system:service-account-issuer-discovery';

/** What was seen at an API server itself. */
export interface ApiServerLook {
  /** What it writes into tokens today. */
  readonly issuer: string;
  /** Why it is not certain that this is the cluster; absent: it is. */
  readonly doubt?: string;
}

type Answered = Extract<ApiAnswer, { kind: 'answered' }>;

/** @throws {UserFacingError} no answer, or none to these credentials */
async function ask(api: ApiServer, path: string, context: RequestContext): Promise<Answered> {
  const answer = await api.get(path, context);
  if (answer.kind === 'failed') {
    throw new UserFacingError(t('The API server could not be asked. {0}', answer.because));
  }
  if (answer.status === 401) {
    throw new UserFacingError(
      t(
        'The API server does not accept the credentials of this context (HTTP 401). Renew them, or choose another context.',
      ),
    );
  }
  return answer;
}

/**
 * Is it the cluster that was meant? Its own word, from the Arc agents' configuration.
 *
 * @throws {UserFacingError} it is another one
 */
function doubtOf({ status, body }: Answered, { id, name }: Cluster): string | undefined {
  if (status === 403) {
    return t(
      'Whether it is {0} could not be checked: the context may not read the config map azure-clusterconfig in azure-arc.',
      name,
    );
  }
  if (status === 404) {
    throw new UserFacingError(
      t(
        'The cluster of this context is not connected to Azure Arc (no config map azure-clusterconfig in azure-arc), so it is not {0}. Choose another context.',
        name,
      ),
    );
  }
  const keys = ['AZURE_SUBSCRIPTION_ID', 'AZURE_RESOURCE_GROUP', 'AZURE_RESOURCE_NAME'];
  const found = keys.map((key) => stringAt(body, 'data', key));
  if (status !== 200 || found.some((each) => each === undefined)) {
    return t(
      'Whether it is {0} could not be checked: the config map azure-clusterconfig in azure-arc does not say it (HTTP {1}).',
      name,
      status,
    );
  }
  const parsed = parseArmId(id);
  const wanted = [parsed?.subscriptionId, parsed?.resourceGroup, parsed?.name];
  const isSame = wanted.every((each, index) => each?.toLowerCase() === found[index]?.toLowerCase());
  if (isSame) return undefined;
  throw new UserFacingError(
    t(
      'The context leads to another cluster: {0} in resource group {1} of subscription {2}, not {3}. Choose another context.',
      found[2] ?? '',
      found[1] ?? '',
      found[0] ?? '',
      name,
    ),
  );
}

/** @throws {UserFacingError} it may not be read, or there is none */
function issuerOf({ status, body }: Answered, { name }: Cluster): string {
  if (status === 403) {
    throw new UserFacingError(
      t(
        'The context may not read {0} of {1} (HTTP 403). It needs the cluster role {2}: let an administrator bind it, or choose another context.',
        discoveryPath,
        name,
        discoveryRole,
      ),
    );
  }
  if (status === 404) {
    throw new UserFacingError(
      t(
        'The API server of {0} has no discovery document (HTTP 404): the issuer that it signs with is no https address. Set service-account-issuer to the issuer URL.',
        name,
      ),
    );
  }
  const issuer = stringAt(body, 'issuer');
  if (status === 200 && issuer !== undefined) return issuer;
  throw new UserFacingError(
    t('What the API server of {0} answers names no issuer (HTTP {1}).', name, status),
  );
}

/**
 * Asks an API server which cluster it is and what it signs with. Two reads, no write.
 *
 * @see https://kubernetes.io/docs/tasks/configure-pod-container/configure-service-account/#service-account-issuer-discovery
 * @throws {UserFacingError} it is another cluster, it cannot be asked, or what the context may not read
 */
export async function lookAtApiServer(
  api: ApiServer,
  cluster: Cluster,
  context: RequestContext,
): Promise<ApiServerLook> {
  const doubt = doubtOf(await ask(api, identityPath, context), cluster);
  const issuer = issuerOf(await ask(api, discoveryPath, context), cluster);
  return { issuer, ...(doubt === undefined ? {} : { doubt }) };
}
