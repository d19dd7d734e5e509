/** Something read from Azure, or the reason why it could not be. "Unknown" is never "absent". */
export type Fact<T> =
  | {
      readonly kind: 'known';
      readonly value: T;
      /** Where it was read: `ARM`, `discovery document`, `Resource Graph`. */
      readonly source: string;
      readonly readAtMs: number;
    }
  | { readonly kind: 'absent'; readonly source: string; readonly readAtMs: number }
  | { readonly kind: 'unknown'; readonly source: string; readonly because: string };

export const known = <T>(value: T, source: string, readAtMs: number): Fact<T> => ({
  kind: 'known',
  value,
  source,
  readAtMs,
});

export const absent = <T>(source: string, readAtMs: number): Fact<T> => ({
  kind: 'absent',
  source,
  readAtMs,
});

export const unknown = <T>(source: string, because: string): Fact<T> => ({
  kind: 'unknown',
  source,
  because,
});

/** The value, or undefined when it is absent or unknown. */
export const valueOf = <T>(fact: Fact<T>): T | undefined =>
  fact.kind === 'known' ? fact.value : undefined;
