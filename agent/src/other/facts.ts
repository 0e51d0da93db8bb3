/**
 * What systeminformation says, without what it makes up: "-" for a serial it did not read,
 * "Docker Container" for a model, a memory module of the size of all memory (which is not even
 * asked for), zeros for unknown numbers.
 */
import { macKindOf, parseMac } from '@muster/facts/mac';
import type { Component, Device, NetworkInterface, Os } from '@muster/facts/observation';
import { judgeValue } from '@muster/facts/placeholders';
import { type Findings, mergeFindings } from '@muster/hosts/findings';
import { hardwareOf } from '@muster/hosts/hardware';
import { sound } from '@muster/hosts/identity';
import { present, presentGroup } from '@muster/hosts/present';
import type { Bios, Board, Chassis, Smbios, System } from '@muster/hosts/smbios/smbios';

interface Answer {
  readonly [name: string]: unknown;
}

/** Undefined when it is not what `collect.ts` prints. */
export function otherFindings(printed: string): Findings | undefined {
  let report: unknown;
  try {
    report = JSON.parse(printed);
  } catch {
    return undefined;
  }
  if (!isAnswer(report)) return undefined;
  const interfaces = listIn(report, 'nets').flatMap(interfaceOf);
  const components = [...cpuOf(answerIn(report, 'cpu')), ...listIn(report, 'disks').map(diskOf)];
  const os = osOf(answerIn(report, 'osInfo'));
  const device = presentGroup<Device>({
    hostname: text(answerIn(report, 'osInfo'), 'hostname'),
    machineId: text(answerIn(report, 'uuid'), 'os'),
  });
  return mergeFindings([
    hardwareOf(smbiosOf(report), 'systeminformation'),
    {
      ...(device && { device }),
      ...(os && { os }),
      ...(interfaces.length > 0 && { interfaces }),
      ...(components.length > 0 && { components }),
    },
  ]);
}

function isAnswer(value: unknown): value is Answer {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function answerIn(report: Answer, name: string): Answer {
  const answer = report[name];
  return isAnswer(answer) ? answer : {};
}

function listIn(report: Answer, name: string): readonly Answer[] {
  const list = report[name];
  return Array.isArray(list) ? list.filter(isAnswer) : [];
}

const INVENTED = new Set(['', '-', 'Docker Container', 'unknown', 'Unknown', 'default']);

function text(answer: Answer, name: string): string | undefined {
  const value = answer[name];
  return typeof value === 'string' && !INVENTED.has(value.trim()) ? value.trim() : undefined;
}

/** A positive number: 0 is what it says when it does not know. */
function count(answer: Answer, name: string): number | undefined {
  const value = answer[name];
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0 ? value : undefined;
}

function smbiosOf(report: Answer): Smbios {
  const [system, bios, board, chassis] = ['system', 'bios', 'baseboard', 'chassis'].map((name) =>
    answerIn(report, name),
  );
  return {
    system: present<System>({
      manufacturer: text(system ?? {}, 'manufacturer'),
      productName: text(system ?? {}, 'model'),
      version: text(system ?? {}, 'version'),
      serial: text(system ?? {}, 'serial'),
      uuid: text(system ?? {}, 'uuid'),
      sku: text(system ?? {}, 'sku'),
    }),
    bios: present<Bios>({
      vendor: text(bios ?? {}, 'vendor'),
      version: text(bios ?? {}, 'version'),
      releaseDate: text(bios ?? {}, 'releaseDate'),
    }),
    boards: [
      present<Board>({
        manufacturer: text(board ?? {}, 'manufacturer'),
        productName: text(board ?? {}, 'model'),
        version: text(board ?? {}, 'version'),
        serial: text(board ?? {}, 'serial'),
      }),
    ],
    chassis: [
      present<Chassis>({
        manufacturer: text(chassis ?? {}, 'manufacturer'),
        chassisType: text(chassis ?? {}, 'type'),
        serial: text(chassis ?? {}, 'serial'),
        assetTag: text(chassis ?? {}, 'assetTag'),
      }),
    ],
    processors: [],
    slots: [],
    onBoardDevices: [],
    oemStrings: [],
    memoryDevices: [],
    batteries: [],
    powerSupplies: [],
    hostInterfaces: [],
    truncated: false,
  };
}

function osOf(info: Answer): Os | undefined {
  const name = text(info, 'distro') ?? text(info, 'platform');
  if (name === undefined) return undefined;
  return present<Os>({
    name,
    version: text(info, 'release'),
    build: text(info, 'build'),
    kernel: text(info, 'kernel'),
  });
}

function cpuOf(cpu: Answer): Component[] {
  const model = sound('model', text(cpu, 'brand'));
  const cores = count(cpu, 'physicalCores');
  if (model === undefined) return [];
  return [
    present<Component>({
      kind: 'cpu',
      key: 'cpu:0',
      vendor: sound('vendor', text(cpu, 'manufacturer')),
      model,
      details: cores === undefined ? undefined : { cores },
    }),
  ];
}

function diskOf(disk: Answer, index: number): Component {
  const bus = text(disk, 'interfaceType')?.toLowerCase();
  return present<Component>({
    kind: 'disk',
    key: `disk:${text(disk, 'device') ?? index}`,
    slot: text(disk, 'device'),
    vendor: sound('vendor', text(disk, 'vendor')),
    model: sound('model', text(disk, 'name')),
    serial: sound('serial', text(disk, 'serialNum')),
    firmware: sound('version', text(disk, 'firmwareRevision')),
    sizeBytes: count(disk, 'size'),
    details: bus === undefined ? undefined : { bus },
  });
}

function interfaceOf(net: Answer): NetworkInterface[] {
  const name = text(net, 'iface');
  const mac = parseMac(text(net, 'mac') ?? '');
  if (name === undefined || mac === undefined) return [];
  if (judgeValue('mac', mac).trust === 'impossible') return [];
  const addresses = [text(net, 'ip4'), text(net, 'ip6')].filter((each) => each !== undefined);
  return [
    present<NetworkInterface>({
      name,
      mac,
      macKind: net.virtual === true ? 'virtual' : macKindOf(mac, { interfaceName: name }),
      addresses: addresses.length === 0 ? undefined : addresses,
    }),
  ];
}
