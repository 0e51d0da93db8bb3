/**
 * Keeps accounts from being locked: no more than so many refusals of one account within a window,
 * over all devices. Attempts that are under way count as refusals to come, so that the bound holds
 * however many devices are asked at once. Devices that never let the account in may use up half of
 * it: a range that was named by mistake must not cut off the devices that know the account.
 */

export interface GuardLimits {
  readonly tries: number;
  readonly windowMs: number;
}

export type Permit =
  | { readonly kind: 'given'; readonly end: (outcome: 'admitted' | 'refused' | 'unknown') => void }
  | { readonly kind: 'held'; readonly untilMs: number };

interface Account {
  /** When it was refused, and by whom. */
  refusals: readonly { readonly atMs: number; readonly by: string }[];
  /** Attempts that were neither admitted nor refused yet. */
  pending: number;
  readonly waiting: (() => void)[];
}

export class CredentialGuard {
  readonly #limits: GuardLimits;
  readonly #nowMs: () => number;
  readonly #accounts = new Map<string, Account>();

  constructor(limits: GuardLimits, nowMs: () => number) {
    this.#limits = limits;
    this.#nowMs = nowMs;
  }

  /**
   * @param account for people, without its secret
   * @param by who is asked with it
   * @param isProven it was let in there before
   */
  async begin(account: string, by: string, isProven: boolean): Promise<Permit> {
    const known = this.#account(account);
    const { windowMs } = this.#limits;
    const tries = isProven ? this.#limits.tries : this.#strangersTries;
    for (;;) {
      const refusals = this.#recent(known);
      if (refusals.length >= tries) {
        return { kind: 'held', untilMs: (refusals[0]?.atMs ?? 0) + windowMs };
      }
      if (refusals.length + known.pending < tries) break;
      await new Promise<void>((resolve) => known.waiting.push(resolve));
    }
    known.pending += 1;
    let isOpen = true;
    return {
      kind: 'given',
      end: (outcome) => {
        if (!isOpen) return;
        isOpen = false;
        known.pending -= 1;
        if (outcome === 'refused') {
          known.refusals = [...this.#recent(known), { atMs: this.#nowMs(), by }];
        }
        for (const resolve of known.waiting.splice(0)) resolve();
      },
    };
  }

  /** Accounts that are held back, for the health that is reported. */
  failing(): readonly { readonly what: string; readonly why: string }[] {
    return [...this.#accounts].flatMap(([account, known]) => {
      const refusals = this.#recent(known);
      if (refusals.length < this.#strangersTries) return [];
      const whose = refusals.length < this.#limits.tries ? ' where it was not let in yet' : '';
      const until = new Date((refusals[0]?.atMs ?? 0) + this.#limits.windowMs).toISOString();
      const by = [...new Set(refusals.map((each) => each.by))].slice(0, 5).join(', ');
      const why = `refused ${refusals.length} times (${by}): not tried again${whose} before ${until}, so that it is not locked`;
      return [{ what: `account ${account}`, why }];
    });
  }

  get #strangersTries(): number {
    return Math.ceil(this.#limits.tries / 2);
  }

  #recent(account: Account): Account['refusals'] {
    const sinceMs = this.#nowMs() - this.#limits.windowMs;
    account.refusals = account.refusals.filter(({ atMs }) => atMs > sinceMs);
    return account.refusals;
  }

  #account(name: string): Account {
    const known = this.#accounts.get(name) ?? { refusals: [], pending: 0, waiting: [] };
    this.#accounts.set(name, known);
    return known;
  }
}
