/** When the agent looks at its host again. Pure: clock and chance are handed in. */

export interface Schedule {
  readonly everyMs: number;
  /** Looks are spread over this much around the period, so that a fleet does not move in step. */
  readonly spreadMs: number;
}

/** @param chance from 0 to below 1 */
export function nextDelayMs({ everyMs, spreadMs }: Schedule, chance: number): number {
  return Math.max(MIN_DELAY_MS, Math.round(everyMs + (chance - 0.5) * Math.min(spreadMs, everyMs)));
}

/** Whatever is configured, a host is not looked at more often: a look takes a tenth of a second. */
const MIN_DELAY_MS = 10_000;

/**
 * How long to wait until `dueAt`, at most one tick: a timer does not run while a machine sleeps,
 * and a clock may be set. A due time further away than a whole period (the clock went back) is
 * now.
 */
export function waitMs(dueAtMs: number, nowMs: number, { everyMs, spreadMs }: Schedule): number {
  const remaining = dueAtMs - nowMs;
  if (remaining <= 0 || remaining > everyMs + spreadMs) return 0;
  return Math.min(remaining, TICK_MS);
}

/** How soon a wake-up or a new dock is noticed. Three folders are listed each time. */
export const TICK_MS = 60_000;
