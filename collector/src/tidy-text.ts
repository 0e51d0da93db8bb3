/** What a device prints, made fit for an observation: no control characters or markup, and bounded. */
import { cleanText } from './snmp/value.ts';

/** The bound of a short fact in an observation. */
const SHORT_MAX = 256;

/** Nothing where nothing is left. */
export function tidyText(text: string | undefined, max: number = SHORT_MAX): string | undefined {
  const clean = cleanText(text)?.slice(0, max).trimEnd();
  return clean === '' ? undefined : clean;
}
