import { t } from '@vscode/l10n';
import { clusterFacts, settingFacts } from '../../core/checks/facts';
import { secretSyncFinding } from '../../core/checks/settings';
import { distributionName } from '../../core/model/distribution';
import { parseArmId } from '../../core/model/armId';
import { valueOf } from '../../core/model/fact';
import type { RunSnapshot } from '../../core/model/run';
import type { Observation } from '../../core/observe/observation';
import { verdictOf } from '../../core/verdict';
import type { PanelButton, PanelState, RichText, RunView } from '../../protocol/panel';

export interface PanelInput {
  readonly instanceId: string;
  readonly isSimulated: boolean;
  readonly observation?: Observation;
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

/** At most one of them is primary: what is sensible next. */
function toButtons({ observation, run }: PanelInput): readonly PanelButton[] {
  const showLog: PanelButton = { action: 'showLog', label: t('Show Log'), isPrimary: false };
  if (run?.outcome === 'running') {
    return [{ action: 'cancel', label: t('Cancel'), isPrimary: false }, showLog];
  }
  const hasEndedBadly = run !== undefined && run.outcome !== 'succeeded';
  const state = observation && secretSyncFinding(observation).state;
  const canEnable = state !== undefined && state !== 'done' && state !== 'notProved';
  return [
    ...(hasEndedBadly
      ? [{ action: 'retry', label: t('Retry'), isPrimary: true } as const]
      : canEnable
        ? [
            {
              action: 'enableSecretSync',
              label: t('Enable Secret Synchronization…'),
              isPrimary: true,
            } as const,
          ]
        : []),
    { action: 'refresh', label: t('Refresh'), isPrimary: false },
    ...(hasEndedBadly ? [showLog] : []),
    { action: 'openInPortal', label: t('Open in Portal'), isPrimary: false },
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
  const { instanceId, isSimulated, observation, run, nowMs, clockRate } = input;
  const instance = observation && valueOf(observation.instance);
  return {
    title: instance?.name ?? parseArmId(instanceId)?.name ?? instanceId,
    isSimulated,
    subtitle: toSubtitle(instanceId, observation),
    verdict: verdictOf(observation, run),
    buttons: toButtons(input),
    ...(run ? { run: toRunView(run) } : {}),
    settings: observation ? settingFacts(observation) : [],
    cluster: observation ? clusterFacts(observation) : [],
    asks: [],
    nowMs,
    clockRate,
  };
}
