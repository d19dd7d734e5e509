import { t } from '@vscode/l10n';
import {
  checkAgents,
  checkConnectivity,
  checkIssuer,
  checkOidcFlag,
  checkWorkloadIdentity,
} from './checks/cluster';
import { secretSyncFinding } from './checks/settings';
import { publicCloudOnly } from './checks/sovereignCloud';
import { shortPath } from './model/armId';
import { valueOf } from './model/fact';
import type { Finding } from './model/finding';
import type { RunSnapshot, StepSnapshot } from './model/run';
import type { Observation } from './observe/observation';
import { acceptedWords } from './plan/accepted';
import { isWanted } from './verify/chain';
import { isBroken } from './verify/remedies';
import type { Check, Verification } from './verify/verification';

/** One sentence that tells the truth: a bold lead, then why and what it means. */
export interface Verdict {
  readonly tone: 'good' | 'warning' | 'bad' | 'unknown' | 'neutral' | 'busy';
  readonly lead: string;
  readonly text: string;
}

const isOver = ({ state }: StepSnapshot): boolean =>
  state.kind === 'done' || state.kind === 'skipped';

function runningVerdict(run: RunSnapshot): Verdict {
  const mine = run.steps.find(({ state }) => state.kind === 'waiting');
  if (mine?.state.kind === 'waiting') {
    return { tone: 'warning', lead: t('Your turn: {0}.', mine.title), text: mine.state.because };
  }
  const finished = run.steps.filter(isOver).length;
  const current = run.steps.find(({ state }) => state.kind === 'running');
  return {
    tone: 'busy',
    lead: t('{0}: {1} of {2} done.', run.title, finished, run.steps.length),
    text: [
      ...(current ? [`${current.title}.`] : []),
      t('You can close this panel: nothing stops.'),
    ].join(' '),
  };
}

/** How a run goes on or has ended; undefined: well, so that what is there now says more. */
export function runVerdict(run: RunSnapshot): Verdict | undefined {
  const writes = run.requests.writes;
  const kept =
    writes === 0
      ? t('Nothing was changed.')
      : t('What was done stays in place, and the next run goes on from there.');
  switch (run.outcome) {
    case 'running':
      return runningVerdict(run);
    case 'failed': {
      const failure = run.failure;
      const code = failure?.code === undefined ? '' : ` (${failure.code})`;
      const step = run.steps.find(({ state }) => state.kind === 'failed');
      return {
        tone: 'bad',
        lead: step ? t('“{0}” did not work.', step.title) : t('{0} did not work.', run.title),
        text: `${failure?.message ?? ''}${code} ${kept}`.trim(),
      };
    }
    case 'unknown':
      return {
        tone: 'unknown',
        lead: t('It is not known whether the last write arrived.'),
        text: t(
          'Azure’s answer was lost. Retry looks first at what has happened, and does only what is left.',
        ),
      };
    case 'cancelled':
      return { tone: 'warning', lead: t('Cancelled.'), text: acceptedWords(run) };
    case 'succeeded':
      return undefined;
  }
}

function clusterVerdict(seen: Observation): Verdict | undefined {
  const cluster = valueOf(seen.cluster);
  if (!cluster) {
    return seen.cluster.kind === 'unknown'
      ? {
          tone: 'unknown',
          lead: t('The cluster could not be read.'),
          text: t(
            'Could not read: {0}. What stands below is what the instance alone shows.',
            seen.cluster.because,
          ),
        }
      : undefined;
  }
  const connectivity = checkConnectivity(seen);
  return connectivity.state === 'done'
    ? undefined
    : {
        tone: connectivity.state === 'failed' ? 'bad' : 'warning',
        lead: t('The cluster is not connected to Azure.'),
        text: connectivity.advice ?? connectivity.words,
      };
}

/** A link that would not hold if it were enabled now. */
function obstacleVerdict({ checks, causeId }: Verification): Verdict | undefined {
  const cause = checks.find(({ id }) => id === causeId);
  if (cause?.finding.state !== 'failed' && cause?.finding.state !== 'blocked') return undefined;
  const { title, finding } = cause;
  return {
    tone: finding.state === 'failed' ? 'bad' : 'warning',
    lead: t('Secret synchronization is not enabled, and something is in its way.'),
    text: finding.advice ?? t('{0}: {1}.', title, finding.words),
  };
}

function notEnabledVerdict(seen: Observation, verification?: Verification): Verdict {
  const missing = [
    ...(checkOidcFlag(seen).state === 'done' ? [] : [t('OIDC issuer')]),
    ...(checkWorkloadIdentity(seen).state === 'done' ? [] : [t('workload identity')]),
  ];
  const blocked = [checkOidcFlag(seen), checkWorkloadIdentity(seen)].find(
    ({ state }) => state === 'blocked',
  );
  const lead = t('Secret synchronization is not enabled.');
  if (blocked) return { tone: 'warning', lead, text: blocked.advice ?? blocked.words };
  if (missing.length > 0) {
    return {
      tone: 'neutral',
      lead,
      text: t('The cluster needs {0} first.', missing.join(t(' and '))),
    };
  }
  const agents = checkAgents(seen);
  if (agents.state === 'failed') {
    return {
      tone: 'bad',
      lead: t('The Arc agents report a failure.'),
      text: agents.advice ?? agents.words,
    };
  }
  const obstacle = verification && obstacleVerdict(verification);
  if (obstacle) return obstacle;
  const issuer = checkIssuer(seen);
  return issuer.state === 'inProgress'
    ? {
        tone: 'busy',
        lead: t('The cluster waits for its issuer.'),
        text: t(
          '{0} It goes on by itself, whether or not VS Code is open; take the wait up again to see its end.',
          issuer.advice ?? issuer.words,
        ),
      }
    : {
        tone: 'neutral',
        lead,
        text: t('The cluster is ready for it: choose a key vault and a managed identity.'),
      };
}

