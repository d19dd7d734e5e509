import { t } from '@vscode/l10n';
import { sameId } from '../model/armId';
import { valueOf } from '../model/fact';
import type { Evidence, Finding } from '../model/finding';
import { vaultReaderRoles, type VaultReaderRole } from '../model/roles';
import { serviceAccounts } from '../names';
import { currentClass } from '../observe/currentClass';
import type { Observation, ProviderClass } from '../observe/observation';
import type { FederatedCredential } from '../ports';
import { judgeCredential, similarCredential, wantedCredential } from './credential';
import { evidence, unknownFinding } from './evidence';
import { hasRole } from './hasRole';
import { provisioning } from './provisioning';
import { closedAdvice, isClosed, policyAdvice } from './vaultFitness';

const same = (a: string | undefined, b: string | undefined): boolean =>
  a !== undefined && a.toLowerCase() === b?.toLowerCase();

/** The vault: found, in RBAC mode, in the identity's tenant. */
export function checkVault(seen: Observation): Finding {
  const { vault } = seen;
  if (vault.kind === 'unknown') return unknownFinding(vault.because);
  if (vault.kind === 'absent') {
    return {
      state: 'notStarted',
      words: t('No key vault'),
      evidence: [evidence(t('Key vault'), t('none'), vault)],
    };
  }
  const { name, isRbac, tenantId } = vault.value;
  const identity = valueOf(seen.identity);
  const shown = [
    evidence(t('Permission model'), isRbac ? 'Azure RBAC' : t('Access policies'), vault),
    evidence(t('Vault trusts tenant'), tenantId, vault),
    ...(identity
      ? [evidence(t('Identity belongs to tenant'), identity.tenantId, seen.identity)]
      : []),
  ];
  if (!isRbac) {
    return {
      state: 'drifted',
      words: t('Vault uses access policies'),
      advice: policyAdvice(vault.value),
      evidence: shown,
    };
  }
  if (identity && !same(identity.tenantId, tenantId)) {
    return {
      state: 'drifted',
      words: t('Vault of another tenant'),
      advice: t(
        'Key vault {0} belongs to tenant {1}, the managed identity {2} to {3}. Choose a vault and an identity of the same tenant.',
        name,
        tenantId,
        identity.name,
        identity.tenantId,
      ),
      evidence: shown,
    };
  }
  if (isClosed(vault.value)) {
    return {
      state: 'notProved',
      words: t('RBAC; its firewall decides'),
      advice: closedAdvice(vault.value),
      evidence: shown,
    };
  }
  return { state: 'done', words: t('RBAC, reachable'), evidence: shown };
}

export function checkIdentity(seen: Observation): Finding {
  const { identity } = seen;
  if (identity.kind === 'unknown') return unknownFinding(identity.because);
  const named = currentClass(valueOf(seen.instance), valueOf(seen.providerClasses) ?? []);
  if (identity.kind === 'absent') {
    return named?.clientId === undefined
      ? {
          state: 'notStarted',
          words: t('No managed identity'),
          evidence: [evidence(t('Identity'), t('none'), identity)],
        }
      : {
          state: 'drifted',
          words: t('Identity no longer exists'),
          advice: t(
            'Provider class {0} names the client id {1}, which no managed identity in this tenant has: it was deleted or created anew.',
            named.name,
            named.clientId,
          ),
          evidence: [
            evidence(t('Class names client id'), named.clientId, seen.providerClasses),
            evidence(t('Identities with it'), t('none'), identity),
          ],
        };
  }
  return {
    state: 'done',
    words: t('Exists'),
    evidence: [
      evidence(t('Client id'), identity.value.clientId, identity),
      evidence(t('Principal id'), identity.value.principalId, identity),
    ],
  };
}

/** Which of the two roles the identity lacks at the vault; undefined when that can't be told. */
export function missingRoles(seen: Observation): readonly VaultReaderRole[] | undefined {
  const vault = valueOf(seen.vault);
  const assignments = valueOf(seen.roleAssignments);
  const principalId = valueOf(seen.identity)?.principalId;
  if (!vault || !assignments || principalId === undefined) return undefined;
  return vaultReaderRoles.filter(
    (role) => !hasRole(assignments, { roleId: role.id, principalId, resourceId: vault.id }),
  );
}

