/** A vault that is to be there at the end of a run. */
export type VaultCreation =
  | {
      readonly kind: 'create';
      readonly location: string;
      /** 7 to 90; can't be changed later. */
      readonly retentionDays: number;
      /** Can't be undone. */
      readonly isPurgeProtected: boolean;
    }
  /** It was deleted and is brought back, to where it was. */
  | { readonly kind: 'recover'; readonly location: string };

export interface IdentityCreation {
  readonly location: string;
}

/** What a run makes if it is not there. The ids stand in the run's target. */
export interface Creations {
  readonly vault?: VaultCreation;
  /** Of the Secret Store extension. */
  readonly identity?: IdentityCreation;
  /** For cloud connections. */
  readonly cloudIdentity?: IdentityCreation;
}
