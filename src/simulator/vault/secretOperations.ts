import { at, booleanAt, isObject, stringAt, type JsonObject } from '../../core/model/json';
import { hasPurgeProtection } from '../deletedVaults';
import { timings } from '../timings';
import type { SecretPermission } from '../vaultAccess';
import type { StoredResource, VaultSecret, VaultSecretVersion, World } from '../world';
import { purgeTimeMs, toBundle, toDeleted, toItem, type DeletedSecret } from './secretBundle';
import { badParameter, secretNotFound, VaultError } from './vaultError';

/** A request to a vault, checked and taken apart. */
export interface SecretCall {
  readonly world: World;
  readonly vault: StoredResource;
  /** With a slash at the end. */
  readonly vaultUri: string;
  readonly url: URL;
  /** Of the secret, as sent; '' for lists. */
  readonly name: string;
  readonly version: string | undefined;
  readonly body: JsonObject;
}

export interface SecretAnswer {
  readonly status: number;
  readonly body?: JsonObject;
}

interface Operation {
  readonly permission: SecretPermission;
  run(call: SecretCall): SecretAnswer;
}

const maxValueBytes = 25 * 1_024;
const defaultPageSize = 25;

const operations: Readonly<Record<string, Operation>> = {
  'GET secrets': { permission: 'list', run: listSecrets },
  'GET secrets/{name}': { permission: 'get', run: getSecret },
  'GET secrets/{name}/versions': { permission: 'list', run: listVersions },
  'GET secrets/{name}/{version}': { permission: 'get', run: getSecret },
  'PUT secrets/{name}': { permission: 'set', run: setSecret },
  'PATCH secrets/{name}': { permission: 'update', run: updateSecret },
  'PATCH secrets/{name}/{version}': { permission: 'update', run: updateSecret },
  'DELETE secrets/{name}': { permission: 'delete', run: deleteSecret },
  'GET deletedsecrets': { permission: 'list', run: listDeleted },
  'GET deletedsecrets/{name}': { permission: 'get', run: getDeleted },
  'DELETE deletedsecrets/{name}': { permission: 'purge', run: purgeSecret },
  'POST deletedsecrets/{name}/recover': { permission: 'recover', run: recoverSecret },
};

/** The operation that a path stands for; undefined: this vault does not know it. */
export function findOperation(
  method: string,
  collection: string,
  name: string | undefined,
  rest: readonly string[],
): Operation | undefined {
  const [last, ...more] = rest.map((part) => part.toLowerCase());
  if (more.length > 0) return undefined;
  const isVerb = last === 'versions' || last === 'recover';
  const path = [
    collection.toLowerCase(),
    ...(name === undefined ? [] : ['{name}']),
    ...(last === undefined ? [] : [isVerb ? last : '{version}']),
  ];
  return operations[`${method} ${path.join('/')}`];
}

/** All of the vault but those whose retention is over, which are gone for good. */
function secretsOf({ world, vault }: SecretCall): Map<string, VaultSecret> {
  const key = vault.name.toLowerCase();
  const known = world.secrets.get(key) ?? new Map<string, VaultSecret>();
  world.secrets.set(key, known);
  for (const [name, secret] of known) {
    if (isDeleted(secret) && purgeTimeMs(vault, secret.deletedAtMs) <= world.now()) {
      known.delete(name);
    }
  }
  return known;
}

const isDeleted = (secret: VaultSecret): secret is DeletedSecret =>
  secret.deletedAtMs !== undefined;

/** @throws {VaultError} 404: it is not there, or deleted */
function findSecret(call: SecretCall): VaultSecret {
  const found = secretsOf(call).get(call.name.toLowerCase());
  if (!found || isDeleted(found)) throw secretNotFound(call.name);
  return found;
}

function latestOf(secret: VaultSecret): VaultSecretVersion {
  const latest = secret.versions.at(-1);
  if (!latest) throw secretNotFound(secret.name);
  return latest;
}

