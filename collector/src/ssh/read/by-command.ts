/** Reading by the command's own words, for commands and platforms that have no parser of their own. */
import type { Parser } from '../platform.ts';
import type { Row } from '../rows.ts';
import { parseArp, parseFdb } from './addresses.ts';
import { parseAnyIdentity } from './any-identity.ts';
import { neighborParser } from './neighbors.ts';

/** Lower case, single blanks, without what the output is piped through. */
export function normalizeCommand(command: string): string {
  return command
    .toLowerCase()
    .replace(/\s*\|.*$/s, '')
    .replaceAll(/\s+/g, ' ')
    .trim();
}

const BY_WORDS: readonly (readonly [RegExp, Parser])[] = [
  [/\blldp\b|lldprx/, neighborParser('lldp')],
  [/\b[ci]s?dp\b/, neighborParser('cdp')],
  [/\bfdp\b/, neighborParser('fdp')],
  [/\bedp\b/, neighborParser('edp')],
  [/\barp\b|arpentry|iparp|neighbou?rs?\b|\bnd\b|\bneigh\b/, parseArp],
  [/\bmac[ -]?addr|\bmac\b|\bfdb\b|bridge|ethernet-switching|mac-learning|macaddress/, parseFdb],
];

export function parseByCommand(command: string, text: string): readonly Row[] {
  const known = BY_WORDS.find(([words]) => words.test(command));
  return known === undefined ? parseAnyIdentity(text) : known[1](text);
}
