/** The canonical key of a maker: one key for all the ways in which its name is printed. */
import vendors from './vendors.json' with { type: 'json' };

const DROPPED: ReadonlySet<string> = new Set([...vendors.legalForms, ...vendors.trades]);
const ALIASES: ReadonlyMap<string, string> = new Map(
  Object.entries(vendors.aliases).flatMap(([key, names]) =>
    names.map((name): [string, string] => [name, key]),
  ),
);

/**
 * The key under which a maker's serials are unique, never shown to a person: lower case, letters and digits only, legal
 * forms and words of trade dropped from the end, known names of one maker made one
 * (`vendors.json`). "Dell Inc." and "Dell Computer Corporation" are "dell".
 *
 * @returns "" when the name has no letter or digit
 */
export function normalizeVendor(printed: string): string {
  const folded = printed.normalize('NFKC').toLowerCase();
  const outside = wordsOf(folded.replace(/\([^()]*\)/g, ' '));
  const words = outside.length > 0 ? outside : wordsOf(folded);
  while (words.length > 1 && DROPPED.has(words.at(-1) ?? '')) words.pop();
  const key = words.join('').normalize('NFKC');
  return ALIASES.get(key) ?? key;
}

/** "S.p.A." and "B.V." are one word each; any other dot parts words ("Co.,Ltd", "Thomas-Krenn.AG"). */
const ABBREVIATION = /(?<![\p{L}\p{N}])(?:\p{L}\.){1,4}\p{L}(?![\p{L}\p{N}])/gu;

function wordsOf(text: string): string[] {
  return text
    .replace(ABBREVIATION, (letters) => letters.replaceAll('.', ''))
    .replace(/['’]/g, '')
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');
}
