/** How long to wait for an answer: measured, as TCP does (RFC 6298), so that loss costs little. */

export interface RoundTrip {
  /** Absent until the first answer. */
  readonly smoothedMs?: number;
  readonly variationMs?: number;
  readonly waitMs: number;
  readonly waitMinMs: number;
}

/** Before the first answer (RFC 6298 §2.1). */
const INITIAL_WAIT_MS = 1000;
/**
 * Below RFC 6298's one second, since a request repeated too early costs a switch one packet; well
 * above what agents spend on assembling a large answer.
 */
const WAIT_MIN_MS = 400;
const WAIT_MAX_MS = 5000;

/** @param firstWaitMs until the first answer has been timed; also bounds the least wait. */
export function startRoundTrip(firstWaitMs: number = INITIAL_WAIT_MS): RoundTrip {
  return { waitMs: firstWaitMs, waitMinMs: Math.min(WAIT_MIN_MS, firstWaitMs) };
}

/** Takes one measurement in. Answers to repeated requests are no measurement (Karn's rule). */
export function measure(before: RoundTrip, elapsedMs: number): RoundTrip {
  const { smoothedMs, variationMs } = before;
  if (smoothedMs === undefined || variationMs === undefined) {
    return bounded(before, elapsedMs, elapsedMs / 2);
  }
  return bounded(
    before,
    (7 * smoothedMs + elapsedMs) / 8,
    (3 * variationMs + Math.abs(smoothedMs - elapsedMs)) / 4,
  );
}

/** After a request that was never answered, the next one waits longer (RFC 6298 §5.5). */
export function backOff(before: RoundTrip): RoundTrip {
  return { ...before, waitMs: Math.min(WAIT_MAX_MS, before.waitMs * 2) };
}

function bounded(before: RoundTrip, smoothedMs: number, variationMs: number): RoundTrip {
  const { waitMinMs } = before;
  const waitMs = Math.min(WAIT_MAX_MS, Math.max(waitMinMs, smoothedMs + 4 * variationMs));
  return { smoothedMs, variationMs, waitMs, waitMinMs };
}
