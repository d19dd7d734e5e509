/** A version 4 GUID out of a source of randomness in [0, 1). For naming requests, not for secrets. */
export function newGuid(random: () => number): string {
  return 'xxxxxxxx-xxxx-4xxx-8xxx-xxxxxxxxxxxx'.replaceAll('x', () =>
    Math.floor(random() * 16).toString(16),
  );
}
