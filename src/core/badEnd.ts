import { cloudIdentityFinding } from './checks/cloudIdentity';
import { secretSyncFinding } from './checks/settings';
import type { FindingState } from './model/finding';
import type { RunSnapshot } from './model/run';
import type { Observation } from './observe/observation';
import { outlookOf } from './stages/outlook';

const isOn = (state: FindingState): boolean => state === 'done' || state === 'notProved';

/** Whether a later reading shows that what a run was to do is done; of most runs it cannot tell. */
function isMended(observation: Observation, { planId }: RunSnapshot): boolean {
  const hasSecrets = (): boolean => isOn(secretSyncFinding(observation).state);
  const hasIdentity = (): boolean => isOn(cloudIdentityFinding(observation).state);
  switch (planId) {
    case 'enableClusterIdentity':
      return outlookOf(observation) === 'ready';
    case 'enableSecretSync':
      return hasSecrets();
    case 'assignCloudIdentity':
      return hasIdentity();
    case 'enableAll':
      return hasSecrets() && hasIdentity();
    default:
      return false;
  }
}

/** A run that has ended otherwise than well. */
export type BadlyEnded = RunSnapshot & {
  readonly outcome: Exclude<RunSnapshot['outcome'], 'running' | 'succeeded'>;
};

const isBad = (run: RunSnapshot): run is BadlyEnded =>
  run.outcome !== 'running' && run.outcome !== 'succeeded';

/** The last run, if it did not end well and until a later reading shows that all is well. Pure. */
export function badEnd(
  run: RunSnapshot | undefined,
  observation: Observation | undefined,
): BadlyEnded | undefined {
  if (!run || !isBad(run)) return undefined;
  const isLater = observation !== undefined && observation.endedAtMs > (run.endedAtMs ?? Infinity);
  return isLater && isMended(observation, run) ? undefined : run;
}
