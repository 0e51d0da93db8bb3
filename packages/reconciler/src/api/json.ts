/** Reads JSON and NDJSON bodies from text, naming the place of a fault so that it can be found. */

export type Decoded<T> =
  | { readonly kind: 'decoded'; readonly value: T }
  | { readonly kind: 'malformed'; readonly message: string };

/** One JSON text. The message names the 1-based line, unless the text is too long to look. */
export function decodeJson(text: string): Decoded<unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return { kind: 'decoded', value };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const line = lineOf(text, message);
    const place = line === undefined ? '' : `line ${line}: `;
    return { kind: 'malformed', message: `${place}${withoutExcerpt(message)}` };
  }
}

/** One JSON text a line; blank lines are passed over. */
export function decodeNdjson(text: string): Decoded<readonly unknown[]> {
  const values: unknown[] = [];
  let line = 0;
  for (const each of text.split('\n')) {
    line += 1;
    if (each.trim() === '') continue;
    try {
      values.push(JSON.parse(each));
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      return { kind: 'malformed', message: `line ${line}: ${withoutExcerpt(message)}` };
    }
  }
  return { kind: 'decoded', value: values };
}

/** Above this size the line of a fault is not looked for when the engine does not name it. */
const SEARCH_CHARACTERS_MAX = 1024 * 1024;

function lineOf(text: string, message: string): number | undefined {
  const position = positionIn(message);
  if (position !== undefined) return linesBefore(text, position) + 1;
  if (message.includes('end of JSON')) return linesBefore(text, text.length) + 1;
  return text.length > SEARCH_CHARACTERS_MAX ? undefined : searchLine(text);
}

/**
 * For an unexpected token the engine quotes the text but gives no position: the faulty line is the
 * first at whose end the text so far is no longer a beginning of valid JSON.
 */
function searchLine(text: string): number {
  const ends = [...text.matchAll(/\n|$/g)].map(({ index }) => index);
  let low = 0;
  let high = ends.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isBeginning(text.slice(0, ends[middle]))) low = middle + 1;
    else high = middle;
  }
  return low + 1;
}

function isBeginning(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch (error) {
    const message = error instanceof Error ? error.message : '';
    return message.includes('end of JSON') || positionIn(message) === text.length;
  }
}

function positionIn(message: string): number | undefined {
  const position = /at position (\d+)/.exec(message)?.[1];
  return position === undefined ? undefined : Number(position);
}

function linesBefore(text: string, position: number): number {
  let lines = 0;
  for (let at = text.indexOf('\n'); at !== -1 && at < position; at = text.indexOf('\n', at + 1)) {
    lines += 1;
  }
  return lines;
}

/** Engine messages quote the input (`"{"serial"… is not valid JSON`): answers do not echo it. */
function withoutExcerpt(message: string): string {
  const said = message.replace(/, (\.\.\.)?".*$/s, '').replace(/ in JSON.*$/s, '');
  return said.length > 120 ? 'not valid JSON' : said;
}
