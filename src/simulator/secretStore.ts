import { at, objectsAt, stringAt, type JsonObject } from '../core/model/json';
import { isConnected } from './arcAgents';
import { clusterAt, findExtension, locationIdOf } from './locations';
import { objectAt, setStored } from './requestBody';
import { timings } from './timings';
import { followChain, type SyncOutcome } from './trustChain';
import type { StoredResource, World } from './world';

const secretSyncType = 'Microsoft.SecretSyncController/secretSyncs';

/** A status that is older than this when the world begins belongs to a controller that fell silent. */
const silentAfterMs = 10 * 60_000;

/**
 * Starts the rounds for a SecretSync that has just reached the cluster: one at once, then one every
 * poll interval. Rounds that were going on before end.
 */
export function startRounds(world: World, secretSync: StoredResource): void {
  playRound(world, secretSync.id, nextSeries(world, secretSync));
}

/** Starts the rounds for what a scenario holds: each SecretSync that is looked after. */
export function startSecretStore(world: World): void {
  for (const secretSync of world.resources.ofType(secretSyncType)) {
    if (hasFallenSilent(world, secretSync)) continue;
    const series = nextSeries(world, secretSync);
    const firstAtMs = world.now() + world.between(1_000, pollIntervalMs(world, secretSync));
    world.schedule(firstAtMs, () => {
      playRound(world, secretSync.id, series);
    });
  }
}

function hasFallenSilent(world: World, { body }: StoredResource): boolean {
  if (at(body, 'properties', 'provisioningState') === 'Failed') return true;
  const condition = objectsAt(body, 'properties', 'status', 'conditions')[0];
  const lastSuccess = stringAt(body, 'properties', 'status', 'lastSuccessfulSyncTime');
  return (
    condition?.['status'] === 'True' && world.now() - Date.parse(lastSuccess ?? '') > silentAfterMs
  );
}

function nextSeries(world: World, { hidden }: StoredResource): string {
  const series = world.newGuid();
  hidden['rounds'] = series;
  return series;
}

function playRound(world: World, id: string, series: string): void {
  const secretSync = world.resources.get(id);
  if (secretSync?.hidden['rounds'] !== series) return;
  const outcome = followChain(world, secretSync);
  if (outcome.kind !== 'silent') {
    const status = toStatus(world, secretSync, outcome);
    world.schedule(world.now() + timings.statusReportMs, () => {
      report(world, id, series, status);
    });
  }
  world.schedule(world.now() + pollIntervalMs(world, secretSync), () => {
    playRound(world, id, series);
  });
}

/** The extension's own default is an hour; Azure IoT Operations deploys it with two minutes. */
function pollIntervalMs(world: World, secretSync: StoredResource): number {
  const cluster = clusterAt(world, locationIdOf(secretSync) ?? '');
  const extension = cluster && findExtension(world, cluster, 'microsoft.azure.secretstore');
  const settings = objectAt(extension?.body, 'properties', 'configurationSettings');
  const seconds = Number(settings['rotationPollIntervalInSeconds']);
  return seconds > 0 ? seconds * 1_000 : timings.secretSyncPollMs;
}

function report(world: World, id: string, series: string, status: JsonObject): void {
  const secretSync = world.resources.get(id);
  if (secretSync?.hidden['rounds'] !== series) return;
  const cluster = clusterAt(world, locationIdOf(secretSync) ?? '');
  if (cluster && isConnected(cluster)) setStored(world, id, () => ({ status }));
}

/** The status that a round leaves, with what the controller has to remember for the next one. */
function toStatus(
  world: World,
  secretSync: StoredResource,
  outcome: Exclude<SyncOutcome, { kind: 'silent' }>,
): JsonObject {
  const before = objectAt(secretSync.body, 'properties', 'status');
  const lastSuccess = stringAt(before, 'lastSuccessfulSyncTime');
  const nowIso = new Date(world.now()).toISOString();
  const isSynced = outcome.kind === 'synced';
  const reason = isSynced ? successReason(secretSync, outcome.values) : outcome.reason;
  const status = isSynced ? 'True' : 'False';
  const former = objectsAt(before, 'conditions')[0];
  const isFirst = lastSuccess === undefined;
  return {
    ...(isSynced
      ? { lastSuccessfulSyncTime: nowIso }
      : isFirst
        ? {}
        : { lastSuccessfulSyncTime: lastSuccess }),
    conditions: [
      {
        type: isFirst ? 'Create' : 'Update',
        status,
        reason,
        message: isSynced ? 'Secret synced successfully.' : outcome.message,
        lastTransitionTime:
          former?.['status'] === status ? (former['lastTransitionTime'] ?? nowIso) : nowIso,
        observedGeneration: Number(secretSync.hidden['generation'] ?? 1),
      },
    ],
  };
}

function successReason({ body, hidden }: StoredResource, values: string): string {
  const force = stringAt(body, 'properties', 'forceSynchronization') ?? '';
  const isFirst =
    stringAt(body, 'properties', 'status', 'lastSuccessfulSyncTime') === undefined &&
    hidden['syncedValues'] === undefined;
  const isChanged =
    (hidden['syncedValues'] ?? values) !== values || (hidden['syncedForce'] ?? force) !== force;
  hidden['syncedValues'] = values;
  hidden['syncedForce'] = force;
  if (isFirst) return 'CreateSucceeded';
  return isChanged ? 'UpdateValueChangeOrForceUpdateSucceeded' : 'UpdateNoValueChangeSucceeded';
}