/** What the identity has of a role; an inherited one says from where. */
function roleWord({ id }: VaultReaderRole, seen: Observation): string {
  const resourceId = valueOf(seen.vault)?.id ?? '';
  const held = { roleId: id, principalId: valueOf(seen.identity)?.principalId ?? '', resourceId };
  const all = valueOf(seen.roleAssignments) ?? [];
  const scopes = all.filter((each) => hasRole([each], held)).map(({ scope }) => scope);
  const [from] = scopes;
  if (from === undefined) {
    return hasRole(
      all.map((each) => ({ ...each, condition: undefined })),
      held,
    )
      ? t('only under a condition')
      : t('missing');
  }
  return scopes.some((scope) => sameId(scope, resourceId))
    ? t('assigned')
    : t('assigned at {0}', from);
}

export function checkRoles(seen: Observation): Finding {
  const missing = missingRoles(seen);
  if (missing === undefined) {
    return seen.identity.kind === 'absent' || seen.vault.kind === 'absent'
      ? {
          state: 'notStarted',
          words: t('No roles'),
          evidence: [
            evidence(t('Identity'), valueOf(seen.identity)?.name ?? t('none'), seen.identity),
            evidence(t('Key vault'), valueOf(seen.vault)?.name ?? t('none'), seen.vault),
          ],
        }
      : unknownFinding(
          seen.roleAssignments.kind === 'unknown'
            ? seen.roleAssignments.because
            : t('vault or identity could not be read'),
        );
  }
  const shown = [
    ...vaultReaderRoles.map((role) =>
      evidence(role.name, roleWord(role, seen), seen.roleAssignments),
    ),
    evidence(t('Principal id'), valueOf(seen.identity)?.principalId ?? '–', seen.identity),
    evidence(t('Key vault'), valueOf(seen.vault)?.id ?? '–', seen.vault),
  ];
  const names = missing.map((role) => role.name).join(', ');
  if (missing.length === 0) return { state: 'done', words: t('2 roles'), evidence: shown };
  return missing.length === vaultReaderRoles.length
    ? { state: 'notStarted', words: t('No roles'), evidence: shown }
    : { state: 'drifted', words: t('{0} is missing', names), evidence: shown };
}

/** The credential of the identity by which the cluster's Secret Store extension logs in, if any. */
export function ownCredential(seen: Observation): FederatedCredential | undefined {
  const want = wantedCredential(seen, serviceAccounts.secretSync);
  return want && similarCredential(valueOf(seen.credentials) ?? [], want);
}

export const checkCredential = (seen: Observation): Finding =>
  judgeCredential(seen, seen, serviceAccounts.secretSync);

const matches = (item: ProviderClass, seen: Observation): boolean =>
  same(item.clientId, valueOf(seen.identity)?.clientId) &&
  same(item.vaultName, valueOf(seen.vault)?.name) &&
  same(item.tenantId, valueOf(seen.identity)?.tenantId);

/** What the class names beside what vault and identity are, those first that differ. */
function namedAndFound(own: ProviderClass, seen: Observation): readonly Evidence[] {
  const { identity, vault, providerClasses } = seen;
  const found = valueOf(identity);
  const pairs = [
    [
      evidence('clientId', own.clientId ?? '–', providerClasses),
      evidence(t('Client id of the identity'), found?.clientId ?? t('none'), identity),
    ],
    [
      evidence('keyvaultName', own.vaultName ?? '–', providerClasses),
      evidence(t('Name of the vault'), valueOf(vault)?.name ?? t('none'), vault),
    ],
    [
      evidence('tenantId', own.tenantId ?? '–', providerClasses),
      evidence(t('Tenant of the identity'), found?.tenantId ?? t('none'), identity),
    ],
  ] as const;
  const differs = ([named, is]: (typeof pairs)[number]): boolean => !same(named.value, is.value);
  return [...pairs.filter(differs), ...pairs.filter((pair) => !differs(pair))].flat();
}

/**
 * The provider class to build on: the current one if it names vault and identity, else any class of
 * this location that does, else the current one (to be changed), else none (to be created).
 */
export function ownClass(seen: Observation): ProviderClass | undefined {
  const classes = valueOf(seen.providerClasses) ?? [];
  const current = currentClass(valueOf(seen.instance), classes);
  if (current && matches(current, seen)) return current;
  return classes.find((item) => matches(item, seen)) ?? current;
}

/** All that are on the custom location, those of others too. */
export const classNames = (seen: Observation): string =>
  (valueOf(seen.providerClasses) ?? []).map(({ name }) => name).join(', ') || t('none');

