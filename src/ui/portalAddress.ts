import { t } from '@vscode/l10n';
import { UserFacingError } from '../core/errors';
import type { Cloud } from '../core/ports';

/**
 * Where a resource is seen in the portal.
 *
 * @param page of the resource's menu: `networking`; absent: its overview
 * @throws {UserFacingError} the cloud has no portal
 */
export function portalAddress(
  { portalUrl }: Pick<Cloud, 'portalUrl'>,
  resourceId: string,
  page?: 'networking',
): string {
  if (portalUrl === undefined) {
    throw new UserFacingError(
      t('Simulated Azure has no portal. Leave it to open resources of your account there.'),
    );
  }
  const path = resourceId.split('/').map(encodeURIComponent).join('/');
  return `${portalUrl}/#resource${path}${page === undefined ? '' : `/${page}`}`;
}
