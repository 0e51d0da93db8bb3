/** Neighbors, FDB and ARP from columns of recordings made for this test. */
import { describe, expect, it } from 'vitest';
import type { Column } from '../agent.ts';
import { Cells } from '../cells.ts';
import { parseRecording } from '../recorded.ts';
import { edgeOf, uplinksOf } from '../uplinks.ts';
import { readAddressIndex, readMacArcs } from './address-index.ts';
import { ARP_COLUMNS, parseArp } from './arp.ts';
import {
  BRIDGE_PORT_COLUMNS,
  FDB_COLUMNS,
  FDB_VLAN_COLUMNS,
  joinAttachments,
  parseBridgePorts,
  parseFdb,
} from './bridge.ts';
import { CDP_COLUMNS, parseCdp } from './cdp.ts';
import { ADDRESS_COLUMNS, INTERFACE_COLUMNS, type Ports, parseInterfaces } from './interfaces.ts';
import {
  LLDP_LOCAL_COLUMNS,
  LLDP_MED_COLUMNS,
  LLDP_REMOTE_COLUMNS,
  lldpByIfIndexColumns,
  parseLldp,
  parseLldpByIfIndex,
} from './lldp.ts';

const limits = { rowsMax: 1000, bytesMax: 100_000, wallClockMs: 1000 };
const walk = (text: string, columns: readonly string[]): Promise<readonly Column[]> =>
  parseRecording(text).walk(columns, limits);

const IF = [
  '1.3.6.1.2.1.2.2.1.2.7|4|GigabitEthernet0/7',
  '1.3.6.1.2.1.31.1.1.1.1.7|4|Gi0/7',
  '1.3.6.1.2.1.31.1.1.1.18.7|4|desk 12',
  '1.3.6.1.2.1.2.2.1.6.7|4x|0015f2000007',
  '1.3.6.1.2.1.2.2.1.8.7|2|1',
  '1.3.6.1.2.1.31.1.1.1.15.7|66|1000',
  '1.3.6.1.2.1.2.2.1.2.9|4|GigabitEthernet0/9',
  '1.3.6.1.2.1.4.20.1.2.192.0.2.9|2|9',
  '1.3.6.1.2.1.4.34.1.3.2.16.32.1.13.184.0.0.0.0.0.0.0.0.0.0.0.9|2|9',
].join('\n');
const ports = async (): Promise<Ports> =>
  parseInterfaces(await walk(IF, INTERFACE_COLUMNS), await walk(IF, ADDRESS_COLUMNS));

it('reads interfaces by both tables, with both kinds of addresses', async () => {
  expect((await ports()).interfaces).toEqual(
    [
      {
        name: 'GigabitEthernet0/9',
        index: 9,
        addresses: ['2001:db8::9', '192.0.2.9'],
      },
      {
        name: 'Gi0/7',
        index: 7,
        mac: '00:15:f2:00:00:07',
        macKind: 'burned-in',
        speedBitsPerSecond: 1_000_000_000,
        up: true,
        description: 'desk 12',
      },
    ].reverse(),
  );
});

