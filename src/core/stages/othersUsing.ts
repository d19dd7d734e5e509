import { t } from '@vscode/l10n';
import { sameId } from '../model/armId';
import { valueOf, type Fact } from '../model/fact';
import type { PlacedClass } from '../observe/neighbours';
import type { CustomLocation, Observation } from '../observe/observation';
import type { ManagedIdentity } from '../ports';

/** Provider classes that log in with an identity, by what they need. */
export type OthersUsing =
  | {
      readonly kind: 'told';
      /** On the instance's cluster and namespace: they need the same federated credential. */
      readonly onNamespace: readonly string[];
      /** They need the roles at the instance's vault. */
      readonly onVault: readonly string[];
      readonly anywhere: readonly string[];
    }
  | { readonly kind: 'unknown'; readonly because: string };

const isOnNamespace = ({ customLocationId, location }: PlacedClass, own: CustomLocation): boolean =>
  sameId(customLocationId, own.id) ||
  (location !== undefined &&
    sameId(location.clusterId, own.clusterId) &&
    location.namespace === own.namespace);

/**
 * Who relies on an identity to synchronize secrets.
 *
 * @param classes all that log in with its client id, as far as the index knows them
 * @param ownId of the class that does not count, if there is one
 */
export function findOthersUsing(
  seen: Observation,
  identity: ManagedIdentity | undefined,
  classes: Fact<readonly PlacedClass[]>,
  ownId?: string,
): OthersUsing {
  if (classes.kind === 'unknown') return classes;
  if (seen.providerClasses.kind === 'unknown') return seen.providerClasses;
  const location = valueOf(seen.customLocation);
  const clientId = identity?.clientId.toLowerCase();
  if (!location || clientId === undefined) {
    return { kind: 'unknown', because: t('the identity could not be read') };
  }
  // What is on the same custom location is read freshly; the index may be behind.
  const here = (valueOf(seen.providerClasses) ?? [])
    .filter((each) => each.clientId?.toLowerCase() === clientId)
    .map((each): PlacedClass => ({ ...each, location }));
  const elsewhere = (valueOf(classes) ?? []).filter(
    (each) => !here.some(({ id }) => sameId(id, each.id)),
  );
  const others = [...here, ...elsewhere].filter(
    ({ id }) => ownId === undefined || !sameId(id, ownId),
  );
  const vaultName = valueOf(seen.vault)?.name.toLowerCase();
  const names = (some: readonly PlacedClass[]): readonly string[] => some.map(({ name }) => name);
  return {
    kind: 'told',
    onNamespace: names(others.filter((each) => isOnNamespace(each, location))),
    onVault: names(others.filter((each) => each.vaultName?.toLowerCase() === vaultName)),
    anywhere: names(others),
  };
}
