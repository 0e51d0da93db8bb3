/**
 * A Linux host without an agent: the same facts from the same files, over one exec channel. What
 * needs root and was refused is named as unread.
 */
import { macKindOf, parseMac } from '@muster/facts/mac';
import type { Component, Device, NetworkInterface, Os, Unread } from '@muster/facts/observation';
import { realValue } from '@muster/facts/placeholders';
import { classOf } from '@muster/hosts/device-class';
import { parseDmidecode } from '@muster/hosts/dmidecode/smbios';
import { isDmidecodeText } from '@muster/hosts/dmidecode/text';
import type { Findings } from '@muster/hosts/findings';
import { hardwareOf } from '@muster/hosts/hardware';
import { ID_FILES, type IdFile, smbiosOfIds } from '@muster/hosts/linux/dmi-ids';
import { decodeSmbios } from '@muster/hosts/smbios/decode';
import { decodeEntryPoint } from '@muster/hosts/smbios/entry-point';
import type { Smbios } from '@muster/hosts/smbios/smbios';
import { firmwareHypervisor } from '@muster/hosts/virtualization';
import { definedOf, isRecord, jsonOf, textOf } from '../../json.ts';
import { tidyText, tidyTexts } from '../../tidy-text.ts';
import { GUEST_SECTIONS, libvirtGuests, proxmoxGuests } from './guests.ts';
import type { HostFacts } from './host-facts.ts';
import { parseIpAddresses } from './ip-addresses.ts';
import { readOf, type Section, scriptOf, sectionsOf } from './sections.ts';

const SECTIONS: readonly Section[] = [
  { name: 'uname', command: 'uname -n; uname -r; uname -m' },
  { name: 'os-release', command: 'cat /etc/os-release' },
  { name: 'machine-id', command: 'cat /etc/machine-id' },
  ...ID_FILES.map((file) => ({ name: `dmi/${file}`, command: `cat /sys/class/dmi/id/${file}` })),
  { name: 'dt/model', command: 'cat /proc/device-tree/model' },
  { name: 'dt/serial-number', command: 'cat /proc/device-tree/serial-number' },
  { name: 'pid-namespace', command: 'readlink /proc/self/ns/pid; cat /proc/1/comm' },
  { name: 'container', command: 'cat /run/systemd/container' },
  { name: 'hypervisor', command: 'grep -m1 -o hypervisor /proc/cpuinfo' },
  { name: 'ip', command: 'ip -j addr || ip addr' },
  {
    name: 'lsblk',
    command: 'lsblk -J -d -b -o NAME,TYPE,VENDOR,MODEL,SERIAL,SIZE,REV',
  },
  // The firmware's own table, for root; the program's text where the kernel hands out no table.
  { name: 'smbios/entry', command: 'od -An -v -tx1 /sys/firmware/dmi/tables/smbios_entry_point' },
  { name: 'smbios/table', command: 'od -An -v -tx1 /sys/firmware/dmi/tables/DMI' },
  {
    name: 'dmidecode',
    command: 'test -r /sys/firmware/dmi/tables/DMI && command -v od >/dev/null || dmidecode',
  },
  ...GUEST_SECTIONS,
];

/** The one command sent; a refused file costs nothing but its own section. */
export const LINUX_SCRIPT: string = scriptOf(SECTIONS);

export function readLinuxHost(output: string): HostFacts | undefined {
  const sections = sectionsOf(output);
  const uname = readOf(sections.get('uname'));
  if (uname.kind !== 'text') return undefined;
  const [hostname, kernel, architecture] = uname.text.split('\n').map((line) => tidyText(line));
  const isOwn = !isContainer(sections);
  // A container reads its host's tables: they are not its own.
  const hardware: Findings = isOwn ? tidyTexts(hardwareIn(sections)) : {};
  const kind = isOwn
    ? classOf(hardware.device?.formFactor, isGuest(hardware, sections) ? 'guest' : 'machine')
    : 'container';
  const guests = [
    ...libvirtGuests(sections.get('libvirt') ?? ''),
    ...proxmoxGuests(sections.get('pve') ?? ''),
  ];
  const more = {
    ...hardware.more,
    ...definedOf({
      architecture,
      virtualization: /^pve-manager\/(\S+?)\//m.exec(sections.get('pve-version') ?? '')?.[0],
    }),
  };
  const { firmware, components = [], candidates = [], unread = [] } = hardware;
  return {
    device: deviceOf(hardware.device ?? {}, sections, isOwn, hostname),
    os: osOf(sections.get('os-release') ?? '', kernel),
    ...(kind !== undefined && { class: kind }),
    ...(firmware !== undefined && { firmware }),
    components: [...components, ...disksOf(sections.get('lsblk') ?? '')],
    interfaces: interfacesOf(sections.get('ip') ?? ''),
    ...(guests.length > 0 && { guests }),
    ...(candidates.length > 0 && { candidates }),
    ...(unread.length > 0 && { unread }),
    ...(Object.keys(more).length > 0 && { more }),
  };
}

/** The firmware's table where it was read, else the kernel's single facts and dmidecode's text. */
function hardwareIn(sections: ReadonlyMap<string, string>): Findings {
  const point = decodeEntryPoint(bytesOf(sections.get('smbios/entry')));
  const table = bytesOf(sections.get('smbios/table'));
  if (point !== undefined && table.length > 0) {
    return hardwareOf(decodeSmbios({ version: point.version, table }), 'smbios');
  }
  const unread: Unread[] = [];
  const ids = (file: IdFile) => {
    const read = readOf(sections.get(`dmi/${file}`));
    if (read.kind === 'permission') {
      const hint = 'this file can be read by root only';
      unread.push({ what: `/sys/class/dmi/id/${file}`, why: 'permission', hint });
    }
    return read.kind === 'text' ? read.text : undefined;
  };
  const found = hardwareOf(joined(smbiosOfIds(ids), sections.get('dmidecode') ?? ''), 'dmi/id');
  return { ...found, unread: [...(found.unread ?? []), ...unread] };
}

