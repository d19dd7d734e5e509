import { awaitsApiServer } from '../../core/apiServer/awaitsApiServer';
import type { ApiServerKnowledge } from '../../core/apiServer/knowledge';
import type { ConfirmTarget } from '../../core/apiServer/readConfirmTarget';
import { sameId } from '../../core/model/armId';
import type { Connection } from '../session';
import type { Deps } from './command';

/** Keeps what was learnt; if it says that all is right, runs that wait for it go on. */
export async function keepApiServer(
  { estate, apiServers }: Pick<Deps, 'estate' | 'apiServers'>,
  { runs, cloud }: Connection,
  { cluster, wanted }: ConfirmTarget,
  { how, issuer }: Pick<ApiServerKnowledge, 'how' | 'issuer'>,
): Promise<void> {
  await apiServers.save(cluster.id, { how, issuer, atMs: cloud.clock.now() });
  if (issuer !== wanted.issuer) return;
  for (const { id, clusterId } of await estate.instances()) {
    const latest = runs.latest(id);
    const isHere = clusterId !== undefined && sameId(clusterId, cluster.id);
    if (isHere && latest && awaitsApiServer(latest)) runs.answer(latest.runId, 'done');
  }
}
