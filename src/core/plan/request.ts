import { parseArmId, parseArmIdOf, resourceTypes } from '../model/armId';
import { cloudUsages, type CloudUsage } from '../model/cloudUsages';
import type { Creations, IdentityCreation, VaultCreation } from '../model/creations';
import { at, booleanAt, isObject, stringAt } from '../model/json';
import { isSecretKey, type MappingChange } from '../model/mappings';
import type { RunChoices } from '../model/run';
import { isSecretName } from '../model/secretIds';
import type { ProviderRef } from '../prerequisites/providers';

/** All that plans can be about: ids, names and choices. Nothing that Azure told. */
interface Fields {
  readonly tenantId: string;
  readonly instanceId: string;
  readonly instanceName: string;
  readonly clusterId: string;
  readonly subjectId: string;
  readonly subjectName: string;
  readonly vaultId: string;
  readonly identityId: string;
  readonly cloudIdentityId: string;
  readonly classId: string;
  readonly secretSyncId: string;
  readonly mappingChanges: readonly MappingChange[];
  readonly secretNames: readonly string[];
  readonly endpointId: string;
  readonly resourceId: string;
  readonly remove: readonly string[];
  readonly usages: readonly CloudUsage[];
  readonly creations: Creations;
  readonly isOfficerWanted: boolean;
  readonly selfHostedIssuerUrl: string;
  readonly role: { readonly id: string; readonly name: string };
  readonly providers: readonly ProviderRef[];
}

/** What each plan is about. `may`: only if it was chosen. */
const shapes = {
  allowPublicAccess: { must: ['instanceId', 'instanceName', 'vaultId'], may: [] },
  assignCloudIdentity: { must: ['instanceId', 'cloudIdentityId', 'usages'], may: ['creations'] },
  becomeOfficer: { must: ['instanceId', 'instanceName', 'vaultId'], may: [] },
  createResource: {
    must: ['instanceId', 'instanceName', 'creations'],
    may: ['vaultId', 'identityId', 'cloudIdentityId', 'isOfficerWanted'],
  },
  disableClusterIdentity: { must: ['clusterId', 'subjectId', 'subjectName'], may: [] },
  disableSecretSync: {
    must: ['instanceId'],
    may: ['vaultId', 'identityId', 'classId', 'remove'],
  },
  enableAll: {
    must: ['instanceId', 'vaultId', 'identityId', 'cloudIdentityId', 'usages'],
    may: ['creations', 'isOfficerWanted', 'selfHostedIssuerUrl'],
  },
  enableClusterIdentity: {
    must: ['clusterId', 'subjectId', 'subjectName'],
    may: ['selfHostedIssuerUrl'],
  },
  enableSecretSync: {
    must: ['instanceId', 'vaultId', 'identityId'],
    may: ['creations', 'isOfficerWanted'],
  },
  grantAccess: { must: ['instanceId', 'identityId', 'resourceId', 'role'], may: [] },
  liftConditions: { must: ['instanceId', 'instanceName', 'vaultId', 'identityId'], may: [] },
  registerProviders: { must: ['instanceId', 'instanceName', 'providers'], may: [] },
  removeCloudIdentity: { must: ['instanceId', 'cloudIdentityId'], may: ['remove'] },
  repairList: { must: ['instanceId', 'instanceName'], may: [] },
  repairSecretStore: { must: ['instanceId', 'instanceName'], may: [] },
  repairSync: {
    must: ['instanceId', 'instanceName', 'secretSyncId'],
    may: ['classId', 'mappingChanges'],
  },
  restoreSecret: { must: ['instanceId', 'instanceName', 'vaultId', 'secretNames'], may: [] },
  rewriteInstance: { must: ['instanceId', 'instanceName'], may: [] },
  switchToRbac: { must: ['instanceId', 'instanceName', 'vaultId'], may: [] },
  syncNow: { must: ['instanceId', 'instanceName', 'secretSyncId'], may: [] },
  useIdentityInEndpoint: { must: ['instanceId', 'endpointId', 'identityId'], may: [] },
} as const satisfies Readonly<
  Record<
    string,
    { readonly must: readonly (keyof Fields)[]; readonly may: readonly (keyof Fields)[] }
  >
