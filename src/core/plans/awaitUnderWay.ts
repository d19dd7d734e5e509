import { apiVersions } from '../apiVersions';
import { provisioning } from '../checks/provisioning';
import { ArmError } from '../errors';
import { shortPath } from '../model/armId';
import { stringAt } from '../model/json';
import type { PlanRequest } from '../plan/request';
import type { Azure, Clock, RequestContext } from '../ports';

/** Between two looks, in ms. */
const pollMs = 3_000;

/** A write ends within this time, in ms; later the plan says what is in its way. */
const limitMs = 5 * 60_000;

/** What plans change and what Azure works on for a while, by the names of requests. */
const changed = {
  instanceId: apiVersions.iotOperations,
  endpointId: apiVersions.iotOperations,
  clusterId: apiVersions.cluster,
  classId: apiVersions.secretSync,
} as const;

/**
 * What Azure is at work on, as people read it, of the resources that a request is about: an interrupted
 * run may have had a write accepted. What cannot be read is left to the plan, which says so.
 */
export async function listUnderWay(
  { arm }: Azure,
  { target }: PlanRequest,
  context: RequestContext,
): Promise<readonly string[]> {
  const found = await Promise.all(
    Object.entries(changed).map(async ([name, apiVersion]) => {
      const id = stringAt(target, name);
      if (id === undefined) return [];
      const body = await arm.find(id, apiVersion, context).catch((error: unknown) => {
        if (ArmError.is(error)) return undefined;
        throw error;
      });
      const state = stringAt(body, 'properties', 'provisioningState');
      return provisioning(state) === 'running' ? [shortPath(id)] : [];
    }),
  );
  return found.flat();
}

/** Waits until nothing of `listUnderWay` is left: until then no plan can be made. */
export async function awaitUnderWay(
  { azure, clock }: { readonly azure: Azure; readonly clock: Clock },
  request: PlanRequest,
  context: RequestContext,
): Promise<void> {
  const startedAtMs = clock.now();
  while ((await listUnderWay(azure, request, context)).length > 0) {
    if (clock.now() - startedAtMs >= limitMs) return;
    await clock.sleep(pollMs, context.signal);
  }
}
