/**
 * Labels and their values, however a device draws them: "Label: value", "Label = value",
 * "Label ..... value", several on a line, or a value on the lines that follow its label.
 */
import { stated } from './lines.ts';

export interface Pair {
  /** In lower case, words joined by single blanks, without what stands in parentheses. */
  readonly label: string;
  /** As printed; "" where nothing followed. */
  readonly value: string;
  readonly indent: number;
  /** Index of its line. */
  readonly at: number;
}

/** A label starts with a letter, and is no sentence. */
const PAIR =
  /^(\s*(?:[-+*|]\s{0,3})?)([A-Za-z][\w ()/.,&#'+<>[\]-]{0,60}?)\s*(?:\.{2,}\s*:?|:(?!\/\/)|=|\s-(?=\s))(.*)$/;

/** A table of two columns between bars: "| Serial Number | M0123456 |". */
const BARRED = /^\s*\|\s*([A-Za-z][^|]{0,60}?)\s*\|\s*([^|]*?)\s*\|\s*$/;

/** Where another pair starts on the same line: after two blanks or a comma. */
const NEXT_PAIR = /(?:\s{2,}|[,;]\s+)(?=[A-Z][A-Za-z][\w ()./#-]{0,38}?\s*[:=](?:\s|$))/;

export function pairsOf(lines: readonly string[]): readonly Pair[] {
  const pairs: Pair[] = [];
  for (const [at, line] of lines.entries()) {
    const barred = BARRED.exec(line);
    if (barred !== null) {
      const [, label = '', value = ''] = barred;
      pairs.push({ label: labelOf(label), value, indent: 0, at });
      continue;
    }
    for (const piece of piecesOf(line)) {
      const match = PAIR.exec(piece);
      if (match === null) continue;
      const [, lead = '', label = '', value = ''] = match;
      const name = labelOf(label);
      if (name !== '') pairs.push({ label: name, value: value.trim(), indent: lead.length, at });
    }
  }
  return pairs;
}

function piecesOf(line: string): readonly string[] {
  if (!/[:=]/.test(line)) return [line];
  return line.split(NEXT_PAIR).slice(0, 8);
}

/** "System MAC Addr. (base)" → "system mac addr". */
export function labelOf(printed: string): string {
  return printed
    .replaceAll(/\([^)]*\)?/g, ' ')
    .replaceAll(/[^A-Za-z0-9/#]+/g, ' ')
    .trim()
    .toLowerCase();
}

/**
 * The value of the first of these labels that has one. A label without a value on its own line is
 * given the line below, unless that is a pair itself.
 */
export function findValue(
  lines: readonly string[],
  pairs: readonly Pair[],
  labels: readonly string[],
): string | undefined {
  for (const label of labels) {
    for (const pair of pairs) {
      if (pair.label !== label) continue;
      const value =
        stated(pair.value.replace(/[,;]$/, '')) ??
        (pair.value === '' ? below(lines, pair) : undefined);
      if (value !== undefined) return value;
    }
  }
  return undefined;
}

/** The value printed below its label: the next line with text, when that is no pair. */
export function below(lines: readonly string[], pair: Pair): string | undefined {
  for (let at = pair.at + 1; at <= pair.at + 2; at += 1) {
    const line = lines[at];
    if (line === undefined) return undefined;
    if (line.trim() === '') continue;
    return PAIR.test(line) ? undefined : stated(line);
  }
  return undefined;
}

/** Cuts lines into blocks, each starting with a line that `starts` says starts one. */
export function blocksOf(
  lines: readonly string[],
  starts: (line: string) => boolean,
): readonly (readonly string[])[] {
  const blocks: string[][] = [];
  let block: string[] | undefined;
  for (const line of lines) {
    if (starts(line)) {
      block = [line];
      blocks.push(block);
    } else block?.push(line);
  }
  return blocks;
}
