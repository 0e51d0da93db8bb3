/**
 * Field replaceable units as `ipmitool fru print` lists them (IPMI FRU Information Storage
 * Definition): boards and power supplies that SMBIOS knows nothing of, with serials.
 */
import type { Component, Device } from '@muster/facts/observation';
import type { Findings } from '../findings.ts';
import { sound } from '../identity.ts';
import { present, presentGroup } from '../present.ts';

export interface Fru {
  readonly name: string;
  /** Decimal. */
  readonly id: string;
  readonly fields: ReadonlyMap<string, string>;
}

const HEADING = /^FRU Device Description\s*:\s*(.*?)\s*\(ID (\d+)\)\s*$/;

export function isFruText(text: string): boolean {
  return /^FRU Device Description\s*:/m.test(text.slice(0, 4096));
}

export function parseFru(text: string): readonly Fru[] {
  const units: { name: string; id: string; fields: Map<string, string> }[] = [];
  for (const line of text.split(/\r?\n/)) {
    const heading = HEADING.exec(line);
    if (heading !== null) {
      units.push({ name: heading[1] ?? '', id: heading[2] ?? '', fields: new Map() });
      continue;
    }
    const [, key = '', value = ''] = /^ (\S.*?)\s*:\s*(.*?)\s*$/.exec(line) ?? [];
    const fields = units.at(-1)?.fields;
    if (key !== '' && value !== '' && fields?.has(key) === false) fields.set(key, value);
  }
  return units;
}

/** The unit of the system itself has id 0, or is called the main board. */
export function fruFindings(units: readonly Fru[]): Findings {
  const whole = units.find(
    ({ id, name, fields }) => isWhole(id, name) && fields.has('Product Serial'),
  );
  const device = whole && deviceOf(whole);
  const components = units.filter(({ id, name }) => !isWhole(id, name)).flatMap(componentOf);
  return {
    ...(device && { device }),
    ...(components.length > 0 && { components }),
  };
}

function isWhole(id: string, name: string): boolean {
  return id === '0' || /^(?:mainboard|system board|builtin)/i.test(name);
}

function deviceOf({ fields }: Fru): Device | undefined {
  return presentGroup<Device>({
    vendor: sound('vendor', fields.get('Product Manufacturer')),
    model: sound('model', fields.get('Product Name')),
    partNumber: sound('sku', fields.get('Product Part Number')),
    serial: sound('serial', fields.get('Product Serial')),
    chassisSerial: sound('serial', fields.get('Chassis Serial')),
    boardSerial: sound('serial', fields.get('Board Serial')),
    assetTag: sound('assetTag', fields.get('Product Asset Tag')),
  });
}

/** Modules of memory are in SMBIOS with more facts. */
const MEMORY = /\bDIMM\b|\bSPD\b/i;
const POWER_SUPPLY = /^PS ?\d|power supply|PWR SPLY|^PSU/i;

function componentOf({ name, id, fields }: Fru): Component[] {
  if (MEMORY.test(name)) return [];
  const product = fields.get('Board Product') ?? fields.get('Product Name');
  const serial = sound('serial', fields.get('Board Serial') ?? fields.get('Product Serial'));
  if (serial === undefined) return [];
  return [
    present<Component>({
      kind:
        POWER_SUPPLY.test(`${name}`) || POWER_SUPPLY.test(product ?? '')
          ? 'power-supply'
          : 'module',
      key: `fru:${id}`,
      slot: name === '' ? undefined : name,
      vendor: sound('vendor', fields.get('Board Mfg') ?? fields.get('Product Manufacturer')),
      model: sound('model', product),
      partNumber: sound(
        'sku',
        fields.get('Board Part Number') ?? fields.get('Product Part Number'),
      ),
      // A controller that is known by its network has no other serial.
      serial: /^[0-9A-F]{2}(?::[0-9A-F]{2}){5}$/i.test(serial) ? undefined : serial,
    }),
  ];
}
