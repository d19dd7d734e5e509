import type { ApiServerKnowledge, ApiServerRecords } from '../apiServer/knowledge';
import { valueOf } from '../model/fact';
import { awaitRounds } from '../observe/awaitRounds';
import { observe } from '../observe/observe';
import type { Observation, Target } from '../observe/observation';
import type { Azure, Clock, RequestContext } from '../ports';
import { chainChecks, isWanted, type LooseCheck } from './chain';
import { verifyCloud } from './cloud';
import { toParts } from './picture';
import { isBroken } from './remedies';
import { sourcesOf } from './syncs';
import type { Check, Verification } from './verification';

/** Where secret synchronization is wanted, a part that is missing is a broken link. */
const breaks = ({ id, finding }: LooseCheck, wanted: boolean): boolean =>
  isBroken(finding) || (finding.state === 'notStarted' && (wanted || id === 'connectivity'));

/** Whether one check can fail because of another that comes before it. */
function canFollow(id: string, beforeId: string, seen: Observation): boolean {
  if (beforeId.startsWith('sync ')) return false;
  if (!beforeId.startsWith('secret ')) return true;
  // Secrets do not depend on each other, and a SecretSync only on those that it fetches.
  return (valueOf(seen.secretSyncs) ?? []).some(
    (sync) =>
      id === `sync ${sync.name}` && sourcesOf(sync).some((name) => beforeId === `secret ${name}`),
  );
}

/**
 * Judges every link of the trust chain. The first broken one is the cause; those behind it may only
 * follow from it. What is unknown or not proved is never good. Pure.
 */
export function verify(observed: Observation, knowledge?: ApiServerKnowledge): Verification {
  const seen = awaitRounds(observed, knowledge?.atMs);
  const wanted = isWanted(seen);
  const loose = chainChecks(seen, knowledge);
  const broken = loose.filter((each) => breaks(each, wanted));
  const checks = loose.map((each): Check => {
    const at = broken.indexOf(each);
    const before = broken.slice(0, Math.max(0, at)).find(({ id }) => canFollow(each.id, id, seen));
    return before === undefined ? each : { ...each, causedBy: before.id };
  });
  const [cause] = broken;
  return {
    instanceId: seen.target.instanceId,
    checks,
    parts: toParts(checks, seen),
    ...(cause === undefined ? {} : { causeId: cause.id }),
    cloud: verifyCloud(seen),
    endedAtMs: seen.endedAtMs,
  };
}

/**
 * Reads the instance with as few requests as there can be, and judges it. Writes nothing.
 *
 * 12 at most, whichever one link is broken, with one identity that reads the vault and one for cloud
 * connections, and with two of these while vault and roles are well. One more each: a further identity,
 * since only its own list tells its credentials; 25 further secrets in the vault, a page of its list; a
 * second resource group in which targets of endpoints show no role; an issuer of the cluster's own that
 * ends with a slash and has no document; whatever was written so lately that the index does not show it. What has to be sent again, because Azure throttles, is not counted.
 *
 * @throws {UserFacingError} the id is not that of an Azure IoT Operations instance
 */
export async function verifyInstance(
  {
    azure,
    clock,
    apiServers,
  }: {
    readonly azure: Azure;
    readonly clock: Clock;
    readonly apiServers: Pick<ApiServerRecords, 'find'>;
  },
  target: Target,
  context: RequestContext,
): Promise<{ readonly seen: Observation; readonly verification: Verification }> {
  const seen = await observe(azure, clock, target, context, 'verify');
  const cluster = valueOf(seen.cluster);
  return { seen, verification: verify(seen, cluster && apiServers.find(cluster.id)) };
}
