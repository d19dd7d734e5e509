import { t } from '@vscode/l10n';
import { provisioning } from '../checks/provisioning';
import { UserFacingError } from '../errors';
import { parseArmId, sameId } from '../model/armId';
import { valueOf, type Fact } from '../model/fact';
import { providerClassName } from '../names';
import { currentClass } from '../observe/currentClass';
import type { DataflowEndpoint } from '../observe/dataflowEndpoints';
import type { PlacedClass } from '../observe/neighbours';
import type {
  Instance,
  Observation,
  ProviderClass,
  RoleAssignment,
  SecretSync,
} from '../observe/observation';
import type { Kept } from '../plan/plan';
import type { OptionalPart } from '../plan/removal';
import type { Digest, FederatedCredential, ManagedIdentity, Vault } from '../ports';
import { instancesBut, judgeIdentity } from './identityItself';
import { findOthersUsing } from './othersUsing';
import {
  foreignClasses,
  keptVault,
  stoppingWith,
  strayedSyncs,
  unseenIdentity,
} from './secretSyncKept';
import { judgeCredentials, judgeRoles, type Judged } from './secretSyncTrust';

/** What stands beside the instance and may rely on the same things. */
export interface SecretSyncNeighbours {
  /** All provider classes that log in as the instance's one; its own is among them. */
  readonly classes: Fact<readonly PlacedClass[]>;
  /** Of data flows and of registries. */
  readonly endpoints: Fact<readonly DataflowEndpoint[]>;
  /** All instances to which the identity is assigned. */
  readonly instances: Fact<readonly Instance[]>;
}

/** What secret synchronization of one instance consists of, as far as it may go. */
export interface SecretSyncRemoval {
  readonly instance: Instance;
  /** Of the provider class, be it there or not; undefined: there is none, as far as can be told. */
  readonly classId: string | undefined;
  /** Referenced as the default, or dropped by a write that failed. */
  readonly isReferenced: boolean;
  readonly secretSyncs: readonly SecretSync[];
  readonly providerClass: ProviderClass | undefined;
  readonly identity: ManagedIdentity | undefined;
  readonly vault: Vault | undefined;
  /** Those that nobody else needs. */
  readonly credentials: Judged<FederatedCredential>;
  /** Those at the vault itself that nobody else needs. */
  readonly roles: Judged<RoleAssignment>;
  /** The identity as a whole, if nobody else is known to need it. */
  readonly identityPart: OptionalPart | undefined;
  readonly kept: readonly Kept[];
  readonly cautions: readonly string[];
}

/**
 * Which provider class is the instance's own: the one that is known from before, the one it
 * references, the only one made for it, or the one with the name that it would be given.
 */
function findClassId(seen: Observation, digest: Digest, known?: string): string | undefined {
  const instance = valueOf(seen.instance);
  const id = instance && parseArmId(instance.id);
  const classes = valueOf(seen.providerClasses) ?? [];
  const cluster = valueOf(seen.cluster)?.name;
  const found = known ?? instance?.defaultClassId ?? currentClass(instance, classes)?.id;
  if (found !== undefined || !id || cluster === undefined) return found;
  const { resourceGroup, name } = id;
  const given = providerClassName(digest, { cluster, resourceGroup, instance: name });
  return classes.find((each) => each.name === given)?.id;
}

/** Of something that is not there, or could not be read. */
const nothing: Judged<never> = { gone: [], kept: [] };

/**
 * Tells what belongs to secret synchronization of the instance alone, what others need, too, and what
 * cannot be told: that stays.
 *
 * @param knownClassId of its provider class, if it is known from before
 * @throws {UserFacingError} something needed could not be read; see `findSecretSyncReadingObstacle`
 */
export function toSecretSyncRemoval(
  seen: Observation,
  { classes: using, endpoints, instances }: SecretSyncNeighbours,
  digest: Digest,
  knownClassId?: string,
): SecretSyncRemoval {
  const instance = valueOf(seen.instance);
  const classes = valueOf(seen.providerClasses);
  const syncs = valueOf(seen.secretSyncs);
  if (!instance || !classes || !syncs) {
    throw new UserFacingError(
      t('The instance could not be read completely. Refresh and try again.'),
    );
  }
  const classId = findClassId(seen, digest, knownClassId);
  const own = classes.find(({ id }) => classId !== undefined && sameId(id, classId));
  const ownName = own?.name ?? (classId === undefined ? undefined : parseArmId(classId)?.name);
  // A class of somebody else may have the name of one that is gone.
  const isNameTaken = own === undefined && classes.some(({ name }) => name === ownName);
  const mine = isNameTaken
    ? []
    : syncs.filter((each) => ownName !== undefined && each.providerClassName === ownName);
  const identity = valueOf(seen.identity);
  const vault = valueOf(seen.vault);
  const others = findOthersUsing(seen, identity, using, classId);
  const credentials = identity ? judgeCredentials(seen, identity, others) : nothing;
  const roles = identity && vault ? judgeRoles(seen, identity, vault, others) : nothing;
  const whole =
    identity &&
    judgeIdentity(identity, {
      instances: instancesBut(instances),
      secrets: others,
      credentials: seen.credentials,
      goingIds: credentials.gone.map(({ id }) => id),
    });
  return {
    instance,
    classId,
    isReferenced:
      classId !== undefined &&
      (instance.defaultClassId === undefined
        ? provisioning(instance.provisioningState) === 'failed'
        : sameId(instance.defaultClassId, classId)),
    secretSyncs: mine,
    providerClass: own,
    identity,
    vault,
    credentials,
    roles,
    identityPart: whole?.part,
    kept: [
      ...foreignClasses(classes, syncs, classId),
      ...strayedSyncs(classes, syncs, mine),
      ...credentials.kept,
      ...roles.kept,
      ...keptVault(seen, own),
      ...(whole?.kept ? [whole.kept] : []),
      ...unseenIdentity(seen, own),
    ],
    cautions: stoppingWith(mine, endpoints),
  };
}
