/**
 * Ends this process in order once the one that started it is gone. For a start through npm, which
 * runs a shell that runs us: a signal for npm ends those two and never comes here.
 */

/** Soon enough to free the port before the next start, too rare to be noticed. */
const LOOK_MS = 500;

/** @param parent as it was when this process started: by now it may be another */
export function watchParent(parent: number): void {
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    // Once: a second signal would end us without order.
    clearInterval(timer);
    process.kill(process.pid, 'SIGTERM');
  }, LOOK_MS);
  // It must not keep a program alive that has nothing left to do.
  timer.unref();
}
