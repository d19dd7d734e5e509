import { t } from '@vscode/l10n';
import { UserFacingError } from '../errors';
import { parseArmIdOf, resourceTypes, shortPath } from '../model/armId';
import { deletedSecretId, isSecretName, secretVersionId } from '../model/secretIds';
import { pollMs, secretStore } from '../observe/awaitRounds';
import { observe } from '../observe/observe';
import { readSecretState, type SecretState } from '../observe/secretState';
import {
  checkPermissions,
  requireAllowed,
  type CheckedPermission,
  type NeededPermission,
} from '../permissions';
import { inOrder } from '../plan/order';
import type { Plan, PlannedWrite, PreparedPlan, StepContext } from '../plan/plan';
import type { TargetOf } from '../plan/request';
import { requireReviewed } from '../plan/reviewed';
import type { Azure, Clock, RequestContext, SecretVersion, Vault } from '../ports';
import { enabledBody, enableSecret } from '../steps/enableSecret';
import { deletionBody, recoverSecret } from '../steps/recoverSecret';
import { usualRecovery } from '../stages/usual';
import { toSpan } from '../verify/span';
import { confirmWritten } from './confirmWritten';

interface Tools {
  readonly azure: Azure;
  readonly clock: Clock;
}

type Target = TargetOf<'restoreSecret'>;

interface Look {
  readonly vault: Vault;
  readonly states: readonly SecretState[];
  readonly writes: readonly PlannedWrite[];
  readonly permissions: readonly CheckedPermission[];
}

const toDay = (atMs: number | undefined): string | undefined =>
  atMs === undefined ? undefined : new Date(atMs).toISOString().slice(0, 10);

/** Data actions of roles. */
const actions = {
  see: 'Microsoft.KeyVault/vaults/secrets/readMetadata/action',
  enable: 'Microsoft.KeyVault/vaults/secrets/update/action',
  recover: 'Microsoft.KeyVault/vaults/secrets/recover/action',
} as const;

/** Where access policies decide, roles say nothing of it. */
const needFor = ({ id, isRbac }: Vault, action: string): readonly NeededPermission[] =>
  isRbac ? [{ action, scope: id, plane: 'data' }] : [];

function toEnable(vault: Vault, name: string, { version }: SecretVersion): PlannedWrite {
  return {
    stepId: 'enable',
    title: t('Enable secret {0}', name),
    detail: t('its current version; the value is neither read nor changed'),
    method: 'PATCH',
    resourceId: secretVersionId(vault.id, name, version),
    now: enabledBody(false),
    then: enabledBody(true),
    change: { now: t('disabled'), then: t('enabled') },
    needs: needFor(vault, actions.enable),
  };
}

type Deleted = Extract<SecretState, { kind: 'deleted' }>;

function toRecover(vault: Vault, { name, deleted }: Deleted): PlannedWrite {
  const [day, end] = [toDay(deleted.deletedAtMs), toDay(deleted.keptUntilMs)];
  return {
    stepId: 'recover',
    title: t('Recover secret {0}', name),
    detail: t('with all its versions; no value is read'),
    method: 'POST',
    resourceId: deletedSecretId(vault.id, name),
    now: deletionBody(deleted),
    change: {
      now:
        day === undefined || end === undefined
          ? t('deleted')
          : t('deleted on {0}, kept until {1}', day, end),
      then: t('recovered'),
    },
    needs: needFor(vault, actions.recover),
  };
}

function toWrites(vault: Vault, state: SecretState): readonly PlannedWrite[] {
  switch (state.kind) {
    case 'disabled':
      return [toEnable(vault, state.name, state.current)];
    case 'deleted': {
      const { current } = state.deleted;
      return [
        toRecover(vault, state),
        // It comes back as it was.
        ...(current && !current.isEnabled ? [toEnable(vault, state.name, current)] : []),
      ];
    }
    case 'enabled':
    case 'absent':
    case 'unseen':
      return [];
  }
}

