/** What devices print, made fit for an observation: no control characters or markup, and bounded. */
import { cleanText } from '../snmp/value.ts';
import type { Field, Row } from './rows.ts';

/** The bound of a short fact in an observation. */
const SHORT_MAX = 256;
/** What an observation has more room for. */
const LONG: ReadonlySet<string> = new Set(['description', 'portDescription', 'platform']);
const LONG_MAX = 1024;

/** Nothing where nothing is left. */
export function tidyText(text: string | undefined, max: number = SHORT_MAX): string | undefined {
  const clean = cleanText(text)?.slice(0, max).trimEnd();
  return clean === '' ? undefined : clean;
}

/** The row with every fact tidied; facts of which nothing is left are gone. */
export function tidyRow({ is, part, protocol, ...facts }: Row): Row {
  const tidied: { -readonly [K in Field]?: string } = {};
  let field: Field;
  for (field in facts) {
    const clean = tidyText(facts[field], LONG.has(field) ? LONG_MAX : SHORT_MAX);
    if (clean !== undefined) tidied[field] = clean;
  }
  return { is, ...(part && { part }), ...(protocol && { protocol }), ...tidied };
}
