import { t } from '@vscode/l10n';
import { secretSyncFinding } from '../checks/settings';
import { UserFacingError } from '../errors';
import { shortPath } from '../model/armId';
import { secretsOfficerRole } from '../model/roles';
import { observe } from '../observe/observe';
import type { Observation } from '../observe/observation';
import { requirePermissions } from '../permissions';
import type { Plan, PlannedWrite, PreparedPlan } from '../plan/plan';
import type { Azure, Clock, Digest, RequestContext } from '../ports';
import {
  atExistingScopes,
  creationPermissions,
  creationSteps,
  creationWrites,
  makeMissing,
  requireTypes,
  withCreations,
  type CreationStep,
  type CreationTarget,
} from '../stages/creations';
import {
  carryOutSecretSync,
  secretSyncPermissions,
  secretSyncSteps,
  secretSyncWrites,
  type SecretSyncStep,
} from '../stages/secretSync';
import { ensureSecretsOfficer, usualRoleMs } from '../steps/ensureSecretsOfficer';
import { findObstacle } from './secretSyncObstacles';
import { toSecretSyncWants, type SecretSyncWants } from './secretSyncWants';

export interface EnableSecretSyncTools {
  readonly azure: Azure;
  readonly clock: Clock;
  readonly digest: Digest;
}

/** The instance, and the vault and identity that the user chose for it, be they there or not yet. */
export type EnableSecretSyncTarget = CreationTarget & {
  readonly vaultId: string;
  readonly identityId: string;
  /** Lets the caller manage the vault's secrets, too. */
  readonly isOfficerWanted?: boolean;
};

type StepId = 'observe' | CreationStep | 'officer' | SecretSyncStep | 'confirm';

/** What was seen, and what is left to do then. */
interface Look {
  readonly seen: Observation;
  readonly wants: SecretSyncWants;
  readonly isOfficerMissing: boolean;
}

/** Whether the vault keeps the caller from its secrets. One that is not there yet does. */
async function needsOfficer(
  { azure }: EnableSecretSyncTools,
  target: EnableSecretSyncTarget,
  seen: Observation,
  context: RequestContext,
): Promise<boolean> {
  if (target.isOfficerWanted !== true) return false;
  if (seen.vault.kind !== 'known') return true;
  const access = await azure.secrets.probe(seen.vault.value.vaultUri, context);
  return access.kind === 'denied';
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
  const isOfficerMissing = await needsOfficer(tools, target, seen, context);
  const needed = [
    ...creationPermissions(seen, target),
    ...(isOfficerMissing
      ? [{ action: 'Microsoft.Authorization/roleAssignments/write', scope: wants.vault.id }]
      : []),
    ...secretSyncPermissions(wants),
  ];
  await requirePermissions(azure, atExistingScopes(needed, seen, target), context);
  return { seen, wants, isOfficerMissing };
}

const toWrites = (
  { seen, wants, isOfficerMissing }: Look,
  target: EnableSecretSyncTarget,
): readonly PlannedWrite[] => [
  ...creationWrites(seen, target),
  ...(isOfficerMissing
    ? [
        {
          title: t('Let you manage its secrets'),
          detail: t('{0} on {1}', secretsOfficerRole.name, wants.vault.name),
          method: 'PUT' as const,
          resourceId: wants.vault.id,
        },
      ]
    : []),
  ...secretSyncWrites(wants),
];

function describeOutcome(seen: Observation): string {
  const finding = secretSyncFinding(seen);
  return finding.state === 'notProved'
    ? t('Everything is in place. The first synchronized secret proves it.')
    : finding.words;
}

/** Waits before looking once more, in ms: what was just written may take a moment to be listed. */
const confirmWaitsMs = [2_000, 4_000, 8_000] as const;

/** After the writes: is everything as it was meant to be? */
async function confirm(
  { azure, clock, digest }: EnableSecretSyncTools,
  target: EnableSecretSyncTarget,
  context: RequestContext,
): Promise<string> {
  for (let look = 0; ; look += 1) {
    const seen = await observe(azure, clock, target, context);
    const left = secretSyncWrites(toSecretSyncWants(seen, digest));
    if (left.length === 0) return describeOutcome(seen);
    const waitMs = confirmWaitsMs[look];
    if (waitMs === undefined) {
      throw new UserFacingError(
        t(
          'Not everything is as it was written; still missing: {0}. Run it again: it does only what is left.',
          left.map(({ title }) => title).join(', '),
        ),
      );
    }
    await clock.sleep(waitMs, context.signal);
  }
}

function createPlan(
  tools: EnableSecretSyncTools,
  target: EnableSecretSyncTarget,
  preview: SecretSyncWants,
): Plan<StepId> {
  const { azure } = tools;
  return {
    id: 'enableSecretSync',
    title: t('Enable secret synchronization'),
    subjectId: target.instanceId,
    subjectName: preview.instance.name,
    tenantId: target.tenantId,
    choices: { vaultId: target.vaultId, identityId: target.identityId },
    steps: {
      observe: { title: t('Read the present state'), detail: shortPath(target.instanceId) },
      ...creationSteps(target),
      ...(target.isOfficerWanted
        ? {
            officer: {
              title: t('Let you manage its secrets'),
              detail: secretsOfficerRole.name,
              usual: usualRoleMs,
            },
          }
        : {}),
      ...secretSyncSteps(preview),
      confirm: { title: t('Check the result'), detail: shortPath(target.instanceId) },
    },
    async run(run) {
      const first = await run.step('observe', (context) => look(tools, target, context));
      const hasMade = await makeMissing(run, azure, first.seen, target);
      // Ids that only Azure gives are known now.
      const { wants } = hasMade ? await look(tools, target, run.context) : first;
      const officer = async (): Promise<void> => {
        if (target.isOfficerWanted !== true) return;
        await run.step('officer', (context) => ensureSecretsOfficer(tools, wants.vault, context));
      };
      // Nothing waits for the caller's own role.
      await run.all([officer(), carryOutSecretSync(run, tools, wants)]);
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
  return { plan: createPlan(tools, target, seen.wants), writes: toWrites(seen, target) };
}
