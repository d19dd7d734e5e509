import { t } from '@vscode/l10n';
import { parseArmId } from '../model/armId';
import { valueOf } from '../model/fact';
import type { FindingState } from '../model/finding';
import type {
  ResourceChange,
  RunOutcome,
  RunSnapshot,
  ShownFailure,
  StepState,
} from '../model/run';
import type { Observation } from '../observe/observation';
import type { Check, Verification } from '../verify/verification';
import { withoutCredentials } from './withoutCredentials';

/** Times are ISO 8601 in UTC. */
type Time = string;

/** Why something did not happen, in the extension's own words, with what support can find it by. */
interface RecordedReason {
  readonly because?: string;
  /** The service's code. */
  readonly code?: string;
  readonly correlationId?: string;
}

/** A step of the run, and how it ended. */
export interface RecordedStep extends RecordedReason {
  readonly title: string;
  readonly state: StepState['kind'];
  readonly startedAt?: Time;
  readonly endedAt?: Time;
}

/** A write of the plan, as the review named it. */
export interface RecordedPlan {
  readonly title: string;
  readonly detail: string;
  readonly method: string;
  /** Short: type and name. */
  readonly path: string;
}

/** A write that was sent to Azure. */
export interface RecordedWrite {
  readonly endedAt: Time;
  readonly step?: string;
  readonly method: string;
  /** Without host and query. */
  readonly path: string;
  /** HTTP status; absent: no answer came. */
  readonly status?: number;
  readonly elapsedMs: number;
  readonly correlationId?: string;
}

/** One thing that was looked at after the run. */
export interface RecordedCheck {
  readonly title: string;
  readonly state: FindingState;
  readonly words: string;
  readonly values: readonly {
    readonly label: string;
    readonly value: string;
    readonly source?: string;
    readonly readAt?: Time;
  }[];
}

/** How things are, as it was read for the record. */
export type RecordedProof =
  | {
      readonly readAt: Time;
      /** The title of the first broken check. */
      readonly cause?: string;
      readonly checks: readonly RecordedCheck[];
    }
  | { readonly unreadBecause: string };

/** What was done to an instance: who, when, where, each write, and the proof. Plain JSON. */
export interface ChangeRecord {
  readonly format: 'aio-secure-settings/change-record/1';
  readonly savedAt: Time;
  /** As the user named themself; absent: they did not. */
  readonly who?: string;
  readonly where: {
    readonly cloud: 'Azure' | 'simulated Azure';
    readonly tenantId: string;
    readonly subscriptionId: string;
    readonly resourceGroup: string;
    readonly instance: string;
    readonly instanceId: string;
    readonly cluster?: string;
  };
  readonly run: {
    readonly title: string;
    readonly outcome: RunOutcome;
    readonly startedAt: Time;
    readonly endedAt?: Time;
    /** Why it failed. */
    readonly failure?: RecordedReason;
    readonly requests: { readonly reads: number; readonly writes: number };
  };
  /** What was agreed to before the first write, in that order. */
  readonly plan: readonly RecordedPlan[];
  readonly steps: readonly RecordedStep[];
  readonly writes: readonly RecordedWrite[];
  /** How many writes were sent beyond those that are listed. */
  readonly writesLeftOut: number;
  readonly changes: readonly ResourceChange[];
  readonly proof: RecordedProof;
}

export interface ChangeRecordInput {
  readonly run: RunSnapshot;
  readonly tenantId: string;
  readonly isSimulated: boolean;
  readonly savedAtMs: number;
  readonly who?: string;
  readonly proof:
    | { readonly seen: Observation; readonly verification: Verification }
    | { readonly unreadBecause: string };
}

/** Whoever gives a name gives no more than that. */
const longestName = 200;

/** Of the instance, in a file's name: file systems end at 255 bytes. */
const longestFileNamePart = 100;

const toTime = (atMs: number): Time => new Date(atMs).toISOString();

/** Never the message: the service's own text may hold anything. */
const toReason = ({ meaning, code, correlationId }: ShownFailure): RecordedReason => ({
  ...(meaning === undefined ? {} : { because: meaning }),
  ...(code === undefined ? {} : { code }),
  ...(correlationId === undefined ? {} : { correlationId }),
});

function toState(state: StepState): Omit<RecordedStep, 'title'> {
  const startedAtMs = 'startedAtMs' in state ? state.startedAtMs : undefined;
  const times = {
    ...(startedAtMs === undefined ? {} : { startedAt: toTime(startedAtMs) }),
    ...('endedAtMs' in state ? { endedAt: toTime(state.endedAtMs) } : {}),
  };
  switch (state.kind) {
    case 'done':
      return {
        state: state.kind,
        ...times,
        ...(state.because === undefined ? {} : { because: state.because }),
      };
    case 'skipped':
    case 'waiting':
      return { state: state.kind, ...times, because: state.because };
    case 'unknown':
      return {
        state: state.kind,
        ...times,
        because: t('Azure’s answer was lost, and what has become of the change could not be seen.'),
      };
    case 'failed':
      return { state: state.kind, ...times, ...toReason(state.failure) };
    default:
      return { state: state.kind, ...times };
  }
}

