import type { Check, Remedy, Verification } from '../../core/verify/verification';
import { isCloudPart, type ShownPart } from '../../protocol/chain';

/** What mends a part, or without one the first broken link. */
export function remedyOf(
  { checks, parts, cloud, causeId }: Verification,
  part: ShownPart | undefined,
): Remedy | undefined {
  if (isCloudPart(part)) return cloud.find(({ id }) => id === part)?.remedy;
  const ids = part === undefined ? [causeId] : (parts.find(({ id }) => id === part)?.checks ?? []);
  const own: readonly Check[] = checks.filter(({ id }) => ids.includes(id));
  return own.find(({ remedy }) => remedy !== undefined)?.remedy;
}
