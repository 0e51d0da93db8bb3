/**
 * Identity from any output: labels and columns whose names say what they hold. Only names that
 * leave no doubt are taken; an output that has none gives nothing.
 */
import type { Row } from '../rows.ts';
import { linesOf, stated } from '../text/lines.ts';
import { below, blocksOf, type Pair, pairsOf } from '../text/pairs.ts';
import { parseCiscoInventory } from './cisco-inventory.ts';
import { type About, byColumn, DEVICE, type Facts, rowOf, UNIT } from './facts.ts';
import { partKindOf } from './parts.ts';

type Named = 'serial' | 'model' | 'version' | 'hostname' | 'mac' | 'assetTag' | 'partNumber';

/** Labels by the fact they state, the surest first. */
const LABELS: Readonly<Record<Named, readonly RegExp[]>> = {
  serial: [
    /^(?:system|chassis|device|switch|product|machine|enclosure|router|appliance|hw|hardware|box) (?:serial(?: ?(?:number|no|num|nbr|id|#))?|s\/n|sn)$/,
    /^(?:serial(?: ?(?:number|no|num|nbr|id|#))?|serialnumber|s\/n|sn|serial-number|service tag)$/,
    /^(?:device serial number|unit serial number|manufacturing serial number|esn|processor board id)$/,
  ],
  model: [
    /^(?:model name|machine model|system model|product model|chassis model|device model|hardware model|hw model|switch model|model (?:number|no|id)|modelname|platform model|board model)$/,
    /^(?:model|product name|productname|product class|device type|machine type|system type|chassis type|product number|platform type)$/,
    /^(?:board name|board-name|platform|hardware|device)$/,
  ],
  version: [
    /^(?:software|system|firmware|system software|switch software|current software|running software|software image|os|nos|main|active|runtime|operating system|operation code|sw|fw|image|arubaos-cx|aruba os|sonic software|system firmware|product) (?:version|ver|rev|revision)$/,
    /^(?:[\w ]{3,40} )?(?:operating system|system software|os|software|firmware) version$/,
    /^(?:version|current software|software|firmware revision|firmware|software revision|operational software|mainversion|installed-version|os release|release|running package|soft version|junos|os version)$/,
  ],
  hostname: [
    /^(?:host ?name|hostname|system name|sys ?name|switch name|device name|host|static hostname|name of system)$/,
  ],
  mac: [
    /^(?:system|base|burned in|chassis|base ethernet|base system|switch|device|hw|hardware|management|first|router|bridge|lan) mac(?: ?addr(?:ess)?)?$/,
    /^mac(?: ?addr(?:ess)?)?$|^macaddress$/,
  ],
  assetTag: [/^asset (?:tag|id|number)$/],
  partNumber: [/^(?:part number|system part-number|part no|product id|part-number|pid)$/],
};

/** A value that is plainly none of its label's kind is left alone. */
const FITS: Readonly<Partial<Record<Named, RegExp>>> = {
  serial: /^(?=.*[\dXx])[\w./#+-]{4,40}$/,
  version: /\d/,
  hostname: /^\S{1,255}$/,
  model: /^.{2,120}$/,
};

/** What stands around a value: "CV123ABC2 (Date:08/25/18)", "V200R011 [build 7]". */
function trimmed(field: Named, value: string): string {
  if (field === 'model') return value.replace(/, part number\b.*|[,;]$/i, '');
  if (field !== 'serial') return value.replace(/[,;]$/, '');
  return value.replace(/\s+\(.*$/, '').replace(/[,;]$/, '');
}

export function factsByLabel(text: string): Facts {
  const lines = linesOf(text);
  const pairs = pairsOf(lines);
  const facts: Facts = {};
  for (const field of Object.keys(LABELS) as Named[]) {
    const value = labelled(field, lines, pairs);
    if (value !== undefined) facts[field] = value;
  }
  for (const [field, sentence] of SENTENCES) {
    const value = facts[field] === undefined ? stated(sentence.exec(text)?.[1]) : undefined;
    if (value !== undefined) facts[field] = value;
  }
  return facts;
}

/** Facts in sentences, where no label has them: "System: MLX (Serial #: BGD0001)", "OS version R13.4". */
const SENTENCES: readonly (readonly [Named, RegExp])[] = [
  [
    'serial',
    /\bserial (?:number|no\.?|#) {0,3}[:=]? *((?=[A-Z0-9-]*\d)[A-Z0-9][A-Z0-9-]{5,24})\b(?! *[:=])/i,
  ],
  [
    'version',
    /\b(?:OS|software|firmware|operating system|IronWare|NOS)(?:, \w+)?[ :,]{1,3}version:? +([vVR]?\d[\w.()-]*)/i,
  ],
  ['version', /\brelease:? +([vVR]?\d+\.\d[\w.()-]*)/i],
];

function labelled(
  field: Named,
  lines: readonly string[],
  pairs: readonly Pair[],
): string | undefined {
  for (const pattern of LABELS[field]) {
    for (const pair of pairs) {
      if (!pattern.test(pair.label)) continue;
      const printed = stated(pair.value) ?? (pair.value === '' ? below(lines, pair) : undefined);
      if (printed === undefined) continue;
      const value = trimmed(field, printed);
      if (FITS[field]?.test(value) ?? true) return value;
    }
  }
  return undefined;
}

/** A heading over what belongs to one member: "Unit 2:", "Stack member 1", "Member ID : 2". */
const MEMBER =
  /^\s*(?:unit|switch|stack(?: member| unit)?|member(?: id)?|chassis|vsf member|system)\s*[:#-]?\s*(\d{1,3})\s*:?\s*$/i;

/** The device by its labels; with several headed blocks that have serials, each a unit. */
export function parseLabels(text: string): readonly Row[] {
  const blocks = blocksOf(linesOf(text), (line) => MEMBER.test(line));
  const units = blocks.flatMap((block) => {
    const slot = (MEMBER.exec(block[0] ?? '')?.[1] ?? '').replace(/^0+(?=\d)/, '');
    const { version: _, hostname: __, ...facts } = factsByLabel(block.join('\n'));
    return facts.serial === undefined ? [] : rowOf(UNIT, { ...facts, slot });
  });
  const device = factsByLabel(text);
  if (units.length < 2) return rowOf(DEVICE, device);
  const { serial: _, model: __, mac: ___, partNumber: ____, ...shared } = device;
  return [...rowOf(DEVICE, shared), ...units];
}

const COLUMNS: Parameters<typeof byColumn>[1] = [
  [
    /^(?:slot|module|mod|unit|switch|member|index|unit id|node|chassis)(?: ?(?:id|no|#|num|number))?$/,
    'slot',
  ],
  [
    /^(?:serial(?: ?(?:no|num|number|nbr|#))?|serial-number|s\/n|sn|serialno|device serial number)$/,
    'serial',
  ],
  [
    /^(?:model(?: ?(?:no|number|name))?|part model|product(?: ?(?:id|name|number))?|pid|item|board name|module type|type|card type|model name)$/,
    'model',
  ],
  [/^(?:part(?: ?(?:no|num|number))?|part-number)$/, 'partNumber'],
  [/^mac(?: ?addr(?:ess)?)?$/, 'mac'],
  [/^(?:sw|software|fw|firmware)(?: ?(?:ver|version|rev))?$/, 'version'],
  [/^(?:hw|hardware|revision|rev|version)(?: ?(?:ver|version|rev|revision))?$/, 'hardwareRevision'],
  [/^(?:name|module name)$/, 'name'],
  [/^(?:description|descr)$/, 'description'],
];

const PART: About = { is: 'part', part: 'module' };

/** A table with a column of serials: units where its first column numbers them, parts otherwise. */
const bySerialColumn = byColumn(PART, COLUMNS, ['serial'], (row, line) => {
  const { serial } = row;
  if (serial === undefined || !/\d/.test(serial) || /\s/.test(serial)) return undefined;
  return { ...row, part: partKindOf(row.name, row.description, row.model, line) };
});

export function parseTables(text: string): readonly Row[] {
  const isMembers = /^\s*(?:unit|switch|member|stack)\b/im.test(text);
  return bySerialColumn(text).map((row) => {
    const isMember = isMembers && row.mac !== undefined && /^\d{1,3}$/.test(row.slot ?? '');
    if (!isMember) return row;
    const { part: _, ...unit } = row;
    return { ...unit, is: 'unit' };
  });
}

export function parseAnyIdentity(text: string): readonly Row[] {
  const listed = parseCiscoInventory(text);
  if (listed.length > 0) return listed;
  return [...parseLabels(text), ...parseTables(text)];
}
