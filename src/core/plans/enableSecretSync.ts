import { t } from '@vscode/l10n';
import { secretSyncFinding } from '../checks/settings';
import { UserFacingError } from '../errors';
import { shortPath } from '../model/armId';
import { observe } from '../observe/observe';
import type { Observation } from '../observe/observation';
import { requireAllowed, type CheckedPermission } from '../permissions';
import { checkWrites } from '../plan/checkWrites';
import { beside, follow, inOrder, type Order } from '../plan/order';
import type { Plan, PlannedWrite, PreparedPlan, StepContext } from '../plan/plan';
import { requireReviewed } from '../plan/reviewed';
import type { Azure, Clock, Digest, RequestContext } from '../ports';
import { conditionCautions } from '../stages/conditionalRoles';
import {
  atExistingScopes,
  creationOrder,
  creationSteps,
  creationWrites,
  makeMissing,
  requireTypes,
  withCreations,
  type CreationStep,
  type CreationTarget,
} from '../stages/creations';
import {
  carryOutOfficer,
  missingOfficer,
  officerSteps,
  officerWrites,
  type OfficerChoice,
  type OfficerStep,
} from '../stages/officer';
import {
  secretSyncOrder,
  secretSyncSteps,
  secretSyncWorks,
  secretSyncWrites,
  type SecretSyncStep,
} from '../stages/secretSync';
import { findObstacle } from '../stages/secretSyncObstacles';
import { toSecretSyncWants, type SecretSyncWants } from '../stages/secretSyncWants';
import { sharedIdentityCautions } from '../stages/sharedIdentity';
import { untouchedBy } from '../stages/untouched';
import { confirmWritten } from './confirmWritten';

export interface EnableSecretSyncTools {
  readonly azure: Azure;
  readonly clock: Clock;
  readonly digest: Digest;
}

/** The instance, and the vault and identity that the user chose for it, be they there or not yet. */
export type EnableSecretSyncTarget = CreationTarget &
  OfficerChoice & {
    readonly vaultId: string;
    readonly identityId: string;
  };

type StepId = 'observe' | CreationStep | OfficerStep | SecretSyncStep | 'confirm';

/** What was seen, and what is left to do then. */
interface Look {
  readonly permissions: readonly CheckedPermission[];
  readonly seen: Observation;
  readonly wants: SecretSyncWants;
  readonly writes: readonly PlannedWrite[];
}

/** Reads the present state and makes sure that nothing keeps the plan from running. */
async function look(
  tools: EnableSecretSyncTools,
  target: EnableSecretSyncTarget,
  context: RequestContext,
): Promise<Look> {
  const { azure, clock, digest } = tools;
  const seen = await observe(azure, clock, target, context);
  const complete = withCreations(seen, target);
  const obstacle = findObstacle(complete);
  if (obstacle !== undefined) throw new UserFacingError(obstacle);
  const wants = toSecretSyncWants(complete, digest);
  const officer = await missingOfficer(azure, target, seen.vault, context);
  const writes = atExistingScopes(
    [
      ...creationWrites(seen, target),
      ...officerWrites(wants.vault, officer),
      ...secretSyncWrites(wants),
    ],
    seen,
    target,
  );
  return { seen, wants, writes, permissions: await checkWrites(azure, writes, context) };
}

/** Nothing waits for the caller's own role. */
const settingsOrder: Order<OfficerStep | SecretSyncStep> = beside<OfficerStep | SecretSyncStep>(
  'officer',
  secretSyncOrder,
);

function describeOutcome(seen: Observation): string {
  const finding = secretSyncFinding(seen);
  return finding.state === 'notProved'
    ? t('Everything is in place. The first synchronized secret proves it.')
    : finding.words;
}

/** After the writes: is everything as it was meant to be? */
async function confirm(
  { azure, clock, digest }: EnableSecretSyncTools,
  target: EnableSecretSyncTarget,
  context: StepContext,
): Promise<string> {
  const { seen } = await confirmWritten(clock, context, async () => {
    const now = await observe(azure, clock, target, context);
    return { seen: now, left: secretSyncWrites(toSecretSyncWants(now, digest)) };
  });
  return describeOutcome(seen);
}

function createPlan(
  tools: EnableSecretSyncTools,
  target: EnableSecretSyncTarget,
  preview: SecretSyncWants,
  reviewed: readonly PlannedWrite[],
): Plan<StepId> {
  const { azure } = tools;
  return {
    id: 'enableSecretSync',
    title: t('Enable secret synchronization'),
    subjectId: target.instanceId,
    subjectName: preview.instance.name,
    tenantId: target.tenantId,
    request: { planId: 'enableSecretSync', target },
    agreed: reviewed,
    steps: {
      observe: { title: t('Read the present state'), detail: shortPath(target.instanceId) },
      ...creationSteps(target),
      ...officerSteps(target),
      ...secretSyncSteps(preview),
      confirm: { title: t('Check the result'), detail: shortPath(target.instanceId) },
    },
    prepareAgain: (context) => prepareEnableSecretSync(tools, target, context),
    order: inOrder<StepId>(creationOrder, settingsOrder),
    async run(run) {
      const lookAgain = async (context: RequestContext): Promise<Look> => {
        const now = await look(tools, target, context);
        requireReviewed(now.writes, reviewed);
        requireAllowed(now.permissions);
        return now;
      };
      const first = await run.step('observe', lookAgain);
      const hasMade = await makeMissing(run, azure, first.seen, target);
      // Ids that only Azure gives are known now.
      const { wants } = hasMade ? await lookAgain(run.context) : first;
      await follow(run, settingsOrder, {
        officer: () => carryOutOfficer(run, tools, wants.vault, target),
        ...secretSyncWorks(run, tools, wants),
      });
      await run.step('confirm', async (context) => {
        context.report(await confirm(tools, target, context));
      });
    },
  };
}

/**
 * Looks at the instance and says what enabling secret synchronization with this vault and identity
 * would write (nothing, when all is done), together with the plan that does it.
 *
 * Writes nothing.
 *
 * @throws {UserFacingError} what is wrong, on which resource, and what to do next
 */
export async function prepareEnableSecretSync(
  tools: EnableSecretSyncTools,
  target: EnableSecretSyncTarget,
  context: RequestContext,
): Promise<PreparedPlan> {
  requireTypes(target);
  const seen = await look(tools, target, context);
  const { writes } = seen;
  return {
    plan: createPlan(tools, target, seen.wants, writes),
    writes,
    permissions: seen.permissions,
    ...untouchedBy(seen.seen, writes),
    cautions: [...sharedIdentityCautions(seen.seen), ...conditionCautions(seen.seen)],
  };
}
