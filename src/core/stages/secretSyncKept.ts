import { t } from '@vscode/l10n';
import { sameId } from '../model/armId';
import { valueOf, type Fact } from '../model/fact';
import type { DataflowEndpoint } from '../observe/dataflowEndpoints';
import type { Observation, ProviderClass, SecretSync } from '../observe/observation';
import type { Kept } from '../plan/plan';
import { someNames } from './someNames';
import { stoppingEndpoints, unreadEndpoints } from './stoppingEndpoints';

/** Classes of others on the custom location, with the secrets that they give. */
export const foreignClasses = (
  classes: readonly ProviderClass[],
  syncs: readonly SecretSync[],
  ownId: string | undefined,
): readonly Kept[] =>
  classes
    .filter(({ id }) => ownId === undefined || !sameId(id, ownId))
    .map(({ name }) => {
      const secrets = syncs.filter((each) => each.providerClassName === name);
      return {
        title: t('Secret provider class {0}', name),
        because:
          secrets.length === 0
            ? t('not the one of this instance')
            : t(
                'not the one of this instance; its secrets stay, too: {0}',
                someNames(secrets.map((each) => each.name)),
              ),
      };
    });

/** Secrets whose class is neither the own one nor on the custom location. */
export const strayedSyncs = (
  classes: readonly ProviderClass[],
  syncs: readonly SecretSync[],
  own: readonly SecretSync[],
): readonly Kept[] =>
  syncs
    .filter(
      (each) => !own.includes(each) && !classes.some(({ name }) => name === each.providerClassName),
    )
    .map(({ name, providerClassName }) => ({
      title: t('Synchronized secret {0}', name),
      because: t('its class {0} is not the one of this instance', providerClassName ?? '–'),
    }));

const becauseOf = (fact: Fact<unknown>): string =>
  fact.kind === 'unknown'
    ? t('could not be read: {0}', fact.because)
    : t('it does not exist, or your account may not see it; look yourself');

/** The vault always stays; what it could not be asked for does, too. */
export const keptVault = (
  { vault }: Observation,
  own: ProviderClass | undefined,
): readonly Kept[] =>
  vault.kind === 'known'
    ? [{ title: t('Key vault {0}', vault.value.name), because: t('with all of its secrets') }]
    : own?.vaultName === undefined
      ? []
      : [{ title: t('Roles on key vault {0}', own.vaultName), because: becauseOf(vault) }];

/** What belongs to an identity that could not be looked at stays. */
export const unseenIdentity = (
  { identity }: Observation,
  own: ProviderClass | undefined,
): readonly Kept[] =>
  identity.kind === 'known' || own?.clientId === undefined
    ? []
    : [
        {
          title: t('Credentials and roles of the identity with client id {0}', own.clientId),
          because: becauseOf(identity),
        },
      ];

/** What stops when the Kubernetes secrets are gone. */
export function stoppingWith(
  syncs: readonly SecretSync[],
  endpoints: Fact<readonly DataflowEndpoint[]>,
): readonly string[] {
  if (syncs.length === 0) return [];
  const names = new Set(syncs.map(({ name }) => name));
  const users = (valueOf(endpoints) ?? []).filter(({ secrets }) =>
    secrets.some((name) => names.has(name)),
  );
  const shown = someNames([...names], 6);
  return [
    syncs.length === 1
      ? t('The Kubernetes secret goes, too, and what uses it stops. It is {0}', shown)
      : t('The Kubernetes secrets go, too, and what uses them stops. They are {0}', shown),
    ...stoppingEndpoints(users),
    ...unreadEndpoints(endpoints),
  ];
}
