/** dmidecode's text: the system, its board and chassis, and the parts in its slots. */
import type { Component, Device } from '@muster/facts/observation';
import { realValue } from '@muster/facts/placeholders';
import { parseUuid } from '@muster/facts/uuid';
import { definedOf } from './json.ts';

interface Structure {
  readonly type: number;
  readonly values: ReadonlyMap<string, string>;
}

/** Structures beyond these are of a machine that does not exist. */
const STRUCTURES_MAX = 4096;

export interface Dmidecoded {
  readonly device: Device;
  readonly components: readonly Component[];
}

export function parseDmidecode(text: string): Dmidecoded {
  const structures = structuresOf(text);
  const first = (type: number) => structures.find((structure) => structure.type === type)?.values;
  const system = first(1);
  const board = first(2);
  const chassis = first(3);
  const uuid = system?.get('UUID');
  return {
    device: definedOf({
      vendor: realValue('vendor', system?.get('Manufacturer')),
      model: realValue('model', system?.get('Product Name')),
      serial: realValue('serial', system?.get('Serial Number')),
      boardSerial: realValue('serial', board?.get('Serial Number')),
      chassisSerial: realValue('serial', chassis?.get('Serial Number')),
      assetTag: realValue('assetTag', chassis?.get('Asset Tag')),
      uuid: uuid === undefined ? undefined : realValue('uuid', parseUuid(uuid)),
    }),
    components: structures.flatMap(componentOf),
  };
}

/** "Handle 0x0001, DMI type 1, 27 bytes", a title, and tab-indented "Label: value" lines. */
export function structuresOf(text: string): readonly Structure[] {
  return text
    .split(/^Handle 0x[0-9A-Fa-f]+, DMI type /m)
    .slice(1, STRUCTURES_MAX)
    .map((block) => {
      const values = new Map<string, string>();
      for (const [, label = '', value = ''] of block.matchAll(
        /^\t([^\t:\n][^:\n]*):[ \t]*(.*)$/gm,
      )) {
        if (value.trim() !== '') values.set(label.trim(), value.trim());
      }
      return { type: Number.parseInt(block, 10), values };
    });
}

function componentOf({ type, values }: Structure, index: number): readonly Component[] {
  if (type === 17) return memoryOf(values, index);
  if (type === 4) return processorOf(values, index);
  if (type === 39) return powerOf(values, index);
  return [];
}

function memoryOf(values: ReadonlyMap<string, string>, index: number): readonly Component[] {
  const sizeBytes = bytesOf(values.get('Size'));
  if (sizeBytes === undefined) return [];
  const locator = values.get('Locator');
  return [
    {
      kind: 'memory',
      key: `memory:${locator ?? index}`,
      sizeBytes,
      ...definedOf({
        slot: locator,
        vendor: realValue('vendor', values.get('Manufacturer')),
        partNumber: realValue('model', values.get('Part Number')),
        serial: realValue('serial', values.get('Serial Number')),
      }),
    },
  ];
}

function processorOf(values: ReadonlyMap<string, string>, index: number): readonly Component[] {
  const model = realValue('model', values.get('Version'));
  if (model === undefined || /unpopulated/i.test(values.get('Status') ?? '')) return [];
  const socket = values.get('Socket Designation');
  return [
    {
      kind: 'cpu',
      key: `cpu:${socket ?? index}`,
      model,
      ...definedOf({ slot: socket, vendor: realValue('vendor', values.get('Manufacturer')) }),
    },
  ];
}

function powerOf(values: ReadonlyMap<string, string>, index: number): readonly Component[] {
  const serial = realValue('serial', values.get('Serial Number'));
  const model = realValue('model', values.get('Name'));
  if (serial === undefined && model === undefined) return [];
  return [
    {
      kind: 'power-supply',
      key: `power:${values.get('Location') ?? index}`,
      ...definedOf({ model, serial, vendor: realValue('vendor', values.get('Manufacturer')) }),
    },
  ];
}

const UNITS: Readonly<Record<string, number>> = {
  kB: 2 ** 10,
  MB: 2 ** 20,
  GB: 2 ** 30,
  TB: 2 ** 40,
};

/** "16 GB" → bytes; undefined for "No Module Installed". */
function bytesOf(printed: string | undefined): number | undefined {
  const match = /^(\d{1,7}) ([kMGT]B)$/.exec(printed ?? '');
  const unit = UNITS[match?.[2] ?? ''];
  return match === null || unit === undefined ? undefined : Number(match[1]) * unit;
}
