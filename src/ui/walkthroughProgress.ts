import * as vscode from 'vscode';
import type { RunSnapshot } from '../core/model/run';
import { verdictOf } from '../core/verdict';
import { verify } from '../core/verify/verify';
import { Disposables } from './disposables';
import type { Readings } from './readings';
import type { Session } from './session';

/** Context keys that complete a step of the walk-through, each once something has come true. */
const reached = {
  cluster: 'aioSecureSettings.reached.cluster',
  secrets: 'aioSecureSettings.reached.secrets',
  cloudConnections: 'aioSecureSettings.reached.cloudConnections',
  proof: 'aioSecureSettings.reached.proof',
} as const;

type Step = keyof typeof reached;

const stepsByPlan: Readonly<Record<string, readonly Step[]>> = {
  enableClusterIdentity: ['cluster'],
  enableSecretSync: ['secrets'],
  assignCloudIdentity: ['cloudConnections'],
  enableAll: ['cluster', 'secrets', 'cloudConnections'],
};

/** What a run has come to. A run that found nothing left to do has come there, too. */
const stepsOf = ({ planId, outcome }: RunSnapshot): readonly Step[] =>
  outcome === 'succeeded' ? (stepsByPlan[planId] ?? []) : [];

/**
 * Completes the steps of the walk-through by what was reached, from wherever it was started: VS Code
 * itself hears of commands only that its own menus, keys and palette call. It keeps what is complete.
 */
export class WalkthroughProgress {
  private readonly owned = new Disposables();
  private readonly told = new Set<Step>();

  constructor(
    session: Pick<Session, 'onDidChangeRun'>,
    readings: Pick<Readings, 'onDidRead' | 'find'>,
  ) {
    this.owned.add(
      session.onDidChangeRun((run) => {
        for (const step of stepsOf(run)) this.tell(step);
      }),
    );
    this.owned.add(
      readings.onDidRead((instanceId) => {
        if (this.told.has('proof')) return;
        const seen = readings.find(instanceId);
        // Nothing less than a secret that has arrived proves the chain.
        if (seen && verdictOf(seen, undefined, verify(seen)).tone === 'good') this.tell('proof');
      }),
    );
  }

  dispose(): void {
    this.owned.dispose();
  }

  private tell(step: Step): void {
    if (this.told.has(step)) return;
    this.told.add(step);
    void vscode.commands.executeCommand('setContext', reached[step], true);
  }
}
