import type { DataflowEndpoint } from '../../src/core/observe/dataflowEndpoints';
import type { CloudIdentity, Observation } from '../../src/core/observe/observation';
import { aCredential, anIdentity, anInstance, anObservation, fromArm, ids } from './observation';

const subject = 'system:serviceaccount:azure-iot-operations:aio-dataflow';
export const targetId = `${ids.group}/providers/Microsoft.Storage/storageAccounts/stberlin`;
export const host = 'stberlin.blob.core.windows.net';
const trusting = [aCredential({ subject })];

/** An identity that is assigned; its principal id is its client id. */
export const anOwner = (
  name: string,
  clientId: string,
  credentials = trusting,
  group: string = ids.group,
): CloudIdentity => {
  const id = `${group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/${name}`;
  return {
    id,
    isAssigned: true,
    mappedClientId: clientId,
    identity: fromArm(anIdentity({ id, name, clientId, principalId: clientId })),
    credentials: fromArm(credentials),
  };
};

export const anEndpoint = (name: string, clientId: string, at = host): DataflowEndpoint => ({
  name,
  type: 'DataLakeStorage',
  host: at,
  clientId,
  secrets: [],
});

export const seeing = (
  owners: readonly CloudIdentity[],
  endpoints: readonly DataflowEndpoint[],
  granted: readonly string[] = [],
): Observation => {
  const { chain } = anObservation();
  if (!chain) throw new Error('The observation has no readings of the chain.');
  return anObservation({
    instance: fromArm(anInstance({ identityType: 'UserAssigned' })),
    cloudIdentities: fromArm(owners),
    chain: {
      ...chain,
      endpoints: fromArm(endpoints),
      targets: [{ id: targetId, host }],
      grants: fromArm(
        granted.map((principalId) => ({
          id: `${targetId}/providers/Microsoft.Authorization/roleAssignments/r`,
          scope: targetId,
          roleId: 'r',
          principalId,
          condition: undefined,
        })),
      ),
    },
  });
};
