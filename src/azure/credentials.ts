import { t } from '@vscode/l10n';
import type { HttpClient } from '@azure/core-rest-pipeline';
import type { TokenCredential } from '@azure/identity';
import { UserFacingError } from '../core/errors';
import type { AccessToken, TokenRequest } from './tokens';

/** Ways to sign in where VS Code's account cannot be used: jump hosts, containers, automation. */
export type CredentialKind = 'azureCli' | 'environment' | 'managedIdentity';

export interface CredentialOptions {
  /** Where Entra is asked: `https://login.microsoftonline.com`. */
  readonly authorityHost: string;
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
  { authorityHost, transport }: CredentialOptions,
): Promise<TokenCredential> {
  const sdk = await import('./sdkCredentials');
  const options = {
    authorityHost,
    additionallyAllowedTenants: ['*'],
    ...(transport ? { httpClient: transport } : {}),
  };
  switch (kind) {
    case 'azureCli':
      return new sdk.AzureCliCredential({ additionallyAllowedTenants: ['*'] });
    case 'environment':
      return new sdk.EnvironmentCredential(options);
    case 'managedIdentity':
      return new sdk.ManagedIdentityCredential(options);
  }
}

/** What to do when there is no token; the SDK's own text, which names no secret, comes last. */
function refusal(kind: CredentialKind, error: unknown): UserFacingError {
  const said = error instanceof Error ? error.message : String(error);
  const advice = {
    azureCli: () =>
      t('The Azure CLI gives no token. Run “az login” for this tenant, then refresh.'),
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
      throw refusal(kind, error);
    }
  };
}
