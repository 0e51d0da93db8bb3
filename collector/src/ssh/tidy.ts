/** Rows with every fact made fit for an observation. */
import { tidyText } from '../tidy-text.ts';
import type { Field, Row } from './rows.ts';

/** What an observation has more room for. */
const LONG: ReadonlySet<string> = new Set(['description', 'portDescription', 'platform']);
const LONG_MAX = 1024;

/** The row with every fact tidied; facts of which nothing is left are gone. */
export function tidyRow({ is, part, protocol, ...facts }: Row): Row {
  const tidied: { -readonly [K in Field]?: string } = {};
  let field: Field;
  for (field in facts) {
    const clean = LONG.has(field) ? tidyText(facts[field], LONG_MAX) : tidyText(facts[field]);
    if (clean !== undefined) tidied[field] = clean;
  }
  return { is, ...(part && { part }), ...(protocol && { protocol }), ...tidied };
}
