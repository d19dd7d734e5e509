import { t } from '@vscode/l10n';
import { checkApiServer } from '../apiServer/checkApiServer';
import { ArmError, UserFacingError } from '../errors';
import { valueOf, type Fact } from '../model/fact';
import type { Finding } from '../model/finding';
import { observe } from '../observe/observe';
import type {
  Cluster,
  CustomLocation,
  Instance,
  Observation,
  ResolvedIssuer,
} from '../observe/observation';
import { readRegistryRoles } from '../plans/assignCloudIdentity';
import type { EnableAllTarget, EnableAllTools } from '../plans/enableAll';
import type { RequestContext } from '../ports';
import { toCloudIdentityWants, type CloudIdentityWants } from '../stages/cloudIdentity';
import { findCloudObstacle } from '../stages/cloudIdentityObstacles';
import { clusterStageObstacle } from '../stages/cluster';
import { requireTypes, withCreations } from '../stages/creations';
import { findInstanceObstacle } from '../stages/instanceObstacles';
import { isOfficerMissing } from '../stages/officer';
import { findObstacle } from '../stages/secretSyncObstacles';
import { toSecretSyncWants, type SecretSyncWants } from '../stages/secretSyncWants';
import { withClusterOn } from '../stages/withClusterOn';

/** What a script is made from: the instance as it was read, and what there is to do. */
export interface ScriptState {
  readonly target: EnableAllTarget;
  readonly seen: Observation;
  readonly instance: Instance;
  readonly cluster: Cluster;
  readonly location: CustomLocation;
  readonly issuer: Fact<ResolvedIssuer>;
  readonly apiServer: Finding;
  readonly isOfficerMissing: boolean;
  /** Undefined: what is there could not be judged, so that nothing of it counts as done. */
  readonly secrets: SecretSyncWants | undefined;
  readonly cloud: CloudIdentityWants | undefined;
  /** What keeps the extension itself from doing it now, each said once. */
  readonly obstacles: readonly string[];
}

/** The result, or in words why there is none. */
function orTold<T>(work: () => T): { readonly value?: T; readonly because?: string } {
  try {
    return { value: work() };
  } catch (error) {
    if (UserFacingError.is(error)) return { because: error.message };
    throw error;
  }
}

/** What is read, or `otherwise` where Azure refuses. */
async function readOr<T>(reading: Promise<T>, otherwise: T): Promise<T> {
  try {
    return await reading;
  } catch (error) {
    if (ArmError.is(error)) return otherwise;
    throw error;
  }
}

/**
 * Reads the instance and compares it with what must be, as the plan for all settings does, but goes
 * on where the plan stops: a script can be run when what is in the way is gone.
 *
 * @throws {UserFacingError} the instance or its cluster cannot be read
 */
export async function readScriptState(
  tools: EnableAllTools,
  target: EnableAllTarget,
  context: RequestContext,
): Promise<ScriptState> {
  requireTypes(target);
  const { azure, clock, digest, apiServers } = tools;
  const seen = await observe(azure, clock, target, context);
  const instance = valueOf(seen.instance);
  const cluster = valueOf(seen.cluster);
  const location = valueOf(seen.customLocation);
  if (!instance || !cluster || !location) {
    throw new UserFacingError(findInstanceObstacle(seen) ?? t('The cluster could not be read.'));
  }
  const complete = withClusterOn(withCreations(seen, target), target);
  const registryRoles = await readOr(readRegistryRoles(azure, seen, target, context), []);
  const secrets = orTold(() => toSecretSyncWants(complete, digest));
  const cloud = orTold(() =>
    toCloudIdentityWants(complete, target.cloudIdentityId, target.usages, digest, registryRoles),
  );
  const obstacles = [
    clusterStageObstacle(cluster, target),
    findObstacle(complete) ?? secrets.because,
    findCloudObstacle(complete, target) ?? cloud.because,
  ].filter((each) => each !== undefined);
  return {
    target,
    seen,
    instance,
    cluster,
    location,
    issuer: target.selfHostedIssuerUrl === undefined ? seen.issuer : complete.issuer,
    apiServer: checkApiServer(seen, apiServers.find(cluster.id)),
    isOfficerMissing: await readOr(isOfficerMissing(azure, target, seen.vault, context), true),
    secrets: secrets.value,
    cloud: cloud.value,
    obstacles: [...new Set(obstacles)],
  };
}
