import { t } from '@vscode/l10n';
import type { ApiServerKnowledge } from '../../core/apiServer/knowledge';
import { badEnd } from '../../core/badEnd';
import { apiServerKind } from '../../core/apiServer/guidance';
import { awaitsApiServer } from '../../core/apiServer/awaitsApiServer';
import { cloudIdentityFinding } from '../../core/checks/cloudIdentity';
import { clusterFacts, settingFacts } from '../../core/checks/facts';
import { secretSyncFinding } from '../../core/checks/settings';
import { distributionName } from '../../core/model/distribution';
import { parseArmId } from '../../core/model/armId';
import { valueOf } from '../../core/model/fact';
import type { RunSnapshot } from '../../core/model/run';
import type { KeptRun } from '../../core/plan/keptRun';
import type { Observation } from '../../core/observe/observation';
import { outlookOf } from '../../core/stages/outlook';
import { verdictOf, type Verdict } from '../../core/verdict';
import { isWanted } from '../../core/verify/chain';
import type { Remedy, Verification } from '../../core/verify/verification';
import { verify } from '../../core/verify/verify';
import {
  documentationOrigin,
  type FindingState,
  type PanelAction,
  type PanelButton,
  type PanelState,
  type RichText,
  type RunView,
} from '../../protocol/panel';
import type { ReviewView } from '../../protocol/review';
import { toChainView } from './chainView';
import { remedyOf } from './remedyOf';
import { asksLinks, toAsks } from './panelAsks';
import { toInterrupted } from './toInterrupted';
import { withEntraCodes } from './withEntraCodes';

const secureSettingsPage = `${documentationOrigin}/azure/iot-operations/deploy-iot-ops/howto-enable-secure-settings`;

