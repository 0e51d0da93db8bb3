/** The operator's file of working days, due times, owners and escalation: YAML, as `configs/calendar.yaml`. */
import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import { parseDuty } from '../judge/duty.ts';
import { ConfigError } from './config-error.ts';

const KEY = '--calendar';

/**
 * @returns what the core is given, checked
 * @throws ConfigError naming the place
 */
export async function readCalendarFile(path: string): Promise<unknown> {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new ConfigError(KEY, `cannot read ${path}`, { cause });
  });
  try {
    const input: unknown = parse(text, { schema: 'core' }) ?? {};
    parseDuty(input);
    return input;
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new ConfigError(KEY, `${path}: ${why}`, { cause });
  }
}
