import * as vscode from 'vscode';
import { getAccessToken, signIn, type Account } from './entra';

const tenantPrefix = 'VSCODE_TENANT:';
const person = { id: 'operator', label: 'operator@contoso.example' };

/** `asks`: gives no token before a person was asked; `refuses`: gives none at all. */
type Manner = 'asks' | 'refuses';

/** Takes the place of VS Code's Microsoft provider, with one account and no sign-in page. */
class StandInProvider implements vscode.AuthenticationProvider {
  private readonly changed =
    new vscode.EventEmitter<vscode.AuthenticationProviderAuthenticationSessionsChangeEvent>();
  readonly onDidChangeSessions = this.changed.event;
  private account: Account | undefined;
  private readonly asked = new Set<string>();
  private readonly sessions = new Map<string, vscode.AuthenticationSession>();

  async getSessions(scopes?: readonly string[]): Promise<vscode.AuthenticationSession[]> {
    if (!this.account) return [];
    if (!scopes?.length) return [...this.sessions.values()];
    const tenant = tenantOf(scopes);
    const manner = mannerOf(tenant);
    if (manner === 'refuses' || (manner === 'asks' && !this.asked.has(tenant))) return [];
    return [await this.toSession(this.account, scopes)];
  }

  async createSession(scopes: readonly string[]): Promise<vscode.AuthenticationSession> {
    const tenant = tenantOf(scopes);
    if (mannerOf(tenant) === 'refuses') {
      throw new Error(`AADSTS53003: Access to tenant ${tenant} has been blocked.`);
    }
    this.asked.add(tenant);
    this.account ??= await signIn(resourceOf(scopes));
    const session = await this.toSession(this.account, scopes);
    this.changed.fire({ added: [session], removed: [], changed: [] });
    return session;
  }

  removeSession(): Promise<void> {
    const removed = [...this.sessions.values()];
    this.account = undefined;
    this.asked.clear();
    this.sessions.clear();
    this.changed.fire({ added: [], removed, changed: [] });
    return Promise.resolve();
  }

  private async toSession(
    account: Account,
    scopes: readonly string[],
  ): Promise<vscode.AuthenticationSession> {
    const id = scopes.join(' ');
    const session = {
      id,
      account: person,
      scopes,
      accessToken: await getAccessToken(account, tenantOf(scopes), resourceOf(scopes)),
    };
    this.sessions.set(id, session);
    return session;
  }
}

const tenantOf = (scopes: readonly string[]): string =>
  scopes.find((scope) => scope.startsWith(tenantPrefix))?.slice(tenantPrefix.length) ??
  'organizations';

const resourceOf = (scopes: readonly string[]): string =>
  scopes.filter((scope) => !scope.startsWith('VSCODE_')).join(' ');

const mannerOf = (tenant: string): Manner | undefined =>
  vscode.workspace.getConfiguration('standIn').get<Readonly<Record<string, Manner>>>('tenants', {})[
    tenant
  ];

export function activate({ subscriptions }: vscode.ExtensionContext): void {
  subscriptions.push(
    vscode.authentication.registerAuthenticationProvider(
      'microsoft',
      'Microsoft',
      new StandInProvider(),
      { supportsMultipleAccounts: false },
    ),
  );
}
