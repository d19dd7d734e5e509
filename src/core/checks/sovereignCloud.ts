import { t } from '@vscode/l10n';
import { UserFacingError } from '../errors';
import type { Finding } from '../model/finding';
import type { Azure } from '../ports';
import { evidence } from './evidence';

/** Why something of the public cloud cannot be had in the cloud of that name. */
export const publicCloudOnly = (sovereignCloud: string): string =>
  t(
    'Azure supports secret synchronization in the public cloud only, not in {0}. The OIDC issuer, workload identity and identities for cloud connections can be enabled here.',
    sovereignCloud,
  );

/** Secret synchronization in a cloud that has none. Undefined: in the public cloud. */
export function sovereignCloudFinding(sovereignCloud: string | undefined): Finding | undefined {
  if (sovereignCloud === undefined) return undefined;
  return {
    state: 'blocked',
    words: t('No secret synchronization in this cloud'),
    advice: publicCloudOnly(sovereignCloud),
    evidence: [evidence(t('Cloud'), sovereignCloud)],
  };
}

/** @throws {UserFacingError} the cloud has no secret synchronization: nothing about it is worth asking */
export function requireSecretSync({ sovereignCloud }: Pick<Azure, 'sovereignCloud'>): void {
  if (sovereignCloud !== undefined) throw new UserFacingError(publicCloudOnly(sovereignCloud));
}
