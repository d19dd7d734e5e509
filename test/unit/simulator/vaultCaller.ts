import { objectsAt, stringAt, type JsonObject } from '../../../src/core/model/json';
import { anAzure, type Answer, type TestAzure } from './anAzure';

export interface AskOptions {
  readonly who?: string;
  /** Default: the one vault of `ready`. */
  readonly vault?: string;
  readonly audience?: string;
  readonly body?: JsonObject;
}

/** An Azure with an empty vault, asked secret by secret. */
export interface TestVault {
  readonly azure: TestAzure;
  /** Of the vault in ARM. */
  readonly id: string;
  /** `target` is `METHOD path` within the vault, without the api-version. */
  ask(target: string, options?: AskOptions): Answer;
  set(name: string, value: string, more?: JsonObject): Answer;
  /** Changes the vault's properties in ARM, as an owner does. */
  change(properties: JsonObject): void;
}

export const vaultName = 'kv-hamburg-plant';
export const vaultVersion = 'api-version=7.6';

export function aTestVault(): TestVault {
  const azure = anAzure('ready');
  azure.simulator.world.secrets.get(vaultName)?.clear();
  const id = `${azure.groupId}/providers/Microsoft.KeyVault/vaults/${vaultName}`;
  const ask = (target: string, options: AskOptions = {}): Answer => {
    const { who, vault = vaultName, audience = 'https://vault.azure.net', body } = options;
    const [method = '', path = ''] = target.split(' ');
    const { token } = azure.simulator.tokenFor(azure.tenantId, `${audience}/.default`, who);
    const joint = path.includes('?') ? '&' : '?';
    return azure.call(`${method} https://${vault}.vault.azure.net/${path}${joint}${vaultVersion}`, {
      authorization: `Bearer ${token}`,
      ...(body ? { body } : {}),
    });
  };
  return {
    azure,
    id,
    ask,
    set: (name, value, more = {}) => ask(`PUT secrets/${name}`, { body: { value, ...more } }),
    change: (properties) => {
      const { status } = azure.call(`PATCH ${id}?api-version=2026-02-01`, { body: { properties } });
      if (status !== 200) throw new Error(`The vault was not changed: ${status}.`);
    },
  };
}

/** Of the secrets in a list, in its order. */
export const namesIn = ({ body }: Answer): string[] =>
  objectsAt(body, 'value').map((item) => stringAt(item, 'id')?.split('/')[4] ?? '');

/** Why a vault refuses, in its own words. */
export const innerCodeOf = ({ body }: Answer): string | undefined =>
  stringAt(body, 'error', 'innererror', 'code');
