/** Log lines of several programs on one terminal: who says it, when, how grave, what, and fields. */
import { printable } from '../cli/text.ts';

const LEVELS: Readonly<Record<number, string>> = {
  10: 'trace',
  20: 'debug',
  30: 'info',
  40: 'warn',
  50: 'error',
  60: 'fatal',
};
/** Told by the prefix, or of no use to a reader. */
const OMITTED = new Set(['at', 'level', 'time', 'pid', 'hostname', 'name', 'msg']);
const NAME_WIDTH = 10;
const DIM = '\u001b[2m';
const RED = '\u001b[31m';
const YELLOW = '\u001b[33m';
const PLAIN = '\u001b[0m';

/** @param line pino's JSON, or whatever else the program said */
export function formatLogLine(who: string, line: string, isColored: boolean): string {
  const prefix = `${who.padEnd(NAME_WIDTH)} │ `;
  const fields = fieldsOf(line);
  if (fields === undefined) return dim(prefix, isColored) + printable(line);
  const { level, msg } = fields;
  const at = clockTime(fields.time ?? fields.at);
  const grave = LEVELS[Number(level)] ?? '';
  const said = Object.entries(fields)
    .filter(([name]) => !OMITTED.has(name))
    .map(([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`);
  const text = printable([at, grave.padEnd(5), String(msg ?? ''), ...said].join(' '));
  return dim(prefix, isColored) + tint(text, grave, isColored);
}

/** pino's milliseconds or ISO text; the day is today. */
function clockTime(time: unknown): string {
  const date = new Date(typeof time === 'number' || typeof time === 'string' ? time : Number.NaN);
  return Number.isNaN(date.getTime()) ? '--:--:--' : date.toISOString().slice(11, 19);
}

function fieldsOf(line: string): Readonly<Record<string, unknown>> | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    const fields: unknown = JSON.parse(line);
    return typeof fields === 'object' && fields !== null ? { ...fields } : undefined;
  } catch {
    return undefined;
  }
}

function dim(text: string, isColored: boolean): string {
  return isColored ? `${DIM}${text}${PLAIN}` : text;
}

function tint(text: string, grave: string, isColored: boolean): string {
  if (!isColored) return text;
  if (grave === 'error' || grave === 'fatal') return `${RED}${text}${PLAIN}`;
  return grave === 'warn' ? `${YELLOW}${text}${PLAIN}` : text;
}
