import { describe, expect, it } from 'vitest';
import { toEndpoint } from '../../../src/core/model/endpoint';
import type { JsonObject } from '../../../src/core/model/json';
import { toReviewItems } from '../../../src/ui/wizard/reviewItems';
import { toEndpointItems } from '../../../src/ui/wizard/askEndpointIdentity';

const endpoint = (name: string, properties: JsonObject) =>
  toEndpoint({ id: `/e/${name}`, name, properties }) ?? [];

const kafka = (host: string | undefined) => ({
  endpointType: 'Kafka',
  kafkaSettings: { host, authentication: { method: 'Anonymous' } },
});

const labels = (...endpoints: readonly ReturnType<typeof endpoint>[]) =>
  toEndpointItems(endpoints.flat()).map(({ label, description, value }) =>
    [value ? 'can' : 'cannot', label, description].join(' | '),
  );

describe('the endpoints that a wizard lists', () => {
  it('are those that can use an identity first, then the others with why not', () => {
    expect(
      labels(
        endpoint('local', { endpointType: 'LocalStorage', localStorageSettings: {} }),
        endpoint('hubs', kafka('hubs.servicebus.windows.net:9093')),
        endpoint('default', { endpointType: 'Mqtt', mqttSettings: { host: 'aio-broker:18883' } }),
        endpoint('broken', kafka(undefined)),
        endpoint('new', { endpointType: 'toString', brandNewSettings: {} }),
      ),
    ).toEqual([
      'can | hubs | Kafka · anonymous',
      'cannot | cannot use a managed identity | ',
      'cannot | $(circle-slash) broken | Kafka · names no host',
      'cannot | $(circle-slash) default | Mqtt · leads to the local broker, and is left alone',
      'cannot | $(circle-slash) local | LocalStorage · takes no managed identity',
      'cannot | $(circle-slash) new | toString · takes no managed identity',
    ]);
  });

  it('show invisible characters of a name as what they are', () => {
    expect(labels(endpoint('a\u202eb', kafka('h.example')))[0]).toContain('a⟨U+202E⟩b');
  });
});

const plan = {
  id: 'p',
  title: 'Change',
  subjectId: '/i',
  subjectName: 'i',
  tenantId: 't',
  steps: {},
  agreed: [],
  order: 'it',
  run: () => Promise.resolve(),
};

describe('the review page', () => {
  it('warns also where nothing is left to write', () => {
    const rows = toReviewItems(
      'Change',
      { plan, writes: [], permissions: [], cautions: ['It has no role at a.b. Grant it.'] },
      { show: () => undefined, copyRequest: () => undefined },
    );
    expect(rows.map(({ label }) => label)).toEqual([
      '$(pass) Nothing to do',
      'what to know first',
      '$(warning) It has no role at a.b.',
    ]);
    expect(rows.at(-1)?.detail).toBe('Grant it.');
    expect(rows[0]?.description).toMatch(/^it is set already/);
  });
});
