/** A Mac without an agent: system_profiler's report and the interfaces, in one round trip. */
import { macKindOf, parseMac } from '@muster/facts/mac';
import type { Component, DeviceClass, NetworkInterface } from '@muster/facts/observation';
import { realValue } from '@muster/facts/placeholders';
import { parseUuid } from '@muster/facts/uuid';
import { definedOf, isRecord, jsonOf, textOf } from '../../json.ts';
import { bytesOf, memoryModules, type Socket } from '../../memory-modules.ts';
import { tidyText } from '../../tidy-text.ts';
import type { HostFacts } from './host-facts.ts';
import { readOf, type Section, scriptOf, sectionsOf } from './sections.ts';

const SECTIONS: readonly Section[] = [
  { name: 'uname', command: 'uname -r; uname -m' },
  { name: 'sw_vers', command: 'sw_vers' },
  { name: 'hostname', command: 'scutil --get LocalHostName' },
  {
    name: 'profiler',
    command:
      'system_profiler -json SPHardwareDataType SPMemoryDataType SPNVMeDataType SPSerialATADataType 2>/dev/null',
  },
  { name: 'interfaces', command: 'ifconfig -a' },
];

export const MACOS_SCRIPT: string = scriptOf(SECTIONS);

type Item = Readonly<Record<string, unknown>>;

/** Apple's names, and what kind of device each is. */
const CLASSES: readonly (readonly [RegExp, DeviceClass])[] = [
  [/^VirtualMac/, 'vm'],
  [/^(?:MacBook|PowerBook|iBook)/, 'laptop'],
  [/^(?:iMac|Mac ?mini|Mac ?Studio|Mac ?Pro|Power ?Mac)/i, 'desktop'],
  [/^Xserve/, 'server'],
];

export function readMacHost(output: string): HostFacts | undefined {
  const sections = sectionsOf(output);
  const version = sections.get('sw_vers') ?? '';
  const product = /^ProductName:\s*(.+)$/m.exec(version)?.[1];
  if (product === undefined) return undefined;
  const report = jsonOf(sections.get('profiler') ?? '');
  const items = (type: string) => flatten(isRecord(report) ? report[type] : undefined);
  const [hardware = {}] = items('SPHardwareDataType');
  const [kernel, architecture] = (sections.get('uname') ?? '').split('\n');
  const hostname = readOf(sections.get('hostname'));
  const model = textOf(hardware.machine_model);
  const family = textOf(hardware.machine_name);
  const uuid = parseUuid(textOf(hardware.platform_UUID) ?? '');
  const kind = CLASSES.find(([name]) => name.test(model ?? '') || name.test(family ?? ''))?.[1];
  const firmware = realValue('version', textOf(hardware.boot_rom_version));
  const more = definedOf({ architecture });
  return {
    ...(kind !== undefined && { class: kind }),
    device: {
      vendor: 'Apple Inc.',
      ...definedOf({
        model: realValue('model', model ?? family),
        family,
        partNumber: realValue('sku', textOf(hardware.model_number)),
        serial: realValue('serial', textOf(hardware.serial_number)),
        uuid: uuid === undefined ? undefined : realValue('uuid', uuid),
        hostname: hostname.kind === 'text' ? hostname.text : undefined,
      }),
    },
    os: {
      name: tidyText(product) ?? 'macOS',
      ...definedOf({
        version: /^ProductVersion:\s*(.+)$/m.exec(version)?.[1],
        build: /^BuildVersion:\s*(.+)$/m.exec(version)?.[1],
        kernel,
      }),
    },
    ...(firmware !== undefined && {
      firmware: { vendor: 'Apple Inc.', ...definedOf({ version: firmware }) },
    }),
    components: [
      ...cpuOf(hardware),
      ...memoryModules(items('SPMemoryDataType').map(socketOf)),
      ...disksOf([...items('SPNVMeDataType'), ...items('SPSerialATADataType')]),
    ],
    interfaces: interfacesOf(sections.get('interfaces') ?? ''),
    ...(Object.keys(more).length > 0 && { more }),
  };
}

/** Reports nest controllers, ports and devices under "_items"; 4096 of them are no Mac. */
const ITEMS_MAX = 4096;

function flatten(value: unknown): readonly Item[] {
  const found: Item[] = [];
  const waiting: unknown[] = Array.isArray(value) ? value.toReversed() : [];
  while (waiting.length > 0 && found.length < ITEMS_MAX) {
    const item = waiting.pop();
    if (!isRecord(item)) continue;
    found.push(item);
    if (Array.isArray(item._items)) waiting.push(...item._items.slice(0, ITEMS_MAX).toReversed());
  }
  return found;
}

function cpuOf(hardware: Item): readonly Component[] {
  const model = textOf(hardware.chip_type) ?? textOf(hardware.cpu_type);
  return model === undefined ? [] : [{ kind: 'cpu', key: 'cpu:0', model }];
}

function socketOf(item: Item): Socket {
  return {
    locator: textOf(item._name),
    sizeBytes: bytesOf(textOf(item.dimm_size)),
    vendor: textOf(item.dimm_manufacturer),
    partNumber: textOf(item.dimm_part_number),
    serial: textOf(item.dimm_serial_number),
  };
}

function disksOf(items: readonly Item[]): readonly Component[] {
  return items.flatMap((item): readonly Component[] => {
    const serial = realValue('serial', textOf(item.device_serial) ?? textOf(item.serial_number));
    const size = Number(item.size_in_bytes);
    const name = textOf(item.bsd_name) ?? textOf(item._name);
    if (name === undefined || (serial === undefined && !(size > 0))) return [];
    return [
      {
        kind: 'disk',
        key: `disk:${name.slice(0, 240)}`,
        name,
        ...definedOf({
          model: realValue('model', textOf(item.device_model)),
          serial,
          firmware: realValue('version', textOf(item.device_revision)),
        }),
        ...(Number.isSafeInteger(size) && size > 0 && { sizeBytes: size }),
      },
    ];
  });
}

const INTERFACES_MAX = 1024;

/** ifconfig of the BSDs; only what has an address of its own can be met on a network. */
function interfacesOf(text: string): readonly NetworkInterface[] {
  const found: NetworkInterface[] = [];
  for (const block of text.split(/^(?=\S+: flags=)/m).slice(0, INTERFACES_MAX)) {
    const name = tidyText(/^(\S+): flags=/.exec(block)?.[1]);
    const mac = parseMac(/^\s+ether ([0-9a-f:]{17})/m.exec(block)?.[1] ?? '');
    if (name === undefined || mac === undefined) continue;
    const addresses = [...block.matchAll(/^\s+inet6? ([0-9a-f.:]{2,45})/gm)].map(
      ([, address = '']) => address,
    );
    const status = /^\s+status: (active|inactive)/m.exec(block)?.[1];
    found.push({
      name,
      mac,
      macKind: macKindOf(mac, { interfaceName: name }),
      ...(addresses.length > 0 && { addresses: addresses.slice(0, 256) }),
      ...(status !== undefined && { up: status === 'active' }),
    });
  }
  return found;
}
