/**
 * What makers, models and versions really say, remembered: judging a value takes longer than
 * reading the message it came in, and the same few thousand come again and again.
 */
import { realValue } from '@muster/facts/placeholders';

/** About 100 bytes each. Serials are not remembered: each is met once. */
const REMEMBERED_MAX = 20_000;
const remembered = {
  vendor: new Map<string, string | undefined>(),
  model: new Map<string, string | undefined>(),
  version: new Map<string, string | undefined>(),
} as const;

/** As `realValue`: trimmed, and undefined when it is a placeholder. */
export function realName(
  field: 'vendor' | 'model' | 'version',
  value: string | undefined,
): string | undefined {
  if (value === undefined) return undefined;
  const own = remembered[field];
  const known = own.get(value);
  if (known !== undefined || own.has(value)) return known;
  const judged = realValue(field, value);
  if (own.size >= REMEMBERED_MAX) own.clear();
  own.set(value, judged);
  return judged;
}
