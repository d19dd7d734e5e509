import { createHash } from 'node:crypto';
import { at, booleanAt, isObject, stringAt, type JsonObject } from '../../core/model/json';
import { hasPurgeProtection } from '../deletedVaults';
import type { SecretPermission } from '../vaultAccess';
import type { StoredResource, VaultSecret, VaultSecretVersion, World } from '../world';
import { toBundle, toDeleted, toItem } from './secretBundle';
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

function secretsOf({ world, vault }: SecretCall): Map<string, VaultSecret> {
  const key = vault.name.toLowerCase();
  const known = world.secrets.get(key) ?? new Map<string, VaultSecret>();
  world.secrets.set(key, known);
  return known;
}

/** @throws {VaultError} 404: it is not there, or deleted */
function findSecret(call: SecretCall): VaultSecret {
  const found = secretsOf(call).get(call.name.toLowerCase());
  if (found?.deletedAtMs !== undefined || !found) throw secretNotFound(call.name);
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
  return { status: 200, body: toBundle(idOf(call, secret), version) };
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
    ({ deletedAtMs, versions }) => deletedAtMs === undefined && versions.length > 0,
  );
  return paged(
    call,
    present.map((secret) => toItem(idOf(call, secret), latestOf(secret))),
  );
}

function listVersions(call: SecretCall): SecretAnswer {
  const secret = findSecret(call);
  return paged(
    call,
    secret.versions.map((version) => toItem(`${idOf(call, secret)}/${version.version}`, version)),
  );
}

/** What a body says of a version, over what is known of it. */
function described(
  call: SecretCall,
  before: Pick<VaultSecretVersion, 'contentType' | 'tags' | 'enabled' | 'expiresAtMs'>,
): Pick<VaultSecretVersion, 'contentType' | 'tags' | 'enabled' | 'expiresAtMs'> {
  const { body } = call;
  const contentType = stringAt(body, 'contentType') ?? before.contentType;
  const exp = at(body, 'attributes', 'exp');
  const expiresAtMs = typeof exp === 'number' ? exp * 1_000 : before.expiresAtMs;
  const tags = body['tags'];
  return {
    enabled: booleanAt(body, 'attributes', 'enabled') ?? before.enabled,
    tags: isObject(tags) ? tags : before.tags,
    ...(contentType === undefined ? {} : { contentType }),
    ...(expiresAtMs === undefined ? {} : { expiresAtMs }),
  };
}

function setSecret(call: SecretCall): SecretAnswer {
  const { world, vault, name, body } = call;
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
  if (secret.deletedAtMs !== undefined) throw deletedButRecoverable(name);
  const nowMs = world.now();
  const version: VaultSecretVersion = {
    ...described(call, { enabled: true, tags: {} }),
    version: createHash('sha256')
      .update(`${vault.id}/${name}/${secret.versions.length}/${world.signingKey}`)
      .digest('hex')
      .slice(0, 32),
    value,
    createdAtMs: nowMs,
    updatedAtMs: nowMs,
  };
  secret.versions = [...secret.versions, version];
  all.set(name.toLowerCase(), secret);
  return { status: 200, body: toBundle(idOf(call, secret), version) };
}

const deletedButRecoverable = (name: string): VaultError =>
  new VaultError(
    409,
    'Conflict',
    `Secret ${name} is currently in a deleted but recoverable state, and its name cannot be reused; in this state, the secret can only be recovered or purged.`,
    'ObjectIsDeletedButRecoverable',
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
  return { status: 200, body: toItem(`${idOf(call, secret)}/${after.version}`, after) };
}

function deleteSecret(call: SecretCall): SecretAnswer {
  const secret = findSecret(call);
  secret.deletedAtMs = call.world.now();
  return { status: 200, body: toDeleted(call.vaultUri, secret, latestOf(secret)) };
}

/** @throws {VaultError} 404: no such secret was deleted */
function findDeleted(call: SecretCall): VaultSecret {
  const found = secretsOf(call).get(call.name.toLowerCase());
  if (found?.deletedAtMs === undefined) throw secretNotFound(call.name);
  return found;
}

function listDeleted(call: SecretCall): SecretAnswer {
  const deleted = [...secretsOf(call).values()].filter(
    ({ deletedAtMs }) => deletedAtMs !== undefined,
  );
  return paged(
    call,
    deleted.map((secret) => toDeleted(call.vaultUri, secret, latestOf(secret))),
  );
}

function getDeleted(call: SecretCall): SecretAnswer {
  const secret = findDeleted(call);
  return { status: 200, body: toDeleted(call.vaultUri, secret, latestOf(secret)) };
}

function recoverSecret(call: SecretCall): SecretAnswer {
  const secret = findDeleted(call);
  delete secret.deletedAtMs;
  const latest = latestOf(secret);
  return { status: 200, body: toItem(`${idOf(call, secret)}/${latest.version}`, latest) };
}

function purgeSecret(call: SecretCall): SecretAnswer {
  findDeleted(call);
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
