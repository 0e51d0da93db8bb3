/** Reading by the command's own words, for commands and platforms that have no parser of their own. */
import type { Parser } from '../platform.ts';
import type { Row } from '../rows.ts';
import { parseArp, parseFdb } from './addresses.ts';
import { parseAnyIdentity } from './any-identity.ts';
import { neighborParser } from './neighbors.ts';
import { arpOf, documentOr, fdbOf, identityOfDocument, neighborsOfDocument } from './structured.ts';

/** Lower case, single blanks, without what the output is piped through. */
export function normalizeCommand(command: string): string {
  return command
    .toLowerCase()
    .replace(/\s*\|.*$/s, '')
    .replaceAll(/\s+/g, ' ')
    .trim();
}

/** Neighbors of any command: text or document. */
export function neighbors(protocol: NonNullable<Row['protocol']>): Parser {
  return documentOr((nodes) => neighborsOfDocument(nodes, protocol), neighborParser(protocol));
}

export const arp: Parser = documentOr(arpOf, parseArp);
export const fdb: Parser = documentOr(fdbOf, parseFdb);
export const anyIdentity: Parser = documentOr(identityOfDocument, parseAnyIdentity);

const BY_WORDS: readonly (readonly [RegExp, Parser])[] = [
  [/lldp/, neighbors('lldp')],
  [/\b[ci]s?dp\b/, neighbors('cdp')],
  [/\bfdp\b/, neighbors('fdp')],
  [/\bedp\b/, neighbors('edp')],
  [/\barp\b|arpentry|iparp|neighbou?rs?\b|\bnd\b|\bneigh\b/, arp],
  [
    /\bmac[ -]?addr|\bmac\b|\bfdb\b|bridge|\bbrctl\b|ethernet-switching|mac-learning|macaddress|l2vpn/,
    fdb,
  ],
];

export function parseByCommand(command: string, text: string): readonly Row[] {
  const known = BY_WORDS.find(([words]) => words.test(command));
  return known === undefined ? anyIdentity(text) : known[1](text);
}
