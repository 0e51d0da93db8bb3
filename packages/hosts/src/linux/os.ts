/** The operating system and its own names for this host. No privilege needed. */
import type { Device, Os } from '@muster/facts/observation';
import { found, type Host, readLine } from '../host/host.ts';
import { present } from '../present.ts';
import type { Probe } from '../probe.ts';

export const os: Probe = {
  name: 'os',
  read: async (host) => {
    const release = parseOsRelease(
      found(await host.readText('/etc/os-release')) ??
        found(await host.readText('/usr/lib/os-release')) ??
        '',
    );
    const kernel = await readLine(host, '/proc/sys/kernel/osrelease');
    const device = present<Device>({
      hostname: await readHostname(host),
      machineId: await readMachineId(host),
    });
    const name = release.get('NAME') ?? (kernel === undefined ? undefined : 'Linux');
    const stated =
      name === undefined
        ? undefined
        : present<Os>({
            name,
            version: release.get('VERSION') ?? release.get('VERSION_ID'),
            build: release.get('BUILD_ID'),
            kernel,
            installedOn: device.machineId && (await readInstalledOn(host)),
          });
    const architecture = await readLine(host, '/proc/sys/kernel/arch');
    const memoryBytes = await readMemoryBytes(host);
    const more = {
      ...(architecture !== undefined && { architecture }),
      ...(memoryBytes !== undefined && { memoryBytes }),
    };
    return {
      device,
      ...(stated && { os: stated }),
      ...(Object.keys(more).length > 0 && { more }),
    };
  },
};

/** os-release(5): shell-like assignments, quoted or not. */
export function parseOsRelease(text: string): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  for (const line of text.split('\n')) {
    const assignment = /^([A-Z0-9_]+)=(.*)$/.exec(line.trim());
    if (assignment === null) continue;
    const [, name = '', written = ''] = assignment;
    const value = written.replace(/^(["'])(.*)\1$/, '$2').replace(/\\(["'`$\\])/g, '$1');
    if (value !== '') values.set(name, value);
  }
  return values;
}

/** The static name stands in /etc/hostname; the kernel's may be a lease's of the moment. */
async function readHostname(host: Host): Promise<string | undefined> {
  const name =
    (await readLine(host, '/proc/sys/kernel/hostname')) ?? (await readLine(host, '/etc/hostname'));
  return name === '(none)' || name === 'localhost' ? undefined : name;
}

/** machine-id(5): 32 hex digits; "uninitialized" in an image that has not booted yet. */
async function readMachineId(host: Host): Promise<string | undefined> {
  const id =
    (await readLine(host, MACHINE_ID)) ?? (await readLine(host, '/var/lib/dbus/machine-id'));
  return id !== undefined && /^[0-9a-f]{32}$/.test(id) && !/^0+$/.test(id) ? id : undefined;
}

/**
 * When the machine id was written: by the installer, or by the first start of an image
 * (machine-id(5)), and never again. Undefined where systemd only keeps one in memory over it, and
 * for what a clock without a battery has said.
 */
async function readInstalledOn(host: Host): Promise<string | undefined> {
  const mounts = found(await host.readText('/proc/self/mountinfo')) ?? '';
  if (mounts.split('\n').some((line) => line.split(' ')[4] === MACHINE_ID)) return undefined;
  const read = await host.changedAt?.(MACHINE_ID);
  const day = read && found(read)?.toISOString().slice(0, 10);
  return day === undefined || day < FIRST_MACHINE_ID ? undefined : day;
}

const MACHINE_ID = '/etc/machine-id';
/** systemd began to write them in 2010. */
const FIRST_MACHINE_ID = '2010-07-07';

/** What the kernel manages: the modules' sum less what firmware and kernel keep for themselves. */
async function readMemoryBytes(host: Host): Promise<number | undefined> {
  const info = found(await host.readText('/proc/meminfo')) ?? '';
  const kibibytes = /^MemTotal:\s+(\d+) kB$/m.exec(info)?.[1];
  return kibibytes === undefined ? undefined : Number(kibibytes) * 1024;
}
