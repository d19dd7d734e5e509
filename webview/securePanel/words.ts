import type { FindingState, RunOutcome, StepState } from '../../src/protocol/panel';

/** The texts of the panel that do not come from the host. */
export const words = {
  simulated: 'Simulated Azure',
  actions: 'Actions',
  interrupted: 'Interrupted runs',
  steps: 'Steps',
  chain: 'Trust chain',
  cloud: 'Cloud connections',
  /** Of the whole chain: `verified 12 s ago`. */
  verified: (age: string) => `verified ${age}`,
  verifiedNow: 'Verified.',
  withKey: (label: string, key: string) => `${label} (${key})`,
  /** Between two cards, spoken. */
  link: (from: string, to: string) => `From ${from} to ${to}`,
  compared: 'What was looked at',
  nothingCompared: 'Nothing has been looked at here yet.',
  mends: 'What mends it',
  /** Before the characters in which two values differ, spoken. */
  differs: ' differs: ',
  entraCode: (digits: string) => `AADSTS${digits}`,
  explainCode: (digits: string) => `Open what Microsoft Entra says about AADSTS${digits}`,
  settings: 'Secure settings',
  cluster: 'Cluster',
  asks: 'You will be asked to',
  links: 'Read more',
  beforeRun: 'as read before this run',
  copied: 'Copied',
  copy: (label: string) => `Copy ${label}`,
  correlationId: 'Correlation ID',
  noAnswer: 'no answer',
  polls: (count: number) => (count === 1 ? '1\u00a0poll' : `${count}\u00a0polls`),
  /** The run's state with how long it ran. */
  outcome: {
    running: (elapsed) => `Running for ${elapsed}`,
    succeeded: (elapsed) => `Succeeded in ${elapsed}`,
    failed: (elapsed) => `Failed after ${elapsed}`,
    cancelled: (elapsed) => `Cancelled after ${elapsed}`,
    unknown: (elapsed) => `Outcome unknown after ${elapsed}`,
  } satisfies Record<RunOutcome, (elapsed: string) => string>,
  step: {
    pending: 'Not started',
    running: 'Running',
    waiting: 'Your turn',
    done: 'Done',
    skipped: 'Skipped',
    failed: 'Failed',
    cancelled: 'Cancelled',
    unknown: 'Unknown',
  } satisfies Record<StepState['kind'], string>,
  finding: {
    notStarted: 'Not started',
    inProgress: 'In progress',
    done: 'Done',
    drifted: 'Needs attention',
    failed: 'Failed',
    blocked: 'Blocked',
    unknown: 'Unknown',
    notProved: 'Not proved',
  } satisfies Record<FindingState, string>,
} as const;
