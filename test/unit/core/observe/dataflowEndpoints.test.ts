import { describe, expect, it } from 'vitest';
import { toDataflowEndpoint } from '../../../../src/core/observe/dataflowEndpoints';

const endpoint = (properties: Record<string, never> | object) =>
  toDataflowEndpoint({ name: 'e', properties: properties as Record<string, never> });

describe('toDataflowEndpoint', () => {
  it('finds the identity, whatever kind the endpoint is of', () => {
    for (const settings of ['kafkaSettings', 'dataLakeStorageSettings', 'mqttSettings']) {
      const authentication = {
        method: 'UserAssignedManagedIdentity',
        userAssignedManagedIdentitySettings: { clientId: 'ABC', tenantId: 't' },
      };
      expect(endpoint({ [settings]: { authentication } })?.clientId).toBe('abc');
    }
  });

  it('finds the secret, whatever the method', () => {
    expect(
      endpoint({ kafkaSettings: { authentication: { saslSettings: { secretRef: 's' } } } }),
    ).toMatchObject({ name: 'e', clientId: undefined, secrets: ['s'] });
  });

  it.each([{}, { localStorageSettings: { persistentVolumeClaimRef: 'x' } }, { kafkaSettings: 1 }])(
    'finds neither in %j',
    (properties) => {
      expect(endpoint(properties)).toEqual({
        name: 'e',
        type: '',
        host: undefined,
        clientId: undefined,
        secrets: [],
      });
    },
  );

  it.each([
    ['kafkaSettings', 'ns.servicebus.windows.net:9093', 'ns.servicebus.windows.net'],
    [
      'dataLakeStorageSettings',
      'https://Acct.blob.core.windows.net/x',
      'acct.blob.core.windows.net',
    ],
  ])('finds the host of %s', (settings, host, expected) => {
    expect(endpoint({ endpointType: 'Kafka', [settings]: { host } })).toMatchObject({
      type: 'Kafka',
      host: expected,
    });
  });

  it('is nothing without a name', () => {
    expect(toDataflowEndpoint({})).toBeUndefined();
  });
});
