import { openTreeHost, type Tree } from '@muster/hosts/host/tree';
import { describe, expect, it } from 'vitest';
import { readPlugged } from './plugged.ts';

const plugged = (tree: Tree) => readPlugged(openTreeHost(tree));

const linux = (...paths: string[]): Tree => ({
  platform: 'linux',
  files: new Map(paths.map((path) => [path, path.endsWith('status') ? 'connected\n' : ''])),
});

const ioreg = (...devices: string[]) =>
  ['+-o Root  <class IORegistryEntry, id 0x100000100, retain 34>', ...devices].join('\n');
const hub = (busy: number) =>
  `  | +-o Dock Hub@02100000  <class IOUSBHostDevice, id 0x100000abc, registered, busy ${busy}, retain 30>`;
const mac = (tree: string, changed?: string): Tree => ({
  platform: 'darwin',
  outputs: new Map([['ioreg usb plane', tree]]),
  ...(changed !== undefined && {
    changes: new Map([
      ['/Library/Preferences/com.apple.windowserver.displays.plist', new Date(changed)],
    ]),
  }),
});

const enumeration = (...instances: string[]) =>
  [
    '',
    'HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Services\\monitor\\Enum',
    ...instances.map((instance, index) => `    ${index}    REG_SZ    ${instance}`),
    `    Count    REG_DWORD    0x${instances.length}`,
    `    NextInstance    REG_DWORD    0x${instances.length}`,
    '',
  ].join('\r\n');
const windows = (monitors: string, hubs: string): Tree => ({
  platform: 'win32',
  outputs: new Map([
    ['reg query monitor', monitors],
    ['reg query USBHUB3', hubs],
  ]),
});
const PANEL = 'DISPLAY\\LGD0521\\4&1a2b3c&0&UID8388688';
const SCREEN = 'DISPLAY\\DEL41A8\\5&2b3c4d&0&UID4352';
const DOCK = 'USB\\VID_17EF&PID_30B0\\6&3c4d5e&0&3';

describe('what is plugged in', () => {
  it.each<[string, Tree, Tree]>([
    [
      'a USB device of Linux',
      linux('/sys/bus/usb/devices/1-1/x'),
      linux('/sys/bus/usb/devices/1-2/x'),
    ],
    ['a monitor of Linux', linux(), linux('/sys/class/drm/card0-DP-1/status')],
    ['a dock of a Mac', mac(ioreg()), mac(ioreg(hub(0)))],
    [
      'a monitor of a Mac',
      mac(ioreg(), '2026-11-21T10:00:00Z'),
      mac(ioreg(), '2026-11-21T10:00:05Z'),
    ],
    [
      'a monitor of Windows',
      windows(enumeration(PANEL), ''),
      windows(enumeration(PANEL, SCREEN), ''),
    ],
    ['a dock of Windows', windows('', enumeration()), windows('', enumeration(DOCK))],
  ])('differs when it is %s', async (_what, before, after) => {
    expect(await plugged(after)).not.toBe(await plugged(before));
    expect(await plugged(after)).not.toBe('');
  });

  it.each<[string, Tree, Tree]>([
    ['a Mac counts on', mac(ioreg(hub(0))), mac(ioreg(hub(7)))],
    [
      'Windows lists it in another order',
      windows(enumeration(PANEL, SCREEN), ''),
      windows(enumeration(SCREEN, PANEL), ''),
    ],
    [
      'a container of this host gets an interface',
      linux('/sys/class/net/eth0/x'),
      linux('/sys/class/net/eth0/x', '/sys/class/net/veth1a2b3c/x'),
    ],
  ])('is the same when %s', async (_what, before, after) => {
    expect(await plugged(after)).toBe(await plugged(before));
  });

  it.each(['linux', 'darwin', 'win32', 'other'] as const)(
    'is known of a bare %s',
    async (platform) => {
      expect(typeof (await plugged({ platform }))).toBe('string');
    },
  );
});
