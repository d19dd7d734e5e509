import { t } from '@vscode/l10n';
import { provisioning } from '../checks/provisioning';
import { UserFacingError } from '../errors';
import { shortPath } from '../model/armId';
import {
  endpointSettings,
  isUsable,
  settingsOf,
  toEndpoint,
  type UsableEndpoint,
} from '../model/endpoint';
import { at, isObject, stringAt, type JsonObject } from '../model/json';
import type { StepContext } from '../plan/plan';
import type { Azure, ManagedIdentity } from '../ports';
import { updateFresh } from './updateFresh';
import { writableBody } from './writableBody';

const method = 'UserAssignedManagedIdentity';
const own = settingsOf(method);

/** What of an endpoint is changed here. */
const told = endpointSettings.flatMap((settings) =>
  ['method', `${own}.clientId`, `${own}.tenantId`, `${own}.scope`].map(
    (name) => `properties.${settings}.authentication.${name}`,
  ),
);

/** What the service fills in on an endpoint. */
const readOnly = ['provisioningState', 'healthState'] as const;

const same = (a: string | undefined, b: string): boolean => a?.toLowerCase() === b.toLowerCase();

/** Whether the endpoint logs in with the identity. A scope of its own is the user's. */
const usesIdentity = (
  { authentication }: UsableEndpoint,
  { clientId, tenantId }: Pick<ManagedIdentity, 'clientId' | 'tenantId'>,
): boolean =>
  stringAt(authentication, 'method') === method &&
  same(stringAt(authentication, own, 'clientId'), clientId) &&
  same(stringAt(authentication, own, 'tenantId'), tenantId);

/** `authentication` as it was, with the identity instead of the former method and its settings. */
function authenticationWith(
  { authentication, scope }: UsableEndpoint,
  { clientId, tenantId }: ManagedIdentity,
): JsonObject {
  const former = settingsOf(stringAt(authentication, 'method') ?? '');
  const kept = Object.entries(authentication).filter(([name]) => name !== former || former === own);
  const before = authentication[own];
  return {
    ...Object.fromEntries(kept),
    method,
    [own]: {
      ...(scope === undefined ? {} : { scope }),
      ...(isObject(before) ? before : {}),
      clientId,
      tenantId,
    },
  };
}

/** The endpoint as read, without what Azure owns. */
export const endpointBody = (fresh: JsonObject): JsonObject => writableBody(fresh, readOnly, {});

/** Whether the last write left it as it says, and it logs in with the identity. */
export const isSettled = (
  fresh: JsonObject,
  endpoint: UsableEndpoint,
  identity: Pick<ManagedIdentity, 'clientId' | 'tenantId'>,
): boolean =>
  usesIdentity(endpoint, identity) &&
  provisioning(stringAt(fresh, 'properties', 'provisioningState')) !== 'failed';

/** The endpoint as read, logging in with the identity; undefined when it does. */
export function endpointWithIdentity(
  fresh: JsonObject,
  identity: ManagedIdentity,
): JsonObject | undefined {
  const endpoint = toEndpoint(fresh);
  if (!endpoint || !isUsable(endpoint)) {
    throw new UserFacingError(
      t(
        'Data flow endpoint {0} can no longer use a managed identity: it {1}.',
        stringAt(fresh, 'name') ?? '',
        endpoint?.problem ?? t('cannot be read'),
      ),
    );
  }
  if (isSettled(fresh, endpoint, identity)) return undefined;
  const settings = at(fresh, 'properties', endpoint.settings);
  return writableBody(fresh, readOnly, {
    [endpoint.settings]: {
      ...(isObject(settings) ? settings : {}),
      authentication: authenticationWith(endpoint, identity),
    },
  });
}

/**
 * Lets the endpoint log in with the identity; nothing but its `authentication` changes.
 *
 * Idempotent: writes nothing when it does already and the last write did not fail.
 *
 * @throws {UserFacingError} the endpoint is gone, being changed, or of a kind that takes no identity
 * @see https://learn.microsoft.com/azure/templates/microsoft.iotoperations/instances/dataflowendpoints (2025-10-01)
 */
export async function ensureEndpointIdentity(
  azure: Azure,
  endpointId: string,
  identity: ManagedIdentity,
  context: StepContext,
): Promise<void> {
  await updateFresh(
    azure,
    endpointId,
    { change: (fresh) => endpointWithIdentity(fresh, identity), toShown: endpointBody, told },
    context,
  );
  context.report(t('{0} · logs in with {1}', shortPath(endpointId), identity.name));
}
