import { t } from '@vscode/l10n';
import {
  checkCredential,
  checkDefaultReference,
  checkProviderClass,
  missingRoles,
  ownClass,
  ownCredential,
} from '../checks/secretSync';
import { ownHeldUnderCondition } from '../checks/conditionalRoles';
import { wantedCredential } from '../checks/credential';
import { provisioning } from '../checks/provisioning';
import { UserFacingError } from '../errors';
import { parseArmId, resourceGroupId, resourceTypes, sameId } from '../model/armId';
import { valueOf } from '../model/fact';
import type { JsonObject } from '../model/json';
import type { VaultReaderRole } from '../model/roles';
import { credentialName, providerClassName, serviceAccounts } from '../names';
import type { Instance, Observation } from '../observe/observation';
import type { Digest, ManagedIdentity, Vault } from '../ports';
import { freeName } from './freeName';
import type { WantedCredential } from '../steps/ensureCredential';
import type { WantedProviderClass } from '../steps/ensureProviderClass';

/** What there is to do, computed from one observation. Undefined parts are done already. */
export interface SecretSyncWants {
  readonly instance: Instance;
  readonly vault: Vault;
  readonly identity: ManagedIdentity;
  /** Without those that Azure refuses beside one with a condition: what restricts them stays. */
  readonly missingRoles: readonly VaultReaderRole[];
  readonly credential: WantedCredential | undefined;
  readonly providerClass: WantedProviderClass & {
    readonly name: string;
    readonly isNew: boolean;
    /** As it was read. */
    readonly body: JsonObject | undefined;
  };
  /** Of the identity. */
  readonly credentialCount: number;
  readonly isClassDone: boolean;
  readonly isReferenceDone: boolean;
}

/**
 * Compares what is with what must be. Existing things are recognised by what they say; new ones get
 * the names that the az extension would give them.
 *
 * @throws {UserFacingError} something needed could not be read; see `findObstacle` for better words
 */
export function toSecretSyncWants(seen: Observation, digest: Digest): SecretSyncWants {
  const instance = valueOf(seen.instance);
  const vault = valueOf(seen.vault);
  const identity = valueOf(seen.identity);
  const location = valueOf(seen.customLocation);
  const cluster = valueOf(seen.cluster);
  const content = wantedCredential(seen, serviceAccounts.secretSync);
  const missing = missingRoles(seen);
  const id = instance && parseArmId(instance.id);
  if (!instance || !id || !vault || !identity || !location || !cluster || !content || !missing) {
    throw new UserFacingError(
      t('The instance could not be read completely. Refresh and try again.'),
    );
  }

  const held = ownHeldUnderCondition(seen);
  const own = ownCredential(seen);
  const credentials = valueOf(seen.credentials) ?? [];
  const credential =
    checkCredential(seen).state === 'done'
      ? undefined
      : {
          name:
            own?.name ??
            freeName(
              credentialName(digest, {
                cluster: cluster.name,
                issuer: content.issuer,
                subject: content.subject,
              }),
              (name) => credentials.some((item) => item.name.toLowerCase() === name),
            ),
          content,
          before: own,
        };

  const existing = ownClass(seen);
  const className =
    existing?.name ??
    providerClassName(digest, {
      cluster: cluster.name,
      resourceGroup: id.resourceGroup,
      instance: instance.name,
    });
  const classId =
    existing?.id ?? `${resourceGroupId(id)}/providers/${resourceTypes.providerClass}/${className}`;
  return {
    instance,
    vault,
    identity,
    missingRoles: missing.filter(({ id: roleId }) => !held.some((each) => each.roleId === roleId)),
    credential,
    credentialCount: credentials.length,
    providerClass: {
      id: classId,
      name: className,
      isNew: existing === undefined,
      body: existing?.body,
      location: cluster.location,
      customLocationId: location.id,
      clientId: identity.clientId,
      vaultName: vault.name,
      tenantId: identity.tenantId,
    },
    isClassDone: checkProviderClass(seen).state === 'done',
    // A write that failed may have left anything: the same once more tells.
    isReferenceDone:
      provisioning(instance.provisioningState) !== 'failed' &&
      checkDefaultReference(seen).state === 'done' &&
      instance.defaultClassId !== undefined &&
      sameId(instance.defaultClassId, classId),
  };
}
