/** Which of Azure's clouds the user's settings name, as they stand there. */
export interface CloudChoice {
  /** `ChinaCloud`, `USGovernment` or `custom`; absent: the public cloud. */
  readonly environment?: unknown;
  /** What describes a custom cloud. */
  readonly custom?: unknown;
}
