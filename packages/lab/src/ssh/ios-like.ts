/** An invented IOS-like switch stack, written for the lab: two members, neighbors, learned addresses. */
import type { CommandLineDevice } from './command-line.ts';

export interface IosLikeOptions {
  readonly hostname?: string;
  readonly model?: string;
  /** One per member; one makes a switch that stands alone. */
  readonly serials?: readonly string[];
  readonly version?: string;
  /** Hung behind ports, by MAC address and VLAN. */
  readonly stations?: readonly Station[];
}

export interface Station {
  readonly mac: string;
  readonly port: string;
  readonly vlan: number;
  readonly address?: string;
}

const STATIONS: readonly Station[] = [
  { mac: '02:4d:75:00:10:01', port: 'Gi1/0/1', vlan: 10, address: '192.0.2.101' },
  { mac: '02:4d:75:00:10:02', port: 'Gi1/0/2', vlan: 10, address: '192.0.2.102' },
  { mac: '02:4d:75:00:20:07', port: 'Gi2/0/7', vlan: 20, address: '198.51.100.7' },
];

export function iosLikeDevice(options: IosLikeOptions = {}): CommandLineDevice {
  const {
    hostname = 'lab-access-2',
    model = 'WS-C3850-24T',
    serials = ['FOC0MUSTER1', 'FOC0MUSTER2'],
    version = '16.12.11',
    stations = STATIONS,
  } = options;
  return {
    hostname,
    greeting: 'Authorized use only -- this is the lab >\n',
    outputs: {
      'show version': versionOf(hostname, model, serials, version),
      'show inventory': inventoryOf(model, serials),
      'show switch detail': switchesOf(serials),
      'show lldp neighbors detail': LLDP,
      'show cdp neighbors detail': CDP,
      'show mac address-table': fdbOf(stations),
      'show ip arp': arpOf(stations),
      'show interfaces': interfacesOf(),
    },
    pageLines: 24,
  };
}

/** The n-th member's base address, from the locally administered range. */
function baseMac(index: number): string {
  return `024d.75ab.0${index}00`;
}

function versionOf(
  hostname: string,
  model: string,
  serials: readonly string[],
  version: string,
): string {
  const members = serials.map((serial, index) =>
    [
      ...(index === 0 ? [] : [`Switch 0${index + 1}`, '---------']),
      `Base Ethernet MAC Address          : ${baseMac(index)
        .replaceAll('.', '')
        .replaceAll(/(..)(?!$)/g, '$1:')}`,
      `Model Number                       : ${model}`,
      `System Serial Number               : ${serial}`,
      '',
    ].join('\n'),
  );
  const table = serials.map(
    (_, index) =>
      `${index === 0 ? '*' : ' '}    ${index + 1} 32    ${model}        ${version}          CAT3K_CAA-UNIVERSALK9 INSTALL`,
  );
  return [
    `Cisco IOS Software [Muster], Catalyst L3 Switch Software (CAT3K_CAA-UNIVERSALK9-M), Version ${version}, RELEASE SOFTWARE (fc1)`,
    'Compiled for the lab by nobody',
    '',
    `${hostname} uptime is 3 weeks, 2 days, 1 hour, 7 minutes`,
    'System image file is "flash:packages.conf"',
    '',
    `cisco ${model} (MIPS) processor (revision A0) with 872383K/6147K bytes of memory.`,
    `Processor board ID ${serials[0]}`,
    '',
    members[0] ?? '',
    'Switch Ports Model              SW Version        SW Image              Mode',
    '------ ----- -----              ----------        ----------            ----',
    ...table,
    '',
    ...members.slice(1),
    'Configuration register is 0x102',
  ].join('\n');
}

function inventoryOf(model: string, serials: readonly string[]): string {
  const stack =
    serials.length > 1
      ? [
          `NAME: "c38xx Stack", DESCR: "c38xx Stack"\nPID: ${model}      , VID: V05  , SN: ${serials[0]}\n`,
        ]
      : [];
  const members = serials.flatMap((serial, index) => [
    `NAME: "Switch ${index + 1}", DESCR: "${model}"\nPID: ${model}      , VID: V05  , SN: ${serial}\n`,
    `NAME: "Switch ${index + 1} - Power Supply A", DESCR: "Switch ${index + 1} - Power Supply A"\nPID: PWR-C1-350WAC     , VID: V02  , SN: LIT0MUSTER${index + 1}\n`,
  ]);
  return [...stack, ...members].join('\n');
}

function switchesOf(serials: readonly string[]): string {
  const rows = serials.map(
    (_, index) =>
      `${index === 0 ? '*' : ' '}${index + 1}       ${index === 0 ? 'Active ' : 'Standby'}  ${baseMac(index)}     ${15 - index}     V05     Ready`,
  );
  return [
    `Switch/Stack Mac Address : ${baseMac(0)} - Local Mac Address`,
    'Mac persistency wait time: Indefinite',
    '                                             H/W   Current',
    'Switch#   Role    Mac Address     Priority Version  State',
    '-------------------------------------------------------------------------------------',
    ...rows,
    '',
  ].join('\n');
}

const LLDP = `------------------------------------------------
Local Intf: Gi1/0/24
Chassis id: 024d.7500.0001
Port id: Gi0/1
Port Description: to access 2
System Name: lab-core-1

System Description:
A core switch of the lab

Time remaining: 101 seconds
System Capabilities: B,R
Enabled Capabilities: B,R
Management Addresses:
    IP: 192.0.2.1


Total entries displayed: 1
`;

const CDP = `-------------------------
Device ID: lab-phone-1
Entry address(es):
  IP address: 192.0.2.150
Platform: Muster Phone 7,  Capabilities: Host Phone
Interface: GigabitEthernet1/0/3,  Port ID (outgoing port): Port 1
Holdtime : 144 sec

Version :
7.0.1

Total cdp entries displayed : 1
`;

function dotted(mac: string): string {
  return mac.replaceAll(':', '').replaceAll(/(....)(?!$)/g, '$1.');
}

function fdbOf(stations: readonly Station[]): string {
  const rows = stations.map(
    ({ mac, port, vlan }) => `${String(vlan).padStart(4)}    ${dotted(mac)}    DYNAMIC     ${port}`,
  );
  return [
    '          Mac Address Table',
    '-------------------------------------------',
    '',
    'Vlan    Mac Address       Type        Ports',
    '----    -----------       --------    -----',
    ' All    0100.0ccc.cccc    STATIC      CPU',
    ...rows,
    `Total Mac Addresses for this criterion: ${rows.length + 1}`,
  ].join('\n');
}

function arpOf(stations: readonly Station[]): string {
  const rows = stations.flatMap(({ mac, vlan, address }) =>
    address === undefined
      ? []
      : [`Internet  ${address.padEnd(20)} 12   ${dotted(mac)}  ARPA   Vlan${vlan}`],
  );
  return ['Protocol  Address          Age (min)  Hardware Addr   Type   Interface', ...rows].join(
    '\n',
  );
}

function interfacesOf(): string {
  return [1, 2]
    .flatMap((member) => [1, 2, 3].map((port) => [member, port] as const))
    .map(
      ([member, port]) =>
        `GigabitEthernet${member}/0/${port} is up, line protocol is up (connected)\n  Hardware is Gigabit Ethernet, address is 024d.75ab.${member - 1}${port.toString().padStart(3, '0')} (bia 024d.75ab.${member - 1}${port.toString().padStart(3, '0')})\n  Description: desk ${member}-${port}\n  MTU 1500 bytes, BW 1000000 Kbit/sec, DLY 10 usec,`,
    )
    .join('\n');
}
