import { t } from '@vscode/l10n';
import { at, isObject, objectsAt, stringAt, type JsonObject } from './json';
import { visible } from './visible';

/** What a key vault lets somebody do by a policy of its own. */
export interface AccessPolicy {
  readonly objectId: string;
  /** It counts only when this application acts for them. */
  readonly applicationId?: string;
  /** By kind (`secrets`), the names of what is allowed, sorted. */
  readonly may: ReadonlyMap<string, readonly string[]>;
}

const namesOf = (value: unknown): readonly string[] =>
  Array.isArray(value)
    ? value
        .filter((each) => typeof each === 'string')
        .map((each) => each.toLowerCase())
        .sort()
    : [];

function toPolicy(body: JsonObject): AccessPolicy {
  const applicationId = stringAt(body, 'applicationId');
  const permissions = at(body, 'permissions');
  const kinds = isObject(permissions) ? Object.keys(permissions).sort() : [];
  const may = kinds.map((kind) => [kind.toLowerCase(), namesOf(at(permissions, kind))] as const);
  return {
    objectId: stringAt(body, 'objectId') ?? '–',
    ...(applicationId === undefined ? {} : { applicationId }),
    may: new Map(may.filter(([, names]) => names.length > 0)),
  };
}

/** The policies that stand in a vault, whether they count or not. */
export const accessPolicies = (vault: JsonObject): readonly AccessPolicy[] =>
  objectsAt(vault, 'properties', 'accessPolicies').map(toPolicy);

/** Ids and permissions come from anybody, of any length. */
const longestId = 60;
const longestPermissions = 160;

/** Whose it is: ids, since only Microsoft Entra knows the names. */
export const policyOwner = ({ objectId, applicationId }: AccessPolicy): string =>
  applicationId === undefined
    ? visible(objectId, longestId)
    : t('{0} for {1}', visible(applicationId, longestId), visible(objectId, longestId));

const wholePermissions = ({ may }: AccessPolicy): string =>
  [...may].map(([kind, names]) => `${kind} ${names.join(', ')}`).join('; ');

/** `keys sign; secrets get, list` */
export const policyPermissions = (policy: AccessPolicy): string =>
  policy.may.size === 0 ? t('nothing') : visible(wholePermissions(policy), longestPermissions);

const keyOf = ({ objectId, applicationId = '' }: AccessPolicy): string =>
  `${objectId} ${applicationId}`.toLowerCase();

/** More would not be read. */
const mostNamed = 3;

/** What has become of the policies, in words; undefined: they say the same. */
export function policyChanges(
  before: readonly AccessPolicy[],
  now: readonly AccessPolicy[],
): string | undefined {
  const old = new Map(before.map((each) => [keyOf(each), each]));
  const left = new Set(now.map(keyOf));
  const changes = [
    ...now.flatMap((each) => {
      const was = old.get(keyOf(each));
      const may = policyPermissions(each);
      if (!was) return [t('{0} has one since ({1})', policyOwner(each), may)];
      return wholePermissions(was) === wholePermissions(each)
        ? []
        : [t('{0} had {1}, now has {2}', policyOwner(each), policyPermissions(was), may)];
    }),
    ...before
      .filter((each) => !left.has(keyOf(each)))
      .map((each) => t('that of {0} is gone', policyOwner(each))),
  ];
  if (changes.length === 0) return undefined;
  const more = changes.length - mostNamed;
  const named = changes.slice(0, mostNamed).join('; ');
  return more > 0 ? t('{0} and {1} more', named, more) : named;
}
