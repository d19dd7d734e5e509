import { t } from '@vscode/l10n';
import { secretSyncFinding } from '../checks/settings';
import { UserFacingError } from '../errors';
import { shortPath } from '../model/armId';
import { absent, valueOf } from '../model/fact';
import { readAllEndpoints } from '../observe/dataflowEndpoints';
import { readClassesUsing, readInstancesWith } from '../observe/neighbours';
import { observe } from '../observe/observe';
import type { Observation } from '../observe/observation';
import { requireAllowed, type CheckedPermission } from '../permissions';
import { checkWrites } from '../plan/checkWrites';
import type { Plan, PlannedWrite } from '../plan/plan';
import { requireAgreed } from '../plan/requireAgreed';
import { requireReviewed } from '../plan/reviewed';
import { keptByChoice, type OptionalPart, type PreparedRemoval } from '../plan/removal';
import type { Azure, Clock, Digest, RequestContext } from '../ports';
import { withDenied } from '../stages/deniedParts';
import {
  carryOutSecretSyncRemoval,
  findSecretSyncReadingObstacle,
  findSecretSyncRemovalObstacle,
  secretSyncParts,
  secretSyncRemovalCautions,
  secretSyncRemovalOrder,
  secretSyncRemovalSteps,
  secretSyncRemovalWrites,
  withChoice,
  type SecretSyncRemovalStep,
} from '../stages/secretSyncRemoval';
import { toSecretSyncRemoval, type SecretSyncRemoval } from '../stages/secretSyncRemovalWants';
import { confirmWritten } from './confirmWritten';

export interface DisableSecretSyncTools {
  readonly azure: Azure;
  readonly clock: Clock;
  readonly digest: Digest;
}

export interface DisableSecretSyncTarget {
  readonly tenantId: string;
  readonly instanceId: string;
  /** Those that secret synchronization used, once its provider class no longer tells. */
  readonly vaultId?: string;
  readonly identityId?: string;
  readonly classId?: string;
  /** Ids of the optional parts that go. Absent: all that are proposed. */
  readonly remove?: readonly string[];
}

type StepId = 'observe' | SecretSyncRemovalStep | 'confirm';

interface Look {
  readonly seen: Observation;
  /** All that may go. */
  readonly whole: SecretSyncRemoval;
  /** What is to go. */
  readonly removal: SecretSyncRemoval;
}

interface CheckedLook extends Look {
  readonly writes: readonly PlannedWrite[];
  readonly permissions: readonly CheckedPermission[];
}

/** Reads the present state, without judging whether it can be changed. */
async function read(
  { azure, clock, digest }: DisableSecretSyncTools,
  target: DisableSecretSyncTarget,
  context: RequestContext,
): Promise<Look> {
  const seen = await observe(azure, clock, target, context);
  const obstacle = findSecretSyncReadingObstacle(seen);
  if (obstacle !== undefined) throw new UserFacingError(obstacle);
  const identity = valueOf(seen.identity);
  const reader = { azure, clock, context };
  const none = absent<never>('ARM', clock.now());
  const [classes, endpoints, instances] = await Promise.all([
    identity ? readClassesUsing(reader, identity.clientId) : none,
    readAllEndpoints(reader, target.instanceId),
    identity ? readInstancesWith(reader, identity.id) : none,
  ]);
  const neighbours = { classes, endpoints, instances };
  const whole = toSecretSyncRemoval(seen, neighbours, digest, target.classId);
  return { seen, whole, removal: withChoice(whole, target.remove) };
}

/** As `read`, and makes sure that nothing keeps it from being carried out. */
async function look(
  tools: DisableSecretSyncTools,
  target: DisableSecretSyncTarget,
  context: RequestContext,
): Promise<CheckedLook> {
  const looked = await read(tools, target, context);
  const obstacle = findSecretSyncRemovalObstacle(looked.seen, looked.removal);
  if (obstacle !== undefined) throw new UserFacingError(obstacle);
  const writes = secretSyncRemovalWrites(looked.removal);
  return { ...looked, writes, permissions: await checkWrites(tools.azure, writes, context) };
}

