/** Reading JSON that a device printed: unknown until looked at, member by member. */
import { tidyText } from './tidy-text.ts';

/** What every JSON text begins with (RFC 8259 §2, §3). */
const BEGINS = /^[ \t\r\n]*["[{\-0-9tfn]/;

/** Undefined where it is no JSON: often an error's text, for which no exception need be made. */
export function jsonOf(text: string): unknown {
  if (!BEGINS.test(text)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A text or number as text, tidied; undefined for anything else and for nothing. */
export function textOf(value: unknown): string | undefined {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' ? tidyText(value) : undefined;
}

/** Only the members that have a value, tidied. */
export function definedOf<T extends Readonly<Record<string, string | undefined>>>(
  values: T,
): { [K in keyof T]?: string } {
  const known: { [K in keyof T]?: string } = {};
  for (const key in values) {
    const value = tidyText(values[key]);
    if (value !== undefined) known[key] = value;
  }
  return known;
}
