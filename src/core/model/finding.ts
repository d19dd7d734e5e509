/** What a check over an observation can say about one secure setting or one step. */
export type FindingState =
  | 'notStarted'
  | 'inProgress'
  | 'done'
  | 'drifted'
  | 'failed'
  | 'blocked'
  | 'unknown'
  /** Everything that Azure shows is right, but nothing proves that it works. */
  | 'notProved';

/** One value and where it comes from. */
export interface Evidence {
  readonly label: string;
  readonly value: string;
  /** `ARM`, `discovery document`, …; absent when the value was computed here. */
  readonly source?: string;
  readonly readAtMs?: number;
  /** The service's or somebody's own words, which may hold anything: they get into no record. */
  readonly isFreeText?: true;
}

export interface Finding {
  readonly state: FindingState;
  /** The state in words, at most about 45 characters: `Issuer differs by a trailing slash`. */
  readonly words: string;
  /** A sentence or two: what is wrong, on which resource, what to do next. */
  readonly advice?: string;
  readonly evidence: readonly Evidence[];
}
