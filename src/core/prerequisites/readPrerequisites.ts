import { apiVersions } from '../apiVersions';
import { becauseOf } from '../explain';
import { absent, known, unknown, valueOf, type Fact } from '../model/fact';
import { objectsAt, stringAt } from '../model/json';
import { observe } from '../observe/observe';
import type { Observation, Target } from '../observe/observation';
import { checkPermissions, type CheckedPermission, type NeededPermission } from '../permissions';
import type { Azure, Clock, RequestContext } from '../ports';
import { permissionSteps, type PermissionStep } from './permissionSteps';
import { neededProviders, readProvider, type ProviderReading } from './providers';

/** A step with the answer to each of its needs. */
export interface CheckedStep extends PermissionStep {
  readonly checked: readonly (Omit<CheckedPermission, 'scope'> & { readonly scope?: string })[];
}

/** All that the check of prerequisites looks at, as it was read just now. */
export interface PrerequisitesReading {
  readonly seen: Observation;
  /** What the custom location offers, as `provider/type`. */
  readonly enabledTypes: Fact<readonly string[]>;
  readonly providers: readonly ProviderReading[];
  readonly steps: readonly CheckedStep[];
}

/** @see https://learn.microsoft.com/rest/api/extendedlocation/custom-locations (2021-08-15) */
async function readEnabledTypes(
  azure: Azure,
  clock: Clock,
  seen: Observation,
  context: RequestContext,
): Promise<Fact<readonly string[]>> {
  const id = valueOf(seen.instance)?.customLocationId;
  if (id === undefined) return absent('ARM', clock.now());
  try {
    const bodies = await azure.arm.list(
      `${id}/enabledResourceTypes`,
      apiVersions.customLocation,
      context,
    );
    const types = bodies.flatMap((body) =>
      objectsAt(body, 'properties', 'typesMetadata').map(
        (each) =>
          `${stringAt(each, 'resourceProviderNamespace') ?? ''}/${stringAt(each, 'resourceType') ?? ''}`,
      ),
    );
    return known(types, 'ARM', clock.now());
  } catch (error) {
    context.signal.throwIfAborted();
    return unknown('ARM', becauseOf(error));
  }
}

async function checkSteps(
  azure: Azure,
  steps: readonly PermissionStep[],
  context: RequestContext,
): Promise<readonly CheckedStep[]> {
  const needed = steps.flatMap(({ needs }) =>
    needs.filter((need): need is NeededPermission => need.scope !== undefined),
  );
  const answers = await checkPermissions(azure, needed, context);
  const answerTo = new Map(needed.map((need, index) => [need, answers[index]]));
  return steps.map((step) => ({
    ...step,
    checked: step.needs.map(
      (need) =>
        answerTo.get(need as NeededPermission) ?? { ...need, permission: 'unknown' as const },
    ),
  }));
}

/**
 * Reads what an instance, its cluster, its subscriptions and the caller's roles must be like, without
 * writing anything. What cannot be read is "unknown, because …" in the result.
 *
 * @throws {UserFacingError} the id is not that of an Azure IoT Operations instance
 */
export async function readPrerequisites(
  azure: Azure,
  clock: Clock,
  target: Target,
  context: RequestContext,
): Promise<PrerequisitesReading> {
  const seen = await observe(azure, clock, target, context);
  const [enabledTypes, providers] = await Promise.all([
    readEnabledTypes(azure, clock, seen, context),
    Promise.all(neededProviders(seen).map((each) => readProvider(azure, clock, each, context))),
  ]);
  const steps = await checkSteps(azure, permissionSteps(seen, providers), context);
  return { seen, enabledTypes, providers, steps };
}
