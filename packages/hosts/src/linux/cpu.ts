/** Processors from /proc/cpuinfo: packages, cores, threads; on Arm boards also their identity. */
import type { Component, Device } from '@muster/facts/observation';
import { found } from '../host/host.ts';
import { sound } from '../identity.ts';
import { present, presentGroup } from '../present.ts';
import type { Probe } from '../probe.ts';
import { raspberryPiModel } from './raspberry-pi.ts';

export const cpu: Probe = {
  name: 'cpu',
  read: async (host) => {
    const text = found(await host.readText('/proc/cpuinfo'));
    return text === undefined ? {} : parseCpuinfo(text);
  },
};

/** Blocks of "key : value" lines, one a logical processor; Arm adds one block for the board. */
export function parseCpuinfo(text: string): {
  readonly components?: readonly Component[];
  readonly device?: Device;
} {
  const blocks = text
    .split(/\n\s*\n/)
    .map(parseBlock)
    .filter((block) => block.size > 0);
  const processors = blocks.filter((block) => block.has('processor') || block.has('cpu'));
  const packages = new Map<string, ReadonlyMap<string, string>[]>();
  for (const processor of processors) {
    const id = processor.get('physical id') ?? '0';
    packages.set(id, [...(packages.get(id) ?? []), processor]);
  }
  const components = [...packages.values()].flatMap((threads, index) => packageOf(threads, index));
  const device = boardOf(blocks);
  return {
    ...(components.length > 0 && { components }),
    ...(device && { device }),
  };
}

function parseBlock(text: string): ReadonlyMap<string, string> {
  const fields = new Map<string, string>();
  for (const [, key = '', value = ''] of text.matchAll(/^([^:\n]+?)[ \t]*:[ \t]*(.*?)[ \t\r]*$/gm))
    if (value !== '') fields.set(key.toLowerCase(), value);
  return fields;
}

function packageOf(threads: readonly ReadonlyMap<string, string>[], index: number): Component[] {
  const [first] = threads;
  if (first === undefined) return [];
  const model = first.get('model name') ?? first.get('cpu model') ?? first.get('cpu');
  if (model === undefined) return [];
  const cores = Number(first.get('cpu cores'));
  return [
    present<Component>({
      kind: 'cpu',
      key: `cpu:${index}`,
      vendor: VENDORS[first.get('vendor_id') ?? ''],
      model: sound('model', model.replace(/\s+/g, ' ')),
      details: presentGroup<{ cores?: number; threads?: number }>({
        cores: Number.isInteger(cores) && cores > 0 ? cores : undefined,
        threads: threads.length,
      }),
    }),
  ];
}

/** The CPUID vendor strings of x86, as people write them. */
const VENDORS: Readonly<Record<string, string>> = {
  GenuineIntel: 'Intel',
  AuthenticAMD: 'AMD',
  HygonGenuine: 'Hygon',
  CentaurHauls: 'VIA',
  '  Shanghai  ': 'Zhaoxin',
};

/**
 * Hardware, Revision, Serial and Model stand once, behind the processors; an Alpha states the
 * serial of the system before its only block.
 */
function boardOf(blocks: readonly ReadonlyMap<string, string>[]): Device | undefined {
  const alpha = blocks.find((block) => block.has('system serial number'));
  if (alpha !== undefined)
    return presentGroup<Device>({
      model: sound('model', alpha.get('platform string')),
      serial: sound('serial', alpha.get('system serial number')),
    });
  const board = blocks.findLast((block) => block.has('serial') || block.has('hardware'));
  if (board === undefined) return undefined;
  const revision = board.get('revision');
  const hardware = board.get('hardware');
  const pi = isBroadcom(hardware, board.get('model')) ? raspberryPiModel(revision) : undefined;
  return presentGroup<Device>({
    vendor: pi === undefined ? undefined : 'Raspberry Pi',
    model: sound('model', board.get('model')) ?? pi ?? boardName(hardware),
    serial: sound('serial', board.get('serial')),
    hardwareRevision: revision === undefined || /^0+$/.test(revision) ? undefined : revision,
  });
}

function isBroadcom(hardware: string | undefined, model: string | undefined): boolean {
  return /^BCM2/.test(hardware ?? '') || /^Raspberry Pi/.test(model ?? '');
}

/** Chips and platforms of the kernel: "BCM2835" and "Generic DT based system" name no board. */
const CHIP =
  /^(?:BCM|MT\d|RK\d|MSM|APQ|SDM|SM\d|Exynos|OMAP|AM\d{2}|DRA7|Tegra|sun\d+i|Allwinner|Amlogic|Rockchip|Qualcomm|MediaTek|Freescale i\.MX|i\.MX|Marvell (?:Armada|Kirkwood|PXA)|Generic|Hisilicon|Altera|Xilinx)/i;

function boardName(hardware: string | undefined): string | undefined {
  return hardware === undefined || CHIP.test(hardware) ? undefined : sound('model', hardware);
}
