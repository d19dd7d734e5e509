import { setStored } from '../../requestBody';
import { followChain } from '../../trustChain';
import type { World } from '../../world';
import type { ClusterSpec, PlatformSpec } from '../buildCluster';
import type { Instance, InstanceSpec } from '../buildInstance';
import {
  anIdentity,
  aSecret,
  aSecretSync,
  aVault,
  type Identity,
  type Vault,
  type VaultSpec,
} from '../buildTrust';
import type { Place } from '../place';
import { aPlant, enableSecretSync, type SecretSyncSetup } from '../plant';
import { failedStatus, syncedStatus } from '../statuses';

/** Where one plant of the factory is built. */
export interface Site {
  readonly world: World;
  readonly place: Place;
  /** Lower-case, as in the names of its resources. */
  readonly city: string;
  /** A tenant that is not the site's. */
  readonly otherTenantId: string;
}

/** One plant, and what is special about it. */
export interface PlantCase {
  readonly city: string;
  readonly location: string;
  /** Names end with it. Default: `01`. */
  readonly number?: string;
  /** The state in one sentence. */
  readonly state: string;
  /** Default: the cluster carries an instance. */
  readonly hasInstance?: false;
  /** Default: `arc-{city}-{number}`. */
  readonly clusterNamed?: string;
  build(site: Site, names: PlantNames): void;
}

export interface PlantNames {
  readonly cluster: string;
  readonly instance: string;
}

export const namesOf = ({ city, number = '01', clusterNamed }: PlantCase): PlantNames => ({
  cluster: clusterNamed ?? `arc-${city}-${number}`,
  instance: `aio-${city}-${number}`,
});

export interface Variation {
  readonly cluster?: Partial<ClusterSpec>;
  readonly platform?: PlatformSpec;
  readonly instance?: Partial<InstanceSpec>;
  readonly instancePlace?: Place;
  readonly namespace?: string;
}

/** The plant's cluster and instance, as usual but for the variation. */
export const plant = (site: Site, names: PlantNames, variation: Variation = {}): Instance =>
  aPlant(site.place, {
    cluster: { ...variation.cluster, name: names.cluster },
    platform: variation.platform ?? {},
    instance: { ...variation.instance, name: names.instance },
    ...(variation.instancePlace ? { instancePlace: variation.instancePlace } : {}),
    ...(variation.namespace === undefined ? {} : { namespace: variation.namespace }),
  });

export const vault = (site: Site, spec: Partial<VaultSpec> = {}): Vault =>
  aVault(site.place, { name: `kv-${site.city}-plant`, ...spec });

export const identity = (site: Site, purpose = 'secrets'): Identity =>
  anIdentity(site.place, `id-${site.city}-${purpose}`);

/** Everything in place for secret synchronization with a vault and an identity of the plant's own. */
export function enabled(
  site: Site,
  instance: Instance,
  setup: Partial<SecretSyncSetup> = {},
): { readonly vault: Vault; readonly identity: Identity; readonly providerClass: string } {
  const used = {
    vault: setup.vault ?? vault(site),
    identity: setup.identity ?? identity(site),
  };
  const { name } = enableSecretSync(instance, { ...setup, ...used });
  return { ...used, providerClass: name };
}

/** The name of the secret that plants sync. */
export const usualSecret = 'historian-password';

/** A secret that is meant to be synced, with what the cluster has to report of it as the chain now is. */
export function reported(site: Site, instance: Instance, providerClass: string): void {
  const { world } = site;
  const mapping = { [usualSecret]: 'password' };
  const { id } = aSecretSync(instance, { name: 'historian', providerClass, mapping });
  const secretSync = world.resources.get(id);
  const outcome = secretSync && followChain(world, secretSync);
  if (outcome === undefined || outcome.kind === 'silent') return;
  const status = outcome.kind === 'synced' ? syncedStatus(world) : failedStatus(world, outcome);
  setStored(world, id, () => ({ status }));
}

/** As `enabled`, with one secret in the vault that is synced into the cluster. */
export function proved(
  site: Site,
  instance: Instance,
  setup: Partial<SecretSyncSetup> = {},
): ReturnType<typeof enabled> {
  const made = enabled(site, instance, { objects: [usualSecret], ...setup });
  aSecret(site.world, made.vault, usualSecret);
  aSecretSync(instance, {
    name: 'historian',
    providerClass: made.providerClass,
    mapping: { [usualSecret]: 'password' },
    status: syncedStatus(site.world),
  });
  return made;
}
