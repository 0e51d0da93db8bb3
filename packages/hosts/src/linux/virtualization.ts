/**
 * Whether this host is a machine, a guest of a hypervisor or a container, and whose: by evidence,
 * never by one file. An image made from a container image has a /.dockerenv and is none.
 */
import { found, type Host, linkName, namesIn, readLine } from '../host/host.ts';
import type { Probe } from '../probe.ts';
import { cpuHypervisor, firmwareHypervisor } from '../virtualization.ts';

export const virtualization: Probe = {
  name: 'virtualization',
  read: async (host) => {
    const container = await readContainer(host);
    if (container !== undefined)
      return { posture: { virtualization: container }, nature: 'container' };
    const guest = await readGuest(host);
    if (guest === undefined) return { nature: 'machine' };
    const hostName = await readHyperVisorHost(host);
    return {
      ...(guest !== 'unnamed' && { posture: { virtualization: guest } }),
      nature: 'guest',
      ...(hostName !== undefined && { more: { virtualizationHost: hostName } }),
    };
  },
};

/**
 * Inodes of the namespaces the kernel starts with (include/linux/proc_ns.h). A process that is in
 * the first PID, UTS and IPC namespaces is not in a container, whatever files lie around.
 */
const FIRST_NAMESPACES = { pid: 4026531836, uts: 4026531838, ipc: 4026531839 } as const;

async function readContainer(host: Host): Promise<string | undefined> {
  const inFirst = await Promise.all(
    Object.entries(FIRST_NAMESPACES).map(async ([name, inode]) => {
      const link = found(await host.readLink(`/proc/self/ns/${name}`));
      return link === undefined ? undefined : link === `${name}:[${inode}]`;
    }),
  );
  if (inFirst.every((first) => first === true)) return undefined;
  // Only a PID namespace of its own makes a container; a hardened unit has the others, too.
  const hasOwnPids = inFirst[0] === false;
  const stated = await readLine(host, '/run/systemd/container');
  // systemd-nspawn and its like state it; wsl is a virtual machine's distribution.
  if (stated !== undefined && stated !== 'wsl') return stated;
  const named = await readContainerName(host);
  if (named !== undefined) return named;
  return hasOwnPids && (await readLine(host, '/proc/1/comm')) !== 'systemd'
    ? 'container'
    : undefined;
}

/** Paths of control groups by the managers that make them. */
const GROUPS: readonly (readonly [pattern: RegExp, name: string])[] = [
  [/kubepods/, 'kubernetes'],
  [/\/docker[/-]/, 'docker'],
  [/libpod/, 'podman'],
  [/\/lxc[./]|lxc\.payload/, 'lxc'],
  [/machine\.slice\/machine-/, 'systemd-nspawn'],
];

async function readContainerName(host: Host): Promise<string | undefined> {
  const environment = found(await host.readText('/proc/1/environ')) ?? '';
  const stated = /(?:^|\0)container=([a-z0-9-]+)/.exec(environment)?.[1];
  if (stated !== undefined) return stated;
  const groups = `${found(await host.readText('/proc/1/cgroup')) ?? ''}\n${found(await host.readText('/proc/self/mountinfo')) ?? ''}`;
  for (const [pattern, name] of GROUPS) if (pattern.test(groups)) return name;
  if ((await host.readText('/run/.containerenv')).kind === 'read') return 'podman';
  return (await host.readText('/.dockerenv')).kind === 'read' ? 'docker' : undefined;
}

