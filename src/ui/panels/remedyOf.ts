import type { Check, Remedy, Verification } from '../../core/verify/verification';
import type { PartId } from '../../protocol/chain';

/** What mends a part, or without one the first broken link. */
export function remedyOf(
  { checks, parts, causeId }: Verification,
  part: PartId | undefined,
): Remedy | undefined {
  const ids = part === undefined ? [causeId] : (parts.find(({ id }) => id === part)?.checks ?? []);
  const own: readonly Check[] = checks.filter(({ id }) => ids.includes(id));
  return own.find(({ remedy }) => remedy !== undefined)?.remedy;
}
