import { stringAt } from '../../src/core/model/json';
import type { StoredResource, World } from '../../src/simulator/world';

/** What an identity for cloud connections is made of on an instance where it works. */
export interface CloudChain {
  readonly world: World;
  readonly instance: StoredResource;
  readonly identity: StoredResource;
  readonly credential: StoredResource;
  /** One that logs in with the identity. */
  readonly endpoint: StoredResource;
}

/** Finds it by the parts' types and by whom they belong to. */
export function cloudChainOf(
  world: World,
  instance: StoredResource,
  endpointName: string,
): CloudChain {
  const below = (parent: StoredResource, type: string) =>
    world.resources.under(parent.id).filter((each) => each.type === type);
  const endpoint = below(instance, 'Microsoft.IoTOperations/instances/dataflowEndpoints').find(
    ({ name }) => name === endpointName,
  );
  const identity = world.resources
    .ofType('Microsoft.ManagedIdentity/userAssignedIdentities')
    .find(({ id }) => JSON.stringify(instance.body['identity']).includes(id));
  const credential =
    identity &&
    below(
      identity,
      'Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials',
    ).find(({ body }) => stringAt(body, 'properties', 'subject')?.endsWith(':aio-dataflow'));
  if (!endpoint || !identity || !credential) {
    throw new Error(`${instance.name} has no identity for cloud connections.`);
  }
  return { world, instance, identity, credential, endpoint };
}
