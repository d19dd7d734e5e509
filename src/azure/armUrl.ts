import { t } from '@vscode/l10n';
import { ArmError } from '../core/errors';
import type { CloudEndpoints } from './clouds';

/**
 * The URL of a resource or an action. `path` begins with a slash and may have a query, as in
 * `/…/roleAssignments?$filter=atScope()`; the api-version is added to it.
 *
 * @throws {ArmError} invalid: the path would lead elsewhere than it says (`..`, `//host`, `#`).
 */
export function armUrl(cloud: CloudEndpoints, path: string, apiVersion: string): string {
  const [pathname, query] = splitOnce(path, '?');
  if (!isPlainPath(pathname)) {
    throw new ArmError('invalid', t('This is not the path of an Azure resource: {0}', path));
  }
  const url = new URL(pathname, cloud.armEndpoint);
  const parameters = [...(query ? [query] : []), `api-version=${encodeURIComponent(apiVersion)}`];
  url.search = parameters.join('&');
  return url.href;
}

/** As {@link armUrl}, for an id: nothing may follow it. */
export function resourceUrl(cloud: CloudEndpoints, id: string, apiVersion: string): string {
  if (id.includes('?')) throw new ArmError('invalid', t('This is not a resource id: {0}', id));
  return armUrl(cloud, id, apiVersion);
}

function isPlainPath(path: string): boolean {
  if (!/^\/[^/]/.test(path) || /[\\#\p{Cc}]/u.test(path)) return false;
  return path.split('/').every((part) => !/^(?:\.|%2e){1,2}$/i.test(part));
}

function splitOnce(text: string, separator: string): [string, string?] {
  const position = text.indexOf(separator);
  return position < 0 ? [text] : [text.slice(0, position), text.slice(position + 1)];
}
