/**
 * A Linux host without an agent: the same facts from the same files, over one exec channel. What
 * needs root and was refused is named as unread.
 */
import { macKindOf, parseMac } from '@muster/facts/mac';
import type {
  Component,
  Device,
  Firmware,
  NetworkInterface,
  Os,
  Unread,
} from '@muster/facts/observation';
import { realValue } from '@muster/facts/placeholders';
import { parseUuid } from '@muster/facts/uuid';
import { definedOf, isRecord, jsonOf, textOf } from '../../json.ts';
import { tidyText } from '../../tidy-text.ts';
import { classOfChassis } from './chassis.ts';
import { parseDmidecode } from './dmidecode.ts';
import { GUEST_SECTIONS, libvirtGuests, proxmoxGuests } from './guests.ts';
import type { HostFacts } from './host-facts.ts';
import { parseIpAddresses } from './ip-addresses.ts';
import { readOf, type Section, scriptOf, sectionsOf } from './sections.ts';

const DMI_FILES = [
  'sys_vendor',
  'product_name',
  'product_version',
  'product_serial',
  'product_uuid',
  'product_sku',
  'product_family',
  'board_vendor',
  'board_name',
  'board_serial',
  'chassis_serial',
  'chassis_asset_tag',
  'chassis_type',
  'bios_vendor',
  'bios_version',
  'bios_date',
] as const;
type DmiFile = (typeof DMI_FILES)[number];

const SECTIONS: readonly Section[] = [
  { name: 'uname', command: 'uname -n; uname -r; uname -m' },
  { name: 'os-release', command: 'cat /etc/os-release' },
  { name: 'machine-id', command: 'cat /etc/machine-id' },
  ...DMI_FILES.map((file) => ({ name: `dmi/${file}`, command: `cat /sys/class/dmi/id/${file}` })),
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
  { name: 'dmidecode', command: 'dmidecode' },
  ...GUEST_SECTIONS,
];

/** The one command sent; a refused file costs nothing but its own section. */
export const LINUX_SCRIPT: string = scriptOf(SECTIONS);

/** Makers and products that only guests have. */
const GUEST =
  /\b(?:QEMU|VMware|VirtualBox|innotek|KVM|Bochs|Xen|Parallels|BHYVE|Amazon EC2|Google Compute Engine|OpenStack|HVM domU|Virtual Machine)\b/i;

export function readLinuxHost(output: string): HostFacts | undefined {
  const sections = sectionsOf(output);
  const uname = readOf(sections.get('uname'));
  if (uname.kind !== 'text') return undefined;
  const [hostname, kernel, architecture] = uname.text.split('\n').map((line) => tidyText(line));
  const unread: Unread[] = [];
  const dmi = (file: DmiFile) => {
    const read = readOf(sections.get(`dmi/${file}`));
    if (read.kind === 'permission') {
      const hint = 'this file can be read by root only';
      unread.push({ what: `/sys/class/dmi/id/${file}`, why: 'permission', hint });
    }
    return read.kind === 'text' ? read.text : undefined;
  };
  const decoded = parseDmidecode(sections.get('dmidecode') ?? '');
  const device = deviceOf(dmi, decoded.device, sections, hostname);
  const formFactor = dmi('chassis_type');
  const kind = natureOf(dmi, sections) ?? classOfChassis(formFactor);
  const firmware = firmwareOf(dmi);
  const guests = [
    ...libvirtGuests(sections.get('libvirt') ?? ''),
    ...proxmoxGuests(sections.get('pve') ?? ''),
  ];
  const more = definedOf({
    architecture,
    virtualization: /^pve-manager\/(\S+?)\//m.exec(sections.get('pve-version') ?? '')?.[0],
  });
  return {
    device,
    os: osOf(sections.get('os-release') ?? '', kernel),
    ...(kind !== undefined && { class: kind }),
    ...(firmware !== undefined && { firmware }),
    components: [...decoded.components, ...disksOf(sections.get('lsblk') ?? '')],
    interfaces: interfacesOf(sections.get('ip') ?? ''),
    ...(guests.length > 0 && { guests }),
    ...(unread.length > 0 && { unread }),
    ...(Object.keys(more).length > 0 && { more }),
  };
}

/** Inode of the PID namespace the kernel starts with (include/linux/proc_ns.h). */
const FIRST_PID_NAMESPACE = 'pid:[4026531836]';

/**
 * Container or guest, by evidence: an image made from a container's has its marker files and is
 * none, but only a container has a PID namespace of its own.
 */
function natureOf(
  dmi: (file: DmiFile) => string | undefined,
  sections: ReadonlyMap<string, string>,
): 'container' | 'vm' | undefined {
  if (isContainer(sections)) return 'container';
  const flag = readOf(sections.get('hypervisor'));
  if (flag.kind === 'text' && flag.text.includes('hypervisor')) return 'vm';
  return GUEST.test(`${dmi('sys_vendor') ?? ''} ${dmi('product_name') ?? ''}`) ? 'vm' : undefined;
}

function isContainer(sections: ReadonlyMap<string, string>): boolean {
  const [namespace = '', first = ''] = (sections.get('pid-namespace') ?? '').split('\n');
  if (!namespace.startsWith('pid:[') || namespace === FIRST_PID_NAMESPACE) return false;
  const stated = readOf(sections.get('container'));
  if (stated.kind === 'text') return stated.text !== 'wsl';
  return first.trim() !== 'systemd';
}

/** A container reads its host's DMI tables: they are not its own. */
function deviceOf(
  dmi: (file: DmiFile) => string | undefined,
  decoded: Device,
  sections: ReadonlyMap<string, string>,
  hostname: string | undefined,
): Device {
  const ownHostname = hostname === undefined || hostname === 'localhost' ? undefined : hostname;
  const machineId = /^[0-9a-f]{32}$/m.exec(sections.get('machine-id') ?? '')?.[0];
  const own = definedOf({ hostname: ownHostname, machineId });
  if (isContainer(sections)) return own;
  const tree = (name: string) => {
    const read = readOf(sections.get(`dt/${name}`)?.replaceAll('\0', ''));
    return read.kind === 'text' ? read.text : undefined;
  };
  const uuid = dmi('product_uuid') ?? decoded.uuid;
  return {
    ...own,
    ...definedOf({
      vendor: realValue('vendor', dmi('sys_vendor') ?? decoded.vendor),
      model: realValue('model', dmi('product_name') ?? decoded.model ?? tree('model')),
      serial: realValue('serial', dmi('product_serial') ?? decoded.serial ?? tree('serial-number')),
      chassisSerial: realValue('serial', dmi('chassis_serial') ?? decoded.chassisSerial),
      boardSerial: realValue('serial', dmi('board_serial') ?? decoded.boardSerial),
      assetTag: realValue('assetTag', dmi('chassis_asset_tag') ?? decoded.assetTag),
      sku: realValue('sku', dmi('product_sku')),
      family: realValue('family', dmi('product_family')),
      uuid: uuid === undefined ? undefined : realValue('uuid', parseUuid(uuid)),
    }),
  };
}

function firmwareOf(dmi: (file: DmiFile) => string | undefined): Firmware | undefined {
  const date = /^(\d{2})\/(\d{2})\/(\d{4})$/.exec(dmi('bios_date') ?? '');
  const firmware = definedOf({
    vendor: realValue('vendor', dmi('bios_vendor')),
    version: realValue('version', dmi('bios_version')),
    releasedOn: date === null ? undefined : `${date[3]}-${date[1]}-${date[2]}`,
  });
  return Object.keys(firmware).length === 0 ? undefined : firmware;
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
