/**
 * Parts of hosts and printers: HOST-RESOURCES-MIB (RFC 2790) and the supplies of Printer-MIB
 * (RFC 3805). Neither has serial numbers of parts: they say what is there, not which one it is.
 */
import type { Component, ComponentKind } from '@muster/facts/observation';
import { realValue } from '@muster/facts/placeholders';
import type { Answers, Column } from '../agent.ts';
import { numberOf, oidOf, textOf } from '../value.ts';
import { type Row, rowsOf } from './table.ts';

/** In kilobytes, as sizes of disks are: of 1,024 octets. */
const HR_MEMORY_SIZE = '1.3.6.1.2.1.25.2.2.0';
/** prtGeneralSerialNumber of the first printer: whoever has Printer-MIB has it, empty or not. */
const PRT_SERIAL = '1.3.6.1.2.1.43.5.1.1.17.1';

/** Asked for with the system group: who has none of them is not asked for the tables. */
export const HOST_OBJECTS: readonly string[] = [HR_MEMORY_SIZE, PRT_SERIAL];

const DEVICE = {
  type: '1.3.6.1.2.1.25.3.2.1.2',
  descr: '1.3.6.1.2.1.25.3.2.1.3',
  removable: '1.3.6.1.2.1.25.3.6.1.3',
  capacity: '1.3.6.1.2.1.25.3.6.1.4',
} as const;
const SUPPLY = {
  type: '1.3.6.1.2.1.43.11.1.1.5',
  descr: '1.3.6.1.2.1.43.11.1.1.6',
} as const;
const HR_DEVICE_TYPES = '1.3.6.1.2.1.25.3.1.';
const PROCESSOR = `${HR_DEVICE_TYPES}3`;
const PRINTER = `${HR_DEVICE_TYPES}5`;
const DISK = `${HR_DEVICE_TYPES}6`;

/** Some servers have a row for every thread, and print servers hundreds of queues. */
const PARTS_MAX = 1024;
const TEXT_MAX = 256;
/** Of no disk that can be pulled, though agents list it as one. */
const LOGICAL_DISK = /^(?:LVM volume|RAID disk|Ramdisk)|\/dev\/(?:md|dm-|loop|ram|zram)/;

/** Of tables that are worth asking for, by what was answered with the system group. */
export function hostColumns(values: Answers): readonly string[] {
  const isHost = values.has(HR_MEMORY_SIZE);
  const isPrinter = values.has(PRT_SERIAL);
  return [...(isHost ? Object.values(DEVICE) : []), ...(isPrinter ? Object.values(SUPPLY) : [])];
}

/** @param known kinds that a surer table has told of already. */
export function parseHostParts(
  columns: readonly Column[],
  values: Answers,
  known: ReadonlySet<ComponentKind>,
): readonly Component[] {
  const devices = [...rowsOf<keyof typeof DEVICE>(columns, DEVICE)];
  const ofType = (type: string) => devices.filter(([, row]) => oidOf(row.get('type')) === type);
  const parts = [
    ...(known.has('cpu') ? [] : processorsOf(ofType(PROCESSOR))),
    ...(known.has('memory') ? [] : memoryOf(values)),
    ...(known.has('disk') ? [] : ofType(DISK).flatMap(([index, row]) => diskOf(index, row))),
    // A printer lists itself.
    ...(values.has(PRT_SERIAL) ? [] : printersOf(ofType(PRINTER))),
    ...[...rowsOf<keyof typeof SUPPLY>(columns, SUPPLY)].flatMap(([index, row]) =>
      supplyOf(index, row),
    ),
  ];
  return parts.slice(0, PARTS_MAX);
}

type DeviceRow = readonly [index: string, row: Row<keyof typeof DEVICE>];

/** One for each model: the rows are threads, and which of them share a socket is not told. */
function processorsOf(rows: readonly DeviceRow[]): readonly Component[] {
  const counted = new Map<string, number>();
  for (const [, row] of rows) {
    const model = shortText(row.get('descr'))?.replace(/^(?:GenuineIntel|AuthenticAMD): /, '');
    if (model === undefined || !/\d/.test(model)) continue;
    counted.set(model, (counted.get(model) ?? 0) + 1);
  }
  return [...counted].map(([model, count]) => ({
    kind: 'cpu',
    key: `cpu:${model}`.slice(0, TEXT_MAX),
    model,
    details: { logicalProcessors: count },
  }));
}

function memoryOf(values: Answers): readonly Component[] {
  const kilobytes = numberOf(values.get(HR_MEMORY_SIZE));
  if (kilobytes === undefined || kilobytes <= 0) return [];
  return [{ kind: 'memory', key: 'memory', sizeBytes: kilobytes * 1024 }];
}

function diskOf(index: string, row: Row<keyof typeof DEVICE>): readonly Component[] {
  const name = shortText(row.get('descr'));
  if (name === undefined || LOGICAL_DISK.test(name)) return [];
  // TruthValue: a medium that comes and goes is none of the host's parts.
  if (numberOf(row.get('removable')) === 1) return [];
  const kilobytes = numberOf(row.get('capacity'));
  const sizeBytes = kilobytes !== undefined && kilobytes > 0 ? kilobytes * 1024 : undefined;
  return [
    { kind: 'disk', key: `disk:${index}`, name, ...(sizeBytes !== undefined && { sizeBytes }) },
  ];
}

/** What a host prints to, by name: two queues with one driver are two rows with one text. */
function printersOf(rows: readonly DeviceRow[]): readonly Component[] {
  const names = new Set(rows.flatMap(([, row]) => shortText(row.get('descr')) ?? []));
  return [...names].map((name) => ({
    kind: 'other',
    key: `printer:${name}`.slice(0, TEXT_MAX),
    name,
    details: { installed: 'printer' },
  }));
}

/** Which cartridge it takes. How full it is changes with each page, and is no fact of hardware. */
function supplyOf(index: string, row: Row<keyof typeof SUPPLY>): readonly Component[] {
  const name = realValue('model', shortText(row.get('descr')));
  if (name === undefined) return [];
  const supply = SUPPLIES.get(numberOf(row.get('type')) ?? 0);
  return [
    {
      kind: 'other',
      key: `supply:${index}`,
      name,
      ...(supply !== undefined && { details: { supply } }),
    },
  ];
}

function shortText(value: Parameters<typeof textOf>[0]): string | undefined {
  return textOf(value)?.slice(0, TEXT_MAX).trim();
}

/** PrtMarkerSuppliesTypeTC. */
const SUPPLIES: ReadonlyMap<number, string> = new Map([
  [3, 'toner'],
  [4, 'waste toner'],
  [5, 'ink'],
  [6, 'ink cartridge'],
  [7, 'ink ribbon'],
  [8, 'waste ink'],
  [9, 'photo conductor'],
  [10, 'developer'],
  [11, 'fuser oil'],
  [12, 'solid wax'],
  [13, 'ribbon wax'],
  [14, 'waste wax'],
  [15, 'fuser'],
  [16, 'corona wire'],
  [17, 'fuser oil wick'],
  [18, 'cleaner unit'],
  [19, 'fuser cleaning pad'],
  [20, 'transfer unit'],
  [21, 'toner cartridge'],
  [22, 'fuser oiler'],
  [32, 'staples'],
]);
