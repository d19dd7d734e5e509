import * as vscode from 'vscode';
import { getAccessToken, signIn, type Account } from './entra';

const tenantPrefix = 'VSCODE_TENANT:';
/** `asks`: gives no token before a person was asked; `refuses`: gives none at all. */
type Manner = 'asks' | 'refuses';

const toPerson = (name: string): vscode.AuthenticationSessionAccountInformation => ({
  id: name,
  label: `${name}@contoso.example`,
});

const people = (): readonly string[] =>
  vscode.workspace.getConfiguration('standIn').get<readonly string[]>('people', ['operator']);

/** Takes the place of VS Code's Microsoft provider, without a sign-in page. */
class StandInProvider implements vscode.AuthenticationProvider {
  private readonly changed =
    new vscode.EventEmitter<vscode.AuthenticationProviderAuthenticationSessionsChangeEvent>();
  readonly onDidChangeSessions = this.changed.event;
  /** Who is signed in, by name. */
  private readonly accounts: Map<string, Account>;
  private readonly asked = new Set<string>();
  private readonly sessions = new Map<string, vscode.AuthenticationSession>();

  /** @param memory keeps who is signed in over a reload of the window */
  constructor(private readonly memory: vscode.Memento) {
    const kept = memory.get<Readonly<Record<string, Account>>>('accounts', {});
    this.accounts = new Map(Object.entries(kept));
  }

  async getSessions(
    scopes?: readonly string[],
    { account }: vscode.AuthenticationProviderSessionOptions = {},
  ): Promise<vscode.AuthenticationSession[]> {
    if (!scopes?.length) {
      return [...this.accounts.keys()].map((name) => ({
        id: name,
        account: toPerson(name),
        scopes: [],
        accessToken: '',
      }));
    }
    const tenant = tenantOf(scopes);
    const manner = mannerOf(tenant);
    if (manner === 'refuses' || (manner === 'asks' && !this.asked.has(tenant))) return [];
    const names = [...this.accounts.keys()].filter((name) => !account || account.id === name);
    return Promise.all(names.map((name) => this.toSession(name, scopes)));
  }

  async createSession(
    scopes: readonly string[],
    { account }: vscode.AuthenticationProviderSessionOptions = {},
  ): Promise<vscode.AuthenticationSession> {
    const tenant = tenantOf(scopes);
    if (mannerOf(tenant) === 'refuses') {
      throw new Error(`AADSTS53003: Access to tenant ${tenant} has been blocked.`);
    }
    this.asked.add(tenant);
    const [first = 'operator'] = people();
    const name = account?.id ?? people().find((each) => !this.accounts.has(each)) ?? first;
    if (!this.accounts.has(name)) {
      this.accounts.set(name, await signIn(resourceOf(scopes), toPerson(name).label));
      await this.memory.update('accounts', Object.fromEntries(this.accounts));
    }
    const session = await this.toSession(name, scopes);
    this.changed.fire({ added: [session], removed: [], changed: [] });
    return session;
  }

  /** Signs the account of the session out. */
  async removeSession(sessionId: string): Promise<void> {
    const name = this.sessions.get(sessionId)?.account.id ?? sessionId;
    const removed = [...this.sessions.values()].filter(({ account }) => account.id === name);
    this.accounts.delete(name);
    if (this.accounts.size === 0) this.asked.clear();
    for (const { id } of removed) this.sessions.delete(id);
    await this.memory.update('accounts', Object.fromEntries(this.accounts));
    this.changed.fire({ added: [], removed, changed: [] });
  }

  private async toSession(
    name: string,
    scopes: readonly string[],
  ): Promise<vscode.AuthenticationSession> {
    const account = this.accounts.get(name);
    if (!account) throw new Error(`${name} is not signed in.`);
    const id = `${name} ${scopes.join(' ')}`;
    const known = this.sessions.get(id);
    // Tokens live for longer than a window here.
    if (known) return known;
    const session = {
      id,
      account: toPerson(name),
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

export function activate({ subscriptions, globalState }: vscode.ExtensionContext): void {
  subscriptions.push(
    vscode.authentication.registerAuthenticationProvider(
      'microsoft',
      'Microsoft',
      new StandInProvider(globalState),
      { supportsMultipleAccounts: people().length > 1 },
    ),
  );
}
