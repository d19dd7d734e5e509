import type { ResourceChange, UsualDuration } from '../model/run';
import type { JsonObject } from '../model/json';
import type { CheckedPermission, NeededPermission } from '../permissions';
import type { Clock, RequestContext } from '../ports';
import type { Order } from './order';
import type { PlanRequest } from './request';

/** What a running step gets. Every request and every wait takes the signal. */
export interface StepContext extends RequestContext {
  readonly clock: Clock;
  /** What the user agreed to: each write is compared with it at its own moment. */
  readonly agreed: readonly PlannedWrite[];
  /** Replaces the step's technical line. */
  report(detail: string): void;
  /** Notes what has been changed, once Azure has confirmed it. Never with the value of a secret. */
  changed(change: ResourceChange): void;
  /** A sentence that is told with the step's end, beside what it did. */
  note(sentence: string): void;
  /** Stops until the user says that the work is done, or puts it off. Rejects when cancelled. */
  waitForUser(because: string): Promise<UserAnswer>;
}

/** What the user answers to a step that waits: done by hand, or later. */
export type UserAnswer = 'done' | 'later';

export interface StepDescription {
  /** A sentence that starts with a verb. */
  readonly title: string;
  readonly detail: string;
  /** What it usually takes, and what to do when it takes longer. */
  readonly usual?: Required<UsualDuration>;
}

/** What a plan does its steps with. Order is the order of the source. */
export interface Run<Id extends string> {
  readonly context: RequestContext;
  /** Runs one step; throws what it throws after noting it. */
  step<T>(id: Id, work: (context: StepContext) => Promise<T>): Promise<T>;
  /** Runs works side by side, lets all of them end, then throws the first failure if there was one. */
  all(works: readonly Promise<void>[]): Promise<void>;
  /** Notes that a step needs nothing. */
  skip(id: Id, because: string): void;
}

/** What the user asked for. Safe to run again: it does only what is not done. */
export interface Plan<Id extends string = string> {
  /** `enableSecretSync`. */
  readonly id: string;
  readonly title: string;
  readonly subjectId: string;
  readonly subjectName: string;
  readonly tenantId: string;
  /** What it was made for, as data: enough to make it anew. Absent: nobody makes it twice. */
  readonly request?: PlanRequest;
  /** What it may write: what the user has seen of it, or nothing. */
  readonly agreed: readonly PlannedWrite[];
  /** Those that this run may need, in the order in which they are shown. */
  readonly steps: Readonly<Partial<Record<Id, StepDescription>>>;
  /** In which order its steps write. The run follows it, and the review shows it. */
  readonly order: Order<Id>;
  run(run: Run<Id>): Promise<void>;
  /** The same wish as things stand now, to be reviewed anew. */
  prepareAgain?(context: RequestContext): Promise<PreparedPlan>;
}

/** A write that will be made, in the words of the confirmation. */
export interface PlannedWrite {
  /** The step that makes it. */
  readonly stepId: string;
  readonly title: string;
  readonly detail: string;
  /** How much of a limit is used then: `credential 3 of 20`. */
  readonly quota?: string;
  readonly method: 'PUT' | 'PATCH' | 'POST' | 'DELETE';
  readonly resourceId: string;
  /** What is made on that resource, where its name comes of values that may not be known yet. */
  readonly makes?: 'roleAssignments' | 'federatedIdentityCredentials';
  /** The body as it is, without what Azure owns. Absent: there is none, or none is read. */
  readonly now?: JsonObject | undefined;
  /** The body as it will be sent. Absent: it is deleted, or nothing is sent along. */
  readonly then?: JsonObject | undefined;
  /**
   * What of it is carried out by the write as it is there, without being changed: `properties`. It is
   * reviewed with the write, so that the write stops where somebody else has changed it since.
   */
  readonly carriesOut?: 'properties';
  /** What is there now and what will be then, where one takes the other's place. */
  readonly change?: { readonly now: string; readonly then: string };
  /** What the caller has to be allowed for it. */
  readonly needs: readonly NeededPermission[];
}

/** Something that a plan which takes away leaves alone, and why. */
export interface Kept {
  readonly title: string;
  readonly because: string;
}

/** A plan, and what it will write as things stand. */
export interface PreparedPlan {
  readonly plan: Plan;
  readonly writes: readonly PlannedWrite[];
  /** What it waits for even if it writes nothing; absent: for nothing. */
  readonly waits?: string;
  /** What the writes need, and whether Azure says that it is there. */
  readonly permissions: readonly CheckedPermission[];
  readonly kept?: readonly Kept[];
  /**
   * What is to be known before it is agreed to, such as what will stop: a sentence, and perhaps a
   * second one with the details.
   */
  readonly cautions?: readonly string[];
  /** Of what is typed before it runs, where that is not the subject's: the vault that is opened. */
  readonly typedName?: string;
}
