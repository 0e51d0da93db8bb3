/**
 * "show module", as IOS, NX-OS and ASA draw it: several tables about the same slots, each with
 * another half of the facts; on a stack one line a member. And EEPROM dumps per part.
 */
import type { Row } from '../rows.ts';
import { linesOf, stated } from '../text/lines.ts';
import { blocksOf, findValue, pairsOf } from '../text/pairs.ts';
import { byColumn, mergeBySlot, rowOf } from './facts.ts';
import { partKindOf } from './parts.ts';

const COLUMNS: Parameters<typeof byColumn>[1] = [
  [/^(?:mod(?:ule)?|lem|switch|chassis|mod slot|slot|switch ?#?)$/, 'slot'],
  [/^(?:model(?: no| number)?)$/, 'model'],
  [/^(?:serial(?:[- ]?(?:no|num|number))?)$/, 'serial'],
  [/^mac\b/, 'mac'],
  [/^(?:hw|h\/w)(?: ?ver(?:sion)?)?$/, 'hardwareRevision'],
  [/^(?:sw|s\/w)(?: ?ver(?:sion)?)?$/, 'version'],
  [/^(?:card type|module[- ]type|sub-?module|description|type)$/, 'description'],
  [/^(?:status|state)$/, 'state'],
];

const parseCards = byColumn(
  { is: 'part', part: 'module' },
  COLUMNS,
  ['slot', ['model', 'serial', 'mac', 'version']],
  (row, line) => {
    if (row.slot === undefined || !/^(?:\d{1,3}|[a-z]{3})$/.test(row.slot)) return undefined;
    const isMember = /^\s*\d+\s+\d+\s+(?:WS-|C\d|IE-)\S+\s+[A-Z0-9]{11}\b/.test(line);
    if (!isMember) return row;
    const { part: _, ...unit } = row;
    return { ...unit, is: 'unit' };
  },
);

/** Daughter cards have a table of their own, in the same slots as the cards they sit on. */
const SUBMODULES = /^\s*mod\s+sub-?module\b/im;

/** Two chassis that act as one list their modules one after the other. */
const SWITCH_NUMBER = /^Switch Number:? (\d+)/m;

export function parseCiscoModules(text: string): readonly Row[] {
  const sections = text.split(/^(?=Switch Number:? \d+)/m);
  return sections.flatMap((section) => {
    const number = SWITCH_NUMBER.exec(section)?.[1];
    const rows = modulesOf(section);
    if (number === undefined) return rows;
    return rows.map((row) => ({ ...row, slot: `${number}/${row.slot ?? ''}` }));
  });
}

/** Line-card expansion modules (Nexus 9400): numbered by themselves, below the modules. */
const EXPANSIONS = /^(?=\s*Lem\s+Ports\b)/im;

function modulesOf(text: string): readonly Row[] {
  const [modules = '', ...expansions] = text.split(EXPANSIONS);
  const rows = expansions.flatMap((part) => cardsOf(part));
  return [...cardsOf(modules), ...rows.map((row) => ({ ...row, slot: `LEM ${row.slot ?? ''}` }))];
}

function cardsOf(text: string): readonly Row[] {
  const at = SUBMODULES.exec(text)?.index ?? text.length;
  const cards = mergeBySlot(parseCards(text.slice(0, at)));
  const daughters = parseCards(text.slice(at)).filter(({ serial, model }) => serial ?? model);
  return [...cards, ...daughters].flatMap((row) => {
    const isThere = row.serial !== undefined || row.model !== undefined;
    if (!isThere) return [];
    return row.is === 'unit' ? [row] : [{ ...row, part: partKindOf(row.description, row.model) }];
  });
}

/** The heading of one part's EEPROM: "Midplane Idprom:", "NODE module 0/RSP0/CPU0 …", "0/0-Base IDPROM". */
const EEPROM =
  /^\s*(?:(?:NODE|MPA)\s+(?:module\s+)?(\S+)|(.*?\S)\s*-?\s*(?:IDPROM|Idprom|EEPROM data)\b.*|((?:Rack|Slot|Subslot)\s+\S+.*?):?)\s*/;

/** "show idprom", "show diag": one part a block; the chassis' own is the device. */
export function parseCiscoEeproms(text: string): readonly Row[] {
  const starts = (line: string) =>
    /^\s*\S.*\b(?:IDPROM|Idprom|EEPROM data)\b(?!\s+Format)|^\s*(?:NODE\s+\S|MPA \S+ :)/.test(line);
  return blocksOf(linesOf(text), starts).flatMap((block) => {
    const head = block[0] ?? '';
    const match = EEPROM.exec(head);
    const name = stated(match?.[1] ?? match?.[2] ?? match?.[3] ?? head);
    const pairs = pairsOf(block);
    const value = (labels: readonly string[]) => findValue(block, pairs, labels);
    const chassis = value(['chassis serial number']);
    const serial =
      chassis ??
      value(['serial number', 's/n', 'pcb serial number']) ??
      stated(/\bS\/N:?\s+(\w{8,20})/.exec(block.join('\n'))?.[1]);
    const model = value(['product identifier', 'pid', 'product id']);
    const mac = value(['chassis mac address', 'base mac address']);
    const partNumber = value(['top assy part number', 'pca']);
    const hardwareRevision = value(['version identifier', 'hwrev', 'hardware revision']);
    const is = chassis !== undefined && !/fan|psu|power/i.test(head) ? 'device' : 'part';
    return rowOf(is === 'device' ? { is } : { is, part: partKindOf(head, model) }, {
      ...(name !== undefined && { name }),
      ...(serial !== undefined && { serial }),
      ...(model !== undefined && { model }),
      ...(mac !== undefined && { mac }),
      ...(is === 'part' && partNumber !== undefined && { partNumber }),
      ...(hardwareRevision !== undefined && { hardwareRevision }),
    });
  });
}