>;

/** Every plan that writes. */
export type PlanId = keyof typeof shapes;
export const planIds = Object.keys(shapes) as readonly PlanId[];

/** Whether it takes something away. */
export const isRemovalId = (planId: string): boolean =>
  ['disableClusterIdentity', 'disableSecretSync', 'removeCloudIdentity'].includes(planId);

/** Whether a name is typed before it runs: it takes something away, or lets others in or out. */
export const isNameTyped = (planId: string): boolean =>
  isRemovalId(planId) || ['allowPublicAccess', 'liftConditions', 'switchToRbac'].includes(planId);

type Must<Id extends PlanId> = (typeof shapes)[Id]['must'][number];
type May<Id extends PlanId> = (typeof shapes)[Id]['may'][number];

/** What a plan of that kind is made for. */
export type TargetOf<Id extends PlanId> = Pick<Fields, 'tenantId' | Must<Id>> &
  Partial<Pick<Fields, May<Id>>>;

/** What the user asked for, as data: the plan can be made anew from it, whatever Azure shows then. */
export type PlanRequest<Id extends PlanId = PlanId> = {
  readonly [Each in Id]: { readonly planId: Each; readonly target: TargetOf<Each> };
}[Id];

type Parse<T> = (value: unknown) => T | undefined;

/** Azure's longest names and ids. */
const longestName = 260;
const longestId = 2_048;
const mostItems = 200;

const guid = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i;

const textOf =
  (isGood: (text: string) => boolean): Parse<string> =>
  (value) =>
    typeof value === 'string' && value !== '' && isGood(value) ? value : undefined;

const toName = textOf((text) => text.length <= longestName);
const toGuid = textOf((text) => guid.test(text));
const toId = textOf((text) => text.length <= longestId && parseArmId(text) !== undefined);
const idOf = (type: string): Parse<string> =>
  textOf((text) => text.length <= longestId && parseArmIdOf(type, text) !== undefined);

/** All of them, or nothing. */
const listOf =
  <T>(parse: Parse<T>): Parse<readonly T[]> =>
  (value) => {
    if (!Array.isArray(value) || value.length > mostItems) return undefined;
    const items = value.map(parse);
    return items.every((item) => item !== undefined) ? items : undefined;
  };

const toUsage: Parse<CloudUsage> = (value) => cloudUsages.find((usage) => usage === value);

/** An address with a query or a user name could hold a secret. */
const toIssuer = textOf((text) => {
  if (text.length > longestId || !URL.canParse(text)) return false;
  const { protocol, username, password, search, hash } = new URL(text);
  return protocol === 'https:' && [username, password, search, hash].every((part) => part === '');
});

function toVaultCreation(value: unknown): VaultCreation | undefined {
  const location = toName(stringAt(value, 'location'));
  if (location === undefined) return undefined;
  const retentionDays = at(value, 'retentionDays');
  const isPurgeProtected = booleanAt(value, 'isPurgeProtected');
  switch (stringAt(value, 'kind')) {
    case 'recover':
      return { kind: 'recover', location };
    case 'create':
      return typeof retentionDays === 'number' &&
        retentionDays >= 7 &&
        retentionDays <= 90 &&
        isPurgeProtected !== undefined
        ? { kind: 'create', location, retentionDays, isPurgeProtected }
        : undefined;
    default:
      return undefined;
  }
}

function toIdentityCreation(value: unknown): IdentityCreation | undefined {
  const location = toName(stringAt(value, 'location'));
  return location === undefined ? undefined : { location };
}

function toCreations(value: unknown): Creations | undefined {
  if (!isObject(value)) return undefined;
  const vault = toVaultCreation(value['vault']);
  const identity = toIdentityCreation(value['identity']);
  const cloudIdentity = toIdentityCreation(value['cloudIdentity']);
  const isWhole =
    (value['vault'] === undefined) === (vault === undefined) &&
    (value['identity'] === undefined) === (identity === undefined) &&
    (value['cloudIdentity'] === undefined) === (cloudIdentity === undefined);
  if (!isWhole) return undefined;
  return {
    ...(vault ? { vault } : {}),
    ...(identity ? { identity } : {}),
    ...(cloudIdentity ? { cloudIdentity } : {}),
  };
}

