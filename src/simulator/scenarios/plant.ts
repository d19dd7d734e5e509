import { aCluster, aPlatform, type ClusterSpec, type PlatformSpec } from './buildCluster';
import {
  aCustomLocation,
  anInstance,
  setProperties,
  type Instance,
  type InstanceSpec,
} from './buildInstance';
import {
  aCredential,
  aProviderClass,
  credentialName,
  subjectOf,
  vaultRoles,
  type Identity,
  type Vault,
} from './buildTrust';
import { hash7, type Built, type Place } from './place';

export interface PlantSpec {
  readonly cluster: ClusterSpec;
  readonly platform?: PlatformSpec;
  readonly namespace?: string;
  readonly instance: InstanceSpec;
  /** Group of the instance and its location, when it is not the cluster's. */
  readonly instancePlace?: Place;
}

/** A cluster with IoT Operations on it: platform, custom location and one instance. */
export function aPlant(place: Place, spec: PlantSpec): Instance {
  const cluster = aCluster(place, spec.cluster);
  const extensionIds = aPlatform(place, cluster, spec.platform);
  const instancePlace = spec.instancePlace ?? place;
  const customLocation = aCustomLocation(instancePlace, cluster, {
    name: `location-${hash7(cluster.id)}`,
    extensionIds,
    ...(spec.namespace === undefined ? {} : { namespace: spec.namespace }),
  });
  return anInstance(instancePlace, customLocation, spec.instance);
}

export interface SecretSyncSetup {
  readonly vault: Vault;
  readonly identity: Identity;
  /** Default: exactly the issuer that tokens carry. */
  readonly credentialIssuer?: string;
  readonly credentialNamed?: string;
  /** `none`: no federated credential is written. */
  readonly credential?: 'none';
  /** `kept`: the identity has its roles at the vault already, or is not to have them. */
  readonly roles?: 'given' | 'kept';
  readonly objects?: readonly string[];
  readonly providerClassNamed?: string;
  /** `none` leaves the instance as it was made before the property existed. Default: `set`. */
  readonly defaultReference?: 'set' | 'none';
}

/** Everything that enabling secret synchronization leaves behind; gives the provider class. */
export function enableSecretSync(instance: Instance, setup: SecretSyncSetup): Built {
  const { world } = instance.place;
  const issuer = setup.credentialIssuer ?? instance.customLocation.cluster.tokenIssuer;
  const subject = subjectOf(instance, 'aio-ssc-sa');
  if (setup.roles !== 'kept') vaultRoles(world, setup.vault, setup.identity);
  if (setup.credential !== 'none') {
    aCredential(world, setup.identity, {
      name: setup.credentialNamed ?? credentialName(instance, issuer, subject),
      issuer,
      subject,
    });
  }
  const providerClass = aProviderClass(instance, {
    ...(setup.providerClassNamed === undefined ? {} : { name: setup.providerClassNamed }),
    vaultName: setup.vault.name,
    clientId: setup.identity.clientId,
    tenantId: setup.vault.vaultTenantId,
    objects: setup.objects ?? [],
  });
  if (setup.defaultReference !== 'none') {
    setProperties(instance, { defaultSecretProviderClassRef: { resourceId: providerClass.id } });
  }
  return providerClass;
}
