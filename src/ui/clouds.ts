import type { Cloud, Log } from '../core/ports';
import type { SessionToken, TokenRequest } from './signIn';

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

/** How to sign in: by VS Code's account, or by what the machine has. */
export const credentialKinds = ['vscode', 'azureCli', 'environment', 'managedIdentity'] as const;
export type CredentialKind = (typeof credentialKinds)[number];

export interface RealCloudOptions {
  readonly log: Log;
  readonly credential: CredentialKind;
  readonly getToken: (scope: string, request: TokenRequest) => Promise<SessionToken>;
  readonly ask: (scope: string, request: Pick<TokenRequest, 'tenantId'>) => Promise<boolean>;
}

export interface SimulatedCloudOptions {
  readonly log: Log;
  readonly scenario: string;
  readonly speed: number;
}

/** Made by the composition root; loaded only when asked for. */
export interface CloudFactory {
  real(options: RealCloudOptions): Promise<Cloud>;
  simulated(options: SimulatedCloudOptions): Promise<SimulatedCloud>;
}
