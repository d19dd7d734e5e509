import { apiVersions } from '../apiVersions';
import { kqlString } from '../kql';
import { resourceTypes } from '../model/armId';
import type { Fact } from '../model/fact';
import { stringAt, type JsonObject } from '../model/json';
import type { Azure, Clock, RequestContext } from '../ports';
import type { CustomLocation, ProviderClass } from './observation';
import { toCustomLocation, toProviderClass } from './parse';
import { readFact } from './readFact';

/** A provider class anywhere, with where it is: undefined when its custom location is gone. */
export type PlacedClass = ProviderClass & { readonly location: CustomLocation | undefined };

export interface Reader {
  readonly azure: Azure;
  readonly clock: Clock;
  readonly context: RequestContext;
}

const index = 'Resource Graph';

/**
 * Finds ids in the index and reads each by its id: what the index still shows is dropped, and one
 * that cannot be read makes the whole unknown.
 */
async function findAll<T>(
  { azure, context }: Reader,
  kql: string,
  apiVersion: string,
  parse: (body: JsonObject) => T | undefined,
): Promise<readonly T[]> {
  const rows = await azure.graph.query(`${kql} | project id | order by id asc`, context);
  const bodies = await Promise.all(
    rows.map((row) => azure.arm.find(stringAt(row, 'id') ?? '', apiVersion, context)),
  );
  return bodies.flatMap((body) => (body ? (parse(body) ?? []) : []));
}

/**
 * All provider classes that log in with the client id, wherever the account can see. The index is
 * behind by seconds to minutes; what is on one's own custom location is to be listed freshly.
 */
export const readClassesUsing = (
  reader: Reader,
  clientId: string,
): Promise<Fact<readonly PlacedClass[]>> =>
  readFact(reader.clock, reader.context, index, async () => {
    const { azure, context } = reader;
    const classes = await findAll(
      reader,
      `resources | where type =~ '${resourceTypes.providerClass}' and properties.clientId =~ ${kqlString(clientId)}`,
      apiVersions.secretSync,
      toProviderClass,
    );
    return Promise.all(
      classes.map(async (each) => {
        const body = await azure.arm.find(
          each.customLocationId,
          apiVersions.customLocation,
          context,
        );
        return { ...each, location: body && toCustomLocation(body) };
      }),
    );
  });