function toRole(value: unknown): Fields['role'] | undefined {
  const id = toGuid(stringAt(value, 'id'));
  const name = toName(stringAt(value, 'name'));
  return id === undefined || name === undefined ? undefined : { id, name };
}

function toProvider(value: unknown): ProviderRef | undefined {
  const subscriptionId = toGuid(stringAt(value, 'subscriptionId'));
  const namespace = textOf((text) => /^\w+(?:\.\w+)+$/.test(text))(stringAt(value, 'namespace'));
  return subscriptionId === undefined || namespace === undefined
    ? undefined
    : { subscriptionId, namespace };
}

function toMappingChange(value: unknown): MappingChange | undefined {
  const source = toName(stringAt(value, 'source'));
  const key = toName(stringAt(value, 'key'));
  const to = stringAt(value, 'to');
  if (source === undefined || key === undefined) return undefined;
  switch (stringAt(value, 'kind')) {
    case 'rename':
      return to !== undefined && isSecretKey(to) ? { kind: 'rename', source, key, to } : undefined;
    case 'drop':
      return { kind: 'drop', source, key };
    case 'add':
      return isSecretKey(key) ? { kind: 'add', source, key } : undefined;
    default:
      return undefined;
  }
}

const parsers: { readonly [Name in keyof Fields]: Parse<Fields[Name]> } = {
  tenantId: toGuid,
  instanceId: idOf(resourceTypes.instance),
  instanceName: toName,
  clusterId: idOf(resourceTypes.cluster),
  subjectId: toId,
  subjectName: toName,
  vaultId: idOf(resourceTypes.vault),
  identityId: idOf(resourceTypes.identity),
  cloudIdentityId: idOf(resourceTypes.identity),
  classId: idOf(resourceTypes.providerClass),
  secretSyncId: idOf(resourceTypes.secretSync),
  mappingChanges: listOf(toMappingChange),
  secretNames: listOf(textOf(isSecretName)),
  endpointId: toId,
  resourceId: toId,
  // A role assignment of a resource has an id of another form.
  remove: listOf(textOf((text) => text.length <= longestId && text.startsWith('/'))),
  usages: listOf(toUsage),
  creations: toCreations,
  isOfficerWanted: (value) => (typeof value === 'boolean' ? value : undefined),
  selfHostedIssuerUrl: toIssuer,
  role: toRole,
  providers: listOf(toProvider),
};

/**
 * A request out of whatever was kept: picked field by field, so that nothing else comes in or goes
 * out with it. Undefined: damaged, or of a version that knew other plans.
 */
export function parsePlanRequest(value: unknown): PlanRequest | undefined {
  const planId = planIds.find((id) => id === stringAt(value, 'planId'));
  const kept = at(value, 'target');
  if (planId === undefined || !isObject(kept)) return undefined;
  const { must, may } = shapes[planId];
  const target: Record<string, unknown> = {};
  for (const name of ['tenantId', ...must, ...may] as const) {
    const isAbsent = kept[name] === undefined;
    if (isAbsent && (may as readonly string[]).includes(name)) continue;
    const parsed = parsers[name](kept[name]);
    if (parsed === undefined) return undefined;
    target[name] = parsed;
  }
  return { planId, target } as unknown as PlanRequest;
}

/** The resource at which its run is shown. */
export const subjectOf = ({ target }: PlanRequest): string =>
  'instanceId' in target ? target.instanceId : target.subjectId;

/** Vault and identities that nothing in Azure names before the run's end. */
export function choicesOf(request: PlanRequest): RunChoices {
  switch (request.planId) {
    case 'enableAll':
    case 'enableSecretSync':
    case 'assignCloudIdentity':
    case 'removeCloudIdentity':
    case 'disableSecretSync': {
      const { vaultId, identityId, cloudIdentityId }: RunChoices = request.target;
      return {
        ...(vaultId === undefined ? {} : { vaultId }),
        ...(identityId === undefined ? {} : { identityId }),
        ...(cloudIdentityId === undefined ? {} : { cloudIdentityId }),
      };
    }
    default:
      return {};
  }
}
