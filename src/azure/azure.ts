import type { Azure } from '../core/ports';
import { createArmClient } from './armClient';
import { createGraphClient } from './graphClient';
import { createIdentities } from './identities';
import { createIssuerReader } from './issuerReader';
import type { Lookup } from './lookup';
import { createPipeline, type PipelineOptions } from './pipeline';
import { createVaults } from './vaults';

export interface AzureOptions extends PipelineOptions {
  /** Resolves the hosts of issuers. Absent: they are not resolved, as in simulated Azure. */
  readonly lookup?: Lookup;
}

/** Everything of one tenant, by one pipeline. Nothing is sent or loaded before it is asked for. */
export function createAzure(options: AzureOptions): Azure {
  const { clock, random, log, cloud, transport, lookup } = options;
  const pipeline = createPipeline(options);
  return {
    arm: createArmClient({ pipeline, cloud, clock }),
    graph: createGraphClient({ pipeline, cloud, clock, log }),
    identities: createIdentities({ pipeline, cloud, clock, random }),
    vaults: createVaults({ pipeline, cloud }),
    issuers: createIssuerReader({
      clock,
      log,
      ...(transport ? { transport } : {}),
      ...(lookup ? { lookup } : {}),
    }),
  };
}
