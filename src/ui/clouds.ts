import type { Account } from '../core/model/account';
import type { CloudChoice } from '../core/model/cloud';
import type { Cloud, Log } from '../core/ports';
import type { SessionToken, SignInRequest, TokenRequest } from './signIn';

/** The simulated Azure, which can also be told to fail. */
export interface SimulatedCloud extends Cloud {
  readonly isSimulated: true;
  /** Makes the next matching requests fail. */
  fail(fault: SimulatedFault): void;
  /** What somebody does on the nodes of a cluster: lets its API server sign with the issuer. */
  configureApiServer(clusterId: string, issuer: string): void;
}

/** The faults that people can practise on. */
export type SimulatedFault =
  'refuseNextWrite' | 'failNextOperation' | 'loseNextAnswer' | 'throttle' | 'unavailable';

/** What lies between the simulated Azure and this extension. */
export type SimulatedNetwork = 'good' | 'bad';

/** How to sign in: by VS Code's account, or by what the machine has. */
export const credentialKinds = ['vscode', 'azureCli', 'environment', 'managedIdentity'] as const;
export type CredentialKind = (typeof credentialKinds)[number];

export interface RealCloudOptions {
  readonly log: Log;
  readonly cloud: CloudChoice;
  readonly credential: CredentialKind;
  /** Host and port of the network's proxy, for messages. */
  readonly proxyName: () => string | undefined;
  /** Who is signed in to VS Code. */
  readonly accounts: () => Promise<readonly Account[]>;
  readonly getToken: (scope: string, request: TokenRequest) => Promise<SessionToken>;
  /** Who has signed in; undefined: nobody. */
  readonly ask: (scope: string, request: SignInRequest) => Promise<Account | undefined>;
  /** The account that the user wants in a tenant, by id. */
  readonly chosenAccount: (tenantId: string) => string | undefined;
  readonly chooseAccount: (tenantId: string, account: Account) => Promise<void>;
  /** Whether the user agreed to read the issuer of this cluster at a private address. */
  readonly mayIssuerBePrivate: (clusterId: string, url: string) => boolean;
}

export interface SimulatedCloudOptions {
  readonly log: Log;
  readonly scenario: string;
  readonly speed: number;
  readonly network: SimulatedNetwork;
}

/** Made by the composition root; loaded only when asked for. */
export interface CloudFactory {
  real(options: RealCloudOptions): Promise<Cloud>;
  simulated(options: SimulatedCloudOptions): Promise<SimulatedCloud>;
}
