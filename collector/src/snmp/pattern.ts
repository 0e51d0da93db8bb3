/**
 * Patterns in families: regular expressions of the kind that runs in linear time on the short texts
 * they are given, whoever wrote them.
 */

/** Longer texts are not matched at all: sysDescr has at most 255 octets. */
const SUBJECT_MAX = 1024;

export type CompiledPattern =
  | {
      readonly kind: 'pattern';
      readonly test: (text: string) => boolean;
      readonly match: (text: string) => string | undefined;
    }
  | { readonly kind: 'refused'; readonly why: string };

/**
 * Compiles a pattern. `match` gives the first group that took part, the whole match where the
 * pattern has no group, or nothing.
 *
 * Refused: what does not compile, back references, look-around, and a repetition within a
 * repetition, which is how a short text takes years.
 */
export function compilePattern(source: string): CompiledPattern {
  if (/\\[1-9k]|\(\?<?[=!]/.test(source)) {
    return { kind: 'refused', why: 'back references and look-around are not supported' };
  }
  if (hasNestedRepetition(source)) {
    return { kind: 'refused', why: 'a repetition within a repetition may never end' };
  }
  let expression: RegExp;
  try {
    expression = new RegExp(source, 's');
  } catch (error) {
    return { kind: 'refused', why: error instanceof Error ? error.message : String(error) };
  }
  const match = (text: string): string | undefined => {
    if (text.length > SUBJECT_MAX) return undefined;
    const found = expression.exec(text);
    if (found === null) return undefined;
    return found.length === 1 ? found[0] : found.slice(1).find((group) => group !== undefined);
  };
  const test = (text: string): boolean => text.length <= SUBJECT_MAX && expression.test(text);
  return { kind: 'pattern', test, match };
}

/** Whether a group that repeats something without bound is itself repeated without bound. */
function hasNestedRepetition(source: string): boolean {
  const open: boolean[] = [];
  let repeats = false;
  let inClass = false;
  for (let i = 0; i < source.length; i++) {
    const c = source[i];
    if (c === '\\') i += 1;
    else if (inClass) inClass = c !== ']';
    else if (c === '[') inClass = true;
    else if (c === '(') {
      open.push(repeats);
      repeats = false;
    } else if (c === ')') {
      const inner: boolean = repeats;
      if (inner && isUnbounded(source, i + 1)) return true;
      repeats = inner || (open.pop() ?? false);
    } else if (isUnbounded(source, i)) repeats = true;
  }
  return false;
}

function isUnbounded(source: string, at: number): boolean {
  return source[at] === '*' || source[at] === '+' || /^\{\d+,\}/.test(source.slice(at, at + 8));
}
