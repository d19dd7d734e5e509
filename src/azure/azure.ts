import type { Azure } from '../core/ports';
import { untilAborted } from './abort';
import { createArmClient } from './armClient';
import { callerOf } from './caller';
import { clouds } from './clouds';
import { createGraphClient } from './graphClient';
import { createIdentities } from './identities';
import { createIssuerReader, type MayBePrivate } from './issuerReader';
import type { Lookup } from './lookup';
import { createPipeline, type PipelineOptions } from './pipeline';
import { createSecrets } from './secrets';
import { createVaults } from './vaults';

export interface AzureOptions extends PipelineOptions {
  /** Resolves the hosts of issuers. Absent: they are not resolved, as in simulated Azure. */
  readonly lookup?: Lookup;
  /** Which issuers the user lets be read at private addresses. Absent: none. */
  readonly mayIssuerBePrivate?: MayBePrivate;
}

/** Everything of one tenant, by one pipeline. Nothing is sent or loaded before it is asked for. */
export function createAzure(options: AzureOptions): Azure {
  const { clock, random, log, cloud, transport, lookup, proxyName, mayIssuerBePrivate } = options;
  const pipeline = createPipeline(options);
  const arm = createArmClient({ pipeline, cloud, clock });
  return {
    ...(cloud.armEndpoint === clouds.AzureCloud.armEndpoint ? {} : { sovereignCloud: cloud.name }),
    arm,
    graph: createGraphClient({ pipeline, cloud, clock, log }),
    identities: createIdentities({ pipeline, cloud, clock, random, arm }),
    vaults: createVaults({ pipeline, cloud, clock, arm }),
    secrets: createSecrets(pipeline),
    issuers: createIssuerReader({
      clock,
      log,
      ...(transport ? { transport } : {}),
      ...(lookup ? { lookup } : {}),
      ...(proxyName ? { proxyName } : {}),
      ...(mayIssuerBePrivate ? { mayBePrivate: mayIssuerBePrivate } : {}),
    }),
    caller: async ({ signal }) =>
      callerOf(await untilAborted(pipeline.token(cloud.armScope), signal)),
  };
}
