import { stringAt, type JsonObject } from '../model/json';
import type { Material } from './kubeconfig';

/** `name-data` counts more than the file `name`, as for kubectl. */
export function toMaterial(body: JsonObject, name: string, origin: string): Material | undefined {
  const data = stringAt(body, `${name}-data`);
  if (data !== undefined) return { kind: 'base64', data };
  const path = stringAt(body, name);
  return path === undefined ? undefined : { kind: 'file', path, origin };
}
