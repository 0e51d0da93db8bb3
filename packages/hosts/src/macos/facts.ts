/** What a Mac says of itself: system_profiler's report and the I/O registry's platform expert. */
import type { Component, Custody, Device, Firmware, Os } from '@muster/facts/observation';
import { parseUuid } from '@muster/facts/uuid';
import { type Findings, mergeFindings } from '../findings.ts';
import { sound } from '../identity.ts';
import { memoryModules } from '../memory-modules.ts';
import { present, presentGroup } from '../present.ts';
import { memoryDevicesOf, parseSize } from './memory.ts';
import { batteryOf, disksOf, displaysOf, interfacesOf, thunderboltOf, usbOf } from './parts.ts';
import { type ProfilerItem, type ProfilerReport, textIn } from './profiler.ts';

export function profilerFindings(report: ProfilerReport): Findings {
  const hardware = report.get('SPHardwareDataType')?.[0];
  const battery = batteryOf(report);
  const components: readonly Component[] = [
    ...cpuOf(hardware ?? {}),
    ...memoryModules(memoryDevicesOf(report.get('SPMemoryDataType') ?? [])),
    ...disksOf(report),
    ...displaysOf(report),
    ...usbOf(report),
    ...thunderboltOf(report),
    ...battery.components,
  ];
  const interfaces = interfacesOf(report);
  const parts: Findings = {
    ...(components.length > 0 && { components }),
    ...(interfaces.length > 0 && { interfaces }),
    ...(battery.power && { power: battery.power }),
  };
  return mergeFindings([
    hardware === undefined ? {} : hardwareFindings(hardware),
    systemFindings(report.get('SPSoftwareDataType')?.[0] ?? {}),
    parts,
  ]);
}

function hardwareFindings(hardware: ProfilerItem): Findings {
  const model = textIn(hardware, 'machine_model');
  const name = textIn(hardware, 'machine_name');
  const serial = sound('serial', textIn(hardware, 'serial_number'));
  const uuid = textIn(hardware, 'platform_UUID');
  const device = present<Device>({
    vendor: 'Apple Inc.',
    model: model ?? name,
    family: name,
    partNumber: sound('sku', textIn(hardware, 'model_number')),
    serial,
    uuid: uuid === undefined ? undefined : parseUuid(uuid),
    formFactor: formFactorOf(name ?? model),
  });
  const firmware = presentGroup<Firmware>({
    vendor: 'Apple Inc.',
    version: sound('version', textIn(hardware, 'boot_rom_version')),
  });
  const memoryBytes = parseSize(textIn(hardware, 'physical_memory'));
  const lock = textIn(hardware, 'activation_lock_status');
  const more = {
    ...(memoryBytes !== undefined && { memoryBytes }),
    ...(lock !== undefined && { activationLock: lock.endsWith('enabled') }),
  };
  return {
    device,
    ...(firmware?.version !== undefined && { firmware }),
    ...(model?.startsWith('VirtualMac')
      ? { nature: 'guest', posture: { virtualization: 'apple' } }
      : { nature: 'machine' }),
    ...(Object.keys(more).length > 0 && { more }),
    candidates: [
      serial === undefined
        ? { field: 'device.serial', state: 'empty', from: 'system_profiler serial_number' }
        : {
            field: 'device.serial',
            value: serial,
            state: 'sound',
            from: 'system_profiler serial_number',
            chosen: true,
          },
    ],
  };
}

/** Apple's names as the enclosures of DSP0134, from which the class follows. */
const FORM_FACTORS: readonly (readonly [pattern: RegExp, formFactor: string])[] = [
  [/MacBook|PowerBook|iBook/i, 'Notebook'],
  [/iMac/i, 'All In One'],
  [/Mac ?mini|Mac ?Studio/i, 'Mini PC'],
  [/Xserve/i, 'Rack Mount Chassis'],
  [/Mac ?Pro|Power ?Mac/i, 'Tower'],
];

export function formFactorOf(name: string | undefined): string | undefined {
  return FORM_FACTORS.find(([pattern]) => pattern.test(name ?? ''))?.[1];
}

function cpuOf(hardware: ProfilerItem): readonly Component[] {
  const model = textIn(hardware, 'chip_type', 'cpu_type');
  if (model === undefined || model === 'Unknown') return [];
  // "proc 8:4:4" of Apple silicon: all, fast and thrifty ones.
  const cores = /^(?:proc )?(\d{1,4})/.exec(textIn(hardware, 'number_processors') ?? '')?.[1];
  return [
    present<Component>({
      kind: 'cpu',
      key: 'cpu:0',
      model: sound('model', model),
      details: cores === undefined ? undefined : { cores: Number(cores) },
    }),
  ];
}

function systemFindings(software: ProfilerItem): Findings {
  const printed = textIn(software, 'os_version');
  const [, name, version, build] =
    /^(.+?) (\d+(?:\.\d+)*)(?: \(([0-9A-Za-z]+)\))?$/.exec(printed ?? '') ?? [];
  const os =
    name === undefined
      ? undefined
      : present<Os>({
          name,
          version,
          build,
          kernel: textIn(software, 'kernel_version')?.replace(/^Darwin /, ''),
        });
  const hostname = textIn(software, 'local_host_name');
  // "Ada Lovelace (ada)"
  const user = /\(([^()]+)\)$/.exec(textIn(software, 'user_name') ?? '')?.[1];
  const custody = presentGroup<Custody>({ user });
  const integrity = textIn(software, 'system_integrity');
  return {
    ...(os && { os }),
    ...(hostname !== undefined && { device: { hostname } }),
    ...(custody && user !== 'root' && { custody }),
    ...(integrity !== undefined && {
      more: { systemIntegrityProtection: integrity.endsWith('enabled') },
    }),
  };
}
