import { Agent } from 'node:https';
import { connect } from 'node:tls';
import { createDefaultHttpClient, type HttpClient } from '@azure/core-rest-pipeline';
import { scaledClock } from '../../../../src/azure/clock';
import { serveSimulator, type NotedExchange } from '../../../../src/simulator/server';
import { createSimulator, type Simulator } from '../../../../src/simulator/simulator';

/** A simulator behind HTTPS, and a transport on which the real host names lead to it. */
export interface Served extends AsyncDisposable {
  readonly simulator: Simulator;
  readonly port: number;
  readonly exchanges: readonly NotedExchange[];
  /** Whole TLS, names and all: only the address is another one. */
  readonly httpClient: HttpClient;
  readonly agent: Agent;
  readonly tenantId: string;
  readonly subscriptionId: string;
  /** The automation account, Owner and Key Vault Secrets Officer. */
  readonly login: { readonly clientId: string; readonly clientSecret: string };
}

export interface ServedOptions {
  /** Simulated time passes so many times faster; default 100: clients poll in real time. */
  readonly speed?: number;
}

export async function serve(
  scenario = 'ready',
  { speed = 100 }: ServedOptions = {},
): Promise<Served> {
  const clock = scaledClock(speed);
  const simulator = createSimulator({ scenario, now: () => clock.now() });
  const exchanges: NotedExchange[] = [];
  const server = await serveSimulator(simulator, {
    onExchange: (exchange) => exchanges.push(exchange),
  });
  const agent = new Agent({ keepAlive: true });
  agent.createConnection = ({ servername }: { servername?: string }) =>
    connect({
      host: '127.0.0.1',
      port: server.port,
      ca: server.certificate,
      ...(servername === undefined ? {} : { servername }),
    });
  const inner = createDefaultHttpClient();
  const [tenant] = simulator.world.tenants.values();
  const [subscription] = simulator.world.subscriptions.values();
  const automation = [...simulator.world.principals.values()].find(
    ({ secret, tenantId }) => secret !== undefined && tenantId === tenant?.id,
  );
  if (!tenant || !subscription || !automation?.appId) throw new Error('An empty scenario.');
  return {
    simulator,
    port: server.port,
    exchanges,
    agent,
    httpClient: {
      sendRequest: (request) => {
        request.agent = agent;
        return inner.sendRequest(request);
      },
    },
    tenantId: tenant.id,
    subscriptionId: subscription.id,
    login: { clientId: automation.appId, clientSecret: automation.secret ?? '' },
    [Symbol.asyncDispose]: async () => {
      agent.destroy();
      await server[Symbol.asyncDispose]();
    },
  };
}