describe('an LLDP port number', () => {
  const remote = (number: number): string =>
    [
      `1.0.8802.1.1.2.1.4.1.1.4.0.${number}.1|2|4`,
      `1.0.8802.1.1.2.1.4.1.1.5.0.${number}.1|4x|0015f2aabbcc`,
      `1.0.8802.1.1.2.1.4.1.1.9.0.${number}.1|4|phone-1`,
      `1.0.8802.1.1.2.1.4.1.1.12.0.${number}.1|4x|2400`,
      `1.0.8802.1.1.2.1.4.2.1.3.0.${number}.1.1.4.192.0.2.77|2|1`,
      `1.0.8802.1.1.2.1.5.4795.1.3.3.1.4.0.${number}.1|4|PH77K01X`,
      `1.0.8802.1.1.2.1.5.4795.1.3.3.1.6.0.${number}.1|4|VVX-9`,
    ].join('\n');
  it.each([
    ['is an ifIndex', 7, ''],
    ['is a bridge port', 3, ''],
    [
      'is named by its port id',
      22,
      '1.0.8802.1.1.2.1.3.7.1.2.22|2|5\n1.0.8802.1.1.2.1.3.7.1.3.22|4|Gi0/7',
    ],
    ['is named by its description', 22, '1.0.8802.1.1.2.1.3.7.1.4.22|4|GigabitEthernet0/7'],
    ['is named by its alias', 22, '1.0.8802.1.1.2.1.3.7.1.4.22|4|desk 12'],
    [
      'is named by its MAC',
      22,
      '1.0.8802.1.1.2.1.3.7.1.2.22|2|3\n1.0.8802.1.1.2.1.3.7.1.3.22|4x|0015f2000007',
    ],
  ])('%s', async (_, number, local) => {
    const text = `${remote(number)}\n${local}`;
    const remotes = parseLldp(
      await walk(text, [...LLDP_REMOTE_COLUMNS, ...LLDP_LOCAL_COLUMNS]),
      await walk(text, LLDP_MED_COLUMNS),
      await ports(),
      { bridgePorts: new Map([[3, 7]]) },
    );
    expect(remotes).toEqual([
      {
        neighbor: {
          protocol: 'lldp',
          localPort: 'Gi0/7',
          chassisId: '00:15:f2:aa:bb:cc',
          systemName: 'phone-1',
          address: '192.0.2.77',
          capabilities: ['bridge', 'telephone'],
        },
        inventory: { serial: 'PH77K01X', model: 'VVX-9' },
      },
    ]);
  });
});

it('reads LLDP-V2-MIB, which numbers ports by ifIndex', async () => {
  const table = '1.3.111.2.802.1.1.13.1.4.1.1';
  const text = [
    `${table}.5.0.7.1.1|2|7`,
    `${table}.6.0.7.1.1|4|core-1`,
    `${table}.10.0.7.1.1|4|core`,
  ].join('\n');
  expect(parseLldpByIfIndex(await walk(text, lldpByIfIndexColumns()), await ports())).toMatchObject(
    [{ neighbor: { localPort: 'Gi0/7', chassisId: 'core-1', systemName: 'core' } }],
  );
});

it('reads CDP', async () => {
  const table = '1.3.6.1.4.1.9.9.23.1.2.1.1';
  const text = [
    `${table}.4.7.1|4x|c000020a`,
    `${table}.6.7.1|4|edge-9(FOC1234X0AB)`,
    `${table}.7.7.1|4|GigabitEthernet1/0/1`,
    `${table}.8.7.1|4|example WS-1`,
    `${table}.9.7.1|4x|00000028`,
  ].join('\n');
  expect(parseCdp(await walk(text, CDP_COLUMNS), await ports())).toEqual([
    {
      protocol: 'cdp',
      localPort: 'Gi0/7',
      systemName: 'edge-9(FOC1234X0AB)',
      portId: 'GigabitEthernet1/0/1',
      platform: 'example WS-1',
      address: '192.0.2.10',
      capabilities: ['bridge'],
    },
  ]);
});

describe('an FDB id', () => {
  const fdb = '1.3.6.1.2.1.17.7.1.2.2.1.2.5.0.21.242.1.2.3|2|3';
  const named = (vlan: number): string => `1.3.6.1.2.1.17.7.1.4.3.1.1.${vlan}|4|a vlan`;
  const mapped = (vlan: number): string => `1.3.6.1.2.1.17.7.1.4.2.1.3.0.${vlan}|66|5`;
  it.each([
    ['is the VLAN that the device maps to it', [mapped(105)], 105],
    ['of several VLANs is no VLAN', [mapped(105), mapped(106)], undefined],
    ['is a VLAN where all FDB ids are VLANs of the device', [named(5), named(6)], 5],
    ['is not a VLAN that the device does not have', [named(6)], undefined],
    ['says nothing alone', [], undefined],
  ])('%s', async (_, rows, vlan) => {
    const text = [fdb, ...rows].join('\n');
    const entries = parseFdb(
      await walk(text, FDB_COLUMNS),
      await walk(text, FDB_VLAN_COLUMNS),
      false,
    );
    expect(entries).toEqual([
      { mac: '00:15:f2:01:02:03', bridgePort: 3, ...(vlan !== undefined && { vlan }) },
    ]);
  });
});

