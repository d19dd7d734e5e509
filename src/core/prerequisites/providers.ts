import { t } from '@vscode/l10n';
import { apiVersions } from '../apiVersions';
import { becauseOf } from '../explain';
import { parseArmId } from '../model/armId';
import { absent, known, unknown, valueOf, type Fact } from '../model/fact';
import { stringAt } from '../model/json';
import type { Observation } from '../observe/observation';
import type { Azure, Clock, RequestContext } from '../ports';

/** A resource provider in a subscription. */
export interface ProviderRef {
  readonly subscriptionId: string;
  readonly namespace: string;
}

export interface ProviderReading extends ProviderRef {
  /** `Registered`, `Registering`, `NotRegistered`, … */
  readonly state: Fact<string>;
}

export const providerPath = ({ subscriptionId, namespace }: ProviderRef): string =>
  `/subscriptions/${subscriptionId}/providers/${namespace}`;

/** In the subscription of the instance, where its resources are made. */
const ofInstance = [
  'Microsoft.IoTOperations',
  'Microsoft.SecretSyncController',
  'Microsoft.ManagedIdentity',
  'Microsoft.KeyVault',
  'Microsoft.DeviceRegistry',
] as const;

/** In the subscription of the cluster, which may be another one. */
const ofCluster = ['Microsoft.Kubernetes', 'Microsoft.KubernetesConfiguration'] as const;

/** In the subscription of the custom location. */
const ofLocation = ['Microsoft.ExtendedLocation'] as const;

/** What each is for, as the end of a sentence. */
export function providerPurpose(namespace: string): string {
  switch (namespace) {
    case 'Microsoft.IoTOperations':
      return t('Azure IoT Operations instances');
    case 'Microsoft.SecretSyncController':
      return t('secret provider classes and secret syncs');
    case 'Microsoft.ManagedIdentity':
      return t('managed identities');
    case 'Microsoft.KeyVault':
      return t('key vaults');
    case 'Microsoft.DeviceRegistry':
      return t('schema registries and device registry namespaces');
    case 'Microsoft.Kubernetes':
      return t('Arc-enabled clusters');
    case 'Microsoft.KubernetesConfiguration':
      return t('cluster extensions, the Secret Store extension among them');
    default:
      return t('custom locations');
  }
}

/** The providers that an instance needs, each in the subscription where it needs them. */
export function neededProviders(seen: Observation): readonly ProviderRef[] {
  const subscriptionOf = (id: string | undefined): string =>
    parseArmId(id ?? '')?.subscriptionId ??
    parseArmId(seen.target.instanceId)?.subscriptionId ??
    '';
  const location = valueOf(seen.instance)?.customLocationId;
  const cluster = valueOf(seen.customLocation)?.clusterId;
  const at = (subscriptionId: string, namespaces: readonly string[]): readonly ProviderRef[] =>
    namespaces.map((namespace) => ({ subscriptionId, namespace }));
  return [
    ...at(subscriptionOf(undefined), ofInstance),
    ...at(subscriptionOf(location), ofLocation),
    ...at(subscriptionOf(cluster), ofCluster),
  ];
}

/**
 * Reads the registration of one provider; a failure is "unknown".
 *
 * @see https://learn.microsoft.com/rest/api/resources/providers/get (2021-04-01)
 */
export async function readProvider(
  azure: Azure,
  clock: Clock,
  ref: ProviderRef,
  context: RequestContext,
): Promise<ProviderReading> {
  try {
    const body = await azure.arm.find(providerPath(ref), apiVersions.providers, context);
    const state = body && stringAt(body, 'registrationState');
    return {
      ...ref,
      state: state === undefined ? absent('ARM', clock.now()) : known(state, 'ARM', clock.now()),
    };
  } catch (error) {
    context.signal.throwIfAborted();
    return { ...ref, state: unknown('ARM', becauseOf(error)) };
  }
}
