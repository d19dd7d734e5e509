import { t } from '@vscode/l10n';
import { ArmError, UserFacingError } from '../core/errors';
import type { Clock } from '../core/ports';

export interface AccessToken {
  readonly token: string;
  /** Epoch, in ms. */
  readonly expiresOnTimestamp: number;
}

export interface TokenRequest {
  readonly tenantId: string;
  /** JSON of the claims that the service insists on, out of its challenge. */
  readonly claims?: string;
  /** The `WWW-Authenticate` header that holds the claims, as it came. */
  readonly challenge?: string;
}

/** Gets a token for one scope, from a cache of its own or by signing in. */
export type GetToken = (scope: string, request: TokenRequest) => Promise<AccessToken>;

/** Tokens are not used in the last minutes of their life: a request takes its time to arrive. */
const spareMs = 2 * 60_000;

/** The tokens of one tenant, by scope. Requests that need the same one at once share its getting. */
export class Tokens {
  readonly #cached = new Map<string, AccessToken>();
  readonly #underWay = new Map<string, Promise<AccessToken>>();

  constructor(
    private readonly tenantId: string,
    private readonly getToken: GetToken,
    private readonly clock: Clock,
  ) {}

  /**
   * @throws {ArmError} unauthenticated: there is no token to be had.
   */
  async get(scope: string): Promise<string> {
    const cached = this.#cached.get(scope);
    if (cached && cached.expiresOnTimestamp - spareMs > this.clock.now()) return cached.token;
    return this.#fetch(scope, {});
  }

  /** A token that answers a claims challenge; it replaces the cached one. */
  answer(scope: string, claims: string, challenge: string): Promise<string> {
    return this.#fetch(scope, { claims, challenge });
  }

  /** Forgets `token`, which the service refused, unless a newer one has taken its place. */
  drop(scope: string, token: string): void {
    if (this.#cached.get(scope)?.token === token) this.#cached.delete(scope);
  }

  async #fetch(scope: string, extra: Omit<TokenRequest, 'tenantId'>): Promise<string> {
    const key = `${scope} ${extra.claims ?? ''}`;
    const underWay =
      this.#underWay.get(key) ?? this.#ask(scope, extra).finally(() => this.#underWay.delete(key));
    this.#underWay.set(key, underWay);
    return (await underWay).token;
  }

  async #ask(scope: string, extra: Omit<TokenRequest, 'tenantId'>): Promise<AccessToken> {
    try {
      const token = await this.getToken(scope, { tenantId: this.tenantId, ...extra });
      this.#cached.set(scope, token);
      return token;
    } catch (error) {
      if (ArmError.is(error) || UserFacingError.is(error)) throw error;
      throw new ArmError('unauthenticated', t('No sign-in for this tenant.'), {}, { cause: error });
    }
  }
}