it('joins FDB and ARP, leaves out its own addresses, and keeps who is known by ARP alone', async () => {
  const text = [
    '1.3.6.1.2.1.17.1.4.1.2.3|2|7',
    '1.3.6.1.2.1.4.22.1.2.9.192.0.2.50|4x|0015f2010203',
    '1.3.6.1.2.1.4.22.1.2.9.192.0.2.51|4x|0015f2010299',
    '1.3.6.1.2.1.4.22.1.2.9.192.0.2.9|4x|0015f2000007',
    '1.3.6.1.2.1.4.22.1.2.9.192.0.2.255|4x|ffffffffffff',
  ].join('\n');
  const attachments = joinAttachments(
    [
      { mac: '00:15:f2:01:02:03', bridgePort: 3, vlan: 5 },
      { mac: '00:15:f2:00:00:07', bridgePort: 3, vlan: 5 },
    ],
    parseArp(await walk(text, ARP_COLUMNS)),
    await ports(),
    parseBridgePorts(await walk(text, BRIDGE_PORT_COLUMNS)),
    new Set(['00:15:f2:00:00:07']),
  );
  expect(attachments).toEqual([
    { mac: '00:15:f2:01:02:03', port: 'Gi0/7', vlan: 5, address: '192.0.2.50' },
    { mac: '00:15:f2:01:02:99', address: '192.0.2.51' },
  ]);
});

it('takes what is learned on an uplink for attached elsewhere', () => {
  const uplinks = uplinksOf([
    { protocol: 'lldp', localPort: 'Gi0/1', capabilities: ['bridge', 'router'] },
    { protocol: 'lldp', localPort: 'Gi0/2', capabilities: ['bridge', 'telephone'] },
    { protocol: 'lldp', localPort: 'Gi0/3', capabilities: ['station'] },
  ]);
  expect([...uplinks]).toEqual(['Gi0/1']);
  expect(
    edgeOf(
      [
        { mac: '00:15:f2:00:00:01', port: 'Gi0/1', vlan: 1 },
        { mac: '00:15:f2:00:00:02', port: 'Gi0/1', address: '192.0.2.2' },
        { mac: '00:15:f2:00:00:03', port: 'Gi0/2' },
      ],
      uplinks,
    ),
  ).toEqual([
    { mac: '00:15:f2:00:00:02', address: '192.0.2.2' },
    { mac: '00:15:f2:00:00:03', port: 'Gi0/2' },
  ]);
});

it.each([
  ['1.4.192.0.2.1', '192.0.2.1'],
  ['2.16.32.1.13.184.0.0.0.0.0.0.0.0.0.0.0.1', '2001:db8::1'],
  ['4.20.254.128.0.0.0.0.0.0.0.0.0.0.0.0.0.1.0.0.0.7', 'fe80::1'],
  ['1.4.300.0.2.1', undefined],
  ['1.4.192.0.2', undefined],
  ['16.4.192.0.2.1', undefined],
])('reads the address %s', (index, address) => {
  expect(readAddressIndex(index)).toBe(address);
});

it.each([
  ['0.21.242.1.2.3', 0, '00:15:f2:01:02:03'],
  ['10.0.21.242.1.2.3', 1, '00:15:f2:01:02:03'],
  ['0.21.242.1.2', 0, undefined],
  ['0.21.242.1.2.3.4', 0, undefined],
  ['0.21.242.1.2.256', 0, undefined],
  ['0.0.0.0.0.0', 0, undefined],
])('reads the MAC address in %s from %i', (index, from, mac) => {
  expect(readMacArcs(Cells.of([{ index, value: 1 }]), 0, from)).toBe(mac);
});
