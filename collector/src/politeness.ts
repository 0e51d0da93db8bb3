/**
 * How much is asked of one device and of one subnet at most, and when nothing is. Budgets are token
 * buckets that every request passes; what a subnet may have in concurrent visits is counted.
 */
import { isIPv4, isIPv6 } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { TurnTaker } from './probe.ts';
import { localTimeOf, type QuietWindow, quietMs } from './quiet-windows.ts';
import { TokenBucket } from './token-bucket.ts';

/** Absent: without bound. */
export interface Budget {
  readonly requestsPerSecond?: number;
  /** Both ways. */
  readonly bytesPerSecond?: number;
}

export interface PolitenessOptions {
  readonly device: Budget;
  readonly subnet: Budget & { readonly concurrency?: number };
  readonly now: () => Date;
}

/** Of a device or a subnet; a second's worth may be used at once. */
interface Purse {
  readonly requests?: TokenBucket;
  readonly bytes?: TokenBucket;
  usedMs: number;
}

/** Purses that nobody has used for a minute are full again: they are made anew when needed. */
const IDLE_MS = 60_000;
const PURSES_MAX = 4096;
/** One message; a bucket for bytes must be able to let the largest pass. */
const MESSAGE_BYTES = 65_536;
/** When to look again for a place in a crowded subnet. */
const CROWDED_MS = 500;

export class Politeness {
  readonly #options: PolitenessOptions;
  readonly #purses = new Map<string, Purse>();
  readonly #visits = new Map<string, number>();

  constructor(options: PolitenessOptions) {
    this.#options = options;
  }

  /** 0: this host may be visited now. Else when to ask again. */
  waitMs(host: string, quiet: readonly QuietWindow[]): number {
    const stillMs = this.quietMs(quiet);
    if (stillMs > 0) return stillMs;
    const { concurrency } = this.#options.subnet;
    const subnet = subnetOf(host);
    if (concurrency === undefined || subnet === undefined) return 0;
    return (this.#visits.get(subnet) ?? 0) < concurrency ? 0 : CROWDED_MS;
  }

  /** How long it is still quiet. */
  quietMs(quiet: readonly QuietWindow[]): number {
    return quiet.length === 0 ? 0 : quietMs(quiet, localTimeOf(this.#options.now()));
  }

  /** @returns what ends the visit */
  enter(host: string): () => void {
    const subnet = subnetOf(host);
    if (subnet === undefined) return () => {};
    this.#visits.set(subnet, (this.#visits.get(subnet) ?? 0) + 1);
    return () => {
      const left = (this.#visits.get(subnet) ?? 1) - 1;
      if (left > 0) this.#visits.set(subnet, left);
      else this.#visits.delete(subnet);
    };
  }

  /** Of one visit to this host: it waits until device and subnet have room for one more request. */
  turnOf(host: string): TurnTaker {
    const subnet = subnetOf(host);
    const budgets = [
      { name: `device ${host}`, budget: this.#options.device },
      ...(subnet === undefined ? [] : [{ name: subnet, budget: this.#options.subnet }]),
    ].filter(({ budget }) => isBounded(budget));
    if (budgets.length === 0) return () => undefined;
    let bytesBefore = 0;
    return ({ bytesIn, bytesOut }) => {
      const nowMs = this.#options.now().getTime();
      const bytes = bytesIn + bytesOut;
      let waitMs = 0;
      for (const { name, budget } of budgets) {
        const purse = this.#purse(name, budget, nowMs);
        purse.usedMs = nowMs;
        purse.bytes?.charge(bytes - bytesBefore, nowMs);
        waitMs = Math.max(
          waitMs,
          purse.requests?.waitMs(1, nowMs) ?? 0,
          purse.bytes?.waitMs(1, nowMs) ?? 0,
        );
        purse.requests?.charge(1, nowMs);
      }
      bytesBefore = bytes;
      return waitMs === 0 ? undefined : sleep(waitMs);
    };
  }

  #purse(name: string, budget: Budget, nowMs: number): Purse {
    const known = this.#purses.get(name);
    if (known !== undefined) return known;
    if (this.#purses.size >= PURSES_MAX) this.#forgetIdle(nowMs);
    const { requestsPerSecond, bytesPerSecond } = budget;
    const purse: Purse = {
      ...(requestsPerSecond !== undefined && {
        requests: new TokenBucket(
          { perSecond: requestsPerSecond, burst: Math.max(1, requestsPerSecond) },
          nowMs,
        ),
      }),
      ...(bytesPerSecond !== undefined && {
        bytes: new TokenBucket(
          { perSecond: bytesPerSecond, burst: Math.max(MESSAGE_BYTES, bytesPerSecond) },
          nowMs,
        ),
      }),
      usedMs: nowMs,
    };
    this.#purses.set(name, purse);
    return purse;
  }

  #forgetIdle(nowMs: number): void {
    for (const [name, { usedMs }] of this.#purses) {
      if (nowMs - usedMs > IDLE_MS) this.#purses.delete(name);
    }
  }
}

function isBounded({ requestsPerSecond, bytesPerSecond }: Budget): boolean {
  return requestsPerSecond !== undefined || bytesPerSecond !== undefined;
}

/** "subnet 10.1.2.0/24", "subnet 2001:db8::/64" by its written prefix; nothing for names. */
export function subnetOf(host: string): string | undefined {
  if (isIPv4(host)) return `subnet ${host.slice(0, host.lastIndexOf('.'))}.0/24`;
  if (!isIPv6(host)) return undefined;
  const [head = ''] = host.toLowerCase().replace(/%.*$/, '').split('::');
  return `subnet ${head.split(':').slice(0, 4).join(':')}::/64`;
}