export interface PanelInput {
  readonly instanceId: string;
  readonly isSimulated: boolean;
  /** The account has no token for the instance's tenant. */
  readonly needsSignIn: boolean;
  readonly observation?: Observation;
  /** Why the last reading gave nothing. */
  readonly unreadBecause?: string;
  /** How the cluster's API server is known to sign. */
  readonly apiServer?: ApiServerKnowledge;
  /** What waits in a wizard to be agreed to. */
  readonly review?: ReviewView;
  readonly run?: RunSnapshot;
  /** Runs on it that no window carries out any more. */
  readonly interrupted?: readonly KeptRun[];
  /** The schema registry got an identity in this window and was not restarted since. */
  readonly isRestartDue: boolean;
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

/** The agents did not take the settings over, or not in time: helm may do what they don't. */
const hasFailedToWait = (run: RunSnapshot | undefined): boolean =>
  run?.steps.some(({ id, state }) => id === 'wait' && state.kind === 'failed') === true;

const primary = (action: PanelAction, label: string): PanelButton => ({
  action,
  label,
  isPrimary: true,
});

const secondary = (action: PanelAction, label: string): PanelButton => ({
  action,
  label,
  isPrimary: false,
});

/** It was enabled, and what is broken is not mended by enabling: that button would do nothing. */
const isBrokenElsewhere = (seen: Observation, verification: Verification | undefined): boolean =>
  verification?.causeId !== undefined && isWanted(seen);

/** What is sensible next, by what the cluster allows. */
function nextButton(
  seen: Observation,
  verification: Verification | undefined,
): PanelButton | undefined {
  switch (outlookOf(seen)) {
    case 'off':
      return primary('enableClusterIdentity', t('Enable OIDC Issuer and Workload Identity…'));
    case 'waiting':
      return primary('enableClusterIdentity', t('Go On Waiting for the Issuer…'));
    case 'ready':
      return isOn(secretSyncFinding(seen).state) ||
        seen.sovereignCloud !== undefined ||
        isBrokenElsewhere(seen, verification)
        ? undefined
        : primary('enableSecretSync', t('Enable Secret Synchronization…'));
    case 'blocked':
      return isOn(secretSyncFinding(seen).state)
        ? undefined
        : primary('checkPrerequisites', t('Check Prerequisites…'));
    case 'unknown':
      return undefined;
  }
}

/** While a run goes on or a plan is reviewed nothing is mended beside it; simulated Azure has no portal. */
const canMend = (
  { run, review, isSimulated, needsSignIn }: PanelInput,
  { kind }: Remedy,
): boolean =>
  run?.outcome !== 'running' &&
  !review &&
  !needsSignIn &&
  !(isSimulated && kind === 'openInPortal');

/** What mends the cause, where secret synchronization is wanted and a link of it is broken. */
function repairButton(
  input: PanelInput,
  verification: Verification | undefined,
): PanelButton | undefined {
  const { observation } = input;
  if (!observation || !verification || !isWanted(observation)) return undefined;
  const remedy = remedyOf(verification, undefined);
  return remedy && canMend(input, remedy) ? primary('repair', remedy.label) : undefined;
}

/** What the user can do and answer while a run waits for them. */
function waitButtons(run: RunSnapshot, seen: Observation | undefined): readonly PanelButton[] {
  if (!run.steps.some(({ state }) => state.kind === 'waiting')) return [];
  const cluster = seen && valueOf(seen.cluster);
  const done = t('I Have Done It');
  const later = secondary('postponeStep', t('Do It Later'));
  if (!awaitsApiServer(run)) return [primary('confirmStep', done), later];
  const byKubectl = secondary('confirmByKubectl', t('Confirm by kubectl…'));
  return cluster && apiServerKind(cluster) === 'k3s'
    ? [
        primary('configureK3s', t('Configure k3s API Server…')),
        secondary('confirmStep', done),
        byKubectl,
        later,
      ]
    : [primary('confirmStep', done), byKubectl, later];
}

/** What a run of this window has left to be looked at is told as its end. */
const interruptedBefore = ({
  interrupted = [],
  run,
  review,
  isSimulated,
}: PanelInput): readonly KeptRun[] =>
  isSimulated || review || run?.outcome === 'running'
    ? []
    : interrupted.filter(({ runId }) => runId !== run?.runId);

/** At most one of them is primary: what is sensible next. */
function toButtons(
  input: PanelInput,
  verification: Verification | undefined,
): readonly PanelButton[] {
  const { observation, run, isSimulated, needsSignIn, isRestartDue, review } = input;
  const refresh = secondary(
    'refresh',
    observation && isWanted(observation) ? t('Verify Again') : t('Refresh'),
  );
  // Its answer is awaited elsewhere; another wizard would end it.
  if (review) return [refresh];
  const showLog = secondary('showLog', t('Show Log'));
  if (run?.outcome === 'running') {
    return [...waitButtons(run, observation), secondary('cancel', t('Cancel')), showLog];
  }
  const failed = badEnd(run, observation);
  const next = needsSignIn
    ? primary('signIn', t('Sign In…'))
    : failed
      ? failed.failure?.remedy === 'review'
        ? primary('reviewAgain', t('Review Again…'))
        : primary('retry', t('Retry'))
      : (repairButton(input, verification) ??
        (observation && nextButton(observation, verification)));
  const isAllOn =
    observation !== undefined &&
    [secretSyncFinding(observation), cloudIdentityFinding(observation)].every(({ state }) =>
      isOn(state),
    );
  const canEnableAll =
    observation !== undefined &&
    observation.sovereignCloud === undefined &&
    !isAllOn &&
    !needsSignIn &&
    outlookOf(observation) !== 'blocked';
  const isBegun = !needsSignIn && interruptedBefore(input).length > 0;
  return [
    // What was begun comes first, in its own place.
    ...(next ? [{ ...next, isPrimary: !isBegun }] : []),
    ...(!needsSignIn && failed?.failure?.remedy === 'request'
      ? [secondary('copyRequest', t('Copy Request for Your Administrator'))]
      : []),
    ...(!needsSignIn && hasFailedToWait(failed)
      ? [secondary('updateByAzureCli', t('Update Cluster by Azure CLI…'))]
      : []),
    ...(canEnableAll ? [secondary('enableAll', t('Enable All Secure Settings…'))] : []),
    ...(isRestartDue ? [secondary('restartRegistry', t('Restart Schema Registry…'))] : []),
    ...(run && run.writes.length > 0 ? [secondary('saveRecord', t('Save Change Record…'))] : []),
    refresh,
    ...(observation === undefined || needsSignIn
      ? []
      : [
          ...(valueOf(observation.cluster)
            ? [secondary('exportScript', t('Export as Script…'))]
            : []),
          secondary('more', t('More Actions…')),
        ]),
    ...(failed ? [showLog] : []),
    ...(isSimulated ? [] : [secondary('openInPortal', t('Open in Portal'))]),
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

/** Nothing was read at all: a busy sign would stay for ever. */
const unreadVerdict = (because: string): Verdict => ({
  tone: 'unknown',
  lead: t('The instance could not be read.'),
  text: because,
});

/** Everything that the panel shows, from what is known. Pure. */
export function toPanelState(input: PanelInput): PanelState {
  const {
    instanceId,
    isSimulated,
    observation,
    unreadBecause,
    apiServer,
    run,
    isRestartDue,
    nowMs,
    clockRate,
    review,
  } = input;
  const instance = observation && valueOf(observation.instance);
  const verification = observation && verify(observation, apiServer);
  const buttons = toButtons(input, verification);
  const interrupted = toInterrupted(interruptedBefore(input), { isPrimary: !input.needsSignIn });
  const chain =
    observation &&
    verification &&
    toChainView(verification, observation, {
      run,
      // What stands at the top is offered once.
      canMend: (remedy) =>
        canMend(input, remedy) && !buttons.some(({ action }) => action === remedy.kind),
      atTop: buttons.some(({ action }) => action === 'repair')
        ? remedyOf(verification, undefined)
        : undefined,
    });
  const shownRun = run?.outcome === 'running' ? run : badEnd(run, observation);
  const verdict =
    observation === undefined && shownRun === undefined && unreadBecause !== undefined
      ? unreadVerdict(unreadBecause)
      : verdictOf(observation, shownRun, verification);
  return {
    title: instance?.name ?? parseArmId(instanceId)?.name ?? instanceId,
    isSimulated,
    subtitle: toSubtitle(instanceId, observation),
    verdict: { ...verdict, text: withEntraCodes(verdict.text) },
    buttons,
    ...(interrupted ? { interrupted } : {}),
    ...(review ? { review } : {}),
    ...(run ? { run: toRunView(run) } : {}),
    ...(chain ? { chain } : {}),
    settings: observation ? settingFacts(observation) : [],
    cluster: observation ? clusterFacts(observation, apiServer) : [],
    ...(observation ? { verifiedAtMs: observation.endedAtMs } : {}),
    asks: observation
      ? toAsks({ observation, isRestartDue, ...(apiServer ? { apiServer } : {}) })
      : [],
    links: [
      { label: t('Enable secure settings'), url: secureSettingsPage },
      ...(observation ? asksLinks(observation) : []),
    ],
    nowMs,
    clockRate,
  };
}
