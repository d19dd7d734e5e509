import { t } from '@vscode/l10n';
import { provisioning } from '../checks/provisioning';
import type { TargetKind } from './connectionTargets';
import { at, isObject, stringAt, type JsonObject } from './json';

/** Where the access of the identity is granted: by a role at such a target, or by the service itself. */
export type GrantedAt = TargetKind | 'database' | 'workspace';

interface EndpointKind {
  /** The property that holds the settings. */
  readonly settings: string;
  readonly grantedAt: GrantedAt;
  /** The scope of the token where the service has no default of its own. */
  readonly scope?: (host: string) => string | undefined;
}

/**
 * Endpoints that can log in with a user-assigned managed identity.
 *
 * @see https://learn.microsoft.com/azure/templates/microsoft.iotoperations/instances/dataflowendpoints (2025-10-01)
 */
const kinds: Readonly<Record<string, EndpointKind>> = {
  DataExplorer: { settings: 'dataExplorerSettings', grantedAt: 'database' },
  DataLakeStorage: {
    settings: 'dataLakeStorageSettings',
    grantedAt: 'storage',
    scope: () => 'https://storage.azure.com/.default',
  },
  FabricOneLake: { settings: 'fabricOneLakeSettings', grantedAt: 'workspace' },
  Kafka: { settings: 'kafkaSettings', grantedAt: 'eventHubs' },
  Mqtt: {
    settings: 'mqttSettings',
    grantedAt: 'eventGrid',
    scope: (host) =>
      host.endsWith('.eventgrid.azure.net') ? 'https://eventgrid.azure.net/.default' : undefined,
  },
};

/** The properties under which an endpoint may name how it logs in. */
export const endpointSettings: readonly string[] = Object.values(kinds).map(
  ({ settings }) => settings,
);

/** The endpoint of the local broker, which every instance has. */
const localBroker = 'default';

export interface Endpoint {
  readonly id: string;
  readonly name: string;
  /** `Kafka`, `DataLakeStorage`, … */
  readonly type: string;
  /** Lower-case name without scheme and port; empty when there is none. */
  readonly host: string;
  /** With what it logs in, in words. */
  readonly words: string;
  /** Why it cannot use a managed identity, or not now. */
  readonly problem?: string;
}

/** An endpoint that can use a managed identity, with what has to be known to change it. */
export interface UsableEndpoint extends Endpoint {
  readonly settings: string;
  readonly grantedAt: GrantedAt;
  readonly scope: string | undefined;
  readonly authentication: JsonObject;
}

const hostName = (text: string): string =>
  text
    .replace(/^[a-z]+:\/\//i, '')
    .replace(/[/:].*$/, '')
    .toLowerCase();

/** Names of managed identities by their client ids in lower case. */
export type IdentityNames = ReadonlyMap<string, string>;

/** With what it logs in: `SASL, secret historian`. */
function authenticationWords(authentication: JsonObject, names: IdentityNames): string {
  const method = stringAt(authentication, 'method') ?? '';
  const secret = stringAt(authentication, settingsOf(method), 'secretRef') ?? '';
  switch (method) {
    case 'UserAssignedManagedIdentity': {
      const clientId = stringAt(authentication, settingsOf(method), 'clientId') ?? '';
      return t('managed identity {0}', names.get(clientId.toLowerCase()) ?? clientId);
    }
    case 'SystemAssignedManagedIdentity':
      return t('system-assigned managed identity');
    case 'Sasl':
      return t('SASL, secret {0}', secret);
    case 'X509Certificate':
      return t('certificate, secret {0}', secret);
    case 'AccessToken':
      return t('access token, secret {0}', secret);
    case 'ServiceAccountToken':
      return t('service account token');
    case 'Anonymous':
      return t('anonymous');
    case '':
      return t('no sign-in');
    default:
      return method;
  }
}

/** The property beside `method` that holds its settings: `saslSettings` of `Sasl`. */
export const settingsOf = (method: string): string =>
  `${method.charAt(0).toLowerCase()}${method.slice(1)}Settings`;

function problemOf(body: JsonObject, kind: EndpointKind | undefined): string | undefined {
  if (stringAt(body, 'name') === localBroker) {
    return t('leads to the local broker, and is left alone');
  }
  if (!kind) return t('takes no managed identity');
  if (stringAt(body, 'properties', kind.settings, 'host') === undefined) {
    return t('names no host');
  }
  const method = stringAt(body, 'properties', kind.settings, 'authentication', 'method');
  if (method === 'ServiceAccountToken') {
    return t('logs in to the local broker by a service account token');
  }
  const state = stringAt(body, 'properties', 'provisioningState');
  return provisioning(state) === 'running'
    ? t('is being changed at the moment ({0})', state ?? '')
    : undefined;
}

/** Of the settings, whatever their name is. */
function settingsIn(body: JsonObject, kind: EndpointKind | undefined): JsonObject {
  const properties = at(body, 'properties');
  if (!isObject(properties)) return {};
  const settings = kind
    ? properties[kind.settings]
    : Object.entries(properties).find(([name]) => name.endsWith('Settings'))?.[1];
  return isObject(settings) ? settings : {};
}

/** An endpoint as it was read; {@link isUsable} tells whether it can use an identity. */
export function toEndpoint(
  body: JsonObject,
  names: IdentityNames = new Map(),
): Endpoint | UsableEndpoint | undefined {
  const id = stringAt(body, 'id');
  const name = stringAt(body, 'name');
  if (id === undefined || name === undefined) return undefined;
  const type = stringAt(body, 'properties', 'endpointType') ?? '';
  const kind = Object.hasOwn(kinds, type) ? kinds[type] : undefined;
  const settings = settingsIn(body, kind);
  const found = settings['authentication'];
  const authentication = isObject(found) ? found : {};
  const host = hostName(stringAt(settings, 'host') ?? '');
  const problem = problemOf(body, kind);
  const endpoint = { id, name, type, host, words: authenticationWords(authentication, names) };
  if (problem !== undefined || !kind) return { ...endpoint, problem: problem ?? '' };
  return {
    ...endpoint,
    settings: kind.settings,
    grantedAt: kind.grantedAt,
    scope: kind.scope?.(host),
    authentication,
  };
}

export const isUsable = (endpoint: Endpoint): endpoint is UsableEndpoint =>
  endpoint.problem === undefined;
