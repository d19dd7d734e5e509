import { t } from '@vscode/l10n';
import { idKey, parseArmId, resourceGroupId } from '../model/armId';
import type { NeededPermission } from '../permissions';
import type { Caller } from '../ports';
import type { CheckedStep } from '../prerequisites/readPrerequisites';
import { covers, isGivenBy, smallestGrants, type Grant } from './smallestGrants';

/** A role at a scope, and the steps for which it is needed. */
export interface WantedGrant extends Grant {
  readonly reasons: readonly string[];
}

/** The same permissions as a role of one's own. */
export interface CustomRole {
  readonly name: string;
  readonly actions: readonly string[];
  readonly dataActions: readonly string[];
  /** Resource groups and subscriptions: a role can't be made for a single resource. */
  readonly assignableScopes: readonly string[];
  /** Where it is to be assigned. */
  readonly scopes: readonly string[];
}

/** What the caller lacks, in what an administrator can give. */
export interface AccessRequest {
  readonly instanceName: string;
  readonly instanceId: string;
  readonly tenantId: string;
  readonly caller: Caller;
  readonly grants: readonly WantedGrant[];
  /** Resource providers that somebody else has to register. */
  readonly registrations: readonly {
    readonly namespace: string;
    readonly subscriptionId: string;
  }[];
  /** Stands for `grants`, but for those in `besideCustomRole`. */
  readonly customRole?: CustomRole;
  /** Granting roles is no matter for a role of one's own: it could then grant everything. */
  readonly besideCustomRole: readonly WantedGrant[];
  /** Asked for although it may be there: it could not be checked. */
  readonly unchecked: readonly NeededPermission[];
}

/** What something that is wanted needs, as it was checked. */
export type WantedStep = Pick<CheckedStep, 'title' | 'checked'> & Partial<CheckedStep>;

interface Need extends NeededPermission {
  readonly reason: string;
  readonly isUnchecked: boolean;
}

const registers = /^([^/]+)\/register\/action$/i;

const grantsRoles = ({ action }: NeededPermission): boolean =>
  /^microsoft\.authorization\/roleassignments\/(write|delete)$/i.test(action);

function needsOf(steps: readonly WantedStep[]): readonly Need[] {
  return steps
    .filter(({ spared }) => spared === undefined)
    .flatMap(({ title, checked }) =>
      checked.flatMap(({ action, scope, plane, isUnrestricted, permission }) =>
        scope !== undefined && (permission === 'denied' || permission === 'unknown')
          ? [
              {
                action,
                scope,
                ...(plane === undefined ? {} : { plane }),
                ...(isUnrestricted ? { isUnrestricted } : {}),
                reason: title,
                isUnchecked: permission === 'unknown',
              },
            ]
          : [],
      ),
    );
}

const grantsFor = (needs: readonly Need[]): readonly WantedGrant[] =>
  smallestGrants(needs).map((grant) => ({
    ...grant,
    reasons: [
      ...new Set(needs.filter((need) => isGivenBy(grant, need)).map(({ reason }) => reason)),
    ],
  }));

const groupOrSubscription = (scope: string): string => {
  const parsed = parseArmId(scope);
  return parsed ? resourceGroupId(parsed) : scope;
};

/** Scopes without those that lie in another of them, in any casing. */
const outermost = (scopes: readonly string[]): readonly string[] => {
  const distinct = [...new Map(scopes.map((scope) => [idKey(scope), scope])).values()];
  return distinct.filter(
    (scope) => !distinct.some((other) => idKey(other) !== idKey(scope) && covers(other, scope)),
  );
};

function customRoleFor(instanceName: string, needs: readonly Need[]): CustomRole | undefined {
  if (needs.length === 0) return undefined;
  const of = (plane: 'control' | 'data'): readonly string[] =>
    [
      ...new Set(
        needs.filter((need) => (need.plane ?? 'control') === plane).map(({ action }) => action),
      ),
    ].sort();
  const scopes = needs.map(({ scope }) => scope);
  return {
    name: `Secure settings of ${instanceName}`,
    actions: of('control'),
    dataActions: of('data'),
    assignableScopes: outermost(scopes.map(groupOrSubscription)),
    scopes: outermost(scopes),
  };
}

/** What was refused, beyond what the steps ask for already. */
export function refusedStep(
  steps: readonly WantedStep[],
  lacking: readonly NeededPermission[],
): WantedStep {
  const keyOf = ({ action, scope, isUnrestricted }: NeededPermission): string =>
    `${action.toLowerCase()} ${idKey(scope)} ${isUnrestricted ?? false}`;
  const asked = new Set(needsOf(steps).map(keyOf));
  const own = new Map(lacking.map((each) => [keyOf(each), each] as const));
  return {
    title: t('Do what was refused'),
    checked: [...own]
      .filter(([key]) => !asked.has(key))
      .map(([, each]) => ({ ...each, permission: 'denied' as const })),
  };
}

/**
 * What to ask an administrator for: the smallest built-in roles at the narrowest scopes, and the same
 * as a custom role. Only what is needed now; undefined when that is nothing. Pure.
 */
export function toAccessRequest(input: {
  readonly instanceName: string;
  readonly instanceId: string;
  readonly tenantId: string;
  readonly caller: Caller;
  readonly steps: readonly WantedStep[];
}): AccessRequest | undefined {
  const { steps, ...about } = input;
  const all = needsOf(steps);
  if (all.length === 0) return undefined;
  const needs = all.filter(({ action }) => !registers.test(action));
  const own = needs.filter((need) => !grantsRoles(need));
  const customRole = customRoleFor(about.instanceName, own);
  return {
    ...about,
    grants: grantsFor(needs),
    registrations: all.flatMap(({ action, scope }) => {
      const namespace = registers.exec(action)?.[1];
      return namespace === undefined
        ? []
        : [{ namespace, subscriptionId: scope.split('/')[2] ?? '' }];
    }),
    ...(customRole ? { customRole } : {}),
    besideCustomRole: grantsFor(needs.filter(grantsRoles)),
    unchecked: needs.filter(({ isUnchecked }) => isUnchecked),
  };
}
