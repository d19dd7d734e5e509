import type { JsonObject } from '../../core/model/json';
import type { World } from '../world';
import { dayMs, isoAgo, minuteMs } from './place';

/** Status of a SecretSync whose last round went well. */
export const syncedStatus = (world: World, agoMs = minuteMs): JsonObject => ({
  lastSuccessfulSyncTime: isoAgo(world, agoMs),
  conditions: [
    condition(
      world,
      'True',
      'UpdateNoValueChangeSucceeded',
      'Secret synced successfully.',
      20 * dayMs,
    ),
  ],
});

/** Status of a SecretSync whose rounds fail; it worked `lastSuccessAgoMs` ago, or never. */
export const failedStatus = (
  world: World,
  failure: {
    readonly reason: string;
    readonly message: string;
    readonly lastSuccessAgoMs?: number;
  },
): JsonObject => ({
  ...(failure.lastSuccessAgoMs === undefined
    ? {}
    : { lastSuccessfulSyncTime: isoAgo(world, failure.lastSuccessAgoMs) }),
  conditions: [condition(world, 'False', failure.reason, failure.message, 2 * minuteMs)],
});

const condition = (
  world: World,
  status: 'True' | 'False',
  reason: string,
  message: string,
  agoMs: number,
): JsonObject => ({
  type: 'Create',
  status,
  reason,
  message,
  lastTransitionTime: isoAgo(world, agoMs),
  observedGeneration: 1,
});

/** What Entra says of a token whose issuer no federated credential names exactly. */
export const unmatchedIssuer = (issuer: string): string =>
  'failed to acquire token: AADSTS700211: No matching federated identity record found for ' +
  `presented assertion issuer '${issuer}'.`;
