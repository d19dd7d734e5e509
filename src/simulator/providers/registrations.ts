import type { JsonObject } from '../../core/model/json';
import { page } from '../arm/page';
import { ArmFault, type ArmRequest, type Provider, type WriteResult } from '../provider';
import { regions } from '../regions';
import { timings } from '../timings';
import type { Subscription } from '../world';

const locations = [...regions.values()];

const notFound = (namespace: string): ArmFault =>
  new ArmFault(
    404,
    'InvalidResourceNamespace',
    `The resource namespace '${namespace}' is invalid.`,
  );

/** Newest first, as the service lists them. */
function toResourceTypes({ namespace, types, otherTypes = [] }: Provider): readonly JsonObject[] {
  const own = types.map(({ type, apiVersions, isTracked, level }) => ({
    name: type.slice(namespace.length + 1),
    apiVersions,
    capabilities: isTracked
      ? 'CrossResourceGroupResourceMove, CrossSubscriptionResourceMove, SupportsTags, SupportsLocation'
      : level === 'extension'
        ? 'SupportsExtension'
        : 'None',
  }));
  const others = otherTypes.map(({ type, apiVersions }) => ({
    name: type,
    apiVersions,
    capabilities: 'None',
  }));
  return [...own, ...others].map(({ name, apiVersions, capabilities }) => ({
    resourceType: name,
    locations,
    apiVersions: apiVersions.toReversed(),
    defaultApiVersion: apiVersions.findLast((version) => !version.includes('preview')) ?? null,
    capabilities,
  }));
}

function stateOf({ registered, registrations }: Subscription, namespace: string): string {
  const key = namespace.toLowerCase();
  return registrations.get(key) ?? (registered.has(key) ? 'Registered' : 'NotRegistered');
}

function describe(provider: Provider, subscription: Subscription | undefined): JsonObject {
  const { namespace } = provider;
  const root = subscription ? `/subscriptions/${subscription.id}` : '';
  return {
    id: `${root}/providers/${namespace}`,
    namespace,
    ...(subscription
      ? {
          registrationState: stateOf(subscription, namespace),
          registrationPolicy: 'RegistrationRequired',
        }
      : {}),
    resourceTypes: toResourceTypes(provider),
  };
}

/** Registering takes a while, and so does its end. */
function change(
  { world }: ArmRequest,
  { registered, registrations }: Subscription,
  namespace: string,
  isOn: boolean,
): void {
  const key = namespace.toLowerCase();
  if (registered.has(key) === isOn && !registrations.has(key)) return;
  registrations.set(key, isOn ? 'Registering' : 'Unregistering');
  world.schedule(world.now() + timings.providerRegistrationMs, () => {
    registrations.delete(key);
    if (isOn) registered.add(key);
    else registered.delete(key);
  });
}

/**
 * Resource providers of the tenant or of a subscription: what types and versions they have, whether
 * they are registered, and their registration.
 *
 * @see https://learn.microsoft.com/rest/api/resources/providers (api-version 2021-04-01)
 */
export function createRegistrations(
  providers: () => readonly Provider[],
  canSee: (request: ArmRequest, subscription: Subscription) => boolean,
): (request: ArmRequest) => WriteResult | undefined {
  return (request) => {
    const [, subscriptionId, namespace, verb] =
      /^(?:\/subscriptions\/([^/]+))?\/providers(?:\/([^/]+)(?:\/(register|unregister))?)?$/i.exec(
        request.path,
      ) ?? [];
    if (!/^(\/subscriptions\/[^/]+)?\/providers(\/|$)/i.test(request.path)) return undefined;
    const subscription =
      subscriptionId === undefined
        ? undefined
        : request.world.subscriptions.get(subscriptionId.toLowerCase());
    if (subscription && !canSee(request, subscription)) {
      request.authorize(
        'Microsoft.Resources/subscriptions/providers/read',
        `/subscriptions/${subscription.id}`,
      );
    }
    if (namespace === undefined) {
      if (!/\/providers$/i.test(request.path) || request.method !== 'GET') return undefined;
      const shown = providers().map((provider) => describe(provider, subscription));
      return { status: 200, body: page(shown, request.url) };
    }
    const provider = providers().find(
      (each) => each.namespace.toLowerCase() === namespace.toLowerCase(),
    );
    if (!provider) throw notFound(namespace);
    if (verb !== undefined) {
      if (!subscription || request.method !== 'POST') return undefined;
      request.authorize(
        `${provider.namespace}/${verb.toLowerCase()}/action`,
        `/subscriptions/${subscription.id}`,
      );
      change(request, subscription, namespace, verb.toLowerCase() === 'register');
    } else if (request.method !== 'GET') {
      return undefined;
    }
    return { status: 200, body: describe(provider, subscription) };
  };
}
