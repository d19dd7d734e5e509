import { t } from '@vscode/l10n';
import { apiVersions } from '../apiVersions';
import { UserFacingError } from '../errors';
import { shortPath } from '../model/armId';
import { at, objectsAt, stringAt, type JsonObject } from '../model/json';
import type { StepContext } from '../plan/plan';
import type { Azure } from '../ports';
import { armPart, replaceFresh } from './replaceFresh';
import { finalOrThrow } from './requireFinal';

const accessOf = (vault: JsonObject): string =>
  stringAt(vault, 'properties', 'publicNetworkAccess') ?? 'Enabled';

export const isOpen = (vault: JsonObject): boolean => accessOf(vault).toLowerCase() === 'enabled';

const hasPrivateEndpoint = (vault: JsonObject): boolean =>
  objectsAt(vault, 'properties', 'privateEndpointConnections').some(
    (each) => at(each, 'properties', 'privateLinkServiceConnectionState', 'status') === 'Approved',
  );

/** Why turning public access on would not let the cluster in, or is not for us to do. */
export function openingObstacle(id: string, vault: JsonObject): string | undefined {
  const name = shortPath(id);
  const firewall = stringAt(vault, 'properties', 'networkAcls', 'defaultAction');
  if (firewall?.toLowerCase() === 'deny') {
    return t(
      'The firewall of {0} lets in only networks that a rule names, so public access alone would not let the cluster in. Ask whoever looks after the vault for a private endpoint or a rule with the cluster’s address.',
      name,
    );
  }
  if (hasPrivateEndpoint(vault)) {
    return t(
      '{0} has a private endpoint, so public access stays off. Check that the DNS of the cluster resolves the vault to that endpoint.',
      name,
    );
  }
  return isOpen(vault) || accessOf(vault).toLowerCase() === 'disabled'
    ? undefined
    : t(
        'Access to {0} is governed elsewhere ({1}), such as by a network security perimeter. Ask its owners to let the cluster in.',
        name,
        accessOf(vault),
      );
}

/** All of the vault that a write of this step is about. */
export const accessNow = (vault: JsonObject): JsonObject => ({
  properties: { publicNetworkAccess: accessOf(vault) },
});

export const accessThen = (): JsonObject => ({ properties: { publicNetworkAccess: 'Enabled' } });

/**
 * Turns the public access of a key vault on, and changes nothing else of it.
 *
 * Idempotent: writes nothing when it is on.
 *
 * @throws {UserFacingError} it would not let the cluster in, or the vault is gone
 * @see https://learn.microsoft.com/rest/api/keyvault/keyvault/vaults/update (2026-02-01)
 */
export const openVault = (azure: Azure, id: string, context: StepContext): Promise<void> =>
  replaceFresh(
    armPart(azure, id, {
      apiVersion: apiVersions.keyVault,
      toShown: accessNow,
      told: ['properties.publicNetworkAccess'],
    }),
    (found) => {
      const fresh = finalOrThrow(id, found);
      const obstacle = openingObstacle(id, fresh);
      if (obstacle !== undefined) throw new UserFacingError(obstacle);
      return isOpen(fresh) ? undefined : accessThen();
    },
    context,
  );
