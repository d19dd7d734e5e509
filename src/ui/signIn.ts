import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { ArmError, UserFacingError } from '../core/errors';
import type { Account } from '../core/model/account';
import { authenticationProvider } from './cloudSetting';

export interface SignInRequest {
  /** Absent: the account's home tenant. */
  readonly tenantId?: string;
  /** Absent: whichever VS Code prefers. */
  readonly account?: Account;
}

export interface TokenRequest extends SignInRequest {
  /** The `WWW-Authenticate` header that asks for more, as it came. */
  readonly challenge?: string;
  /** The claims in it, as JSON; VS Code takes them out by itself. */
  readonly claims?: string;
}

export interface SessionToken {
  readonly token: string;
  /** Epoch ms. */
  readonly expiresOnTimestamp: number;
}

/** How long a token is kept whose own end can't be read, in ms. VS Code renews its tokens by itself. */
const fallbackLifetimeMs = 5 * 60_000;

/** When a token ends, by its own word. It is read for caching only: the service decides. */
function expiryOf(token: string): number {
  const [, payload = ''] = token.split('.');
  try {
    const claims: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'));
    const exp: unknown = typeof claims === 'object' && claims ? Reflect.get(claims, 'exp') : 0;
    return typeof exp === 'number' ? exp * 1_000 : Date.now() + fallbackLifetimeMs;
  } catch {
    return Date.now() + fallbackLifetimeMs;
  }
}

const accountOption = ({ account }: SignInRequest): { account?: Account } =>
  account === undefined ? {} : { account };

/** VS Code's own Microsoft accounts: the only place that knows how tokens come about. */
export class SignIn {
  private readonly changed = new vscode.EventEmitter<void>();
  private readonly subscription: vscode.Disposable;
  /** Sessions changed by our own asking are no news. */
  private isAsking = false;
  /** Tenants without a token, with the challenge that must be answered for the next one. */
  private readonly refused = new Map<string | undefined, string | undefined>();

  readonly onDidChange = this.changed.event;

  constructor() {
    this.subscription = vscode.authentication.onDidChangeSessions((event) => {
      if (event.provider.id === authenticationProvider() && !this.isAsking) this.changed.fire();
    });
  }

  dispose(): void {
    this.subscription.dispose();
    this.changed.dispose();
  }

  /** Who is signed in to the cloud that the settings name, be this extension allowed to them or not. */
  async accounts(): Promise<readonly Account[]> {
    const accounts = await vscode.authentication.getAccounts(authenticationProvider());
    return accounts.map(({ id, label }) => ({ id, label }));
  }

  /**
   * A token without asking anybody.
   *
   * @throws {ArmError} unauthenticated: somebody must sign in first
   */
  async getToken(scope: string, request: TokenRequest): Promise<SessionToken> {
    const session = await vscode.authentication.getSession(
      authenticationProvider(),
      this.want(scope, request),
      { silent: true, ...accountOption(request) },
    );
    if (!session) {
      this.refused.set(request.tenantId, request.challenge);
      throw new ArmError(
        'unauthenticated',
        t('No Microsoft account is signed in for this tenant.'),
      );
    }
    this.refused.delete(request.tenantId);
    return { token: session.accessToken, expiresOnTimestamp: expiryOf(session.accessToken) };
  }

  /** True after a request for a token of the tenant that only the user can answer. */
  isRefused(tenantId: string): boolean {
    return this.refused.has(tenantId);
  }

  /**
   * Asks the user to sign in, for what the tenant has demanded last; without a tenant, with an account
   * of their choice. A dismissed dialog is not an error.
   *
   * @throws {UserFacingError} what the sign-in service said
   */
  async ask(scope: string, request: SignInRequest): Promise<Account | undefined> {
    const { tenantId } = request;
    const challenge = this.refused.get(tenantId);
    const want = this.want(scope, {
      ...(tenantId === undefined ? {} : { tenantId }),
      ...(challenge === undefined ? {} : { challenge }),
    });
    this.isAsking = true;
    try {
      const { account } = await vscode.authentication.getSession(authenticationProvider(), want, {
        createIfNone: true,
        // Else VS Code would give the account again that it knows, and nobody could add another.
        ...(tenantId === undefined ? { clearSessionPreference: true } : {}),
        ...accountOption(request),
      });
      this.refused.delete(tenantId);
      return { id: account.id, label: account.label };
    } catch (error) {
      // VS Code rejects with this name alone when the user says no.
      if (error instanceof Error && /cancel|consent/i.test(`${error.name} ${error.message}`)) {
        return undefined;
      }
      throw new UserFacingError(
        t(
          'Sign-in failed: {0} Try again, or show this to an administrator of the tenant.',
          error instanceof Error ? error.message : String(error),
        ),
        { cause: error },
      );
    } finally {
      this.isAsking = false;
    }
  }

  private want(
    scope: string,
    { tenantId, challenge }: TokenRequest,
  ): readonly string[] | vscode.AuthenticationWwwAuthenticateRequest {
    const scopes = [scope, ...(tenantId === undefined ? [] : [`VSCODE_TENANT:${tenantId}`])];
    return challenge === undefined
      ? scopes
      : { wwwAuthenticate: challenge, fallbackScopes: scopes };
  }
}