function findingVerdict(finding: Finding): Verdict {
  const text = finding.advice ?? t('{0}.', finding.words);
  switch (finding.state) {
    case 'done':
      return {
        tone: 'good',
        lead: t('Secrets reach the cluster.'),
        text: t('{0}. The whole chain is proved by it.', finding.words),
      };
    case 'notProved':
      return {
        tone: 'unknown',
        lead: t('Secret synchronization is enabled, but not proved.'),
        text: t(
          'Everything that Azure shows is right. The first secret that is synchronized proves it.',
        ),
      };
    case 'unknown':
      return { tone: 'unknown', lead: t('Not everything could be read.'), text };
    case 'inProgress':
      return { tone: 'busy', lead: t('A change is under way.'), text };
    default:
      return { tone: 'bad', lead: t('Secrets cannot reach the cluster.'), text };
  }
}

/** Of the links before the broken one, as far as it can be told; what nobody has proved is not called fine. */
function wordOnBefore(before: readonly Check[]): readonly string[] {
  const states = before.map(({ finding }) => finding.state);
  if (states.every((state) => state === 'done')) return [t('Everything before that link is fine.')];
  return states.every((state) => state === 'done' || state === 'notProved')
    ? [t('Nothing before that link is known to be wrong.')]
    : [];
}

/** The first broken link as the cause, and what is before and behind it. */
function chainVerdict({ checks, causeId }: Verification): Verdict | undefined {
  const at = checks.findIndex(({ id }) => id === causeId);
  const cause = checks[at];
  if (!cause) return undefined;
  const syncs = checks.filter(({ id }) => id.startsWith('sync '));
  const arriving = syncs.filter(({ finding }) => finding.state === 'done').length;
  const isArriving = syncs.length > 0 && arriving === syncs.length;
  const behind = checks.filter(({ causedBy }) => causedBy === causeId).length;
  const { advice, words } = cause.finding;
  const rest = [
    ...wordOnBefore(checks.slice(0, at)),
    ...(behind === 0 || isArriving
      ? []
      : [
          behind === 1
            ? t('One check behind it fails, too.')
            : t('{0} checks behind it fail, too.', behind),
        ]),
  ];
  return {
    tone: isArriving ? 'warning' : 'bad',
    lead: isArriving
      ? t('Secrets arrive, but a link is not as it should be.')
      : arriving > 0
        ? t('{0} of {1} Kubernetes secrets reach the cluster.', arriving, syncs.length)
        : t('Secrets cannot reach the cluster.'),
    text: [advice ?? t('{0}: {1}.', cause.title, words), ...rest].join(' '),
  };
}

/** Secrets arrive: what there is to be said all the same. */
function reservation({ checks, cloud }: Verification): Verdict | undefined {
  const broken = cloud.find(({ finding }) => isBroken(finding));
  if (broken) {
    return {
      tone: 'warning',
      lead: t('Secrets reach the cluster, but a cloud connection is broken.'),
      text: sayCheck(broken),
    };
  }
  const unseen = checks.find(({ finding }) => finding.state !== 'done');
  return (
    unseen && {
      tone: unseen.finding.state === 'inProgress' ? 'busy' : 'unknown',
      lead: t('Secrets reach the cluster, but not every link is known to be well.'),
      text: sayCheck(unseen),
    }
  );
}

const sayCheck = ({ title, finding: { words, advice } }: Check): string =>
  [t('{0}: {1}.', title, words), ...(advice === undefined ? [] : [advice])].join(' ');

/** What is the case, in plain words. Pure. */
export function verdictOf(
  seen: Observation | undefined,
  run: RunSnapshot | undefined,
  verification?: Verification,
): Verdict {
  const ofRun = run && runVerdict(run);
  if (ofRun) return ofRun;
  if (!seen) {
    return { tone: 'busy', lead: t('Reading from Azure.'), text: t('This takes a few seconds.') };
  }
  if (seen.instance.kind !== 'known') {
    return {
      tone: 'unknown',
      lead: t('The instance could not be read.'),
      text:
        seen.instance.kind === 'unknown'
          ? t('Could not read: {0}.', seen.instance.because)
          : t(
              '{0} does not exist, or your account may not see it.',
              shortPath(seen.target.instanceId),
            ),
    };
  }
  if (seen.sovereignCloud !== undefined) {
    return {
      tone: 'warning',
      lead: t('Secret synchronization is not available in this cloud.'),
      text: publicCloudOnly(seen.sovereignCloud),
    };
  }
  const ofCluster = clusterVerdict(seen);
  if (ofCluster) return ofCluster;
  const ofChain = verification && isWanted(seen) ? chainVerdict(verification) : undefined;
  if (ofChain) return ofChain;
  const finding = secretSyncFinding(seen);
  if (finding.state === 'notStarted') return notEnabledVerdict(seen, verification);
  return (
    (finding.state === 'done' && verification && reservation(verification)) ||
    findingVerdict(finding)
  );
}