/** One set of structures: the kernel's single facts, and the rest from dmidecode's text. */
function joined(ids: Smbios, text: string): Smbios {
  if (!isDmidecodeText(text)) return ids;
  const printed = parseDmidecode(text);
  return {
    ...printed,
    bios: { ...printed.bios, ...ids.bios },
    system: { ...printed.system, ...ids.system },
    boards: printed.boards.length > 0 ? printed.boards : ids.boards,
    chassis: printed.chassis.length > 0 ? printed.chassis : ids.chassis,
  };
}

/** " 5f 53 4d 33 …", as od prints it; nothing where it printed an error. */
function bytesOf(printed = ''): Uint8Array {
  const hex = printed.replaceAll(/\s+/g, '');
  return /^(?:[0-9a-f]{2})+$/.test(hex) ? Buffer.from(hex, 'hex') : new Uint8Array();
}

/** Inode of the PID namespace the kernel starts with (include/linux/proc_ns.h). */
const FIRST_PID_NAMESPACE = 'pid:[4026531836]';

function isGuest({ device, firmware }: Findings, sections: ReadonlyMap<string, string>): boolean {
  const flag = readOf(sections.get('hypervisor'));
  if (flag.kind === 'text' && flag.text.includes('hypervisor')) return true;
  const names = {
    vendor: device?.vendor,
    product: device?.model,
    biosVendor: firmware?.vendor,
    boardVendor: undefined,
  };
  return firmwareHypervisor(names) !== undefined;
}

/**
 * By evidence: an image made from a container's has its marker files and is none, but only a
 * container has a PID namespace of its own.
 */
function isContainer(sections: ReadonlyMap<string, string>): boolean {
  const [namespace = '', first = ''] = (sections.get('pid-namespace') ?? '').split('\n');
  if (!namespace.startsWith('pid:[') || namespace === FIRST_PID_NAMESPACE) return false;
  const stated = readOf(sections.get('container'));
  if (stated.kind === 'text') return stated.text !== 'wsl';
  return first.trim() !== 'systemd';
}

function deviceOf(
  hardware: Device,
  sections: ReadonlyMap<string, string>,
  isOwn: boolean,
  hostname: string | undefined,
): Device {
  const ownHostname = hostname === undefined || hostname === 'localhost' ? undefined : hostname;
  const machineId = /^[0-9a-f]{32}$/m.exec(sections.get('machine-id') ?? '')?.[0];
  const own = definedOf({ hostname: ownHostname, machineId });
  if (!isOwn) return own;
  // Boards without SMBIOS have a device tree.
  const tree = (name: string) => {
    const read = readOf(sections.get(`dt/${name}`)?.replaceAll('\0', ''));
    return read.kind === 'text' ? read.text : undefined;
  };
  const board = definedOf({
    model: realValue('model', tree('model')),
    serial: realValue('serial', tree('serial-number')),
  });
  return { ...own, ...board, ...hardware };
}

/** os-release(5): shell-like assignments, quoted or not. */
export function osOf(text: string, kernel: string | undefined): Os {
  const values = new Map<string, string>();
  for (const [, name = '', written = ''] of text.matchAll(/^([A-Z0-9_]+)=(.*)$/gm)) {
    const value = written.trim().replace(/^(["'])(.*)\1$/, '$2');
    if (value !== '') values.set(name, value);
  }
  return {
    name: tidyText(values.get('NAME')) ?? 'Linux',
    ...definedOf({
      version: values.get('VERSION') ?? values.get('VERSION_ID'),
      build: values.get('BUILD_ID'),
      kernel,
    }),
  };
}

/** Disks by `lsblk -J`: the serial is the drive's own, so no privilege is needed. */
export function disksOf(text: string): readonly Component[] {
  const listed = jsonOf(text);
  const devices = isRecord(listed) && Array.isArray(listed.blockdevices) ? listed.blockdevices : [];
  const disks: Component[] = [];
  for (const entry of devices.slice(0, DISKS_MAX)) {
    if (!isRecord(entry) || entry.type !== 'disk') continue;
    const name = textOf(entry.name);
    if (name === undefined || /^(?:loop|ram|zram|dm-|md|sr|nbd|drbd|rbd|zd)/.test(name)) continue;
    const size = Number(entry.size);
    disks.push({
      kind: 'disk',
      key: `disk:${name.slice(0, 240)}`,
      name,
      ...definedOf({
        vendor: realValue('vendor', textOf(entry.vendor)),
        model: realValue('model', textOf(entry.model)),
        serial: realValue('serial', textOf(entry.serial)),
        firmware: realValue('version', textOf(entry.rev)),
      }),
      ...(Number.isSafeInteger(size) && size > 0 && { sizeBytes: size }),
    });
  }
  return disks;
}

/** A storage server with more shelves than this lists the rest in vain. */
const DISKS_MAX = 4096;

function interfacesOf(text: string): readonly NetworkInterface[] {
  return parseIpAddresses(text).map(({ name, index, mac, addresses, up }) => {
    const canonical = mac === undefined ? undefined : parseMac(mac);
    return {
      name,
      ...(index !== undefined && { index }),
      ...(canonical !== undefined && {
        mac: canonical,
        macKind: macKindOf(canonical, { interfaceName: name }),
      }),
      ...(addresses.length > 0 && { addresses }),
      ...(up !== undefined && { up }),
    };
  });
}
