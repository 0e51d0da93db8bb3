/** What gives way when the spool is full: a pure plan over what lies in it. */

/** Touches only move presence, and the next check-in repeats them: they go first. */
export type BatchKind = 'observations' | 'touches';

export interface SpoolBounds {
  readonly bytes: number;
  readonly batches: number;
  readonly ageMs: number;
}

/** One batch as the plan sees it. */
export interface Held {
  readonly id: string;
  readonly kind: BatchKind;
  readonly bytes: number;
  /** In the spool's own time, which does not jump with the wall clock. */
  readonly spooledAtMs: number;
  /** On its way or being written: what becomes of it is about to be known, so it stays. */
  readonly pinned: boolean;
}

export interface Incoming {
  readonly kind: BatchKind;
  readonly bytes: number;
  /** 1, or 0 where it joins a batch that is there already. */
  readonly batches: 0 | 1;
}

export interface RoomPlan {
  /** Ids past the age bound. */
  readonly expired: readonly string[];
  /** Ids that make room. */
  readonly evicted: readonly string[];
  /** Whether what comes in has room then. If not, nothing is evicted for it. */
  readonly fits: boolean;
}

/**
 * Touches go before observations, the oldest before the newest. What comes in counts as the
 * newest of its kind: incoming touches never displace an observation.
 *
 * @param held oldest first
 */
export function planRoom(
  held: readonly Held[],
  incoming: Incoming,
  bounds: SpoolBounds,
  nowMs: number,
): RoomPlan {
  const loose = held.filter(({ pinned }) => !pinned);
  const expired = loose.filter(({ spooledAtMs }) => nowMs - spooledAtMs > bounds.ageMs);
  const gone = new Set(expired.map(({ id }) => id));
  const kept = held.filter(({ id }) => !gone.has(id));

  let bytes = kept.reduce((sum, each) => sum + each.bytes, incoming.bytes);
  let batches = kept.length + incoming.batches;
  const evictable = loose.filter(({ id }) => !gone.has(id));
  const touches = evictable.filter(({ kind }) => kind === 'touches');
  const observations = evictable.filter(({ kind }) => kind === 'observations');
  const order = incoming.kind === 'touches' ? touches : [...touches, ...observations];

  const evicted: string[] = [];
  for (const each of order) {
    if (bytes <= bounds.bytes && batches <= bounds.batches) break;
    evicted.push(each.id);
    bytes -= each.bytes;
    batches -= 1;
  }
  const fits = bytes <= bounds.bytes && batches <= bounds.batches;
  return { expired: [...gone], evicted: fits ? evicted : [], fits };
}
