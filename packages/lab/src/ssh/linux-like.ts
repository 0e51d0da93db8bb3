/**
 * An invented Linux server for the lab: answers the one script that a reader sends over an exec
 * channel, section by section, from files it pretends to have.
 */
export interface LinuxLikeOptions {
  readonly hostname?: string;
  readonly serial?: string;
  readonly uuid?: string;
  /** Whether the reader is root: otherwise serials and UUIDs are refused. */
  readonly isRoot?: boolean;
}

const REFUSED = 'cat: Permission denied';

/** For `exec` of the SSH server: the script's sections in its order, anything else unknown. */
export function linuxLikeExec(
  options: LinuxLikeOptions = {},
): (command: string) => { readonly output: string; readonly code?: number } | undefined {
  const files = filesOf(options);
  return (command) => {
    if (/^uname -a$/.test(command)) {
      return { output: `Linux ${files.get('hostname')} 6.1.0-lab #1 SMP x86_64 GNU/Linux\n` };
    }
    const names = [...command.matchAll(/echo "##muster ([^"]+)"/g)].map(([, name = '']) => name);
    if (names.length === 0) return { output: `sh: ${command}: not found\n`, code: 127 };
    const sections = names.map((name) => `##muster ${name}\n${files.get(name) ?? ''}`);
    return { output: `${sections.join('\n')}\n` };
  };
}

function filesOf({
  hostname = 'lab-server-1',
  serial = 'LABSRV0001',
  uuid = '4d757374-6572-4c61-8000-024d75000001',
  isRoot = true,
}: LinuxLikeOptions): ReadonlyMap<string, string> {
  const secret = (value: string) => (isRoot ? value : REFUSED);
  return new Map([
    ['hostname', hostname],
    ['uname', `${hostname}\n6.1.0-lab\nx86_64`],
    ['os-release', 'NAME="Lab Linux"\nVERSION="7 (bench)"\nID=lab'],
    ['machine-id', '0123456789abcdef0123456789abcdef'],
    ['dmi/sys_vendor', 'Muster Works'],
    ['dmi/product_name', 'Bench 100'],
    ['dmi/product_serial', secret(serial)],
    ['dmi/product_uuid', secret(uuid)],
    ['dmi/board_serial', secret(`${serial}-B`)],
    ['dmi/chassis_serial', secret(`${serial}-C`)],
    ['dmi/chassis_type', '23'],
    ['dmi/bios_vendor', 'Muster BIOS'],
    ['dmi/bios_version', '1.7'],
    ['dmi/bios_date', '03/09/2026'],
    ['pid-namespace', 'pid:[4026531836]\nsystemd'],
    [
      'ip',
      JSON.stringify([
        { ifindex: 1, ifname: 'lo', address: '00:00:00:00:00:00', operstate: 'UNKNOWN' },
        {
          ifindex: 2,
          ifname: 'eno1',
          address: '00:16:3e:4d:75:01',
          operstate: 'UP',
          addr_info: [{ family: 'inet', local: '192.0.2.50', scope: 'global' }],
        },
      ]),
    ],
    [
      'lsblk',
      JSON.stringify({
        blockdevices: [
          {
            name: 'sda',
            type: 'disk',
            model: 'Lab SSD 960',
            serial: 'LABSSD01',
            size: 960197124096,
          },
          { name: 'sr0', type: 'rom', model: 'DVD', serial: 'x', size: 1 },
        ],
      }),
    ],
    ['dmidecode', isRoot ? DMIDECODE : '/dev/mem: Permission denied'],
    ['end', ''],
  ]);
}

const DMIDECODE = `# dmidecode 3.4
SMBIOS 3.2.0 present.

Handle 0x1100, DMI type 17, 84 bytes
Memory Device
\tSize: 16 GB
\tLocator: A1
\tManufacturer: Muster Memory
\tSerial Number: 4D750001
\tPart Number: MM16G

Handle 0x1101, DMI type 17, 84 bytes
Memory Device
\tSize: No Module Installed
\tLocator: A2
`;
