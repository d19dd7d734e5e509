import { isObject, type JsonObject } from '../core/model/json';
import type { ArmRouter } from './arm/router';
import type { WrittenBeside } from './faults';
import { ArmFault, type WireRequest } from './provider';

/** What nobody may send back. */
const readOnly = ['id', 'name', 'type', 'systemData'];

/**
 * Lets somebody else change the resource that a request is about, by a GET and PUT of their own. What
 * Azure refuses them, they leave.
 */
export function writeAsColleague(
  arm: ArmRouter,
  { url, headers }: WireRequest,
  change: (body: JsonObject) => JsonObject | undefined,
): void {
  const send = (method: string, body?: JsonObject) =>
    arm.handle({ method, url, headers, body: body && JSON.stringify(body) }, () => true, undefined);
  try {
    const found: unknown = JSON.parse(send('GET').body);
    if (!isObject(found)) return;
    const body = change(
      Object.fromEntries(Object.entries(found).filter(([name]) => !readOnly.includes(name))),
    );
    if (body) send('PUT', body);
  } catch (error) {
    if (!(error instanceof ArmFault)) throw error;
  }
}

/** Lets somebody else write beside what a request is about. What Azure refuses them, they leave. */
export function writeBeside(
  arm: ArmRouter,
  { url, headers }: WireRequest,
  { path, body }: WrittenBeside,
): void {
  const at = new URL(url);
  at.pathname = path;
  try {
    arm.handle(
      { method: 'PUT', url: at, headers, body: JSON.stringify(body) },
      () => true,
      undefined,
    );
  } catch (error) {
    if (!(error instanceof ArmFault)) throw error;
  }
}
