import { isBroken } from '../../core/verify/remedies';
import type { Remedy, Verification } from '../../core/verify/verification';
import { isCloudPart, isListedCheck, type MendTarget } from '../../protocol/chain';

/** What mends a part, or without one the first broken link. */
export function remedyOf(
  { checks, parts, cloud, causeId }: Verification,
  part: MendTarget | undefined,
): Remedy | undefined {
  if (isCloudPart(part)) return cloud.find(({ id }) => id === part)?.remedy;
  if (isListedCheck(part)) return checks.find(({ id }) => id === part)?.remedy;
  const ids = part === undefined ? [causeId] : (parts.find(({ id }) => id === part)?.checks ?? []);
  const own = checks.filter(({ id, remedy }) => ids.includes(id) && remedy !== undefined);
  // That of what is broken, before that of what was never made.
  const worst = own.find(({ finding }) => isBroken(finding)) ?? own[0];
  return worst?.remedy;
}
