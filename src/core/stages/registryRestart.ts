import type { RunSnapshot } from '../model/run';
import { quoteSh } from '../shell/quote';
import type { CloudIdentityStep } from './cloudIdentity';

/** The steps that give the schema registry an identity; the role is there only if it gets one. */
const steps: readonly CloudIdentityStep[] = ['cloudCredentials', 'schemaRole', 'assign'];

/** Whether the run has given the schema registry an identity, which it takes up when it starts. */
export function needsRegistryRestart(run: RunSnapshot): boolean {
  const own = run.steps.filter(({ id }) => steps.some((step) => step === id));
  return (
    run.outcome !== 'running' &&
    own.length === steps.length &&
    own.every(({ state }) => state.kind === 'done' || state.kind === 'skipped') &&
    own.some(({ state }) => state.kind === 'done')
  );
}

/** Restarts the schema registry, which runs in the namespace of the instance's custom location. */
export const restartRegistryLine = (namespace: string): string =>
  `kubectl rollout restart statefulset adr-schema-registry -n ${quoteSh(namespace)}`;
