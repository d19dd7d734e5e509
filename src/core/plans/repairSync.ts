import { t } from '@vscode/l10n';
import { apiVersions } from '../apiVersions';
import { UserFacingError } from '../errors';
import { parseArmIdOf, resourceTypes, sameId, shortPath } from '../model/armId';
import { objectsAt, stringAt, type JsonObject } from '../model/json';
import type { MappingChange } from '../model/mappings';
import type { ProviderClass, SecretSync } from '../observe/observation';
import { toProviderClass, toSecretSync } from '../observe/parse';
import { requireAllowed, type CheckedPermission } from '../permissions';
import { checkWrites } from '../plan/checkWrites';
import type { Kept, Plan, PlannedWrite, PreparedPlan } from '../plan/plan';
import { requireReviewed } from '../plan/reviewed';
import type { Azure, Clock, RequestContext } from '../ports';
import { usualOnCluster } from '../stages/usual';
import { writableSync } from '../steps/forceSync';
import { repairedSync, repairMappings, type WantedSync } from '../steps/repairMappings';
import { requireFinal } from '../steps/requireFinal';
import { confirmWritten } from './confirmWritten';

interface Tools {
  readonly azure: Azure;
  readonly clock: Clock;
}

export interface RepairSyncTarget {
  readonly tenantId: string;
  readonly instanceId: string;
  readonly instanceName: string;
  readonly secretSyncId: string;
  /** The provider class that it is to name. */
  readonly classId?: string;
  readonly mappingChanges?: readonly MappingChange[];
}

interface Look {
  readonly sync: SecretSync;
  readonly want: WantedSync;
  readonly writes: readonly PlannedWrite[];
  readonly permissions: readonly CheckedPermission[];
}

const fail = (message: string): never => {
  throw new UserFacingError(message);
};

/** The class, which must be on the custom location of the SecretSync: there it is looked for by its name. */
async function findClass(
  { azure }: Tools,
  { customLocationId, name }: SecretSync,
  classId: string,
  context: RequestContext,
): Promise<ProviderClass> {
  const body = await azure.arm.find(classId, apiVersions.secretSync, context);
  const found = body && toProviderClass(body);
  if (!found) {
    return fail(
      t('{0} no longer exists. Choose another provider class for {1}.', shortPath(classId), name),
    );
  }
  return sameId(found.customLocationId, customLocationId)
    ? found
    : fail(
        t(
          'Provider class {0} is not on the custom location of SecretSync {1}. Choose one that is.',
          found.name,
          name,
        ),
      );
}

const changeWords = (change: MappingChange): string => {
  switch (change.kind) {
    case 'rename':
      return t('{0} becomes key {1} instead of {2}', change.source, change.to, change.key);
    case 'drop':
      return t('{0} no longer becomes key {1}', change.source, change.key);
    case 'add':
      return t('{0} becomes key {1}, too', change.source, change.key);
  }
};

interface Bodies {
  readonly now: JsonObject;
  readonly then: JsonObject;
}

const toWrite = (
  sync: SecretSync,
  { className, changes }: WantedSync,
  { now, then }: Bodies,
): PlannedWrite => ({
  stepId: 'repair',
  title: t('Correct SecretSync {0}', sync.name),
  detail: [
    ...(className === undefined || className === sync.providerClassName
      ? []
      : [t('names {0} instead of {1}', className, sync.providerClassName ?? '–')]),
    ...changes.map(changeWords),
  ].join('; '),
  method: 'PUT',
  resourceId: sync.id,
  now: writableSync(now),
  then,
  needs: [
    { action: 'Microsoft.SecretSyncController/secretSyncs/write', scope: sync.id },
    {
      action: 'Microsoft.ExtendedLocation/customLocations/deploy/action',
      scope: sync.customLocationId,
    },
  ],
});

