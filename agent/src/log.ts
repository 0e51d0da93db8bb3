/**
 * The agent's log: one JSON object a line on standard error, so that standard output stays data.
 * Written at once: what is said last before a crash is what matters. A library for it would be a
 * tenth of a resident agent.
 */
import type { Log } from '@muster/uplink/log';
import { fs } from './builtin.ts';

/** As pino and bunyan number them, which is what readers of such logs know. */
const LEVELS = { debug: 20, info: 30, warn: 40, error: 50 } as const;

export type LogLevel = keyof typeof LEVELS;

export interface LogOptions {
  readonly write: (line: string) => void;
  readonly now: () => Date;
}

const STANDARD_ERROR = 2;

const onStandardError: LogOptions = {
  write: (line) => {
    try {
      fs.writeSync(STANDARD_ERROR, line);
    } catch {
      // Whoever read it is gone, or its disk is full: no reason to stop looking.
    }
  },
  now: () => new Date(),
};

/** Says what is as grave as `level` or graver. */
export function openLog(level: LogLevel, { write, now }: LogOptions = onStandardError): Log {
  const lineOf = (name: LogLevel) =>
    LEVELS[name] < LEVELS[level]
      ? () => undefined
      : (fields: object, msg: string) => {
          const line = { level: LEVELS[name], at: now().toISOString(), ...fields, msg };
          write(`${JSON.stringify(line, plain)}\n`);
        };
  return {
    debug: lineOf('debug'),
    info: lineOf('info'),
    warn: lineOf('warn'),
    error: lineOf('error'),
  };
}

/** An error's members are not its own enumerable ones: JSON would show none of them. */
function plain(_key: string, value: unknown): unknown {
  if (!(value instanceof Error)) return value;
  const { name, message, stack, cause } = value;
  return { type: name, message, stack, ...(cause !== undefined && { cause }) };
}
