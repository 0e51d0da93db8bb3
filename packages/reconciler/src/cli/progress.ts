/** A line that fills up, on a terminal only. */
import type { Surroundings } from './surroundings.ts';

const WIDTH = 30;

/** @returns a function to call with how much is done of how much */
export function progressOf(
  what: string,
  { stderr }: Pick<Surroundings, 'stderr'>,
): (done: number, total: number) => void {
  if (stderr.isTTY !== true) return () => undefined;
  return (done, total) => {
    const filled = Math.round((done / Math.max(total, 1)) * WIDTH);
    const bar = '█'.repeat(filled) + '░'.repeat(WIDTH - filled);
    stderr.write(`\r${what} ${bar} ${done}/${total}${done >= total ? '\n' : ''}`);
  };
}