/** Whose value only people can set: by whom, and where. */
export const neverSetWords = (names: readonly string[], { name }: Vault): string =>
  t(
    '{0} is neither in key vault {1} nor among its deleted secrets: it was never set there, or is gone for good. Whoever knows the value sets it, with the role Key Vault Secrets Officer, in the portal of the vault under Secrets.',
    names.join(', '),
    name,
  );

const absentIn = (states: readonly SecretState[]): readonly string[] =>
  states.flatMap(({ kind, name }) => (kind === 'absent' ? [name] : []));

/** @throws {UserFacingError} the vault or one of the secrets cannot be seen */
async function look(
  { azure }: Tools,
  { vaultId, secretNames }: Target,
  context: RequestContext,
): Promise<Look> {
  const vault = await azure.vaults.find(vaultId, context);
  if (!vault) {
    throw new UserFacingError(
      t(
        '{0} does not exist, or your account may not see it. Refresh and choose again.',
        shortPath(vaultId),
      ),
    );
  }
  const states = await Promise.all(
    secretNames.map((name) => readSecretState(azure, vault, name, context)),
  );
  const writes = states.flatMap((state) => toWrites(vault, state));
  const unseen = states.find((state) => state.kind === 'unseen');
  // What it takes to see them, and whatever they then turn out to need.
  const toSee = unseen
    ? Object.values(actions).flatMap((action) => needFor(vault, action))
    : writes.flatMap(({ needs }) => needs);
  const permissions = await checkPermissions(azure, toSee, context);
  if (unseen && !permissions.some(({ permission }) => permission === 'denied')) throw unseen.error;
  return { vault, states, writes, permissions };
}

function versionIn(state: SecretState): SecretVersion | undefined {
  switch (state.kind) {
    case 'enabled':
    case 'disabled':
      return state.current;
    case 'deleted':
      return state.deleted.current;
    case 'absent':
    case 'unseen':
      return undefined;
  }
}

/** When the cluster has them. */
const roundWords = (everyMs: number | undefined): string =>
  everyMs === undefined
    ? t('The Secret Store extension fetches them in its next round; “Sync Now…” asks for one.')
    : t(
        'The Secret Store extension fetches them in its next round, within {0}; “Sync Now…” asks for one at once.',
        toSpan(everyMs),
      );

const fetchedWords = (everyMs: number | undefined): string =>
  everyMs === undefined
    ? t('No value is read here; the cluster fetches them in its next round.')
    : t('No value is read here; the cluster fetches them within {0}.', toSpan(everyMs));

/** What is to be known first. The value stays unseen throughout. */
function cautionsOf(
  { vault, states, writes }: Look,
  everyMs: number | undefined,
  nowMs: number,
): readonly string[] {
  if (writes.length === 0) return [];
  const expired = states.filter((state) => (versionIn(state)?.expiresAtMs ?? Infinity) <= nowMs);
  const absent = absentIn(states);
  return [
    t(
      'Somebody has disabled or deleted this, perhaps on purpose. Ask whoever looks after key vault {0} first.',
      vault.name,
    ),
    [
      t('Whoever may read secrets of {0} can read these again then.', vault.name),
      fetchedWords(everyMs),
    ].join(' '),
    ...(vault.isRbac
      ? []
      : [
          t(
            '{0} decides by access policies. Whether one lets you do this is known only when it is done.',
            vault.name,
          ),
        ]),
    ...(expired.length === 0
      ? []
      : [
          t(
            '{0} has expired and stays so. Only a new version with a new value, by its owner, mends that.',
            expired.map(({ name }) => name).join(', '),
          ),
        ]),
    ...(absent.length === 0 ? [] : [neverSetWords(absent, vault)]),
  ];
}

function titleOf(states: readonly SecretState[]): string {
  const [first, ...others] = states.filter(({ kind }) => kind === 'disabled' || kind === 'deleted');
  if (!first || others.length > 0) return t('Enable or recover secrets');
  return first.kind === 'deleted'
    ? t('Recover secret {0}', first.name)
    : t('Enable secret {0}', first.name);
}

/** Does it for each side by side, lets all of them end, then throws the first failure. */
async function forEach<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const results = await Promise.allSettled(items.map(work));
  const failed = results.find((result) => result.status === 'rejected');
  if (failed) throw failed.reason;
}

