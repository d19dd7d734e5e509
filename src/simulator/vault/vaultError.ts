import type { JsonObject } from '../../core/model/json';
import type { VaultRefusal } from '../vaultAccess';

/** What the data plane of a vault refuses. */
export class VaultError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly innerCode?: string,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
  }

  /** Key Vault's own shape: the reason proper is `error.innererror.code`. */
  toBody(): JsonObject {
    return {
      error: {
        code: this.code,
        message: this.message,
        ...(this.innerCode === undefined ? {} : { innererror: { code: this.innerCode } }),
      },
    };
  }
}

export const forbidden = ({ innerCode, message }: VaultRefusal): VaultError =>
  new VaultError(403, 'Forbidden', message, innerCode);

export const badParameter = (message: string): VaultError =>
  new VaultError(400, 'BadParameter', message);

export const secretNotFound = (name: string): VaultError =>
  new VaultError(
    404,
    'SecretNotFound',
    `A secret with (name/id) ${name} was not found in this key vault. If you recently deleted this secret you may be able to recover it using the correct recovery command.`,
  );
