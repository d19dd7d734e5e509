import { at, booleanAt, type Json, type JsonObject } from '../model/json';

/**
 * What a PATCH of a cluster extension sends: its configuration, as it was read. Settings that are
 * protected are never shown and stay as Azure has them; so a PUT, which would lose them, is no way to
 * write it again. With automatic upgrades Azure chooses the version.
 *
 * @see https://learn.microsoft.com/rest/api/kubernetesconfiguration/extensions/extensions/update (2023-05-01)
 */
export function extensionPart(fresh: JsonObject): JsonObject {
  const isUpgraded = booleanAt(fresh, 'properties', 'autoUpgradeMinorVersion') !== false;
  const names = [
    'autoUpgradeMinorVersion',
    'releaseTrain',
    ...(isUpgraded ? [] : ['version']),
    'configurationSettings',
  ];
  const entries = names.flatMap((name): readonly (readonly [string, Json])[] => {
    const value = at(fresh, 'properties', name);
    return value === undefined || value === null ? [] : [[name, value]];
  });
  return { properties: Object.fromEntries(entries) };
}
