import { t } from '@vscode/l10n';
import { UserFacingError } from '../core/errors';
import type { CloudChoice } from '../core/model/cloud';
import { isObject, stringAt } from '../core/model/json';
import { clouds, type CloudEndpoints } from './clouds';

/**
 * The endpoints of the cloud that the user's settings name.
 *
 * @throws {UserFacingError} there is no such cloud; what a custom one lacks or has wrong
 */
export function toCloudEndpoints(choice: CloudChoice): CloudEndpoints {
  switch (choice.environment) {
    case undefined:
      return clouds.AzureCloud;
    case 'ChinaCloud':
      return clouds.AzureChinaCloud;
    case 'USGovernment':
      return clouds.AzureUSGovernment;
    case 'custom':
      return toCustomCloud(choice.custom);
    default:
      throw new UserFacingError(
        t(
          '“{0}” is not a cloud that this extension knows. Set microsoft-sovereign-cloud.environment in your user settings to ChinaCloud, USGovernment or custom, or remove it.',
          String(choice.environment),
        ),
      );
  }
}

const setting = 'microsoft-sovereign-cloud.customEnvironment';

/** @throws {UserFacingError} it lacks something, or an address is none */
function toCustomCloud(custom: unknown): CloudEndpoints {
  if (!isObject(custom)) {
    throw new UserFacingError(
      t(
        'The cloud is set to custom, but {0} is not set. Describe the cloud there, in your user settings.',
        setting,
      ),
    );
  }
  const required = (name: string): string => {
    const value = stringAt(custom, name)?.trim();
    if (value === undefined || value === '') {
      throw new UserFacingError(t('{0} lacks {1}. Add it in your user settings.', setting, name));
    }
    return value;
  };
  const armEndpoint = toOrigin(
    'resourceManagerEndpointUrl',
    required('resourceManagerEndpointUrl'),
  );
  const audience = required('activeDirectoryResourceId');
  const suffix = stringAt(custom, 'keyVaultDnsSuffix')?.trim().replace(/^\.+/, '').toLowerCase();
  const labels = /^[a-z0-9-]+(\.[a-z0-9-]+)+$/;
  if (suffix !== undefined && suffix !== '' && !labels.test(suffix)) {
    throw malformed('keyVaultDnsSuffix', t('the end of a host name, as vault.azure.net'));
  }
  return {
    name: required('name'),
    authorityHost: toAddress('activeDirectoryEndpointUrl', required('activeDirectoryEndpointUrl')),
    armEndpoint,
    // Resources that end with a slash keep it: what is issued names them letter by letter.
    armScope: `${audience}/.default`,
    portalUrl: toAddress('portalUrl', required('portalUrl')),
    ...(suffix === undefined || suffix === ''
      ? {}
      : { vaultHostSuffix: `.${suffix}`, vaultScope: `https://${suffix}/.default` }),
  };
}

const malformed = (name: string, what: string): UserFacingError =>
  new UserFacingError(
    t('{0} of {1} has to be {2}. Correct it in your user settings.', name, setting, what),
  );

/** https, a host, perhaps a path; without a slash at the end. @throws {UserFacingError} */
function toAddress(name: string, text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isPlain =
    url?.protocol === 'https:' &&
    url.username === '' &&
    url.password === '' &&
    url.search === '' &&
    url.hash === '';
  if (!url || !isPlain) throw malformed(name, t('an https address without a user or a query'));
  return `${url.origin}${url.pathname}`.replace(/\/+$/, '');
}

/** @throws {UserFacingError} more than a host is named: paths of resources begin right behind it */
function toOrigin(name: string, text: string): string {
  const address = toAddress(name, text);
  if (new URL(address).pathname !== '/')
    throw malformed(name, t('an https address without a path'));
  return address;
}
