import { apiVersions } from '../apiVersions';
import { parseArmId } from '../model/armId';
import { at, objectsAt, stringAt } from '../model/json';
import type { Azure, RequestContext } from '../ports';

/** A resource of any type, as Azure spells it. */
export interface AnyResource {
  readonly id: string;
  readonly name: string;
}

/**
 * Reads a resource whose type need not be known here: its provider tells the api-versions. Undefined
 * when there is no such resource, type or provider.
 *
 * @throws {ArmError} forbidden, throttled, …
 * @see https://learn.microsoft.com/rest/api/resources/providers/get (2021-04-01)
 */
export async function findResource(
  azure: Azure,
  id: string,
  context: RequestContext,
): Promise<AnyResource | undefined> {
  const parsed = parseArmId(id);
  if (!parsed) return undefined;
  const [namespace = '', ...types] = parsed.type.split('/');
  const provider = await azure.arm.find(
    `/subscriptions/${parsed.subscriptionId}/providers/${namespace}`,
    apiVersions.providers,
    context,
  );
  const type = objectsAt(provider, 'resourceTypes').find(
    (each) => stringAt(each, 'resourceType')?.toLowerCase() === types.join('/').toLowerCase(),
  );
  const listed = at(type, 'apiVersions');
  const versions = Array.isArray(listed)
    ? listed.filter((each) => typeof each === 'string').toSorted()
    : [];
  const version = versions.findLast((each) => !each.includes('preview')) ?? versions.at(-1);
  if (version === undefined) return undefined;
  const body = await azure.arm.find(parsed.id, version, context);
  if (!body) return undefined;
  const known = parseArmId(stringAt(body, 'id') ?? '') ?? parsed;
  return { id: known.id, name: known.name };
}
