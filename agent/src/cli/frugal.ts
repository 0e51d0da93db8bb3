/**
 * Memory before speed, for a process that works a moment in the hour and then waits. What is done
 * here the single executables do by their flags as well (`packaging/executable.ts`).
 *
 * Measured with Node 24.21 on Linux as resident memory of `run`, idle: without any of it 65 MB,
 * with fewer compilers 62, with the heap collected 59.
 */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/**
 * Leaves out the optimizing compilers: the work of an agent is over before they would pay, and
 * their code alone is 2 MB that nobody else maps. To be called before anything runs hot.
 */
export function compileLittle(): void {
  for (const flag of ['--no-opt', '--no-maglev', '--no-sparkplug']) setFlagsFromString(flag);
}

let collect: (() => void) | undefined;

/** Gives back what the last look has left; V8 would do so when it needs room, which is never. */
export function giveBackMemory(): void {
  collect ??= makeCollector();
  collect();
}

function makeCollector(): () => void {
  // V8 puts the function only into contexts that are made while the flag is set.
  setFlagsFromString('--expose-gc');
  const gc: unknown = runInNewContext('gc');
  setFlagsFromString('--no-expose-gc');
  if (typeof gc !== 'function') return () => undefined;
  // As if memory were short: with the code of functions that have run once.
  return () => void gc({ type: 'major', execution: 'sync', flavor: 'last-resort' });
}
