/**
 * A device's own rhythm, from the days on which it was seen. Days are kept, not intervals: a check-in
 * that changes nothing must stay as cheap as it is, so the timer marks the days, a slice of the CIs at
 * a time, and a row holds seven weeks. That tells a laptop that rests at weekends from a meter that
 * reports each month; whatever is seen daily has no rhythm of its own, and the policy's hours count.
 */
import { DAY_MS, type Span } from './watch.ts';

/** What fits a number exactly, in whole weeks. */
export const RHYTHM_DAYS = 49;

/** Less tells nothing of a device's habits. */
const SEEN_DAYS_MIN = 3;

/** As the timer marks them: bit 0 of `days` is `day`, counted from the Unix epoch in UTC. */
export interface PresenceDays {
  readonly day: number;
  readonly days: number;
}

/** Days seen, the first one first. */
export function daysOf({ day, days }: PresenceDays): readonly number[] {
  const seen: number[] = [];
  for (let back = RHYTHM_DAYS - 1; back >= 0; back -= 1) {
    if (Math.floor(days / 2 ** back) % 2 === 1) seen.push(day - back);
  }
  return seen;
}

/**
 * The device's longest usual silence: the longest time between days on which it was seen, less what
 * nobody looked at; 0 where it is seen daily or not known well enough.
 *
 * @param watched how long of a span somebody looked
 */
export function rhythmMs(
  presence: PresenceDays | undefined,
  watched: (span: Span) => number,
): number {
  const seen = presence === undefined ? [] : daysOf(presence);
  if (seen.length < SEEN_DAYS_MIN) return 0;
  let longest = 0;
  for (const [index, day] of seen.entries()) {
    const before = seen[index - 1];
    if (before === undefined || day - before < 2) continue;
    const missed = watched({ from: (before + 1) * DAY_MS, to: day * DAY_MS });
    // Days missed, and the part of both days around them.
    if (missed > 0) longest = Math.max(longest, missed + DAY_MS);
  }
  return longest;
}
