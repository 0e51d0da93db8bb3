/** One-time sign-in codes: whoever reads the reconciler's terminal may open the console once. */
import { SIGN_IN_CODE_MINUTES, SIGN_IN_CODES_MAX } from '../limits.ts';
import { hashSecret, makeSecret } from './secret.ts';

export interface SignInCode {
  readonly code: string;
  readonly expiresAt: string;
}

export class SignInCodes {
  /** Hash to expiry, oldest first. In memory alone: a restart prints a new one. */
  readonly #expiries = new Map<string, number>();

  create(nowMs: number): SignInCode {
    const code = makeSecret();
    const expiresMs = nowMs + SIGN_IN_CODE_MINUTES * 60_000;
    for (const hash of this.#expiries.keys()) {
      if (this.#expiries.size < SIGN_IN_CODES_MAX) break;
      this.#expiries.delete(hash);
    }
    this.#expiries.set(hashSecret(code), expiresMs);
    return { code, expiresAt: new Date(expiresMs).toISOString() };
  }

  /** True once, within its time. */
  spend(code: string, nowMs: number): boolean {
    const hash = hashSecret(code);
    const expiresMs = this.#expiries.get(hash);
    this.#expiries.delete(hash);
    return expiresMs !== undefined && nowMs < expiresMs;
  }
}
