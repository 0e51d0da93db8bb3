/**
 * Loaded into a child before its own program (`node --import`): when the parent is gone, however it
 * went, the child is told to end as if by a service manager. Without this a parent that was killed
 * leaves its children running.
 */
if (process.channel !== undefined) {
  process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));
  // The wish to be told must not keep a program alive that has nothing left to do.
  process.channel.unref();
}
