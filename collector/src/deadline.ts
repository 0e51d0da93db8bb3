/** A time within which something must be done, and which is let go of when it is. */

/**
 * A signal that aborts after so many milliseconds, or when `ending` does. To be held by `using`: a
 * timer that outlives its visit keeps all that the visit's listeners refer to until it fires, as
 * AbortSignal.any over AbortSignal.timeout does.
 */
export function deadline(
  timeoutMs: number,
  ending: AbortSignal,
): Disposable & { readonly signal: AbortSignal } {
  const controller = new AbortController();
  const abort = () => controller.abort(ending.reason);
  if (ending.aborted) abort();
  else ending.addEventListener('abort', abort, { once: true });
  const timer = setTimeout(() => {
    controller.abort(new DOMException('the time for it is over', 'TimeoutError'));
  }, timeoutMs);
  return {
    signal: controller.signal,
    [Symbol.dispose]: () => {
      clearTimeout(timer);
      ending.removeEventListener('abort', abort);
    },
  };
}
