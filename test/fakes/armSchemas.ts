import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv-draft-04';
import { isObject, type JsonObject } from '../../src/core/model/json';

/** The official schemas of request bodies lie beside the project where they are at hand. */
const folder = join(import.meta.dirname, '..', '..', '..', 'shared', 'arm-schemas');

export const hasArmSchemas = existsSync(folder);

/** Template names of child types join their segments by `_`. */
const definitionName = (type: string): string => type.split('/').slice(1).join('_');

interface Resource {
  readonly type: string;
  readonly name: string;
  readonly apiVersion: string;
}

/** Provider, type segments and name behind the last `/providers/` of a resource's path. */
function toResource(url: URL): Resource | undefined {
  const [, rest] = /^.*\/providers\/(.+?)\/?$/i.exec(url.pathname) ?? [];
  const [namespace, ...pairs] = (rest ?? '').split('/').map(decodeURIComponent);
  const name = pairs.at(-1);
  if (namespace === undefined || name === undefined || pairs.length % 2 !== 0) return undefined;
  const types = pairs.filter((_, index) => index % 2 === 0);
  return {
    type: [namespace, ...types].join('/'),
    name,
    apiVersion: url.searchParams.get('api-version') ?? '',
  };
}

const readJson = (...path: readonly string[]): unknown =>
  JSON.parse(readFileSync(join(folder, ...path), 'utf8'));

/** Says what official schemas find wrong with PUT bodies. Knows nothing where they are not at hand. */
export class ArmSchemas {
  private readonly ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false });
  private readonly loaded = new Set<string>();
  /** `type` of each body that was checked. */
  readonly checked = new Map<string, number>();

  constructor() {
    if (!hasArmSchemas) return;
    const common = readJson('common', 'definitions.json');
    if (isObject(common)) {
      this.ajv.addSchema(
        withoutId(common),
        'https://schema.management.azure.com/schemas/common/definitions.json',
      );
    }
  }

  /** What is wrong, or undefined: valid, or no schema for this type and api-version. */
  findFault(url: URL, body: JsonObject): string | undefined {
    const resource = hasArmSchemas ? toResource(url) : undefined;
    if (!resource) return undefined;
    const [namespace = ''] = resource.type.split('/');
    const key = this.load(resource.apiVersion, namespace);
    if (key === undefined) return undefined;
    const reference = `${key}#/resourceDefinitions/${definitionName(resource.type)}`;
    const validate = this.ajv.getSchema(reference);
    if (!validate) return undefined;
    this.checked.set(resource.type, (this.checked.get(resource.type) ?? 0) + 1);
    if (validate({ ...body, ...resource })) return undefined;
    return this.ajv.errorsText(validate.errors, { separator: '\n' });
  }

  private load(apiVersion: string, namespace: string): string | undefined {
    const file = existsSync(join(folder, apiVersion))
      ? readdirSync(join(folder, apiVersion)).find(
          (name) => name.toLowerCase() === `${namespace.toLowerCase()}.json`,
        )
      : undefined;
    if (file === undefined) return undefined;
    const key = `arm:${apiVersion}:${namespace.toLowerCase()}`;
    if (!this.loaded.has(key)) {
      const schema = readJson(apiVersion, file);
      if (!isObject(schema)) return undefined;
      this.ajv.addSchema(withoutId(schema), key);
      this.loaded.add(key);
    }
    return key;
  }
}

/** Draft 4 calls it `id`; the validator would take it for an error. */
const withoutId = (schema: JsonObject): object =>
  Object.fromEntries(Object.entries(schema).filter(([name]) => name !== 'id'));
