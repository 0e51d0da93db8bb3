/** What a session waits for and how long: pure, told the time. */
import { CONNECT_TIMEOUT_MS, SLOWEST_LINK_BYTES_PER_MS, WELCOME_TIMEOUT_MS } from './limits.ts';
import type { UplinkLimits } from './uplink.ts';

export interface Waits {
  /** All in steady milliseconds. */
  readonly startedMs: number;
  readonly isWelcomed: boolean;
  /** When the oldest unanswered batch was sent; absent when there is none. */
  readonly oldestSentMs: number | undefined;
  /** When the ping was sent whose pong is out; absent when none is. */
  readonly pingSentMs: number | undefined;
  /** Of all unanswered batches: on a slow link the answer, and a pong, wait behind them. */
  readonly unansweredBytes: number;
}

export type DeadlineLimits = Pick<UplinkLimits, 'answerTimeoutMs' | 'pingIntervalMs'>;

/** Why the session is to be cut now, or `undefined`. A pong has until the next ping would be. */
export function missedDeadline(
  waits: Waits,
  { answerTimeoutMs, pingIntervalMs }: DeadlineLimits,
  nowMs: number,
): string | undefined {
  const { startedMs, isWelcomed, oldestSentMs, pingSentMs, unansweredBytes } = waits;
  const transferMs = transferTimeMs(unansweredBytes);
  const welcomeMs = CONNECT_TIMEOUT_MS + WELCOME_TIMEOUT_MS;
  if (!isWelcomed && nowMs - startedMs > welcomeMs) return 'no welcome in time';
  if (oldestSentMs !== undefined && nowMs - oldestSentMs > answerTimeoutMs + transferMs)
    return 'a batch was not answered in time';
  if (pingSentMs !== undefined && nowMs - pingSentMs > pingIntervalMs + transferMs)
    return 'no pong in time';
  return undefined;
}

/** How long so many bytes may take. */
export function transferTimeMs(bytes: number): number {
  return bytes / SLOWEST_LINK_BYTES_PER_MS;
}

/** How often to look: often enough for the shortest limit, seldom enough for a sleeping laptop. */
export function tickMs({ answerTimeoutMs, pingIntervalMs }: DeadlineLimits): number {
  return Math.max(10, Math.min(5_000, answerTimeoutMs / 4, pingIntervalMs / 4));
}
