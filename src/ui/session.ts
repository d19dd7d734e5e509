import * as vscode from 'vscode';
import type { Cloud, Log } from '../core/ports';
import type { CloudFactory, SimulatedCloud } from './clouds';
import { Disposables } from './disposables';
import type { SignIn } from './signIn';

const section = 'aioSecureSettings';

/** Which cloud is shown: the account's, or the simulated one. Everything else asks here. */
export class Session {
  private readonly owned = new Disposables();
  private readonly changed = this.owned.add(new vscode.EventEmitter<void>());
  private cloud: Promise<Cloud> | undefined;
  private simulated: Promise<SimulatedCloud> | undefined;

  /** Fires when another cloud, or another account's, is to be shown. */
  readonly onDidChange = this.changed.event;

  constructor(
    private readonly factory: CloudFactory,
    private readonly signIn: SignIn,
    private readonly log: Log,
  ) {
    this.owned.add(
      signIn.onDidChange(() => {
        if (!this.isSimulated) this.reset();
      }),
    );
    const settings = vscode.workspace.getConfiguration(section);
    if (settings.get('simulation.startup') === true) this.startSimulation();
  }

  dispose(): void {
    this.owned.dispose();
  }

  get isSimulated(): boolean {
    return this.simulated !== undefined;
  }

  current(): Promise<Cloud> {
    if (this.simulated) return this.simulated;
    this.cloud ??= this.factory.real({
      log: this.log,
      getToken: (scope, request) => this.signIn.getToken(scope, request),
      ask: (scope, request) => this.signIn.ask(scope, request),
    });
    return this.cloud;
  }

  /** The simulated cloud, if that is what is shown. */
  simulation(): Promise<SimulatedCloud> | undefined {
    return this.simulated;
  }

  startSimulation(): void {
    const settings = vscode.workspace.getConfiguration(section);
    this.simulated = this.factory.simulated({
      log: this.log,
      scenario: settings.get('simulation.scenario', 'factory'),
      speed: Math.min(100, Math.max(1, settings.get('simulation.speed', 5))),
    });
    this.announce();
  }

  stopSimulation(): void {
    this.simulated = undefined;
    this.announce();
  }

  async askToSignIn(tenantId?: string): Promise<void> {
    const cloud = await this.current();
    await cloud.signIn(tenantId);
    this.reset();
  }

  /** Forgets what belonged to the former account. */
  private reset(): void {
    this.cloud = undefined;
    this.changed.fire();
  }

  private announce(): void {
    void vscode.commands.executeCommand(
      'setContext',
      'aioSecureSettings.simulated',
      this.isSimulated,
    );
    this.changed.fire();
  }
}
