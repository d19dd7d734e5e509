import * as vscode from 'vscode';
import { Runs, type RunKeeper } from '../core/plan/runs';
import type { RunSnapshot } from '../core/model/run';
import type { Account } from '../core/model/account';
import type { Clock, Cloud, Log } from '../core/ports';
import type { AccountChoices } from './accountChoices';
import type { AgreedIssuers } from './agreedIssuers';
import type { CloudFactory, SimulatedCloud } from './clouds';
import { Disposables } from './disposables';
import type { SignIn } from './signIn';
import { cloudSettings, readCloudChoice } from './cloudSetting';
import { readProxyName } from './proxyName';
import { credentialSetting, readCredentialSetting } from './credentialSetting';
import { readSimulationSettings } from './simulationSettings';

/** A cloud with the runs that work on it: those of the one know nothing of those of the other. */
export interface Connection<C extends Cloud = Cloud> {
  readonly cloud: C;
  readonly runs: Runs;
}

export interface SessionOptions {
  readonly clouds: CloudFactory;
  readonly signIn: SignIn;
  readonly accountChoices: AccountChoices;
  readonly agreedIssuers: AgreedIssuers;
  readonly log: Log;
  /** Of the real cloud. */
  readonly clock: Clock;
  /** Of the runs on real Azure: what is simulated ends with the window. */
  readonly keeper?: RunKeeper;
  newId(): string;
}

/** Which cloud is shown: the account's, or the simulated one. Everything else asks here. */
export class Session {
  private readonly owned = new Disposables();
  private readonly changed = this.owned.add(new vscode.EventEmitter<void>());
  private readonly runChanged = this.owned.add(new vscode.EventEmitter<RunSnapshot>());
  private readonly realRuns: Runs;
  private real: Promise<Connection> | undefined;
  private simulated: Promise<Connection<SimulatedCloud>> | undefined;
  private last: Connection | undefined;

  /** Fires when another cloud, or another account's, is to be shown. */
  readonly onDidChange = this.changed.event;
  /** Fires on every change of a run, of whichever cloud. */
  readonly onDidChangeRun = this.runChanged.event;

  constructor(private readonly options: SessionOptions) {
    const { signIn, clock, keeper } = options;
    // Runs on real Azure go on, and stay to be seen, whatever is shown meanwhile.
    this.realRuns = this.watched(clock, keeper);
    this.owned.add(
      signIn.onDidChange(() => {
        this.forgetAccount();
      }),
    );
    this.owned.add(
      vscode.workspace.onDidChangeConfiguration((event) => {
        const settings = [credentialSetting, cloudSettings];
        if (settings.some((name) => event.affectsConfiguration(name))) this.forgetAccount();
      }),
    );
    if (readSimulationSettings().isStartedWith) this.startSimulation();
  }

  dispose(): void {
    this.owned.dispose();
  }

  get isSimulated(): boolean {
    return this.simulated !== undefined;
  }

  /** What is shown; made when it is first asked for. */
  async current(): Promise<Connection> {
    const connecting = this.simulated ?? (this.real ??= this.connect());
    try {
      const connection = await connecting;
      if (connecting === (this.simulated ?? this.real)) this.last = connection;
      return connection;
    } catch (error) {
      // Settings that make no sense are looked at again on the next occasion.
      if (connecting === this.real) this.real = undefined;
      throw error;
    }
  }

  /** What {@link current} gave last; undefined right after a change. */
  get shown(): Connection | undefined {
    return this.last;
  }

  /** The simulated cloud, if that is what is shown. */
  async simulation(): Promise<SimulatedCloud | undefined> {
    return (await this.simulated)?.cloud;
  }

  startSimulation(): void {
    const { clouds, log } = this.options;
    const { scenario, speed, network } = readSimulationSettings();
    this.simulated = clouds
      .simulated({ log, scenario, speed, network })
      .then((cloud) => ({ cloud, runs: this.watched(cloud.clock) }));
    this.switchCloud();
  }

  stopSimulation(): void {
    this.simulated = undefined;
    this.switchCloud();
  }

  /** Whether the account has no token for a tenant, as far as was seen. */
  needsSignIn(tenantId: string): boolean {
    return !this.isSimulated && this.options.signIn.isRefused(tenantId);
  }

  async askToSignIn(tenantId?: string): Promise<void> {
    const { cloud } = await this.current();
    await cloud.signIn(tenantId);
    if (!this.isSimulated) this.forgetAccount();
  }

  /** From now on the tenant is seen as that account sees it. */
  async chooseAccount(tenantId: string, account: Account): Promise<void> {
    await this.options.accountChoices.choose(tenantId, account);
    this.forgetAccount();
  }

  private async connect(): Promise<Connection> {
    const { clouds, signIn, accountChoices, agreedIssuers, log } = this.options;
    const cloud = await clouds.real({
      log,
      cloud: readCloudChoice(),
      credential: readCredentialSetting(),
      proxyName: readProxyName,
      accounts: () => signIn.accounts(),
      getToken: (scope, request) => signIn.getToken(scope, request),
      ask: (scope, request) => signIn.ask(scope, request),
      chosenAccount: (tenantId) => accountChoices.find(tenantId),
      chooseAccount: (tenantId, account) => accountChoices.choose(tenantId, account),
      mayIssuerBePrivate: (clusterId, url) => agreedIssuers.has(clusterId, url),
    });
    return { cloud, runs: this.realRuns };
  }

  private watched(clock: Clock, keeper?: RunKeeper): Runs {
    const runs = new Runs(clock, this.options.log, () => this.options.newId(), keeper);
    this.owned.add(
      runs.onDidChange((run) => {
        this.runChanged.fire(run);
      }),
    );
    return runs;
  }

  private forgetAccount(): void {
    this.real = undefined;
    if (this.isSimulated) return;
    this.last = undefined;
    this.changed.fire();
  }

  private switchCloud(): void {
    this.last = undefined;
    void vscode.commands.executeCommand(
      'setContext',
      'aioSecureSettings.simulated',
      this.isSimulated,
    );
    this.changed.fire();
  }
}
