import { t } from '@vscode/l10n';
import { apiVersions } from '../apiVersions';
import { provisioning } from '../checks/provisioning';
import { UserFacingError } from '../errors';
import { sameId, shortPath } from '../model/armId';
import { stringAt, type JsonObject } from '../model/json';
import type { StepContext } from '../plan/plan';
import type { Azure, Clock } from '../ports';
import { changedProperties } from './changedProperties';
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
const told = [
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

/** A write of before, such as one of a run that was cancelled, ends within this time, in ms. */
const settleLimitMs = 5 * 60_000;
const settlePollMs = 3_000;

/** The class once no other write of it is under way: Azure takes one at a time. */
async function findSettled(
  azure: Azure,
  clock: Clock,
  id: string,
  context: StepContext,
): Promise<JsonObject | undefined> {
  const startedAtMs = clock.now();
  for (;;) {
    const found = await azure.arm.find(id, apiVersions.secretSync, context);
    const state = stringAt(found, 'properties', 'provisioningState');
    const isOver = clock.now() - startedAtMs >= settleLimitMs;
    if (provisioning(state) !== 'running' || isOver) return found;
    context.report(t('{0}: waits until the write of before has ended', shortPath(id)));
    await clock.sleep(settlePollMs, context.signal);
  }
}

/**
 * Creates the secret provider class, or makes the existing one name this identity and vault. An
 * existing one is only written from a fresh GET, since a PUT without `objects` wipes its list.
 *
 * @throws {UserFacingError} a class of that name belongs to another custom location
 * @see https://learn.microsoft.com/azure/templates/microsoft.secretsynccontroller/azurekeyvaultsecretproviderclasses (2024-08-21-preview)
 */
export async function ensureProviderClass(
  { azure, clock }: { readonly azure: Azure; readonly clock: Clock },
  want: WantedProviderClass,
  context: StepContext,
): Promise<void> {
  const fresh = await findSettled(azure, clock, want.id, context);
  const location = stringAt(fresh, 'extendedLocation', 'name');
  if (location !== undefined && !sameId(location, want.customLocationId)) {
    throw new UserFacingError(
      t(
        'A secret provider class of that name belongs to another custom location: {0}. Rename or delete it first.',
        want.id,
      ),
    );
  }
  const body = providerClassBody(want, fresh);
  await azure.arm.put(want.id, apiVersions.secretSync, body, context);
  context.changed({
    resourceId: want.id,
    kind: fresh ? 'updated' : 'created',
    properties: changedProperties(fresh, body, told),
  });
}
