import type { Json, JsonObject } from '../../../src/core/model/json';
import { createSimulator, type Simulator } from '../../../src/simulator/simulator';

const armScope = 'https://management.azure.com/.default';

export interface Answer {
  readonly status: number;
  /** Lower-case names. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: JsonObject;
}

export interface CallOptions {
  readonly body?: Json;
  /** One of the scenario's people; default: the operator. `null`: no token at all. */
  readonly who?: string | null;
  /** Instead of a token of ours. */
  readonly authorization?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A simulated Azure on a clock of its own, asked request by request. */
export interface TestAzure {
  readonly simulator: Simulator;
  readonly tenantId: string;
  readonly subscriptionId: string;
  /** Of the one group of `ready`. */
  readonly groupId: string;
  advance(ms: number): void;
  /** `target` is `METHOD /path?query` of ARM, or with a whole address. */
  call(target: string, options?: CallOptions): Answer;
}

/** With the tenant of that name in the foreground; default: the first. */
export function anAzure(scenario = 'ready', tenantName?: string): TestAzure {
  let nowMs = Date.UTC(2026, 0, 1);
  const simulator = createSimulator({ scenario, now: () => nowMs });
  const tenant = [...simulator.world.tenants.values()].find(
    ({ displayName }) => tenantName === undefined || displayName === tenantName,
  );
  const subscription = [...simulator.world.subscriptions.values()].find(
    ({ tenantId }) => tenantId === tenant?.id,
  );
  const [group] = simulator.world.resourceGroups.values();
  if (!tenant || !subscription || !group) throw new Error('An empty scenario.');
  return {
    simulator,
    tenantId: tenant.id,
    subscriptionId: subscription.id,
    groupId: group.id,
    advance: (ms) => {
      nowMs += ms;
    },
    call(target, { body, who = 'operator', authorization, headers = {} } = {}) {
      const [method = '', address = ''] = target.split(/ (.*)/s);
      const token = who === null ? undefined : simulator.tokenFor(tenant.id, armScope, who).token;
      const bearer = authorization ?? (token === undefined ? undefined : `Bearer ${token}`);
      const response = simulator.handle({
        method,
        url: new URL(address, 'https://management.azure.com'),
        headers: new Map([
          ...Object.entries(headers),
          ...(bearer === undefined ? [] : [['authorization', bearer] as const]),
        ]),
        body: body === undefined ? undefined : JSON.stringify(body),
      });
      return {
        status: response.status,
        headers: new Map(
          Object.entries(response.headers).map(([name, value]) => [name.toLowerCase(), value]),
        ),
        body: response.body === '' ? {} : (JSON.parse(response.body) as JsonObject),
      };
    },
  };
}
