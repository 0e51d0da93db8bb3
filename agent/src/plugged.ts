/**
 * What is plugged in, as one text: when it changes, a dock or a monitor has come or gone. Cheap, for
 * it is asked again and again; what has changed the inventory finds out.
 */
import {
  type Command,
  found,
  type Host,
  type HostPlatform,
  namesIn,
  readLine,
} from '@muster/hosts/host/host';
import { isPassingInterface } from '@muster/hosts/linux/network';

/** Listing folders costs nothing; elsewhere it takes a process, or two, of some milliseconds. */
export const PLUGGED_EVERY_MS: Readonly<Record<HostPlatform, number>> = {
  linux: 60_000,
  darwin: 300_000,
  win32: 300_000,
  other: Number.POSITIVE_INFINITY,
};

/** Empty on systems that are not asked. What cannot be read is as if nothing were there. */
export async function readPlugged(host: Host): Promise<string> {
  switch (host.platform) {
    case 'linux':
      return readLinux(host);
    case 'darwin':
      return readMac(host);
    case 'win32':
      return readWindows(host);
    case 'other':
      return '';
  }
}

async function readLinux(host: Host): Promise<string> {
  const parts = [...(await namesIn(host, '/sys/bus/usb/devices'))];
  for (const name of await namesIn(host, '/sys/class/drm'))
    if (name.includes('-'))
      parts.push(`${name}=${await readLine(host, `/sys/class/drm/${name}/status`)}`);
  const interfaces = await namesIn(host, '/sys/class/net');
  parts.push(...interfaces.filter((name) => !isPassingInterface(name)));
  parts.push(...(await namesIn(host, '/sys/bus/thunderbolt/devices')));
  return parts.join(' ');
}

const TIMEOUT_MS = 10_000;

/** The USB devices as a tree: "+-o Dock@02100000  <class IOUSBHostDevice, id 0x10000abcd, …>". */
const usbPlane: Command = {
  name: 'ioreg usb plane',
  file: '/usr/sbin/ioreg',
  args: ['-p', 'IOUSB', '-w0'],
  timeoutMs: TIMEOUT_MS,
};

/** The window server notes here which displays stand how, whenever that changes. */
const DISPLAYS = '/Library/Preferences/com.apple.windowserver.displays.plist';

async function readMac(host: Host): Promise<string> {
  const tree = found(await host.run(usbPlane)) ?? '';
  // Without what counts on by itself: how busy, how often held.
  const devices = tree.matchAll(/\+-o (.+?) +<class (\w+), id (0x[0-9a-f]+)/g);
  const usb = Array.from(devices, ([, name, kind, id]) => `${name}/${kind}/${id}`);
  const displays = await host.changedAt?.(DISPLAYS);
  const changed = displays === undefined ? undefined : found(displays)?.toISOString();
  return [...usb, `displays=${changed}`].join(' ');
}

/**
 * A driver's `Enum` key lists the devices that it serves now (Windows keeps it in memory only).
 * Monitors by themselves; of docks the USB hubs in them.
 */
const DRIVERS: readonly string[] = ['monitor', 'USBHUB3'];

async function readWindows(host: Host): Promise<string> {
  const parts: string[] = [];
  for (const driver of DRIVERS) {
    const listed = found(
      await host.run({
        name: `reg query ${driver}`,
        file: 'reg.exe',
        args: ['query', `HKLM\\SYSTEM\\CurrentControlSet\\Services\\${driver}\\Enum`],
        timeoutMs: TIMEOUT_MS,
      }),
    );
    const instances = listed?.matchAll(/^ {4}\d+ {4}REG_SZ {4}(\S.*?)\s*$/gm) ?? [];
    parts.push(...Array.from(instances, ([, instance]) => `${driver}=${instance}`).sort());
  }
  return parts.join(' ');
}
