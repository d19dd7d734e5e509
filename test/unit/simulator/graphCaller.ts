import type { JsonObject } from '../../../src/core/model/json';
import { ArmFault, type ArmRequest, type WriteResult } from '../../../src/simulator/provider';
import { resourceGraph } from '../../../src/simulator/providers/resourceGraph';
import { findPerson } from '../../../src/simulator/scenarios/directory';
import type { World } from '../../../src/simulator/world';

export interface Caller {
  readonly who?: string;
  /** Default: the first tenant. */
  readonly tenantId?: string;
  readonly apiVersion?: string;
  /** Default: everything is allowed. */
  readonly can?: (action: string, scope: string) => boolean;
}

export interface GraphAnswer {
  readonly headers: Record<string, string>;
  readonly body: JsonObject;
  readonly rows: readonly JsonObject[];
}

/** Sends a query straight to the provider, past the router and its tokens. */
export function ask(world: World, body: JsonObject, caller: Caller = {}): GraphAnswer {
  const tenantId = caller.tenantId ?? [...world.tenants.keys()][0] ?? '';
  const person = findPerson(world, tenantId, caller.who ?? 'operator');
  if (!person) throw new Error('There is no such person in the tenant.');
  const request: ArmRequest = {
    world,
    method: 'POST',
    url: new URL('https://management.azure.com/providers/Microsoft.ResourceGraph/resources'),
    apiVersion: caller.apiVersion ?? '2022-10-01',
    caller: person,
    tenantId,
    body,
    path: '/providers/Microsoft.ResourceGraph/resources',
    can: caller.can ?? (() => true),
    authorize: () => undefined,
    authorizeLinked: () => undefined,
    hold: () => true,
  };
  const result: WriteResult | undefined = resourceGraph.other?.(request);
  if (!result?.body) throw new Error('Resource Graph did not take the request.');
  const data = result.body['data'];
  const rows = Array.isArray(data) ? (data as readonly JsonObject[]) : [];
  return { headers: result.headers ?? {}, body: result.body, rows };
}

/** The fault that a query ends with. */
export function faultOf(action: () => unknown): ArmFault {
  try {
    action();
  } catch (error) {
    if (error instanceof ArmFault) return error;
    throw error;
  }
  throw new Error('Nothing was thrown.');
}