function toWrites({ writes, steps }: RunSnapshot): readonly RecordedWrite[] {
  const titles = new Map(steps.map(({ id, title }) => [id, title]));
  return writes.map(({ stepId, exchange, endedAtMs }) => {
    const step = stepId === undefined ? undefined : titles.get(stepId);
    const { method, path, status, elapsedMs, correlationId } = exchange;
    return {
      endedAt: toTime(endedAtMs),
      ...(step === undefined ? {} : { step }),
      method,
      path,
      ...(status === undefined ? {} : { status }),
      elapsedMs,
      ...(correlationId === undefined ? {} : { correlationId }),
    };
  });
}

const toChange = ({ resourceId, kind, properties }: ResourceChange): ResourceChange => ({
  resourceId,
  kind,
  properties: properties.map(({ name, before, after }) => ({
    name,
    ...(before === undefined ? {} : { before }),
    ...(after === undefined ? {} : { after }),
  })),
});

const toCheck = ({ title, finding, values }: Check): RecordedCheck => ({
  title,
  state: finding.state,
  words: finding.words,
  values: values
    .filter(({ isFreeText }) => isFreeText !== true)
    .map(({ label, value, source, readAtMs }) => ({
      label,
      value,
      ...(source === undefined ? {} : { source }),
      ...(readAtMs === undefined ? {} : { readAt: toTime(readAtMs) }),
    })),
});

function toProof(proof: ChangeRecordInput['proof']): RecordedProof {
  if ('unreadBecause' in proof) return { unreadBecause: proof.unreadBecause };
  const { checks, cloud, causeId, endedAtMs } = proof.verification;
  const cause = checks.find(({ id }) => id === causeId)?.title;
  return {
    readAt: toTime(endedAtMs),
    ...(cause === undefined ? {} : { cause }),
    checks: [...checks, ...cloud].map(toCheck),
  };
}

/** Every text of it without what looks like a credential. */
function cleaned<T>(value: T): T {
  if (typeof value === 'string') return withoutCredentials(value) as T;
  if (Array.isArray(value)) return value.map(cleaned) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, of]) => [name, cleaned(of)])) as T;
}

/**
 * The record of a run. Built field by field from what is listed here, so that bodies, headers, tokens,
 * tags and whatever else Azure shows cannot get into it. Pure.
 */
export function toChangeRecord(input: ChangeRecordInput): ChangeRecord {
  const { run, tenantId, isSimulated, savedAtMs, proof } = input;
  const id = parseArmId(run.subjectId);
  const who = input.who?.trim().slice(0, longestName);
  const cluster = 'seen' in proof ? valueOf(proof.seen.cluster)?.name : undefined;
  return cleaned<ChangeRecord>({
    format: 'aio-secure-settings/change-record/1',
    savedAt: toTime(savedAtMs),
    ...(who === undefined || who === '' ? {} : { who }),
    where: {
      cloud: isSimulated ? 'simulated Azure' : 'Azure',
      tenantId,
      subscriptionId: id?.subscriptionId ?? '',
      resourceGroup: id?.resourceGroup ?? '',
      instance: run.subjectName,
      instanceId: run.subjectId,
      ...(cluster === undefined ? {} : { cluster }),
    },
    run: {
      title: run.title,
      outcome: run.outcome,
      startedAt: toTime(run.startedAtMs),
      ...(run.endedAtMs === undefined ? {} : { endedAt: toTime(run.endedAtMs) }),
      ...(run.failure === undefined ? {} : { failure: toReason(run.failure) }),
      requests: { reads: run.requests.reads, writes: run.requests.writes },
    },
    plan: run.agreed.map(({ title, detail, method, path }) => ({ title, detail, method, path })),
    steps: run.steps.map(({ title, state }) => ({ title, ...toState(state) })),
    writes: toWrites(run),
    writesLeftOut: run.requests.writes - run.writes.length,
    changes: run.changes.map(toChange),
    proof: toProof(proof),
  });
}

/** `change-record-aio-berlin-01-20261128-2058`: a name of a file that every system takes. */
export function recordFileName({ where, run }: ChangeRecord): string {
  const when = run.startedAt.replace(/[-:]/g, '').slice(0, 13).replace('T', '-');
  return `change-record-${where.instance.replace(/[^\w-]+/g, '-').slice(0, longestFileNamePart)}-${when}`;
}
