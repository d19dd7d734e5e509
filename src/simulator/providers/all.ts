import { editorRedirect } from '../editorRedirect';
import { createLoginHost, type LoginHostOptions } from '../entra/loginHost';
import { createGraphHost } from '../graphHost';
import { createIssuerHost } from '../issuerHost';
import type { HostHandler, Provider } from '../provider';
import { createSecretsHost } from '../vault/secretsHost';
import type { World } from '../world';
import { authorization } from './authorization';
import { connectionTargets } from './connectionTargets';
import { deviceRegistry } from './deviceRegistry';
import { keyVault } from './keyVault';
import { extendedLocation } from './extendedLocation';
import { iotOperations } from './iotOperations';
import { kubernetes } from './kubernetes';
import { kubernetesConfiguration } from './kubernetesConfiguration';
import { managedIdentity } from './managedIdentity';
import { resourceGraph } from './resourceGraph';
import { createResources } from './resources';
import { secretSync } from './secretSync';

/** Every resource provider of the simulated ARM. */
export const providers: readonly Provider[] = [
  authorization,
  ...connectionTargets,
  keyVault,
  deviceRegistry,
  extendedLocation,
  iotOperations,
  kubernetes,
  kubernetesConfiguration,
  managedIdentity,
  resourceGraph,
  createResources(() => providers),
  secretSync,
];

/** Every host beside ARM. */
export const createHosts = (world: World, options: LoginHostOptions): readonly HostHandler[] => [
  createLoginHost(world, options),
  createGraphHost(world),
  createIssuerHost(world),
  createSecretsHost(world),
  editorRedirect,
];