const idOf = ({ vaultUri }: SecretCall, { name }: VaultSecret): string =>
  `${vaultUri}secrets/${name}`;

function findVersion(call: SecretCall, secret: VaultSecret): VaultSecretVersion {
  if (call.version === undefined) return latestOf(secret);
  const found = secret.versions.find(({ version }) => version === call.version);
  if (!found) throw secretNotFound(`${call.name}/${call.version}`);
  return found;
}

function getSecret(call: SecretCall): SecretAnswer {
  const secret = findSecret(call);
  const version = findVersion(call, secret);
  if (!version.enabled) {
    throw new VaultError(
      403,
      'Forbidden',
      'Operation get is not allowed on a disabled secret.',
      'SecretDisabled',
    );
  }
  return { status: 200, body: toBundle(call.vault, idOf(call, secret), version) };
}

function paged(call: SecretCall, items: readonly JsonObject[]): SecretAnswer {
  const asked = Number(call.url.searchParams.get('maxresults') ?? defaultPageSize);
  if (!Number.isInteger(asked) || asked < 1 || asked > defaultPageSize) {
    throw badParameter(`maxresults must be between 1 and ${defaultPageSize}.`);
  }
  const from = Number(call.url.searchParams.get('$skiptoken') ?? 0) || 0;
  const next = new URL(call.url);
  next.searchParams.set('$skiptoken', String(from + asked));
  const isMore = from + asked < items.length;
  return {
    status: 200,
    body: { value: items.slice(from, from + asked), nextLink: isMore ? next.href : null },
  };
}

function listSecrets(call: SecretCall): SecretAnswer {
  const present = [...secretsOf(call).values()].filter(
    (secret) => !isDeleted(secret) && secret.versions.length > 0,
  );
  return paged(
    call,
    present.map((secret) => toItem(call.vault, idOf(call, secret), latestOf(secret))),
  );
}

function listVersions(call: SecretCall): SecretAnswer {
  const secret = findSecret(call);
  return paged(
    call,
    secret.versions.map((version) =>
      toItem(call.vault, `${idOf(call, secret)}/${version.version}`, version),
    ),
  );
}

type Description = Pick<
  VaultSecretVersion,
  'contentType' | 'tags' | 'enabled' | 'notBeforeMs' | 'expiresAtMs'
>;

/** What a body says of a version, over what is known of it. */
function described({ body }: SecretCall, before: Description): Description {
  const contentType = stringAt(body, 'contentType') ?? before.contentType;
  const notBeforeMs = timeAt(body, 'nbf') ?? before.notBeforeMs;
  const expiresAtMs = timeAt(body, 'exp') ?? before.expiresAtMs;
  const tags = body['tags'];
  return {
    enabled: booleanAt(body, 'attributes', 'enabled') ?? before.enabled,
    tags: isObject(tags) ? tags : before.tags,
    ...(contentType === undefined ? {} : { contentType }),
    ...(notBeforeMs === undefined ? {} : { notBeforeMs }),
    ...(expiresAtMs === undefined ? {} : { expiresAtMs }),
  };
}

/** A time among the attributes, from seconds to ms. */
function timeAt(body: JsonObject, name: 'nbf' | 'exp'): number | undefined {
  const seconds = at(body, 'attributes', name);
  return typeof seconds === 'number' ? seconds * 1_000 : undefined;
}

