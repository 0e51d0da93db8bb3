/**
 * What makers, models and versions really say, remembered: judging a value takes longer than
 * reading the message it came in, and the same few thousand come again and again.
 */
import { realValue } from '@muster/facts/placeholders';

/** About 100 bytes each. Serials are not remembered: each is met once. */
const REMEMBERED_MAX = 20_000;
const remembered = new Map<string, string | undefined>();

/** As `realValue`: trimmed, and undefined when it is a placeholder. */
export function realName(
  field: 'vendor' | 'model' | 'version',
  value: string | undefined,
): string | undefined {
  if (value === undefined) return undefined;
  const key = `${field}\0${value}`;
  const known = remembered.get(key);
  if (known !== undefined || remembered.has(key)) return known;
  const judged = realValue(field, value);
  if (remembered.size >= REMEMBERED_MAX) remembered.clear();
  remembered.set(key, judged);
  return judged;
}
