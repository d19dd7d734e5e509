import { t } from '@vscode/l10n';
import { checkApiServer } from '../../core/apiServer/checkApiServer';
import { apiServerKind } from '../../core/apiServer/guidance';
import type { ApiServerKnowledge } from '../../core/apiServer/knowledge';
import { checkOidcFlag, checkWorkloadIdentity } from '../../core/checks/cluster';
import { cloudIdentityFinding } from '../../core/checks/cloudIdentity';
import { clusterFacts, settingFacts } from '../../core/checks/facts';
import { secretSyncFinding } from '../../core/checks/settings';
import { distributionName } from '../../core/model/distribution';
import { parseArmId } from '../../core/model/armId';
import { valueOf } from '../../core/model/fact';
import type { RunSnapshot } from '../../core/model/run';
import type { Observation } from '../../core/observe/observation';
import { verdictOf } from '../../core/verdict';
import {
  documentationOrigin,
  type FindingState,
  type PanelButton,
  type PanelState,
  type RichText,
  type RunView,
} from '../../protocol/panel';

const secureSettingsPage = `${documentationOrigin}/azure/iot-operations/deploy-iot-ops/howto-enable-secure-settings`;

export interface PanelInput {
  readonly instanceId: string;
  readonly isSimulated: boolean;
  /** The account has no token for the instance's tenant. */
  readonly needsSignIn: boolean;
  readonly observation?: Observation;
  /** How the cluster's API server is known to sign. */
  readonly apiServer?: ApiServerKnowledge;
  readonly run?: RunSnapshot;
  readonly nowMs: number;
  readonly clockRate: number;
}

function toSubtitle(instanceId: string, seen: Observation | undefined): RichText {
  const id = parseArmId(instanceId);
  const cluster = seen && valueOf(seen.cluster);
  const subscription = seen && valueOf(seen.subscription);
  return [
    ...(cluster
      ? [
          t('Instance on '),
          { strong: cluster.name },
          ` (${distributionName(cluster.distribution, cluster.isProvisionedCluster)}) · `,
        ]
      : [t('Instance in ')]),
    { strong: id?.resourceGroup ?? '' },
    ...(subscription ? [' · ', { strong: subscription.name }] : []),
  ];
}

const isOn = (state: FindingState | undefined): boolean =>
  state === 'done' || state === 'notProved';

/** A run that did not end well, until a later reading shows that all is well. */
function failedRun({ observation, run }: PanelInput): RunSnapshot | undefined {
  if (!run || run.outcome === 'running' || run.outcome === 'succeeded') return undefined;
  const isMended =
    observation !== undefined &&
    observation.endedAtMs > (run.endedAtMs ?? Infinity) &&
    isOn(secretSyncFinding(observation).state);
  return isMended ? undefined : run;
}

/** At most one of them is primary: what is sensible next. */
function toButtons(input: PanelInput): readonly PanelButton[] {
  const { observation, run, isSimulated, needsSignIn } = input;
  const showLog: PanelButton = { action: 'showLog', label: t('Show Log'), isPrimary: false };
  if (run?.outcome === 'running') {
    const isWaiting = run.steps.some(({ state }) => state.kind === 'waiting');
    const answers: readonly PanelButton[] = [
      { action: 'confirmStep', label: t('I Have Done It'), isPrimary: true },
      { action: 'postponeStep', label: t('Do It Later'), isPrimary: false },
    ];
    return [
      ...(isWaiting ? answers : []),
      { action: 'cancel', label: t('Cancel'), isPrimary: false },
      showLog,
    ];
  }
  const hasFailed = failedRun(input) !== undefined;
  const flags = observation && [checkOidcFlag(observation), checkWorkloadIdentity(observation)];
  const next = needsSignIn
    ? ({ action: 'signIn', label: t('Sign In…'), isPrimary: true } as const)
    : hasFailed
      ? ({ action: 'retry', label: t('Retry'), isPrimary: true } as const)
      : flags?.some(({ state }) => state === 'notStarted')
        ? ({
            action: 'enableClusterIdentity',
            label: t('Enable OIDC Issuer and Workload Identity…'),
            isPrimary: true,
          } as const)
        : observation && !isOn(secretSyncFinding(observation).state)
          ? ({
              action: 'enableSecretSync',
              label: t('Enable Secret Synchronization…'),
              isPrimary: true,
            } as const)
          : undefined;
  const isAllOn =
    observation !== undefined &&
    [secretSyncFinding(observation), cloudIdentityFinding(observation)].every(({ state }) =>
      isOn(state),
    );
  return [
    ...(next ? [next] : []),
    ...(observation === undefined || isAllOn || needsSignIn
      ? []
      : [
          {
            action: 'enableAll',
            label: t('Enable All Secure Settings…'),
            isPrimary: false,
          } as const,
        ]),
    { action: 'refresh', label: t('Refresh'), isPrimary: false },
    ...(observation === undefined || needsSignIn
      ? []
      : [{ action: 'more', label: t('More Actions…'), isPrimary: false } as const]),
    ...(hasFailed ? [showLog] : []),
    ...(isSimulated
      ? []
      : [{ action: 'openInPortal', label: t('Open in Portal'), isPrimary: false } as const]),
  ];
}

/** What only somebody at the cluster can do; Azure neither does nor shows it. */
function toAsks(seen: Observation, apiServer?: ApiServerKnowledge): readonly RichText[] {
  const cluster = valueOf(seen.cluster);
  const isSaid = isOn(checkApiServer(seen, apiServer).state);
  if (!cluster || apiServerKind(cluster) !== 'k3s' || isSaid) return [];
  return [
    [
      t('Let the k3s API server sign with the issuer URL: set '),
      { code: 'service-account-issuer' },
      t(' in '),
      { code: 'config.yaml' },
      t(' on '),
      { strong: t('every') },
      t(
        ' server node, then restart k3s. Azure cannot see it; the first synchronized secret proves it.',
      ),
    ],
  ];
}

const toRunView = ({
  runId,
  title,
  outcome,
  startedAtMs,
  endedAtMs,
  failure,
  steps,
}: RunSnapshot): RunView => ({
  runId,
  title,
  outcome,
  startedAtMs,
  ...(endedAtMs === undefined ? {} : { endedAtMs }),
  // A failure of a step stands at the step.
  ...(failure === undefined || steps.some(({ state }) => state.kind === 'failed')
    ? {}
    : { failure }),
  steps,
});

/** Everything that the panel shows, from what is known. Pure. */
export function toPanelState(input: PanelInput): PanelState {
  const { instanceId, isSimulated, observation, apiServer, run, nowMs, clockRate } = input;
  const instance = observation && valueOf(observation.instance);
  return {
    title: instance?.name ?? parseArmId(instanceId)?.name ?? instanceId,
    isSimulated,
    subtitle: toSubtitle(instanceId, observation),
    verdict: verdictOf(observation, run?.outcome === 'running' ? run : failedRun(input)),
    buttons: toButtons(input),
    ...(run ? { run: toRunView(run) } : {}),
    settings: observation ? settingFacts(observation) : [],
    cluster: observation ? clusterFacts(observation, apiServer) : [],
    asks: observation ? toAsks(observation, apiServer) : [],
    links: [{ label: t('Enable secure settings'), url: secureSettingsPage }],
    nowMs,
    clockRate,
  };
}