function createPlan(
  tools: DisableSecretSyncTools,
  target: DisableSecretSyncTarget,
  preview: SecretSyncRemoval,
  writes: readonly PlannedWrite[],
): Plan<StepId> {
  const path = shortPath(target.instanceId);
  const steps = secretSyncRemovalSteps(preview);
  return {
    id: 'disableSecretSync',
    title: t('Disable secret synchronization'),
    subjectId: target.instanceId,
    subjectName: preview.instance.name,
    tenantId: target.tenantId,
    request: { planId: 'disableSecretSync', target },
    agreed: writes,
    steps: {
      observe: { title: t('Read the present state'), detail: path },
      ...steps,
      confirm: { title: t('Check the result'), detail: path },
    },
    prepareAgain: (context) => prepareDisableSecretSync(tools, target, context),
    order: secretSyncRemovalOrder,
    async run(run) {
      const { removal } = await run.step('observe', async (context) => {
        const looked = await look(tools, target, context);
        requireReviewed(looked.writes, writes);
        await requireAgreed(tools.azure, looked.writes, writes, context);
        requireAllowed(looked.permissions);
        return looked;
      });
      await carryOutSecretSyncRemoval(run, tools, steps, removal);
      await run.step('confirm', async (context) => {
        const { seen } = await confirmWritten(tools.clock, context, async () => {
          const now = await read(tools, target, context);
          return { seen: now.seen, left: secretSyncRemovalWrites(now.removal) };
        });
        context.report(secretSyncFinding(seen).words);
      });
    },
  };
}

/** What may go beside what has to, before anybody was asked. */
export interface SecretSyncSurvey {
  readonly parts: readonly OptionalPart[];
  /** False: the instance has no provider class of its own, as far as can be told. */
  readonly hasClass: boolean;
}

/**
 * Tells what may go beside what has to, for the user to choose from.
 *
 * @throws {UserFacingError} why it cannot be disabled
 */
export async function surveySecretSync(
  tools: DisableSecretSyncTools,
  target: DisableSecretSyncTarget,
  context: RequestContext,
): Promise<SecretSyncSurvey> {
  const { seen, whole } = await read(tools, target, context);
  const obstacle = findSecretSyncRemovalObstacle(seen, whole);
  if (obstacle !== undefined) throw new UserFacingError(obstacle);
  return {
    parts: await withDenied(tools.azure, secretSyncParts(whole), context),
    hasClass: whole.classId !== undefined,
  };
}

/**
 * Looks at the instance and says what disabling secret synchronization would delete, change and keep,
 * together with the plan that does it. The plan deletes nothing that is not in this list.
 *
 * Writes nothing.
 *
 * @throws {UserFacingError} what is wrong, on which resource, and what to do next
 */
export async function prepareDisableSecretSync(
  tools: DisableSecretSyncTools,
  target: DisableSecretSyncTarget,
  context: RequestContext,
): Promise<PreparedRemoval> {
  const { whole, removal, permissions } = await look(tools, target, context);
  const writes = secretSyncRemovalWrites(removal);
  const parts = secretSyncParts(whole);
  const { classId, identity, vault } = whole;
  // What names these goes first: they are kept for a run that has to go on from half way.
  const kept: DisableSecretSyncTarget = {
    ...target,
    remove: secretSyncParts(removal).map(({ id }) => id),
    ...(classId === undefined ? {} : { classId }),
    ...(identity ? { identityId: identity.id } : {}),
    ...(vault ? { vaultId: vault.id } : {}),
  };
  return {
    plan: createPlan(tools, kept, removal, writes),
    writes,
    permissions,
    kept: [...keptByChoice(parts, kept.remove), ...whole.kept],
    cautions: secretSyncRemovalCautions(removal),
  };
}
