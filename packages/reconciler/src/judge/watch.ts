/**
 * Who was in a position to see something, and when (DESIGN §7): silence counts against a device only
 * as far as somebody looked.
 */
import type { StoredObserver } from '../store/port.ts';

/** From and to, in milliseconds since the Unix epoch. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** Under this name: when nobody was heard at all, be it that the reconciler was off. */
export const ANYBODY = '';

export interface Watch {
  readonly now: number;
  /** Times not watched, by observer; of each in the order of their beginnings, apart from each other. */
  readonly outages: ReadonlyMap<string, readonly Span[]>;
  /** Those that may speak, by id. */
  readonly observers: ReadonlyMap<string, StoredObserver>;
  /** When anybody was heard last. */
  readonly heardAt: number;
}

/** Gaps shorter than this are not kept: observers that are connected are noted every few minutes. */
export const OUTAGE_MIN_MS = 3_600_000;

/** How far back times are told apart: longer silence counts as of then. */
export const WATCH_DAYS = 400;

export const DAY_MS = 86_400_000;

export function openWatch(
  observers: readonly StoredObserver[],
  outages: readonly (Span & { readonly observerId: string })[],
  now: number,
): Watch {
  const present = observers.filter(({ revoked }) => !revoked);
  return {
    now,
    outages: Map.groupBy(
      outages.toSorted((a, b) => a.from - b.from),
      ({ observerId }) => observerId,
    ),
    observers: new Map(present.map((observer) => [observer.id, observer])),
    heardAt: Math.max(0, ...present.map((observer) => heardAtOf(observer, now))),
  };
}

/** An observer that is connected is heard. */
function heardAtOf({ connected, lastSeenAt = 0 }: StoredObserver, now: number): number {
  return connected ? now : lastSeenAt;
}

/**
 * How long of a span at least one of some observers looked.
 *
 * @param names ids of observers, or `ANYBODY`; of those that are not known nobody looked
 * @param toleranceMs gaps up to this long are no gaps: who asks once an hour was there all day
 */
export function watchedMs(
  watch: Watch,
  span: Span,
  names: readonly string[],
  toleranceMs: number,
): number {
  const from = Math.max(span.from, watch.now - WATCH_DAYS * DAY_MS);
  if (span.to <= from || names.length === 0) return 0;
  const [first = [], ...others] = names.map((name) => unwatched(watch, name, toleranceMs));
  const missed = others.reduce(intersect, first);
  return span.to - from - lengthOf(intersect(missed, [{ from, to: span.to }]));
}

const EVER: Span = { from: 0, to: Number.MAX_SAFE_INTEGER };

function unwatched(watch: Watch, name: string, toleranceMs: number): readonly Span[] {
  const observer = watch.observers.get(name);
  if (observer === undefined && name !== ANYBODY) return [EVER];
  const heardAt = observer === undefined ? watch.heardAt : heardAtOf(observer, watch.now);
  const spans = (watch.outages.get(name) ?? []).filter(({ from, to }) => to - from > toleranceMs);
  return [
    ...(observer === undefined ? [] : [{ from: 0, to: observer.enrolledAt }]),
    ...spans,
    ...(watch.now - heardAt > toleranceMs ? [{ from: heardAt, to: EVER.to }] : []),
  ];
}

/** Both lists in the order of their beginnings, the spans of each apart from each other. */
function intersect(one: readonly Span[], other: readonly Span[]): readonly Span[] {
  const both: Span[] = [];
  let a = 0;
  let b = 0;
  for (;;) {
    const [x, y] = [one[a], other[b]];
    if (x === undefined || y === undefined) return both;
    const from = Math.max(x.from, y.from);
    const to = Math.min(x.to, y.to);
    if (from < to) both.push({ from, to });
    if (x.to < y.to) a += 1;
    else b += 1;
  }
}

function lengthOf(spans: readonly Span[]): number {
  return spans.reduce((sum, { from, to }) => sum + to - from, 0);
}
