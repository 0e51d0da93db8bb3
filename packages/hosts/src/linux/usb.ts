/** USB and Thunderbolt devices: docks, phones, keys, cameras. No privilege needed. */
import type { Component } from '@muster/facts/observation';
import { type Host, namesIn, readLine } from '../host/host.ts';
import { sound } from '../identity.ts';
import { present } from '../present.ts';
import type { Probe } from '../probe.ts';

const USB = '/sys/bus/usb/devices';
const THUNDERBOLT = '/sys/bus/thunderbolt/devices';
/** "1-2.3": a device at a port. "usb1" is a root hub, "1-2:1.0" an interface of a device. */
const DEVICE = /^\d+-\d+(?:\.\d+)*$/;
const DOCK = /\bdock|docking/i;
/** Class 9 (USB-IF): hubs, of which a dock holds several. */
const HUB = '09';

export const usb: Probe = {
  name: 'usb',
  read: async (host) => {
    const components: Component[] = [];
    for (const name of await namesIn(host, USB)) {
      if (!DEVICE.test(name)) continue;
      const device = await readUsb(host, name);
      if (device !== undefined) components.push(device);
    }
    for (const name of await namesIn(host, THUNDERBOLT)) {
      const device = await readThunderbolt(host, name);
      if (device !== undefined) components.push(device);
    }
    return { components };
  },
};

async function readUsb(host: Host, name: string): Promise<Component | undefined> {
  const text = (file: string) => readLine(host, `${USB}/${name}/${file}`);
  const vendorId = await text('idVendor');
  const productId = await text('idProduct');
  if (vendorId === undefined || productId === undefined) return undefined;
  const product = await text('product');
  const vendor = await text('manufacturer');
  const isDock = DOCK.test(`${vendor ?? ''} ${product ?? ''}`);
  // Hubs that are nothing else are wiring.
  if (!isDock && (await text('bDeviceClass')) === HUB) return undefined;
  const serial = usbSerial(await text('serial'));
  const id = `${vendorId}:${productId}`;
  const revision = await text('bcdDevice');
  return present<Component>({
    kind: isDock ? 'dock' : 'usb',
    key: `usb:${id}:${serial ?? name}`,
    slot: name,
    vendor: sound('vendor', vendor),
    model: sound('model', product),
    serial,
    hardwareRevision: revision?.replace(/^(\d\d)(\d\d)$/, '$1.$2'),
    details: { usbId: id, removable: (await text('removable')) === 'removable' },
  });
}

/** Host controllers and stacks write their own name where a serial belongs. */
function usbSerial(serial: string | undefined): string | undefined {
  const value = sound('serial', serial);
  return value === undefined || /^0000:[0-9a-f]{2}:[0-9a-f]{2}\.\d$/.test(value)
    ? undefined
    : value;
}

async function readThunderbolt(host: Host, name: string): Promise<Component | undefined> {
  // "0-0" is the host's own router, "0-1" what is plugged in.
  if (!/^\d+-[1-9a-f][0-9a-f]*$/.test(name)) return undefined;
  const text = (file: string) => readLine(host, `${THUNDERBOLT}/${name}/${file}`);
  const model = await text('device_name');
  const unique = await text('unique_id');
  if (model === undefined || unique === undefined) return undefined;
  return present<Component>({
    kind: DOCK.test(model) ? 'dock' : 'other',
    key: `thunderbolt:${unique}`,
    slot: name,
    vendor: sound('vendor', await text('vendor_name')),
    model: sound('model', model),
    firmware: await text('nvm_version'),
    details: { uniqueId: unique },
  });
}
