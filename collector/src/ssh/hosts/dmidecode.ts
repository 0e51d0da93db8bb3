/** dmidecode's text: the system, its board and chassis, and the parts in its slots. */
import type { Component, Device } from '@muster/facts/observation';
import { realValue } from '@muster/facts/placeholders';
import { parseUuid } from '@muster/facts/uuid';
import { definedOf } from '../../json.ts';
import { bytesOf, memoryModules, type Socket } from '../../memory-modules.ts';

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
    components: componentsOf(structures),
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

/** Keys as the agent gives them: a part seen by both is one part. */
function componentsOf(structures: readonly Structure[]): readonly Component[] {
  const valuesOf = (type: number) =>
    structures.filter((structure) => structure.type === type).map(({ values }) => values);
  return [
    ...valuesOf(4).filter(isProcessor).map(processorOf),
    ...memoryModules(valuesOf(17).map(socketOf)),
    ...valuesOf(39).filter(isPlugged).flatMap(powerOf),
  ];
}

function socketOf(values: ReadonlyMap<string, string>): Socket {
  return {
    locator: values.get('Locator'),
    bank: values.get('Bank Locator'),
    sizeBytes: bytesOf(values.get('Size')),
    vendor: values.get('Manufacturer'),
    partNumber: values.get('Part Number'),
    serial: values.get('Serial Number'),
    assetTag: values.get('Asset Tag'),
  };
}

function isProcessor(values: ReadonlyMap<string, string>): boolean {
  const type = values.get('Type') ?? 'Central Processor';
  return type === 'Central Processor' && !/unpopulated/i.test(values.get('Status') ?? '');
}

function processorOf(values: ReadonlyMap<string, string>, index: number): Component {
  const version = values.get('Version')?.replaceAll(/\s+/g, ' ');
  return {
    kind: 'cpu',
    key: `cpu:${index}`,
    ...definedOf({
      slot: realValue('version', values.get('Socket Designation')),
      vendor: realValue('vendor', values.get('Manufacturer')),
      model: realValue('model', version),
    }),
  };
}

function isPlugged(values: ReadonlyMap<string, string>): boolean {
  return !/not present/i.test(values.get('Status') ?? '');
}

function powerOf(values: ReadonlyMap<string, string>, index: number): readonly Component[] {
  const facts = definedOf({
    name: realValue('model', values.get('Name')),
    vendor: realValue('vendor', values.get('Manufacturer')),
    partNumber: realValue('model', values.get('Model Part Number')),
    serial: realValue('serial', values.get('Serial Number')),
    assetTag: realValue('assetTag', values.get('Asset Tag')),
  });
  if (Object.keys(facts).length === 0) return [];
  const slot = definedOf({ slot: realValue('version', values.get('Location')) });
  return [{ kind: 'power-supply', key: `power-supply:${index}`, ...slot, ...facts }];
}
