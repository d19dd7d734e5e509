import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { awaitsApiServer } from '../../core/apiServer/awaitsApiServer';
import { judgeLook, type LookJudgement } from '../../core/apiServer/judgeLook';
import { lookAtApiServer } from '../../core/apiServer/lookAtApiServer';
import { readConfirmTarget, type ConfirmTarget } from '../../core/apiServer/readConfirmTarget';
import type { ApiServerKnowledge } from '../../core/apiServer/knowledge';
import { sameId } from '../../core/model/armId';
import type { ApiServer } from '../../core/ports';
import { visible } from '../tree/markdown';
import { agreeToContext } from '../wizard/agreeToContext';
import { askKubernetesContext } from '../wizard/askKubernetesContext';
import type { Command, Deps } from './command';
import { clusterOf } from './pickCluster';
import type { Connection } from '../session';

const title = (): string => t('Confirm API Server Issuer');

/** Most API servers answer sooner than a notification can be read, in ms. */
const noticeAfterMs = 700;

/** Works; when it takes longer than a moment, a notification says so, with a button to stop. */
async function withNotice<T>(
  message: string,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const abort = new AbortController();
  const working = work(abort.signal);
  let timer: NodeJS.Timeout | undefined;
  const moment = new Promise<'slow'>((resolve) => {
    timer = setTimeout(resolve, noticeAfterMs, 'slow');
  });
  try {
    if ((await Promise.race([working, moment])) !== 'slow') return await working;
  } finally {
    clearTimeout(timer);
  }
  const location = vscode.ProgressLocation.Notification;
  const options = { location, title: visible(message), cancellable: true };
  return vscode.window.withProgress(options, (_, token) => {
    token.onCancellationRequested(() => {
      abort.abort();
    });
    return working;
  });
}

const look = async (api: ApiServer, target: ConfirmTarget): Promise<[string, LookJudgement]> => {
  const { cluster } = target;
  const seen = await withNotice(t('Asking the API server of {0}', cluster.name), (signal) =>
    lookAtApiServer(api, cluster, { signal }),
  );
  return [seen.issuer, judgeLook(seen, target)];
};

/** Keeps what was learnt; if it says that all is right, runs that wait for it go on. */
async function keep(
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

/** What helps when the API server signs with something else; true when it is worth another look. */
async function offerHelp(
  session: Deps['session'],
  { words }: LookJudgement,
  { cluster, wanted }: ConfirmTarget,
): Promise<boolean> {
  const simulation = await session.simulation();
  const copy = t('Copy Issuer URL');
  const configure = t('Configure the Simulated API Server');
  const answer = await vscode.window.showWarningMessage(
    visible(words, 2_000),
    ...(simulation ? [configure] : []),
    copy,
  );
  if (answer === copy) await vscode.env.clipboard.writeText(wanted.issuer);
  if (answer !== configure || !simulation) return false;
  simulation.configureApiServer(cluster.id, wanted.issuer);
  return true;
}

/** Looks at the API server by a kubeconfig context, or takes the user's word. */
export const confirmApiServer = (deps: Deps): Command<'aioSecureSettings.apiServer.confirm'> => ({
  id: 'aioSecureSettings.apiServer.confirm',
  title: title(),
  async run(argument) {
    const { session, estate } = deps;
    const chosen = await clusterOf(argument, estate);
    if (!chosen) return;
    const { tenantId, id, name } = chosen.cluster;
    const connection = await session.current();
    const { cloud } = connection;
    const target = await withNotice(t('Reading the issuer of {0}', visible(name)), (signal) =>
      readConfirmTarget(cloud.azure(tenantId), id, { signal }),
    );
    const way = await askKubernetesContext({
      title: title(),
      clusterName: name,
      kubernetes: await cloud.kubernetes(),
      hasFiles: !cloud.isSimulated,
    });
    if (!way) return;
    if (way.kind === 'word') {
      await keep(deps, connection, target, { how: 'user', issuer: target.wanted.issuer });
      vscode.window.setStatusBarMessage(t('Confirmed by you'), 5_000);
      return;
    }
    const agreed = await agreeToContext(way.context);
    if (!agreed) return;
    let isToLook = true;
    while (isToLook) {
      const [issuer, judgement] = await look(way.context.open(agreed), target);
      if (judgement.isCertain) await keep(deps, connection, target, { how: 'kubectl', issuer });
      if (judgement.kind === 'same') {
        void vscode.window.showInformationMessage(visible(judgement.words, 1_000));
        return;
      }
      isToLook = await offerHelp(session, judgement, target);
    }
  },
});
