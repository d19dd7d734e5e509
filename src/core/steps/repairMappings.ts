import { t } from '@vscode/l10n';
import { apiVersions } from '../apiVersions';
import { UserFacingError } from '../errors';
import { isObject, stringAt, type JsonObject } from '../model/json';
import type { MappingChange } from '../model/mappings';
import type { StepContext } from '../plan/plan';
import type { Azure } from '../ports';
import { writableSync } from './forceSync';
import { armResource, replaceFresh } from './replaceFresh';
import { finalOrThrow } from './requireFinal';
import { writableBody } from './writableBody';

/** What a SecretSync is to say. */
export interface WantedSync {
  /** Of the provider class that it is to name; absent: the one that it names. */
  readonly className?: string;
  /** One after the other. */
  readonly changes: readonly MappingChange[];
}

const keyOf = (entry: JsonObject): string => stringAt(entry, 'targetKey') ?? '';

const isOf =
  ({ source, key }: MappingChange) =>
  (entry: JsonObject): boolean =>
    stringAt(entry, 'sourcePath') === source && keyOf(entry) === key;

/** @throws {UserFacingError} another mapping has that key */
function requireFree(entries: readonly JsonObject[], key: string): void {
  if (!entries.some((entry) => keyOf(entry) === key)) return;
  throw new UserFacingError(
    t('Key {0} is in use already, so nothing was written. Choose another key.', key),
  );
}

/** The mappings after one change. A change that is done already, or has nothing to change, changes nothing. */
function changed(entries: readonly JsonObject[], change: MappingChange): readonly JsonObject[] {
  if (change.kind === 'add') {
    if (entries.some(isOf(change))) return entries;
    requireFree(entries, change.key);
    return [...entries, { sourcePath: change.source, targetKey: change.key }];
  }
  // Only where its key is in use twice: a mapping that has a key for itself stays.
  const isShared = entries.filter((entry) => keyOf(entry) === change.key).length > 1;
  const index = entries.findLastIndex(isOf(change));
  if (!isShared || index < 0) return entries;
  if (change.kind === 'drop') return entries.filter((_, each) => each !== index);
  requireFree(entries, change.to);
  return entries.map((entry, each) =>
    each === index ? { ...entry, targetKey: change.to } : entry,
  );
}

/**
 * The body to PUT, or undefined when the SecretSync says all that already. What is not changed stays,
 * also what is not known here.
 *
 * @throws {UserFacingError} a key that a mapping is to get is in use
 */
export function repairedSync(
  fresh: JsonObject,
  { className, changes }: WantedSync,
): JsonObject | undefined {
  const properties = isObject(fresh['properties']) ? fresh['properties'] : {};
  const list = properties['objectSecretMapping'];
  const before = Array.isArray(list) ? list.filter(isObject) : [];
  const after = changes.reduce(changed, before);
  const isNamed =
    className === undefined || className === stringAt(properties, 'secretProviderClassName');
  if (isNamed && after === before) return undefined;
  return writableBody(fresh, ['provisioningState', 'status'], {
    ...(isNamed ? {} : { secretProviderClassName: className }),
    ...(after === before ? {} : { objectSecretMapping: after }),
  });
}

/**
 * Lets a SecretSync name another provider class, or changes its mappings, under its own name.
 *
 * Idempotent: what it says already is not written again.
 *
 * @throws {UserFacingError} the SecretSync is gone or being changed by somebody else, or a key is in use
 * @see https://learn.microsoft.com/azure/templates/microsoft.secretsynccontroller/secretsyncs (2024-08-21-preview)
 */
export const repairMappings = (
  azure: Azure,
  id: string,
  want: WantedSync,
  context: StepContext,
): Promise<void> =>
  replaceFresh(
    armResource(azure, id, {
      apiVersion: apiVersions.secretSync,
      toShown: writableSync,
      told: ['properties.secretProviderClassName'],
    }),
    (found) => repairedSync(finalOrThrow(id, found), want),
    context,
  );
