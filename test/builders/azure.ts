import { createAzure, type AzureOptions } from '../../src/azure/azure';
import { clouds } from '../../src/azure/clouds';
import type { TokenRequest } from '../../src/azure/tokens';
import type { Azure, Exchange, RequestContext } from '../../src/core/ports';
import { FakeTransport } from '../fakes/fakeTransport';
import { RecordingLog } from '../fakes/recordingLog';
import { VirtualClock } from '../fakes/virtualClock';

export const tenantId = '11111111-1111-1111-1111-111111111111';
export const groupId = '/subscriptions/aaaaaaaa-0000-0000-0000-000000000001/resourceGroups/rg';
export const identityId = `${groupId}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/mi`;
export const vaultId = `${groupId}/providers/Microsoft.KeyVault/vaults/kv`;
export const instanceId = `${groupId}/providers/Microsoft.IoTOperations/instances/aio`;

export interface AzureUnderTest {
  readonly azure: Azure;
  readonly clock: VirtualClock;
  readonly transport: FakeTransport;
  readonly log: RecordingLog;
  /** Every request for a token, with its scope. */
  readonly tokenRequests: (TokenRequest & { readonly scope: string })[];
  readonly exchanges: Exchange[];
  readonly controller: AbortController;
  readonly context: RequestContext;
}

/** What is loaded when first used: to be loaded before, since time goes on while modules load. */
export const loadSdks = () =>
  Promise.all([import('../../src/azure/sdkIdentities'), import('../../src/azure/sdkVaults')]);

type Replies = ConstructorParameters<typeof FakeTransport>[0];

/** An Azure on a virtual clock, over a transport that answers from a script. Tokens are token-1, 2, … */
export function anAzure(
  replies: Replies,
  overrides: Partial<AzureOptions> & { readonly tokenLifetimeMs?: number } = {},
): AzureUnderTest {
  const clock = new VirtualClock();
  const transport = new FakeTransport(replies, clock);
  const log = new RecordingLog();
  const tokenRequests: AzureUnderTest['tokenRequests'] = [];
  const exchanges: Exchange[] = [];
  const controller = new AbortController();
  const { tokenLifetimeMs = 3_600_000, ...options } = overrides;
  const azure = createAzure({
    tenantId,
    transport,
    clock,
    random: () => 0.5,
    log,
    cloud: clouds.AzureCloud,
    getToken: (scope, request) => {
      tokenRequests.push({ scope, ...request });
      return Promise.resolve({
        token: `token-${tokenRequests.length}`,
        expiresOnTimestamp: clock.now() + tokenLifetimeMs,
      });
    },
    ...options,
  });
  const context = {
    signal: controller.signal,
    onExchange: (exchange: Exchange) => void exchanges.push(exchange),
  };
  return { azure, clock, transport, log, tokenRequests, exchanges, controller, context };
}

/** A bound call of one of the clients, to hold them all to the same promises. */
export interface ClientCall {
  readonly client: string;
  readonly call: (azure: Azure, context: RequestContext) => Promise<unknown>;
  /** An answer that the call is content with. */
  readonly body: unknown;
}

export const readCalls: readonly ClientCall[] = [
  {
    client: 'the raw client',
    call: (azure, context) => azure.arm.find(instanceId, '2025-10-01', context),
    body: { id: instanceId },
  },
  {
    client: '@azure/arm-msi',
    call: (azure, context) => azure.identities.find(identityId, context),
    body: {
      id: identityId,
      name: 'mi',
      location: 'westeurope',
      properties: { tenantId, clientId: 'client', principalId: 'principal' },
    },
  },
  {
    client: '@azure/arm-keyvault',
    call: (azure, context) => azure.vaults.find(vaultId, context),
    body: {
      id: vaultId,
      name: 'kv',
      location: 'westeurope',
      properties: {
        tenantId,
        sku: { family: 'A', name: 'standard' },
        vaultUri: 'https://kv.vault.azure.net/',
        enableRbacAuthorization: true,
        provisioningState: 'Succeeded',
      },
    },
  },
  {
    client: 'Resource Graph',
    call: (azure, context) => azure.graph.query('resources | project id', context),
    body: { data: [{ id: instanceId }] },
  },
];

/** The vaults' own hosts, which have a token of their own. */
export const vaultHostCall: ClientCall = {
  client: "the vaults' own hosts",
  call: (azure, context) => azure.secrets.list('https://kv.vault.azure.net/', context),
  body: { value: [{ id: 'https://kv.vault.azure.net/secrets/one' }] },
};
