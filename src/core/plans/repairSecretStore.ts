import { t } from '@vscode/l10n';
import { apiVersions } from '../apiVersions';
import { ownClass } from '../checks/secretSync';
import { ArmError, UserFacingError } from '../errors';
import { shortPath } from '../model/armId';
import { valueOf } from '../model/fact';
import type { JsonObject } from '../model/json';
import { secretStore } from '../observe/awaitRounds';
import { observe } from '../observe/observe';
import type { Cluster, ClusterExtension, ProviderClass } from '../observe/observation';
import { requireAllowed, type CheckedPermission } from '../permissions';
import { checkWrites } from '../plan/checkWrites';
import { inOrder } from '../plan/order';
import type { Plan, PlannedWrite, PreparedPlan, StepContext } from '../plan/plan';
import { requireReviewed } from '../plan/reviewed';
import type { Azure, Clock, RequestContext } from '../ports';
import { findReachObstacle, readable } from '../stages/instanceObstacles';
import { findExtensionObstacle } from '../stages/secretSyncObstacles';
import { usualExtension, usualOnCluster } from '../stages/usual';
import { toldOfClass, writableClass } from '../steps/ensureProviderClass';
import { extensionPart } from '../steps/extensionPart';
import { armPart, armResource } from '../steps/replaceFresh';
import { requireFinal } from '../steps/requireFinal';
import { hasFailed, rewriteFailed } from '../steps/rewriteFailed';
import { confirmWritten } from './confirmWritten';

interface Tools {
  readonly azure: Azure;
  readonly clock: Clock;
}

export interface RepairSecretStoreTarget {
  readonly tenantId: string;
  readonly instanceId: string;
  readonly instanceName: string;
}

type StepId = 'observe' | 'extension' | 'providerClass' | 'confirm';

interface Store extends Pick<ClusterExtension, 'name'> {
  readonly id: string;
}

const toStore = ({ name }: ClusterExtension, cluster: Cluster): Store => ({
  id: `${cluster.id}/providers/Microsoft.KubernetesConfiguration/extensions/${name}`,
  name,
});

interface Look {
  readonly store: Store;
  /** The class that the extension could not take; absent: there is none. */
  readonly failedClass?: ProviderClass;
  readonly writes: readonly PlannedWrite[];
  readonly permissions: readonly CheckedPermission[];
}

const toExtensionWrite = (
  { id, name }: Store,
  body: JsonObject,
  clusterId: string,
): PlannedWrite => ({
  stepId: 'extension' satisfies StepId,
  title: t('Install the Secret Store extension once more'),
  detail: t('{0} with its own configuration; nothing of it changes', name),
  method: 'PATCH',
  resourceId: id,
  now: extensionPart(body),
  then: extensionPart(body),
  needs: [{ action: 'Microsoft.KubernetesConfiguration/extensions/write', scope: clusterId }],
});

const toClassWrite = ({ id, name, body, customLocationId }: ProviderClass): PlannedWrite => ({
  stepId: 'providerClass' satisfies StepId,
  title: t('Write the secret provider class once more'),
  detail: t('{0} as it is now; its list of secrets stays', name),
  method: 'PUT',
  resourceId: id,
  now: writableClass(body),
  then: writableClass(body),
  needs: [
    {
      action: 'Microsoft.SecretSyncController/azureKeyVaultSecretProviderClasses/write',
      scope: id,
    },
    {
      action: 'Microsoft.ExtendedLocation/customLocations/deploy/action',
      scope: customLocationId,
    },
  ],
});

/** @throws {UserFacingError} why it cannot be done */
async function look(
  { azure, clock }: Tools,
  target: RepairSecretStoreTarget,
  context: RequestContext,
): Promise<Look> {
  const seen = await observe(azure, clock, target, context);
  const obstacle =
    findReachObstacle(seen) ??
    readable(seen.extensions, t('The extensions of the cluster')) ??
    readable(seen.providerClasses, t('The secret provider classes'));
  if (obstacle !== undefined) throw new UserFacingError(obstacle);
  const [extension, cluster] = [secretStore(seen), valueOf(seen.cluster)];
  if (!extension || !cluster) {
    throw new UserFacingError(
      findExtensionObstacle(seen) ?? t('The extensions of the cluster could not be read.'),
    );
  }
  const store = toStore(extension, cluster);
  const body = await requireFinal(azure, store.id, apiVersions.extensions, context);
  const own = ownClass(seen);
  const failedClass = own && hasFailed(own.body) ? own : undefined;
  const writes = [
    ...(hasFailed(body) ? [toExtensionWrite(store, body, cluster.id)] : []),
    ...(failedClass ? [toClassWrite(failedClass)] : []),
  ];
  const permissions = await checkWrites(azure, writes, context);
  return { store, writes, permissions, ...(failedClass ? { failedClass } : {}) };
}