/** The hypervisor's name; "unnamed" when there is one that does not say which. */
async function readGuest(host: Host): Promise<string | undefined> {
  const isDom0 = /control_d/.test(found(await host.readText('/proc/xen/capabilities')) ?? '');
  if (isDom0) return undefined;
  const kernel = await readLine(host, '/proc/sys/kernel/osrelease');
  if (/microsoft/i.test(kernel ?? '')) return 'wsl';
  const firmware = firmwareHypervisor({
    vendor: await readLine(host, '/sys/class/dmi/id/sys_vendor'),
    product: await readLine(host, '/sys/class/dmi/id/product_name'),
    biosVendor: await readLine(host, '/sys/class/dmi/id/bios_vendor'),
    boardVendor: await readLine(host, '/sys/class/dmi/id/board_vendor'),
  });
  const cpuinfo = found(await host.readText('/proc/cpuinfo')) ?? '';
  const hasFlag = /^flags\s*:.*\bhypervisor\b/m.test(cpuinfo);
  // Clouds rent whole machines under the same names: there the processor shows no hypervisor.
  if (firmware !== undefined && (hasFlag || !/^flags\s*:/m.test(cpuinfo))) return firmware;
  if ((await readLine(host, '/sys/hypervisor/type')) === 'xen') return 'xen';
  const other =
    (await readAcpi(host)) ??
    (await readDeviceTree(host)) ??
    (await readClocks(host)) ??
    (await readBuses(host)) ??
    cpuHypervisor(cpuinfo, found(await host.readText('/proc/sysinfo')));
  return other ?? (hasFlag ? 'unnamed' : undefined);
}

/** OEM ids of ACPI tables (bytes 10 to 15) made by a hypervisor; root may read them. */
const ACPI_OEMS: Readonly<Record<string, string>> = {
  FIRECK: 'firecracker',
  CLOUDH: 'cloud-hypervisor',
  CROSVM: 'crosvm',
  BOCHS: 'qemu',
  VBOX: 'virtualbox',
  VRTUAL: 'hyper-v',
  XEN: 'xen',
  BHYVE: 'bhyve',
  ALIBAB: 'kvm',
  AMAZON: 'kvm',
  GOOGLE: 'kvm',
  NUTANI: 'kvm',
};

async function readAcpi(host: Host): Promise<string | undefined> {
  const table = found(await host.readBytes('/sys/firmware/acpi/tables/FACP'));
  if (table === undefined || table.length < 16) return undefined;
  const oem = String.fromCharCode(...table.subarray(10, 16)).replace(/[\s\0]+$/, '');
  return ACPI_OEMS[oem];
}

async function readDeviceTree(host: Host): Promise<string | undefined> {
  const compatible = found(await host.readText('/proc/device-tree/hypervisor/compatible'));
  if (compatible !== undefined)
    return /xen/.test(compatible) ? 'xen' : /kvm/.test(compatible) ? 'kvm' : undefined;
  const names = await namesIn(host, '/proc/device-tree');
  return names.some((name) => name.startsWith('fw-cfg')) ? 'qemu' : undefined;
}

const CLOCKS: readonly (readonly [pattern: RegExp, name: string])[] = [
  [/kvm-clock/, 'kvm'],
  [/hyperv_clocksource/, 'hyper-v'],
  [/\bxen\b/, 'xen'],
];

/** Clocks that only a hypervisor offers. */
async function readClocks(host: Host): Promise<string | undefined> {
  const clocks = await readLine(
    host,
    '/sys/devices/system/clocksource/clocksource0/available_clocksource',
  );
  return CLOCKS.find(([pattern]) => pattern.test(clocks ?? ''))?.[1];
}

async function readBuses(host: Host): Promise<string | undefined> {
  if ((await namesIn(host, '/sys/bus/vmbus/devices')).length > 0) return 'hyper-v';
  return (await linkName(host, '/sys/bus/xen')) === undefined ? undefined : 'xen';
}

/** Hyper-V tells a guest its host's name in pool 3 (records of 512 and 2048 bytes). */
async function readHyperVisorHost(host: Host): Promise<string | undefined> {
  const pool = found(await host.readBytes('/var/lib/hyperv/.kvp_pool_3'));
  if (pool === undefined) return undefined;
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes).split('\0')[0] ?? '';
  for (let at = 0; at + 2560 <= pool.length; at += 2560) {
    if (text(pool.subarray(at, at + 512)) === 'PhysicalHostNameFullyQualified')
      return text(pool.subarray(at + 512, at + 2560)) || undefined;
  }
  return undefined;
}
