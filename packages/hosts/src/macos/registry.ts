/** What the I/O registry says: the platform expert's identity, the firmware, the displays. */
import type { Component, Device } from '@muster/facts/observation';
import { parseUuid } from '@muster/facts/uuid';
import { decodeEdid, decodeManufacturerId } from '../edid/edid.ts';
import { monitorMakers } from '../edid/makers.ts';
import { monitorOf } from '../edid/monitor.ts';
import type { Findings } from '../findings.ts';
import { parseFirmwareDate } from '../firmware-date.ts';
import { sound } from '../identity.ts';
import { present, presentGroup } from '../present.ts';
import { formFactorOf } from './facts.ts';
import type { NestedProperties, RegistryEntry } from './ioreg.ts';

export function registryFindings(entries: readonly RegistryEntry[]): Findings {
  const expert = entries.find(
    ({ className, properties }) =>
      className === 'IOPlatformExpertDevice' || properties.has('IOPlatformSerialNumber'),
  );
  const rom = entries.find(({ name, properties }) => name === 'rom' && properties.has('version'));
  const device = expert === undefined ? undefined : deviceOf(expert);
  const releasedOn = rom && parseFirmwareDate(textOf(rom, 'release-date'));
  const components = [...monitorsOf(entries), ...batteriesOf(entries)];
  return {
    ...(device && { device, ...natureOf(device) }),
    ...(rom && {
      firmware: {
        vendor: textOf(rom, 'vendor') ?? 'Apple Inc.',
        ...version(textOf(rom, 'version')),
        ...(releasedOn !== undefined && { releasedOn }),
      },
    }),
    ...(components.length > 0 && { components }),
  };
}

/** "IM171.88Z.F000.B00.1906171535" before 2018, "170.0.0.0.0" since. */
function version(printed: string | undefined): { readonly version?: string } {
  return printed === undefined ? {} : { version: printed };
}

function natureOf({ model }: Device): Pick<Findings, 'nature' | 'posture'> {
  return model?.startsWith('VirtualMac') === true
    ? { nature: 'guest', posture: { virtualization: 'apple' } }
    : { nature: 'machine' };
}

function deviceOf(expert: RegistryEntry): Device {
  const model = textOf(expert, 'model') ?? textOf(expert, 'product-name');
  const uuid = textOf(expert, 'IOPlatformUUID');
  return present<Device>({
    vendor: textOf(expert, 'manufacturer') ?? 'Apple Inc.',
    model,
    serial: sound('serial', textOf(expert, 'IOPlatformSerialNumber')),
    boardSerial: sound('serial', textOf(expert, 'mlb-serial-number')),
    partNumber: sound('sku', textOf(expert, 'model-number')),
    uuid: uuid === undefined ? undefined : parseUuid(uuid),
    formFactor: formFactorOf(model),
  });
}

/** Bytes are text up to the first NUL. */
function textOf({ properties }: RegistryEntry, key: string): string | undefined {
  const value = properties.get(key);
  if (typeof value === 'number') return String(value);
  const text = value instanceof Uint8Array ? new TextDecoder().decode(value).split('\0')[0] : value;
  return typeof text === 'string' && text.trim() !== '' ? text.trim() : undefined;
}

function monitorsOf(entries: readonly RegistryEntry[]): readonly Component[] {
  return entries.flatMap((entry) => {
    const bytes = entry.properties.get('IODisplayEDID');
    const edid = bytes instanceof Uint8Array ? decodeEdid(bytes) : undefined;
    if (edid !== undefined) {
      const isInternal = entry.className === 'AppleBacklightDisplay';
      const monitor = monitorOf(edid, undefined);
      return [{ ...monitor, details: { ...monitor.details, internal: isInternal } }];
    }
    const attributes = entry.properties.get('DisplayAttributes');
    const monitor = attributes instanceof Map ? attributedMonitor(attributes) : undefined;
    return monitor === undefined ? [] : [monitor];
  });
}

/** Apple silicon shows no EDID, but what it read from it. Panels of its own have no serial. */
function attributedMonitor(attributes: NestedProperties): Component | undefined {
  const text = (key: string) => {
    const value = attributes.get(key);
    return value === undefined || value === '' || value === 0 ? undefined : String(value);
  };
  const legacy = attributes.get('LegacyManufacturerID');
  const maker = typeof legacy === 'number' ? decodeManufacturerId(legacy) : text('ManufacturerID');
  const model = text('ProductName');
  if (maker === undefined && model === undefined) return undefined;
  const serial = sound('serial', text('AlphanumericSerialNumber') ?? text('SerialNumber'));
  const year = text('YearOfManufacture');
  return present<Component>({
    kind: 'monitor',
    key: `monitor:${maker ?? ''}${text('ProductID') ?? ''}:${serial ?? ''}`,
    vendor: maker === undefined ? undefined : (monitorMakers[maker] ?? maker),
    model: sound('model', model),
    serial,
    manufacturedOn: year !== undefined && /^\d{4}$/.test(year) ? year : undefined,
  });
}

function batteriesOf(entries: readonly RegistryEntry[]): readonly Component[] {
  return entries
    .filter(({ className }) => className === 'AppleSmartBattery')
    .flatMap((entry, index) => {
      const serial = sound(
        'serial',
        textOf(entry, 'Serial') ?? textOf(entry, 'BatterySerialNumber'),
      );
      const component = presentGroup<Omit<Component, 'kind' | 'key'>>({
        vendor: sound('vendor', textOf(entry, 'Manufacturer')),
        model: sound('model', textOf(entry, 'DeviceName')),
        serial,
      });
      return component === undefined
        ? []
        : [{ kind: 'battery' as const, key: `battery:${index}`, ...component }];
    });
}
