import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { judgeLook, type LookJudgement } from '../../core/apiServer/judgeLook';
import { lookAtApiServer } from '../../core/apiServer/lookAtApiServer';
import {
  isManaged,
  readConfirmTarget,
  type ConfirmTarget,
} from '../../core/apiServer/readConfirmTarget';
import type { ApiServer } from '../../core/ports';
import { visible } from '../tree/markdown';
import { agreeToContext } from '../wizard/agreeToContext';
import { agreeToPrivateIssuer } from '../wizard/agreeToPrivateIssuer';
import { askKubernetesContext } from '../wizard/askKubernetesContext';
import { withNotice } from '../withNotice';
import type { Command, Deps } from './command';
import { keepApiServer } from './keepApiServer';
import { clusterOf, type ChosenCluster } from './pickCluster';

const title = (): string => t('Confirm API Server Issuer');

const look = async (api: ApiServer, target: ConfirmTarget): Promise<[string, LookJudgement]> => {
  const { cluster } = target;
  const seen = await withNotice(t('Asking the API server of {0}', cluster.name), (signal) =>
    lookAtApiServer(api, cluster, { signal }),
  );
  return [seen.issuer, judgeLook(seen, target)];
};

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

/** The user has just agreed to it; there is nothing else to do where a platform signs. */
async function readIssuerAgain(
  { readings }: Deps,
  { cluster, instance }: ChosenCluster,
): Promise<void> {
  if (instance) await readings.readAnew({ tenantId: instance.tenantId, instanceId: instance.id });
  void vscode.window.showInformationMessage(
    t(
      'From now on the issuer of {0} is read in your own network. The platform configures its API server: there is nothing else to do.',
      visible(cluster.name),
    ),
  );
}

/** Looks at the API server by a kubeconfig context, or takes the user's word. */
export const confirmApiServer = (deps: Deps): Command<'aioSecureSettings.apiServer.confirm'> => ({
  id: 'aioSecureSettings.apiServer.confirm',
  title: title(),
  async run(argument) {
    const { session, estate } = deps;
    const chosen = await clusterOf(argument, estate, { title: title() });
    if (!chosen) return;
    const { tenantId, id, name } = chosen.cluster;
    const connection = await session.current();
    const { cloud } = connection;
    const read = () =>
      withNotice(t('Reading the issuer of {0}', visible(name)), (signal) =>
        readConfirmTarget(cloud.azure(tenantId), id, { signal }),
      );
    const first = await read();
    const isNowAgreed = await agreeToPrivateIssuer(first, deps.agreedIssuers);
    if (isManaged(first)) {
      if (isNowAgreed) await readIssuerAgain(deps, chosen);
      return;
    }
    const target = isNowAgreed ? await read() : first;
    const way = await askKubernetesContext({
      title: title(),
      clusterName: name,
      kubernetes: await cloud.kubernetes(),
      hasFiles: !cloud.isSimulated,
    });
    if (!way) return;
    if (way.kind === 'word') {
      await keepApiServer(deps, connection, target, { how: 'user', issuer: target.wanted.issuer });
      vscode.window.setStatusBarMessage(t('Confirmed by you'), 5_000);
      return;
    }
    const agreed = await agreeToContext(way.context);
    if (!agreed) return;
    let isToLook = true;
    while (isToLook) {
      const [issuer, judgement] = await look(way.context.open(agreed), target);
      if (judgement.isCertain)
        await keepApiServer(deps, connection, target, { how: 'kubectl', issuer });
      if (judgement.kind === 'same') {
        void vscode.window.showInformationMessage(visible(judgement.words, 1_000));
        return;
      }
      isToLook = await offerHelp(session, judgement, target);
    }
  },
});
