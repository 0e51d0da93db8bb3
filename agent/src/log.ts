/** The agent's log: one JSON object a line on standard error, so that standard output stays data. */
import { destination, type Logger, pino } from 'pino';

export function openLog(level: string): Logger {
  // Written at once: what is said last before a crash is what matters.
  return pino(
    { level, base: null, timestamp: () => `,"at":"${new Date().toISOString()}"` },
    destination({ dest: 2, sync: true }),
  );
}
