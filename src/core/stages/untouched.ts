import { t } from '@vscode/l10n';
import { parseArmId, sameId } from '../model/armId';
import { valueOf, type Fact } from '../model/fact';
import type { Observation } from '../observe/observation';
import type { Kept, PlannedWrite, PreparedPlan } from '../plan/plan';
import type { FederatedCredential } from '../ports';

/** The first names; a count for the rest. */
const someNames = (names: readonly string[]): string =>
  names.length <= 3
    ? names.join(', ')
    : t('{0} and {1} more', names.slice(0, 3).join(', '), names.length - 3);

const nameOf = (id: string): string => parseArmId(id)?.name ?? id;

const kept = (title: string, names: readonly string[]): readonly Kept[] =>
  names.length === 0 ? [] : [{ title, because: someNames(names) }];

/** What stands beside the things that a plan writes, and stays as it is; nothing where it writes nothing. */
export function untouchedBy(
  seen: Observation,
  writes: readonly PlannedWrite[],
): Pick<PreparedPlan, 'kept'> {
  if (writes.length === 0) return {};
  const isWritten = (id: string): boolean => writes.some((write) => sameId(write.resourceId, id));
  const instance = valueOf(seen.instance);
  const assigned = instance?.userAssignedIdentities.map(({ id }) => id) ?? [];
  const stay = (credentials: Fact<readonly FederatedCredential[]>): readonly string[] =>
    (valueOf(credentials) ?? []).filter(({ id }) => !isWritten(id)).map(({ name }) => name);
  const identities = [
    ...(seen.identity.kind === 'known'
      ? [{ id: seen.identity.value.id, credentials: seen.credentials }]
      : []),
    ...(valueOf(seen.cloudIdentities) ?? []),
  ];
  const written = identities.filter(({ id }) =>
    writes.some(({ resourceId }) => resourceId.toLowerCase().startsWith(id.toLowerCase())),
  );
  const stays = [
    ...kept(
      t('Other secret provider classes'),
      (valueOf(seen.providerClasses) ?? []).filter(({ id }) => !isWritten(id)).map((c) => c.name),
    ),
    ...kept(t('Identities that the instance has already'), assigned.map(nameOf)),
    ...written.flatMap(({ id, credentials }) =>
      kept(t('Other federated credentials of {0}', nameOf(id)), stay(credentials)),
    ),
  ];
  return { kept: stays };
}
