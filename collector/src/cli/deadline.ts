/** A time within which a command must be done. */

/** Aborts after so many milliseconds, or when `ending` does. */
export function deadline(timeoutMs: number, ending: AbortSignal): AbortSignal {
  return AbortSignal.any([AbortSignal.timeout(timeoutMs), ending]);
}
