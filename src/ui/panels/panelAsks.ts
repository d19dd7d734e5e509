import { t } from '@vscode/l10n';
import { checkApiServer } from '../../core/apiServer/checkApiServer';
import { apiServerGuidance, apiServerKind } from '../../core/apiServer/guidance';
import type { ApiServerKnowledge } from '../../core/apiServer/knowledge';
import { valueOf } from '../../core/model/fact';
import type { Observation } from '../../core/observe/observation';
import { quoteSh } from '../../core/shell/quote';
import { restartRegistryLine } from '../../core/stages/registryRestart';
import { documentationOrigin, type PanelLink, type RichText } from '../../protocol/panel';

function apiServerAsk(
  seen: Observation,
  apiServer: ApiServerKnowledge | undefined,
): RichText | undefined {
  const cluster = valueOf(seen.cluster);
  const { state } = checkApiServer(seen, apiServer);
  if (!cluster || state === 'done' || state === 'notProved') return undefined;
  const kind = apiServerKind(cluster);
  if (kind === 'byHand') return apiServerGuidance(cluster);
  if (kind !== 'k3s') return undefined;
  return [
    t('Let the k3s API server sign with the issuer URL: set '),
    { code: 'service-account-issuer' },
    t(' in '),
    { code: 'config.yaml' },
    t(' on '),
    { strong: t('every') },
    t(
      ' server node, then restart k3s. Azure cannot see it; the first synchronized secret proves it.',
    ),
  ];
}

function restartAsk(seen: Observation): RichText | undefined {
  const namespace = valueOf(seen.customLocation)?.namespace;
  return namespace === undefined
    ? undefined
    : [
        t('Restart the schema registry, so that it takes up its identity: '),
        { code: restartRegistryLine(namespace) },
      ];
}

/** A cluster of Azure Kubernetes Service, whose nodes are machines in Azure. */
function isAks(seen: Observation): boolean {
  const cluster = valueOf(seen.cluster);
  return cluster?.distribution === 'aks' && !cluster.isProvisionedCluster;
}

/** Its answer shows that pods reach the endpoint; a time-out, that they don't. */
const metadataLine = (namespace: string): string =>
  `kubectl run imds-check -n ${quoteSh(namespace)} --rm -i --restart=Never --image=curlimages/curl -- -sS -m 5 -H Metadata:true 'http://169.254.169.254/metadata/instance?api-version=2021-12-13'`;

/**
 * Azure says nothing of it to this extension: the advice stays as long as the cluster does.
 *
 * @see https://learn.microsoft.com/azure/aks/imds-restriction
 */
function metadataAsk(seen: Observation): RichText {
  const namespace = valueOf(seen.customLocation)?.namespace ?? 'default';
  return [
    t('Keep pods from the instance metadata endpoint, where each could get '),
    { strong: t('the node’s own identity') },
    t(': restrict it in AKS or by a network policy. To check, run '),
    { code: metadataLine(namespace) },
    t('; it must time out.'),
  ];
}

export interface AsksInput {
  readonly observation: Observation;
  readonly apiServer?: ApiServerKnowledge;
  /** The schema registry got an identity and was not restarted since. */
  readonly isRestartDue: boolean;
}

/** What only somebody at the cluster can do; Azure neither does nor shows it. */
export const toAsks = ({ observation, apiServer, isRestartDue }: AsksInput): readonly RichText[] =>
  [
    apiServerAsk(observation, apiServer),
    isRestartDue ? restartAsk(observation) : undefined,
    isAks(observation) ? metadataAsk(observation) : undefined,
  ].filter((ask) => ask !== undefined);

/** Where to read on about what is asked. */
export const asksLinks = (seen: Observation): readonly PanelLink[] =>
  isAks(seen)
    ? [
        {
          label: t('Restrict the metadata endpoint in AKS'),
          url: `${documentationOrigin}/azure/aks/imds-restriction`,
        },
      ]
    : [];
