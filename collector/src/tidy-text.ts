/** What a device prints, made fit for an observation: no control characters or markup, and bounded. */

/** Longer texts are cut: no identity fact, name or description in recordings comes near. */
export const TEXT_MAX = 1024;

/** Printable ASCII in single blanks, nothing that opens markup, no padding. */
const PLAIN = /^(?! )(?:[!-;=-~]| (?! |$)){1,1024}$/;

/**
 * Text without control and formatting characters, markup, padding and doubled blanks; nothing when
 * nothing is left. Markup has no business in a device's facts, whoever put it there.
 */
export function cleanText(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  // Most texts are plain already, and there are thousands of them on a chassis.
  if (PLAIN.test(text)) return text;
  const clean = text
    .slice(0, TEXT_MAX)
    // Half a character at the cut becomes one that the next line removes.
    .toWellFormed()
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\uFFFD]+/gu, ' ')
    // DOCSIS modems put their facts between << and >> (RFC 4639): brackets, not markup.
    .replace(/<<|>>/g, ' ')
    .replace(/<[^<>]*>/g, ' ')
    .replace(/<(?=[a-zA-Z/!?])/g, ' ')
    .replace(/ {2,}/g, ' ')
    .trim();
  return clean === '' ? undefined : clean;
}

/** The bound of a short fact in an observation. */
const SHORT_MAX = 256;

const HALF_AT_END = /[\uD800-\uDBFF]$/;

/** Nothing where nothing is left. */
export function tidyText(text: string | undefined, max: number = SHORT_MAX): string | undefined {
  const clean = cleanText(text)?.slice(0, max).replace(HALF_AT_END, '').trimEnd();
  return clean === '' ? undefined : clean;
}

/** Deeper than any finding is nested. */
const DEPTH_MAX = 8;

/** Every text within a value tidied; what is empty afterwards is left out. */
export function tidyTexts<T extends object>(value: T): T {
  // The same members with the same types, but for texts that are gone.
  return tidied(value, 0) as T;
}

/** What is tidy already, as nearly everything is, comes back as it is: nothing is copied for it. */
function tidied(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return tidyText(value);
  if (depth > DEPTH_MAX || typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    const items = value.map((item) => tidied(item, depth + 1));
    return items.every((item, index) => item === value[index]) ? value : items;
  }
  let changed: Record<string, unknown> | undefined;
  for (const [key, item] of Object.entries(value)) {
    const tidy = tidied(item, depth + 1);
    if (tidy === item) continue;
    changed ??= { ...value };
    if (tidy === undefined) delete changed[key];
    else changed[key] = tidy;
  }
  return changed ?? value;
}