interface Aim {
  readonly first: Look;
  /** How often the Secret Store extension looks. */
  readonly everyMs: number | undefined;
}

const createPlan = (
  tools: Tools,
  target: Target,
  { first, everyMs }: Aim,
): Plan<'observe' | 'recover' | 'enable' | 'confirm'> => {
  const { azure, clock } = tools;
  const { vault, states, writes: reviewed } = first;
  const has = (stepId: string): boolean => reviewed.some((write) => write.stepId === stepId);
  const namesFor = (stepId: string): readonly string[] =>
    target.secretNames.filter((name) =>
      states.some(
        (state) =>
          state.name === name && toWrites(vault, state).some((write) => write.stepId === stepId),
      ),
    );

  const enable = (step: StepContext): Promise<void> =>
    forEach(states, async (state) => {
      const version = versionIn(state)?.version;
      if (version === undefined || !namesFor('enable').includes(state.name)) return;
      await enableSecret(azure, vault, state.name, version, step);
    });

  return {
    id: 'restoreSecret',
    title: titleOf(states),
    subjectId: target.instanceId,
    subjectName: target.instanceName,
    tenantId: target.tenantId,
    request: { planId: 'restoreSecret', target },
    agreed: reviewed,
    steps: {
      observe: { title: t('Read the present state'), detail: shortPath(target.vaultId) },
      ...(has('recover')
        ? {
            recover: {
              title: t('Recover what was deleted'),
              detail: namesFor('recover').join(', '),
              usual: usualRecovery(),
            },
          }
        : {}),
      ...(has('enable')
        ? {
            enable: {
              title: t('Enable what is disabled'),
              detail: namesFor('enable').join(', '),
            },
          }
        : {}),
      confirm: { title: t('Check the result'), detail: shortPath(target.vaultId) },
    },
    prepareAgain: (context) => prepareRestoreSecret(tools, target, context),
    order: inOrder('recover', 'enable'),
    async run(run) {
      await run.step('observe', async (step) => {
        const now = await look(tools, target, step);
        requireReviewed(now.writes, reviewed);
        requireAllowed(now.permissions);
      });
      if (has('recover')) {
        await run.step('recover', async (step) => {
          const names = namesFor('recover');
          await forEach(names, (name) => recoverSecret(azure, vault, name, step));
          step.report(names.join(', '));
        });
      }
      if (has('enable')) await run.step('enable', enable);
      await run.step('confirm', async (step) => {
        await confirmWritten(clock, step, async () => ({
          left: (await look(tools, target, step)).writes,
        }));
        if (reviewed.length > 0) step.note(roundWords(everyMs));
      });
    },
  };
};

/**
 * Enables secrets that are disabled and recovers those that were deleted, so that a SecretSync can
 * fetch them again. No value of a secret is ever read.
 *
 * Writes nothing until the plan runs.
 *
 * @throws {UserFacingError} the vault or a secret cannot be seen, or there is nothing but what was never set
 */
export async function prepareRestoreSecret(
  tools: Tools,
  target: Target,
  context: RequestContext,
): Promise<PreparedPlan> {
  if (!parseArmIdOf(resourceTypes.vault, target.vaultId)) {
    throw new UserFacingError(t('“{0}” is not the resource id of a key vault.', target.vaultId));
  }
  const noName = target.secretNames.find((name) => !isSecretName(name));
  if (noName !== undefined) {
    throw new UserFacingError(t('“{0}” is not the name of a secret.', noName));
  }
  const { azure, clock } = tools;
  const [first, seen] = await Promise.all([
    look(tools, target, context),
    observe(azure, clock, target, context),
  ]);
  const { vault, states, writes, permissions } = first;
  const absent = absentIn(states);
  if (writes.length === 0 && absent.length > 0) {
    throw new UserFacingError(neverSetWords(absent, vault));
  }
  const everyMs = secretStore(seen) && pollMs(seen);
  return {
    plan: createPlan(tools, target, { first, everyMs }),
    writes,
    permissions,
    cautions: cautionsOf(first, everyMs, clock.now()),
  };
}
