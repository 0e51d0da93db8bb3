/** Displays, disks, USB and Thunderbolt devices, batteries of a Mac, from system_profiler. */

import { macKindOf, parseMac } from '@muster/facts/mac';
import type { Component, NetworkInterface, Power } from '@muster/facts/observation';
import { decodeEdid } from '../edid/edid.ts';
import { monitorOf } from '../edid/monitor.ts';
import { sound } from '../identity.ts';
import { present, presentGroup } from '../present.ts';
import {
  flatten,
  isItem,
  itemsIn,
  type ProfilerItem,
  type ProfilerReport,
  textIn,
} from './profiler.ts';

export function displaysOf(report: ProfilerReport): readonly Component[] {
  const components: Component[] = [];
  for (const [index, card] of (report.get('SPDisplaysDataType') ?? []).entries()) {
    components.push(
      present<Component>({
        kind: 'gpu',
        key: `gpu:${index}`,
        slot: textIn(card, 'spdisplays_device-id', 'sppci_slot_name'),
        vendor: sound('vendor', vendorName(textIn(card, 'spdisplays_vendor'))),
        model: sound('model', textIn(card, 'sppci_model', 'chipset_model', '_name')),
      }),
    );
    for (const display of itemsIn(card, 'spdisplays_ndrvs')) components.push(displayOf(display));
  }
  return components;
}

/** "sppci_vendor_Apple", "Intel (0x8086)". */
function vendorName(text: string | undefined): string | undefined {
  return text?.replace(/^sppci_vendor_/, '').replace(/\s*\(0x[0-9a-f]+\)$/i, '');
}

function displayOf(display: ProfilerItem): Component {
  const name = textIn(display, '_name');
  const edid = edidOf(display);
  const isInternal = textIn(display, 'spdisplays_connection_type') === 'spdisplays_internal';
  if (edid !== undefined && !isInternal) return edid;
  const serial = sound('serial', textIn(display, '_spdisplays_display-serial-number'));
  const year = textIn(display, '_spdisplays_display-year');
  const productId = textIn(display, '_spdisplays_display-product-id');
  return present<Component>({
    kind: 'monitor',
    key: `monitor:${productId ?? name ?? ''}:${serial ?? (isInternal ? 'internal' : '')}`,
    model: sound('model', name),
    serial: isInternal ? undefined : hexSerial(serial),
    manufacturedOn: year !== undefined && /^\d{4}$/.test(year) && year > '1990' ? year : undefined,
    details: { internal: isInternal },
  });
}

function edidOf(display: ProfilerItem): Component | undefined {
  const hex = textIn(display, '_spdisplays_edid')?.replace(/^0x/, '');
  const edid = hex === undefined ? undefined : decodeEdid(Buffer.from(hex, 'hex'));
  return edid === undefined ? undefined : monitorOf(edid, undefined);
}

/** The number of the base block in hexadecimal: 0 and its like say that there is none. */
function hexSerial(serial: string | undefined): string | undefined {
  if (serial === undefined || !/^[0-9a-f]{1,8}$/i.test(serial)) return serial;
  const number = Number.parseInt(serial, 16);
  return number < 256 || number === 0x0101_0101 ? undefined : String(number);
}

const DISK_TYPES = { SPNVMeDataType: 'nvme', SPSerialATADataType: 'sata' } as const;

export function disksOf(report: ProfilerReport): readonly Component[] {
  const components: Component[] = [];
  for (const [type, bus] of Object.entries(DISK_TYPES)) {
    for (const item of flatten(report.get(type) ?? [])) {
      const serial = textIn(item, 'device_serial', 'serial_number');
      const size = item.size_in_bytes;
      if (serial === undefined && size === undefined) continue;
      const name = textIn(item, 'bsd_name', '_name') ?? String(components.length);
      components.push(
        present<Component>({
          kind: 'disk',
          key: `disk:${name}`,
          slot: textIn(item, 'bsd_name'),
          model: sound('model', textIn(item, 'device_model', 'model', '_name')),
          serial: sound('serial', serial),
          firmware: sound('version', textIn(item, 'device_revision', 'revision')),
          sizeBytes: typeof size === 'number' && size > 0 ? size : undefined,
          details: { bus },
        }),
      );
    }
  }
  return components;
}

const DOCK = /\bdock|docking/i;

