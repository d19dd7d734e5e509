import type { Account } from '../../src/core/model/account';
import type { JsonObject } from '../../src/core/model/json';
import type { Tenant } from '../../src/core/model/node';
import type { Azure, Cloud, Kubernetes } from '../../src/core/ports';
import { VirtualClock } from './virtualClock';

const refuse = () => Promise.reject(new Error('This cloud has nothing but an index.'));

/** A cloud that has nothing but an index: what each tenant's Resource Graph answers, or throws. */
export class IndexedCloud implements Cloud {
  readonly isSimulated: boolean = false;
  readonly clock = new VirtualClock();
  readonly clockRate = 1;
  queries = 0;
  signIns: (string | undefined)[] = [];
  failure: Error | undefined;
  /** Who can be used in the tenants; absent: only one account is signed in. */
  accounts: readonly Account[] | undefined;

  constructor(
    private readonly answers: Readonly<Record<string, () => Promise<readonly JsonObject[]>>>,
  ) {}

  tenants(): Promise<readonly Tenant[]> {
    return this.failure === undefined
      ? Promise.resolve(
          Object.keys(this.answers).map((id) => ({
            id,
            name: `Tenant ${id}`,
            ...(this.accounts ? { accounts: this.accounts } : {}),
          })),
        )
      : Promise.reject(this.failure);
  }

  kubernetes(): Promise<Kubernetes> {
    return refuse();
  }

  azure(tenantId: string): Azure {
    return {
      arm: {
        find: refuse,
        list: refuse,
        replace: refuse,
        put: refuse,
        patch: refuse,
        post: refuse,
        delete: refuse,
      },
      graph: {
        query: () => {
          this.queries += 1;
          return this.answers[tenantId]?.() ?? refuse();
        },
      },
      identities: {
        find: refuse,
        create: refuse,
        delete: refuse,
        listCredentials: refuse,
        inTurn: refuse,
        putCredential: refuse,
        deleteCredential: refuse,
      },
      vaults: {
        find: refuse,
        checkName: refuse,
        findDeleted: refuse,
        create: refuse,
        recover: refuse,
      },
      secrets: {
        probe: refuse,
        list: refuse,
        findCurrent: refuse,
        findDeleted: refuse,
        enable: refuse,
        recover: refuse,
      },
      issuers: { read: refuse },
      caller: refuse,
    };
  }

  signIn(tenantId?: string): Promise<void> {
    this.signIns.push(tenantId);
    return Promise.resolve();
  }
}

/** Rows of the inventory query: a cluster, its custom location and an instance on it. */
export function aPlantInTheIndex(name: string): readonly JsonObject[] {
  const group = `/subscriptions/00000000-0000-4000-8000-000000000001/resourceGroups/rg-${name}`;
  const cluster = `${group}/providers/Microsoft.Kubernetes/connectedClusters/arc-${name}`;
  const location = `${group}/providers/Microsoft.ExtendedLocation/customLocations/cl-${name}`;
  return [
    {
      id: cluster,
      name: `arc-${name}`,
      type: 'microsoft.kubernetes/connectedclusters',
      status: 'Connected',
      distro: 'k3s',
    },
    {
      id: location,
      name: `cl-${name}`,
      type: 'microsoft.extendedlocation/customlocations',
      host: cluster,
    },
    {
      id: `${group}/providers/Microsoft.IoTOperations/instances/aio-${name}`,
      name: `aio-${name}`,
      type: 'microsoft.iotoperations/instances',
      cl: location,
    },
  ];
}
