import type { ApiServerKnowledge } from '../../../../src/core/apiServer/knowledge';
import type { Observation } from '../../../../src/core/observe/observation';
import type { Verification } from '../../../../src/core/verify/verification';
import { verifyInstance } from '../../../../src/core/verify/verify';
import { breaks, chainOf, moreBreaks, type Chain } from '../../../fakes/breaks';
import type { StoredResource } from '../../../../src/simulator/world';
import { simulated, type Simulated } from '../../../fakes/simulated';

/** Both of its settings are proved. */
const provedInstance = 'aio-rotterdam-01';

export interface Verified {
  readonly azure: Simulated;
  readonly seen: Observation;
  readonly verification: Verification;
  readonly requests: number;
  readonly elapsedMs: number;
}

export interface VerifiedOptions {
  /** Between the break and the verification. */
  readonly waitMs?: number;
  /** What breaks a second before the verification: the index is behind by more. */
  readonly late?: (chain: Chain) => void;
  /** Stands for every message in every answer. */
  readonly message?: string;
  /** Breaks something else. */
  readonly change?: (azure: Simulated, instance: StoredResource) => void;
  readonly knowledge?: (azure: Simulated) => ApiServerKnowledge;
}

/** Long enough for the Secret Store extension to notice, the cluster to report and the index to follow. */
const settleMs = 6 * 60_000;

/** Verifies an instance of the factory, some minutes after these links were broken. */
export async function verified(
  broken: readonly string[] = [],
  instanceName = provedInstance,
  { waitMs = settleMs, late, message, change, knowledge }: VerifiedOptions = {},
): Promise<Verified> {
  const azure = simulated({ scenario: 'factory', ...(message === undefined ? {} : { message }) });
  const { clock, simulator } = azure;
  const instance = [...simulator.world.resources.ofType('Microsoft.IoTOperations/instances')].find(
    ({ name }) => name === instanceName,
  );
  if (!instance) throw new Error(`There is no ${instanceName}.`);
  const chain = broken.length > 0 || late ? chainOf(simulator.world, instanceName) : undefined;
  if (chain) for (const name of broken) (breaks[name] ?? moreBreaks[name])?.apply(chain);
  change?.(azure, instance);
  if (broken.length > 0 || change) await clock.run(clock.sleep(waitMs));
  if (chain && late) {
    late(chain);
    await clock.run(clock.sleep(1_000));
  }
  const said = knowledge?.(azure);
  const before = azure.sent.length;
  const startedAtMs = clock.now();
  const { tenantId, id: instanceId } = instance;
  const { seen, verification } = await clock.run(
    verifyInstance(
      { azure: azure.azure(tenantId), clock, apiServers: { find: () => said } },
      { tenantId, instanceId },
      { signal: new AbortController().signal },
    ),
  );
  return {
    azure,
    seen,
    verification,
    requests: azure.sent.length - before,
    elapsedMs: clock.now() - startedAtMs,
  };
}

export const checkOf = ({ verification }: Verified, id: string) =>
  verification.checks.find((each) => each.id === id);