export function usbOf(report: ProfilerReport): readonly Component[] {
  return flatten(report.get('SPUSBDataType') ?? []).flatMap((item) => {
    const id = idOf(item);
    const name = textIn(item, '_name') ?? '';
    if (id === undefined || (/\bhub\b/i.test(name) && !DOCK.test(name))) return [];
    const serial = sound('serial', textIn(item, 'serial_num', 'd_serial_num', 'serial_number'));
    const location = textIn(item, 'location_id', 'f_location_id')?.split(' ')[0];
    return [
      present<Component>({
        kind: DOCK.test(name) ? 'dock' : 'usb',
        key: `usb:${id}:${serial ?? location ?? ''}`.slice(0, 256),
        slot: location,
        vendor: sound('vendor', textIn(item, 'manufacturer', 'd_manufacturer')),
        model: sound('model', name),
        serial,
        hardwareRevision: textIn(item, 'bcd_device', 'c_bcd_device', 'version'),
        details: { usbId: id },
      }),
    ];
  });
}

/** "0x05ac (Apple Inc.)" and "apple_vendor_id" beside a product id. */
function idOf(item: ProfilerItem): string | undefined {
  const vendor = textIn(item, 'vendor_id', 'b_vendor_id');
  const product = /^0x([0-9a-f]{4})/i.exec(textIn(item, 'product_id', 'a_product_id') ?? '')?.[1];
  if (vendor === undefined || product === undefined) return undefined;
  const vendorId = vendor === 'apple_vendor_id' ? '05ac' : /^0x([0-9a-f]{4})/i.exec(vendor)?.[1];
  return vendorId === undefined ? undefined : `${vendorId}:${product}`.toLowerCase();
}

export function thunderboltOf(report: ProfilerReport): readonly Component[] {
  return flatten(report.get('SPThunderboltDataType') ?? []).flatMap((item) => {
    const unique = textIn(item, 'switch_uid_key');
    const model = textIn(item, 'device_name_key');
    // Route 0 is the Mac's own controller.
    if (unique === undefined || model === undefined || textIn(item, 'route_string_key') === '0')
      return [];
    return [
      present<Component>({
        kind: DOCK.test(model) ? 'dock' : 'other',
        key: `thunderbolt:${unique}`,
        vendor: sound('vendor', textIn(item, 'vendor_name_key')),
        model: sound('model', model),
        firmware: textIn(item, 'switch_version_key'),
        details: { uniqueId: unique },
      }),
    ];
  });
}

export function batteryOf(report: ProfilerReport): {
  readonly components: readonly Component[];
  readonly power?: Power;
} {
  const items = flatten(report.get('SPPowerDataType') ?? []);
  // What belongs to one battery is spread over dictionaries of its item.
  const parts = items.flatMap((item) => [item, ...Object.values(item).filter(isItem)]);
  const facts: ProfilerItem = Object.fromEntries(parts.flatMap((part) => Object.entries(part)));
  const serial = sound('serial', textIn(facts, 'sppower_battery_serial_number'));
  if (serial === undefined) return { components: [] };
  const cycles = Number(textIn(facts, 'sppower_battery_cycle_count'));
  const percent = Number(textIn(facts, 'sppower_battery_state_of_charge'));
  const component = present<Component>({
    kind: 'battery',
    key: 'battery:0',
    vendor: sound('vendor', textIn(facts, 'sppower_battery_manufacturer')),
    model: sound('model', textIn(facts, 'sppower_battery_device_name')),
    serial,
    firmware: sound('version', textIn(facts, 'sppower_battery_firmware_version')),
  });
  const power = presentGroup<Power>({
    batterySerial: serial,
    cycleCount: Number.isInteger(cycles) && cycles > 0 ? cycles : undefined,
    batteryPercent: percent > 0 && percent <= 100 ? percent : undefined,
  });
  return { components: [component], ...(power && { power }) };
}

export function interfacesOf(report: ProfilerReport): readonly NetworkInterface[] {
  return (report.get('SPNetworkDataType') ?? []).flatMap((item) => {
    const name = textIn(item, 'interface');
    const ethernet = isItem(item.Ethernet) ? item.Ethernet : {};
    const mac = parseMac(textIn(ethernet, 'MAC Address') ?? '');
    if (name === undefined || mac === undefined) return [];
    const hardware = textIn(item, 'hardware') ?? '';
    const addresses = item.ip_address;
    return [
      present<NetworkInterface>({
        name,
        mac,
        macKind: macKindOf(mac, { interfaceName: name, driver: textIn(item, '_name') ?? '' }),
        addresses: Array.isArray(addresses) ? addresses.map(String).slice(0, 256) : undefined,
        kind: hardware === 'AirPort' ? 'wifi' : hardware === 'Ethernet' ? 'ethernet' : undefined,
        description: textIn(item, '_name'),
      }),
    ];
  });
}
