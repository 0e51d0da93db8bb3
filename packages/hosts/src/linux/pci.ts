/** Graphics and network adapters on PCI, named from the system's own list of PCI ids. */
import type { Component } from '@muster/facts/observation';
import { found, type Host, linkName, namesIn, readLine } from '../host/host.ts';
import { present } from '../present.ts';
import type { Probe } from '../probe.ts';
import { pciName } from './pci-ids.ts';

const DEVICES = '/sys/bus/pci/devices';
/** Base classes of the PCI code and id assignment specification. */
const KINDS: Readonly<Record<string, Component['kind']>> = { '02': 'nic', '03': 'gpu' };
/** Debian and its kin; Fedora and SUSE. */
const ID_LISTS = ['/usr/share/misc/pci.ids', '/usr/share/hwdata/pci.ids'];

export const pci: Probe = {
  name: 'pci',
  read: async (host) => {
    const components: Component[] = [];
    for (const address of await namesIn(host, DEVICES)) {
      const kind = KINDS[(await readLine(host, `${DEVICES}/${address}/class`))?.slice(2, 4) ?? ''];
      if (kind !== undefined) components.push(await readDevice(host, address, kind));
    }
    if (components.length === 0) return {};
    return { components: await nameAll(host, components) };
  },
};

async function readDevice(
  host: Host,
  address: string,
  kind: Component['kind'],
): Promise<Component> {
  const id = async (file: string) =>
    (await readLine(host, `${DEVICES}/${address}/${file}`))?.slice(2);
  const driver = await linkName(host, `${DEVICES}/${address}/driver`);
  const nvidia = found(await host.readText(`/proc/driver/nvidia/gpus/${address}/information`));
  const interfaces = kind === 'nic' ? await namesIn(host, `${DEVICES}/${address}/net`) : [];
  const details = {
    pciId: `${await id('vendor')}:${await id('device')}`,
    subsystemId: `${await id('subsystem_vendor')}:${await id('subsystem_device')}`,
    ...(driver !== undefined && { driver }),
    ...(interfaces.length > 0 && { interfaces: interfaces.join(' ') }),
  };
  return present<Component>({
    kind,
    key: `pci:${address}`,
    slot: address,
    model: /^Model:\s*(.+?)\s*$/m.exec(nvidia ?? '')?.[1],
    hardwareRevision: await id('revision'),
    firmware: /^Video BIOS:\s*([0-9a-f.]+)\s*$/m.exec(nvidia ?? '')?.[1],
    details,
  });
}

/** The list is a megabyte: it is read once, and only when there is something to name. */
async function nameAll(host: Host, components: readonly Component[]): Promise<Component[]> {
  let list: Uint8Array | undefined;
  for (const path of ID_LISTS) list ??= found(await host.readBytes(path));
  return components.map((component) => {
    const [vendorId = '', deviceId = ''] = String(component.details?.pciId).split(':');
    const name = list === undefined ? undefined : pciName(list, vendorId, deviceId);
    return present<Component>({
      ...component,
      vendor: component.vendor ?? name?.vendor,
      model: component.model ?? name?.device,
    });
  });
}
