import type { HttpClient } from '@azure/core-rest-pipeline';
import { createRealCloud } from '../../src/composition/realCloud';
import type { Account } from '../../src/core/model/account';
import type { Simulator } from '../../src/simulator/simulator';
import type { RealCloudOptions } from '../../src/ui/clouds';
import { silentLog } from '../fakes/silentLog';

/** A person of the scenarios, as VS Code knows them. */
const anAccount = (name: string): Account => ({ id: name, label: `${name}@contoso.example` });
export const [olga, rafael, sven] = [
  anAccount('operator'),
  anAccount('reader'),
  anAccount('stranger'),
];

interface Asked {
  readonly tenantId: string | undefined;
  readonly account: Account | undefined;
}

/** The simulated Azure as the network of a real one, with people who are signed in to VS Code. */
export function aRealCloud(
  simulator: Simulator,
  people: readonly Account[],
  change: Partial<RealCloudOptions> = {},
  transport: HttpClient = simulator.httpClient,
) {
  const [home = ''] = simulator.world.tenants.keys();
  const asked: Asked[] = [];
  const chosen = new Map<string, string>();
  const cloud = createRealCloud(
    {
      log: silentLog,
      cloud: {},
      credential: 'vscode',
      proxyName: () => undefined,
      accounts: () => Promise.resolve(people),
      getToken: (scope, { tenantId = home, account: who }) =>
        Promise.resolve(simulator.tokenFor(tenantId, scope, who?.id)),
      ask: (_, request) => {
        asked.push({ tenantId: request.tenantId, account: request.account });
        return Promise.resolve(rafael);
      },
      chosenAccount: (tenantId) => chosen.get(tenantId),
      mayIssuerBePrivate: () => false,
      chooseAccount: (tenantId, { id }) => {
        chosen.set(tenantId, id);
        return Promise.resolve();
      },
      ...change,
    },
    transport,
  );
  return { cloud, asked, chosen };
}
