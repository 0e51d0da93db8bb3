/** Lines, blanks and the words by which devices say that they have nothing to say. */

/** Lines without trailing blanks; tabs are kept. Bounded: see `LINES_MAX`. */
export function linesOf(text: string): readonly string[] {
  const lines = text.split('\n', LINES_MAX);
  return lines.map((line) => line.trimEnd());
}

/** The largest answer accepted (8 MiB) has fewer lines of any use than this. */
const LINES_MAX = 400_000;

/** Words printed where there is no value. Serial placeholders are judged elsewhere, not dropped here. */
const NOTHING =
  /^(?:|-+|\*+|\.+|_+|\?+|n\/?a|n\.a\.?|na|nil|null|none|\(null\)|\(none\)|unknown|not (?:available|applicable|specified|present|set|advertised|assigned|configured|supported)|unspecified|unavailable|undefined|empty|<?empty>?|- ?not advertised|not advertised|\[not (?:advertised|set)\])$/i;

/** The value without quotes and blanks around it; undefined where it says nothing. */
export function stated(printed: string | undefined): string | undefined {
  if (printed === undefined) return undefined;
  let value = printed.trim();
  const quoted = /^"([^"]*)"$/.exec(value) ?? /^'([^']*)'$/.exec(value);
  if (quoted !== null) value = (quoted[1] ?? '').trim();
  return NOTHING.test(value) ? undefined : value.slice(0, VALUE_CHARACTERS_MAX);
}

/** Longer than any name, model or serial; descriptions are cut. */
const VALUE_CHARACTERS_MAX = 512;

/** Whether a line only underlines or separates: "-----  ----", "=====", "+----+". */
export function isRuler(line: string): boolean {
  return /^[\s|+:]*[-=_*~]{2,}[-=_*~\s|+:]*$/.test(line);
}
