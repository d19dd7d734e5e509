import * as vscode from 'vscode';
import type { RunSnapshot } from '../core/model/run';
import { verdictOf } from '../core/verdict';
import { verify } from '../core/verify/verify';
import { Disposables } from './disposables';
import type { Readings } from './readings';
import type { Session } from './session';
import type { Estate } from './tree/estate';

/** Context keys that complete a step of the walk-through, each when something has come true. */
const reached = {
  instances: 'aioSecureSettings.reached.instances',
  cluster: 'aioSecureSettings.reached.cluster',
  secrets: 'aioSecureSettings.reached.secrets',
  cloudConnections: 'aioSecureSettings.reached.cloudConnections',
  proof: 'aioSecureSettings.reached.proof',
} as const;

type Step = keyof typeof reached;

/** So long after its tab has opened, VS Code knows the steps of a walk-through, in ms. */
const knownAfterMs = 1_000;

/** The walk-through's editor is of a kind that extensions are told nothing of. */
const mayBeWalkthrough = ({ input }: vscode.Tab): boolean => input === undefined;

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
 * itself hears of commands only that its own menus, keys and palette call. It keeps what is complete,
 * but learns of steps only when a walk-through is opened, and overlooks a key that is set by then: each
 * is set for a moment, and again when that tab has opened.
 */
export class WalkthroughProgress {
  private readonly owned = new Disposables();
  private readonly told = new Set<Step>();
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    session: Pick<Session, 'onDidChangeRun'>,
    readings: Pick<Readings, 'onDidRead' | 'find'>,
    estate: Pick<Estate, 'onDidChangeState'>,
  ) {
    this.owned.add(
      estate.onDidChangeState((state) => {
        if (state === 'ready') this.tell('instances');
      }),
    );
    this.owned.add(
      vscode.window.tabGroups.onDidChangeTabs(({ opened, changed }) => {
        if ([...opened, ...changed].some(mayBeWalkthrough)) this.tellAgain();
      }),
    );
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
    clearTimeout(this.timer);
    this.owned.dispose();
  }

  private tell(step: Step): void {
    if (this.told.has(step)) return;
    this.told.add(step);
    complete(step);
  }

  private tellAgain(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      for (const step of this.told) complete(step);
    }, knownAfterMs);
  }
}

function complete(step: Step): void {
  for (const value of [true, false]) {
    void vscode.commands.executeCommand('setContext', reached[step], value);
  }
}
