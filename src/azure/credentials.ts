import { t } from '@vscode/l10n';
import type { HttpClient } from '@azure/core-rest-pipeline';
import type { TokenCredential } from '@azure/identity';
import { UserFacingError } from '../core/errors';
import { clouds, type CloudEndpoints } from './clouds';
import type { AccessToken, TokenRequest } from './tokens';

/** Ways to sign in where VS Code's account cannot be used: jump hosts, containers, automation. */
export type CredentialKind = 'azureCli' | 'environment' | 'managedIdentity';

export interface CredentialOptions {
  /** Whose Entra is asked. */
  readonly cloud: CloudEndpoints;
  /** Default: the SDK's own, which knows the proxy of the environment. */
  readonly transport?: HttpClient;
}

/** Gets a token; without a tenant, one of the credential's own. */
export type CredentialToken = (
  scope: string,
  request: Partial<TokenRequest>,
) => Promise<AccessToken>;

async function load(
  kind: CredentialKind,
  { cloud, transport }: CredentialOptions,
): Promise<TokenCredential> {
  const sdk = await import('./sdkCredentials');
  const { authorityHost } = cloud;
  const isKnown = Object.values(clouds).some((known) => known.authorityHost === authorityHost);
  const options = {
    authorityHost,
    // The public cloud's Entra vouches for Azure's own clouds only.
    disableInstanceDiscovery: !isKnown,
    additionallyAllowedTenants: ['*'],
    ...(transport ? { httpClient: transport } : {}),
  };
  switch (kind) {
    case 'azureCli':
      return new sdk.AzureCliCredential({ additionallyAllowedTenants: ['*'] });
    case 'environment':
      return new sdk.EnvironmentCredential(options);
    case 'managedIdentity': {
      // As everywhere in Azure's libraries: it names one of several that the machine has.
      const clientId = process.env['AZURE_CLIENT_ID'];
      return new sdk.ManagedIdentityCredential(
        clientId === undefined || clientId === '' ? options : { ...options, clientId },
      );
    }
  }
}

/** What to do when there is no token; the SDK's own text, which names no secret, comes last. */
function refusal(kind: CredentialKind, cloud: CloudEndpoints, error: unknown): UserFacingError {
  const said = error instanceof Error ? error.message : String(error);
  const advice = {
    azureCli: () =>
      cloud.name === clouds.AzureCloud.name
        ? t('The Azure CLI gives no token. Run “az login” for this tenant, then refresh.')
        : t(
            'The Azure CLI gives no token for {0}. Choose that cloud by “az cloud set”, run “az login” for this tenant, then refresh.',
            cloud.name,
          ),
    environment: () =>
      t(
        'The service principal of the environment variables is not accepted. Check AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_CLIENT_SECRET of the process that started VS Code.',
      ),
    managedIdentity: () =>
      t(
        'This machine gives no token of a managed identity. Assign one to it, or choose another way to sign in by the setting aioSecureSettings.credential.',
      ),
  }[kind]();
  return new UserFacingError(t('{0} It said: {1}', advice, said), { cause: error });
}

/**
 * Tokens of a credential of `@azure/identity`, which is loaded when the first one is asked for.
 *
 * @throws {UserFacingError} from the function: there is none, and what to do about it
 * @see https://learn.microsoft.com/javascript/api/overview/azure/identity-readme
 */
export function createCredential(
  kind: CredentialKind,
  options: CredentialOptions,
): CredentialToken {
  let loading: Promise<TokenCredential> | undefined;
  return async (scope, { tenantId, claims }) => {
    try {
      const credential = await (loading ??= load(kind, options));
      const token = await credential.getToken(scope, {
        ...(tenantId === undefined ? {} : { tenantId }),
        ...(claims === undefined ? {} : { claims }),
      });
      if (!token) throw new Error(t('no token was given'));
      return { token: token.token, expiresOnTimestamp: token.expiresOnTimestamp };
    } catch (error) {
      throw refusal(kind, options.cloud, error);
    }
  };
}