export function checkProviderClass(seen: Observation): Finding {
  if (seen.providerClasses.kind === 'unknown') return unknownFinding(seen.providerClasses.because);
  const own = ownClass(seen);
  if (!own) {
    return {
      state: 'notStarted',
      words: t('No secret provider class'),
      evidence: [evidence(t('Classes there'), classNames(seen), seen.providerClasses)],
    };
  }
  const shown = [
    evidence('clientId', own.clientId ?? '–', seen.providerClasses),
    evidence('keyvaultName', own.vaultName ?? '–', seen.providerClasses),
    evidence('tenantId', own.tenantId ?? '–', seen.providerClasses),
  ];
  switch (provisioning(own.provisioningState)) {
    case 'running':
      return { state: 'inProgress', words: t('Being written'), evidence: shown };
    case 'failed':
      return {
        state: 'failed',
        words: t('Last write failed'),
        advice: t('Provider class {0} is in state {1}.', own.name, own.provisioningState ?? ''),
        evidence: [
          evidence('provisioningState', own.provisioningState ?? '', seen.providerClasses),
          ...shown,
        ],
      };
    case 'final':
      break;
  }
  if (seen.identity.kind === 'unknown') return unknownFinding(seen.identity.because);
  if (seen.vault.kind === 'unknown') return unknownFinding(seen.vault.because);
  return matches(own, seen)
    ? {
        state: 'done',
        words: t('Names identity and vault'),
        evidence: namedAndFound(own, seen),
      }
    : {
        state: 'drifted',
        words: t('Names another identity or vault'),
        advice: t(
          'Provider class {0} does not name the client id, vault and tenant that are to be used.',
          own.name,
        ),
        evidence: namedAndFound(own, seen),
      };
}

export function checkDefaultReference(seen: Observation): Finding {
  const { instance } = seen;
  if (instance.kind === 'unknown') return unknownFinding(instance.because);
  if (instance.kind === 'absent') return unknownFinding(t('the instance does not exist'));
  const reference = instance.value.defaultClassId;
  const own = ownClass(seen);
  const shown = [
    evidence('defaultSecretProviderClassRef', reference ?? '–', instance),
    ...(own ? [evidence(t('Class of vault and identity'), own.id, seen.providerClasses)] : []),
  ];
  switch (provisioning(instance.value.provisioningState)) {
    case 'running':
      return { state: 'inProgress', words: t('Instance is being updated'), evidence: shown };
    case 'failed':
    case 'final':
      break;
  }
  if (reference === undefined) {
    return own
      ? {
          state: 'drifted',
          words: t('Class not referenced'),
          advice: t('The instance does not name {0} as its default provider class.', own.name),
          evidence: shown,
        }
      : { state: 'notStarted', words: t('No default class'), evidence: shown };
  }
  if (seen.providerClasses.kind === 'unknown') return unknownFinding(seen.providerClasses.because);
  if (own && sameId(own.id, reference)) {
    return { state: 'done', words: t('References it'), evidence: shown };
  }
  return {
    state: 'drifted',
    words: t('References another class'),
    advice: t('The instance names a default provider class that is missing or another one.'),
    evidence: shown,
  };
}

/** Does it work? Only a secret that was synchronized proves it. */
export function checkSync(seen: Observation): Finding {
  if (seen.secretSyncs.kind === 'unknown') return unknownFinding(seen.secretSyncs.because);
  const own = ownClass(seen);
  const mine = (valueOf(seen.secretSyncs) ?? []).filter(
    (item) => item.providerClassName === own?.name,
  );
  if (own === undefined || mine.length === 0) {
    return {
      state: 'notProved',
      words: t('Not proved'),
      advice: t('No secret is synchronized yet, so nothing proves that the chain works.'),
      evidence: [],
    };
  }
  const shown = mine.map((item) =>
    evidence(item.name, item.condition?.reason ?? '–', seen.secretSyncs),
  );
  const failing = mine.filter(
    ({ condition, awaitsSinceMs }) =>
      condition && !condition.isTrue && !condition.isUnknown && awaitsSinceMs === undefined,
  );
  const [first] = failing;
  if (first?.condition) {
    return {
      state: 'failed',
      words: t('{0} of {1} fail to sync', failing.length, mine.length),
      advice: t('{0}: {1} ({2})', first.name, first.condition.message, first.condition.reason),
      evidence: shown,
    };
  }
  if (mine.some((item) => item.condition === undefined || item.condition.isUnknown)) {
    return { state: 'inProgress', words: t('First sync is on its way'), evidence: shown };
  }
  if (mine.some((item) => item.awaitsSinceMs !== undefined)) {
    return { state: 'inProgress', words: t('Next sync is on its way'), evidence: shown };
  }
  return { state: 'done', words: t('{0} of {0} synced', mine.length), evidence: shown };
}