/**
 * Has the extension installed once more, and waits for it.
 *
 * @throws {UserFacingError} it failed again, and why
 */
async function reinstall(
  { azure }: Tools,
  { id, name }: Store,
  context: StepContext,
): Promise<void> {
  const type = {
    apiVersion: apiVersions.extensions,
    toShown: extensionPart,
    told: ['properties.version'],
  };
  try {
    await rewriteFailed(armPart(azure, id, type), context);
  } catch (error) {
    if (!ArmError.is(error, 'operationFailed')) throw error;
    throw new UserFacingError(
      t(
        'The Secret Store extension {0} failed again: {1} Mend on the cluster what that names, such as cert-manager, space or the way to the images; then repair it once more.',
        name,
        error.message.replace(/[^.!?]$/, '$&.'),
      ),
      { cause: error },
    );
  }
}

const createPlan = (
  tools: Tools,
  target: RepairSecretStoreTarget,
  preview: Look,
): Plan<StepId> => ({
  id: 'repairSecretStore',
  title: t('Repair Secret Store extension'),
  subjectId: target.instanceId,
  subjectName: target.instanceName,
  tenantId: target.tenantId,
  request: { planId: 'repairSecretStore', target },
  agreed: preview.writes,
  steps: {
    observe: { title: t('Read the present state'), detail: shortPath(target.instanceId) },
    extension: {
      title: t('Install the Secret Store extension once more'),
      detail: preview.store.name,
      usual: usualExtension(),
    },
    ...(preview.failedClass
      ? {
          providerClass: {
            title: t('Write the secret provider class once more'),
            detail: preview.failedClass.name,
            usual: usualOnCluster(),
          },
        }
      : {}),
    confirm: { title: t('Check the result'), detail: preview.store.name },
  },
  prepareAgain: (context) => prepareRepairSecretStore(tools, target, context),
  order: inOrder<StepId>('extension', 'providerClass'),
  async run(run) {
    const { azure, clock } = tools;
    const seen = await run.step('observe', async (step) => {
      const now = await look(tools, target, step);
      requireReviewed(now.writes, preview.writes);
      requireAllowed(now.permissions);
      return now;
    });
    if (seen.writes.some(({ stepId }) => stepId === 'extension')) {
      await run.step('extension', (step) => reinstall(tools, seen.store, step));
    } else {
      run.skip('extension', t('Already done'));
    }
    const { failedClass } = seen;
    if (failedClass) {
      const type = {
        apiVersion: apiVersions.secretSync,
        toShown: writableClass,
        told: toldOfClass,
      };
      await run.step('providerClass', (step) =>
        rewriteFailed(armResource(azure, failedClass.id, type), step),
      );
    } else if (preview.failedClass) {
      run.skip('providerClass', t('Already done'));
    }
    await run.step('confirm', async (step) => {
      await confirmWritten(clock, step, async () => ({
        left: (await look(tools, target, step)).writes,
      }));
    });
  },
});

/**
 * Has Azure Arc install a Secret Store extension that failed once more, with the configuration that it
 * has, and writes the instance's provider class again if that failed with it. What made it fail is not
 * mended by this: it may fail again, and then says why.
 *
 * Writes nothing until the plan runs.
 *
 * @throws {UserFacingError} what is in the way, and what to do next
 */
export async function prepareRepairSecretStore(
  tools: Tools,
  target: RepairSecretStoreTarget,
  context: RequestContext,
): Promise<PreparedPlan> {
  const seen = await look(tools, target, context);
  const { writes, permissions } = seen;
  return { plan: createPlan(tools, target, seen), writes, permissions };
}