async function look(
  tools: Tools,
  { secretSyncId, classId, mappingChanges = [] }: RepairSyncTarget,
  context: RequestContext,
): Promise<Look> {
  const { azure } = tools;
  const body = await requireFinal(azure, secretSyncId, apiVersions.secretSync, context);
  const sync = toSecretSync(body) ?? fail(t('{0} could not be read.', shortPath(secretSyncId)));
  const own = classId === undefined ? undefined : await findClass(tools, sync, classId, context);
  const want: WantedSync = {
    ...(own ? { className: own.name } : {}),
    changes: mappingChanges,
  };
  const then = repairedSync(body, want);
  const writes = then ? [toWrite(sync, want, { now: body, then })] : [];
  return { sync, want, writes, permissions: await checkWrites(azure, writes, context) };
}

const createPlan = (
  tools: Tools,
  target: RepairSyncTarget,
  { sync: { name }, writes: reviewed }: Look,
): Plan<'observe' | 'repair' | 'confirm'> => ({
  id: 'repairSync',
  title: t('Correct SecretSync {0}', name),
  subjectId: target.instanceId,
  subjectName: target.instanceName,
  tenantId: target.tenantId,
  request: { planId: 'repairSync', target },
  agreed: reviewed,
  steps: {
    observe: { title: t('Read the present state'), detail: shortPath(target.secretSyncId) },
    repair: {
      title: t('Correct SecretSync {0}', name),
      detail: shortPath(target.secretSyncId),
      usual: usualOnCluster(),
    },
    confirm: { title: t('Check the result'), detail: shortPath(target.secretSyncId) },
  },
  prepareAgain: (context) => prepareRepairSync(tools, target, context),
  order: 'repair',
  async run(run) {
    const { want, writes } = await run.step('observe', async (step) => {
      const now = await look(tools, target, step);
      requireReviewed(now.writes, reviewed);
      requireAllowed(now.permissions);
      return now;
    });
    if (writes.length === 0) {
      run.skip('repair', t('Already done'));
    } else {
      await run.step('repair', (step) =>
        repairMappings(tools.azure, target.secretSyncId, want, step),
      );
    }
    await run.step('confirm', async (step) => {
      await confirmWritten(tools.clock, step, async () => ({
        left: (await look(tools, target, step)).writes,
      }));
    });
  },
});

const keptBy = ({ sync }: Look): readonly Kept[] => [
  {
    title: t('Kubernetes secret {0}', sync.name),
    because: t('keeps its name and its type, so what refers to it goes on'),
  },
];

/** Secrets that no key of the Kubernetes secret is made of any more. */
function droppedCautions({ sync, want: { changes }, writes }: Look): readonly string[] {
  const left = writes.flatMap(({ then }) => objectsAt(then, 'properties', 'objectSecretMapping'));
  const dropped = changes.filter(
    ({ kind, source }) =>
      kind === 'drop' && !left.some((entry) => stringAt(entry, 'sourcePath') === source),
  );
  return writes.length === 0
    ? []
    : dropped.map(({ source }) =>
        t(
          'Vault secret {0} no longer reaches Kubernetes secret {1}. What reads it there finds it no more; in the vault it stays.',
          source,
          sync.name,
        ),
      );
}

/**
 * Lets a SecretSync name a provider class that is there, or gives each of its keys one secret. All else
 * of it stays.
 *
 * Writes nothing until the plan runs.
 *
 * @throws {UserFacingError} the SecretSync or the class is gone, or a key is in use already
 */
export async function prepareRepairSync(
  tools: Tools,
  target: RepairSyncTarget,
  context: RequestContext,
): Promise<PreparedPlan> {
  const { secretSyncId } = target;
  if (!parseArmIdOf(resourceTypes.secretSync, secretSyncId)) {
    throw new UserFacingError(t('“{0}” is not the resource id of a SecretSync.', secretSyncId));
  }
  const seen = await look(tools, target, context);
  const { writes, permissions } = seen;
  return {
    plan: createPlan(tools, target, seen),
    writes,
    permissions,
    cautions: droppedCautions(seen),
    kept: writes.length === 0 ? [] : keptBy(seen),
  };
}
