/**
 * How many there were of what is many, for some seconds: each page of a long list would count it anew,
 * and to count is most of the work. What is few is always counted.
 */

export interface HeldTotals {
  /** @returns the total, where it was counted just now */
  find(key: string, now: number): number | undefined;
  hold(key: string, total: number, now: number): void;
}

/** A total that is this old is as true as one that was counted when the request was sent. */
const HELD_MS = 5_000;
/** Questions that are asked within that time; beyond it, all are forgotten. */
const KEYS_MAX = 1000;
/** Up to so many are counted each time. */
export const FEW = 2_000;

export function holdTotals(): HeldTotals {
  const held = new Map<string, { readonly total: number; readonly at: number }>();
  return {
    find: (key, now) => {
      const found = held.get(key);
      return found !== undefined && now - found.at < HELD_MS ? found.total : undefined;
    },
    hold: (key, total, now) => {
      if (total <= FEW) return;
      if (held.size >= KEYS_MAX) held.clear();
      held.set(key, { total, at: now });
    },
  };
}
