import { t } from '@vscode/l10n';
import { apiVersions } from '../apiVersions';
import { provisioning } from '../checks/provisioning';
import { UserFacingError } from '../errors';
import { sameId } from '../model/armId';
import { stringAt, type JsonObject } from '../model/json';
import type { StepContext } from '../plan/plan';
import type { Azure } from '../ports';
import { armResource, replaceFresh } from './replaceFresh';
import { writableBody } from './writableBody';

export interface WantedProviderClass {
  readonly id: string;
  /** Of the connected cluster. */
  readonly location: string;
  readonly customLocationId: string;
  readonly clientId: string;
  readonly vaultName: string;
  readonly tenantId: string;
}

/** What of a class this step may change. */
export const toldOfClass = [
  'extendedLocation.name',
  'properties.clientId',
  'properties.keyvaultName',
  'properties.tenantId',
] as const;

/** A class as it was read, without what Azure owns. */
export const writableClass = (
  fresh: JsonObject,
  changes: Parameters<typeof writableBody>[2] = {},
): JsonObject => writableBody(fresh, ['provisioningState'], changes);

/** The body to PUT over `fresh`, or a new one. `objects`, the list of secrets, is always kept. */
export function providerClassBody(
  want: WantedProviderClass,
  fresh: JsonObject | undefined,
): JsonObject {
  const changes = {
    clientId: want.clientId,
    keyvaultName: want.vaultName,
    tenantId: want.tenantId,
  };
  return fresh
    ? writableClass(fresh, changes)
    : {
        location: want.location,
        extendedLocation: { name: want.customLocationId, type: 'CustomLocation' },
        properties: changes,
      };
}

const isAsWanted = (fresh: JsonObject, want: WantedProviderClass): boolean =>
  provisioning(stringAt(fresh, 'properties', 'provisioningState')) !== 'failed' &&
  stringAt(fresh, 'properties', 'clientId') === want.clientId &&
  stringAt(fresh, 'properties', 'keyvaultName') === want.vaultName &&
  stringAt(fresh, 'properties', 'tenantId') === want.tenantId;

/** Undefined: it is as wanted. */
function wantedBody(
  want: WantedProviderClass,
  fresh: JsonObject | undefined,
): JsonObject | undefined {
  const location = stringAt(fresh, 'extendedLocation', 'name');
  if (location !== undefined && !sameId(location, want.customLocationId)) {
    throw new UserFacingError(
      t(
        'A secret provider class of that name belongs to another custom location: {0}. Rename or delete it first.',
        want.id,
      ),
    );
  }
  return fresh && isAsWanted(fresh, want) ? undefined : providerClassBody(want, fresh);
}

/**
 * Creates the secret provider class, or makes the existing one name this identity and vault. An
 * existing one is only written from a fresh GET, since a PUT without `objects` wipes its list.
 *
 * @throws {UserFacingError} a class of that name belongs to another custom location
 * @see https://learn.microsoft.com/azure/templates/microsoft.secretsynccontroller/azurekeyvaultsecretproviderclasses (2024-08-21-preview)
 */
export async function ensureProviderClass(
  { azure }: { readonly azure: Azure },
  want: WantedProviderClass,
  context: StepContext,
): Promise<void> {
  const type = { apiVersion: apiVersions.secretSync, toShown: writableClass, told: toldOfClass };
  await replaceFresh(
    armResource(azure, want.id, type),
    (fresh) => wantedBody(want, fresh),
    context,
  );
}
