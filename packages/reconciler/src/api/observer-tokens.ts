/**
 * Checks the short-lived JWT with which an observer proves itself (EdDSA, RFC 8037): its key is
 * the registered one, its audience is us, it lives at most a minute, and it is used once.
 *
 * Used ids are remembered in memory. A restart forgets them, so a token issued before this process
 * started is not taken either: its bearer is told to come again with a new one.
 */
import { TOKEN_AUDIENCE, TOKEN_SECONDS } from '@muster/facts/wire';
import { decodeJwt, errors, importJWK, jwtVerify } from 'jose';
import { CLOCK_SKEW_SECONDS, TOKEN_IDS_MAX } from './limits.ts';
import { TokenIds } from './token-ids.ts';

export type Checked =
  | { readonly kind: 'observer'; readonly id: string }
  | { readonly kind: 'refused'; readonly reason: string }
  /** Sound, but not to be taken now: a new token after this many seconds will do. */
  | { readonly kind: 'later'; readonly reason: string; readonly retryAfter: number };

export interface KeyRing {
  /** The Ed25519 public key (`x`, base64url) of an observer that may speak; else `undefined`. */
  observerKey(observerId: string): Promise<string | undefined>;
}

interface Claims {
  readonly sub: string;
  readonly jti: string;
  readonly iat: number;
  readonly exp: number;
}

/** Longer ids are of no use and would only fill the memory of used ones. */
const ID_CHARACTERS_MAX = 128;
/** A compact JWT with these claims is about 400 characters. */
const TOKEN_CHARACTERS_MAX = 2048;

export class ObserverTokens {
  readonly #keys: KeyRing;
  readonly #nowMs: () => number;
  readonly #startedSeconds: number;
  readonly #used: TokenIds = new TokenIds(TOKEN_IDS_MAX);

  constructor(keys: KeyRing, nowMs: () => number) {
    this.#keys = keys;
    this.#nowMs = nowMs;
    // `iat` is in whole seconds: a token of the very second we started in is ours.
    this.#startedSeconds = Math.floor(nowMs() / 1000);
  }

  async check(token: string): Promise<Checked> {
    const claimed = claimedSubject(token);
    if (claimed === undefined) return refused('this is not a token of an observer');
    const x = await this.#keys.observerKey(claimed);
    if (x === undefined) return refused('no observer that may speak has this id');
    const claims = await this.#verify(token, x);
    if (typeof claims === 'string') return refused(claims);
    return this.#admit(claims);
  }

  async #verify(token: string, x: string): Promise<Claims | string> {
    const currentDate = new Date(this.#nowMs());
    try {
      const key = await importJWK({ kty: 'OKP', crv: 'Ed25519', x }, 'EdDSA');
      const { payload } = await jwtVerify(token, key, {
        algorithms: ['EdDSA'],
        audience: TOKEN_AUDIENCE,
        requiredClaims: ['sub', 'aud', 'iat', 'exp', 'jti'],
        clockTolerance: CLOCK_SKEW_SECONDS,
        currentDate,
      });
      const { sub, jti, iat, exp } = payload;
      if (sub === undefined || jti === undefined || iat === undefined || exp === undefined) {
        return 'the token lacks sub, jti, iat or exp';
      }
      return { sub, jti, iat, exp };
    } catch (error) {
      if (error instanceof errors.JWTExpired) return this.#clockHint('the token has expired');
      if (error instanceof errors.JOSEError) return `the token is not valid: ${error.message}`;
      throw error;
    }
  }

  #admit({ sub, jti, iat, exp }: Claims): Checked {
    const nowSeconds = Math.floor(this.#nowMs() / 1000);
    if (jti.length > ID_CHARACTERS_MAX) return refused('the token id (jti) is too long');
    if (exp - iat > TOKEN_SECONDS) {
      return refused(`the token lives longer than ${TOKEN_SECONDS} seconds`);
    }
    if (iat > nowSeconds + CLOCK_SKEW_SECONDS) {
      return refused(this.#clockHint('the token was issued in the future'));
    }
    if (iat < this.#startedSeconds) {
      const retryAfter = Math.max(1, this.#startedSeconds - iat);
      return { kind: 'later', reason: 'the token is older than this process', retryAfter };
    }
    const used = this.#used.use(`${sub} ${jti}`, exp + CLOCK_SKEW_SECONDS, nowSeconds);
    if (used === 'again') return refused('the token was used before');
    if (used === 'full') {
      return { kind: 'later', reason: 'too many observers ask at once', retryAfter: 10 };
    }
    return { kind: 'observer', id: sub };
  }

  #clockHint(what: string): string {
    return `${what}: here it is ${new Date(this.#nowMs()).toISOString()}, is the clock right there?`;
  }
}

function refused(reason: string): Checked {
  return { kind: 'refused', reason };
}

/** Whose token it says it is, unverified: only to find the key that must have signed it. */
function claimedSubject(token: string): string | undefined {
  if (token.length > TOKEN_CHARACTERS_MAX) return undefined;
  try {
    const { sub } = decodeJwt(token);
    return typeof sub === 'string' && sub.length <= ID_CHARACTERS_MAX ? sub : undefined;
  } catch {
    return undefined;
  }
}