function setSecret(call: SecretCall): SecretAnswer {
  const { world, name, body } = call;
  if (!/^[0-9a-zA-Z-]{1,127}$/.test(name)) {
    throw badParameter(`The request URI contains an invalid name: ${name}`);
  }
  const value = body['value'];
  if (typeof value !== 'string') throw badParameter('Property value is required.');
  if (Buffer.byteLength(value) > maxValueBytes) {
    throw badParameter('Property value is longer than 25600 bytes.');
  }
  const all = secretsOf(call);
  const secret = all.get(name.toLowerCase()) ?? { name, versions: [] };
  if (isDeleted(secret)) throw secret.isRecovering ? beingRecovered(name) : recoverable(name);
  const nowMs = world.now();
  const version: VaultSecretVersion = {
    ...described(call, { enabled: true, tags: {} }),
    version: world.newGuid().replaceAll('-', ''),
    value,
    createdAtMs: nowMs,
    updatedAtMs: nowMs,
  };
  secret.versions = [...secret.versions, version];
  all.set(name.toLowerCase(), secret);
  return { status: 200, body: toBundle(call.vault, idOf(call, secret), version) };
}

const recoverable = (name: string): VaultError =>
  new VaultError(
    409,
    'Conflict',
    `Secret ${name} is currently in a deleted but recoverable state, and its name cannot be reused; in this state, the secret can only be recovered or purged.`,
    'ObjectIsDeletedButRecoverable',
  );

const beingRecovered = (name: string): VaultError =>
  new VaultError(
    409,
    'Conflict',
    `Secret ${name} is currently being recovered and cannot be re-created; retry later.`,
    'ObjectIsBeingRecovered',
  );

function updateSecret(call: SecretCall): SecretAnswer {
  const secret = findSecret(call);
  const before = findVersion(call, secret);
  const after: VaultSecretVersion = {
    ...before,
    ...described(call, before),
    updatedAtMs: call.world.now(),
  };
  secret.versions = secret.versions.map((each) => (each === before ? after : each));
  return { status: 200, body: toItem(call.vault, `${idOf(call, secret)}/${after.version}`, after) };
}

function describeDeleted(call: SecretCall, secret: DeletedSecret): JsonObject {
  const latest = latestOf(secret);
  const item = toItem(call.vault, `${idOf(call, secret)}/${latest.version}`, latest);
  return toDeleted(call.vault, call.vaultUri, secret, item);
}

function deleteSecret(call: SecretCall): SecretAnswer {
  const secret = findSecret(call);
  const deleted = Object.assign(secret, { deletedAtMs: call.world.now() });
  return { status: 200, body: describeDeleted(call, deleted) };
}

/** @throws {VaultError} 404: no such secret was deleted */
function findDeleted(call: SecretCall): DeletedSecret {
  const found = secretsOf(call).get(call.name.toLowerCase());
  if (!found || !isDeleted(found)) throw secretNotFound(call.name);
  return found;
}

function listDeleted(call: SecretCall): SecretAnswer {
  const deleted = [...secretsOf(call).values()].filter(isDeleted);
  return paged(
    call,
    deleted.map((secret) => describeDeleted(call, secret)),
  );
}

function getDeleted(call: SecretCall): SecretAnswer {
  return { status: 200, body: describeDeleted(call, findDeleted(call)) };
}

/** Answers at once; the secret itself is back a little later. */
function recoverSecret(call: SecretCall): SecretAnswer {
  const { world, name } = call;
  const secret: VaultSecret = findDeleted(call);
  if (secret.isRecovering) throw beingRecovered(name);
  secret.isRecovering = true;
  const [low, high] = timings.secretRecoveryMs;
  world.schedule(world.now() + world.between(low, high), () => {
    delete secret.deletedAtMs;
    delete secret.isRecovering;
  });
  const latest = latestOf(secret);
  return {
    status: 200,
    body: toItem(call.vault, `${idOf(call, secret)}/${latest.version}`, latest),
  };
}

function purgeSecret(call: SecretCall): SecretAnswer {
  if (findDeleted(call).isRecovering) throw beingRecovered(call.name);
  if (hasPurgeProtection(call.vault)) {
    throw new VaultError(
      403,
      'Forbidden',
      'Operation "purge" is not allowed because purge protection is enabled for this vault.',
      'ForbiddenByPolicy',
    );
  }
  secretsOf(call).delete(call.name.toLowerCase());
  return { status: 204 };
}
