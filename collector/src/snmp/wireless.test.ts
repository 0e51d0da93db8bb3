/** What controllers and access points tell of their radios’ world, from recordings made for this test. */

import type { Sighting } from '@muster/facts/observation';
import { Secret } from '@muster/uplink/secret';
import { describe, expect, it } from 'vitest';
import { startSnmpDevice } from '../../../packages/lab/src/snmp/responder.ts';
import { builtInFamilies } from './families/registry.ts';
import { compileFamilies } from './match.ts';
import { probeSnmp } from './probe.ts';
import { parseRecording } from './recorded.ts';
import { sightingsOf } from './sightings.ts';
import { visitDevice } from './visit.ts';

const families = compileFamilies(builtInFamilies());

async function see(lines: readonly string[]): Promise<readonly Sighting[]> {
  const outcome = await visitDevice(parseRecording(lines.join('\n')), {
    families,
    productName: () => undefined,
  });
  if (outcome.kind !== 'visited') throw new Error(outcome.reason);
  return sightingsOf(outcome.visited, {
    observedAt: '2026-01-01T00:00:00.000Z',
    address: '192.0.2.1',
  });
}

describe('a FortiGate with access points', () => {
  const WC = '1.3.6.1.4.1.12356.101.14';
  /** A row's index: virtual domain, length and octets of the access point's id. */
  const at = (id: string): string => `1.${id.length}.${[...Buffer.from(id)].join('.')}`;
  const accessPoint = (id: string, name: string, mac: string, model: string): string[] => [
    `${WC}.4.3.1.3.${at(id)}|4|${name}`,
    `${WC}.4.4.1.1.${at(id)}|4|${id}`,
    `${WC}.4.4.1.6.${at(id)}|4x|${mac}`,
    `${WC}.4.4.1.12.${at(id)}|4|${model}`,
    `${WC}.4.4.1.14.${at(id)}|4|${model}-v7.4-build0652`,
  ];
  const FORTIGATE = [
    '1.3.6.1.2.1.1.2.0|6|1.3.6.1.4.1.12356.101.1.15000',
    '1.3.6.1.4.1.12356.100.1.1.1.0|4|FG1K5D3I25900001',
    ...accessPoint('FP231FTF25000001', 'hall', '02005e005501', 'FAP231F'),
    ...accessPoint('FP231FTF25000002', 'attic', '02005e005502', 'FAP231F'),
    ...accessPoint('FWF60E-WIFI0', 'local', '02005e005503', 'FWF60E-WIFI'),
  ];

  it('tells of each, by its serial, and of none for its own radio', async () => {
    const [own, ...others] = await see(FORTIGATE);
    expect(own?.device.serial).toBe('FG1K5D3I25900001');
    expect(others.map(({ class: kind, device }) => ({ kind, ...device }))).toEqual([
      {
        kind: 'access-point',
        serial: 'FP231FTF25000001',
        model: 'FAP231F',
        hostname: 'hall',
        baseMac: '02:00:5e:00:55:01',
      },
      {
        kind: 'access-point',
        serial: 'FP231FTF25000002',
        model: 'FAP231F',
        hostname: 'attic',
        baseMac: '02:00:5e:00:55:02',
      },
    ]);
    expect(others[0]?.place?.via?.key).toBe(own?.key);
  });

  it('places each connected station on the access point it is on', async () => {
    /** By virtual domain, ifIndex, and the address with its length. */
    const station = (mac: number, id: string, address: string, online: 1 | 2): string[] => {
      const index = `1.25.6.2.0.94.0.85.${mac}`;
      return [
        `${WC}.5.1.3.${index}|4|${id}`,
        `${WC}.5.1.5.${index}|2|40`,
        `${WC}.5.1.6.${index}|2|1`,
        `${WC}.5.1.7.${index}|4x|${address}`,
        `${WC}.5.1.21.${index}|2|${online}`,
      ];
    };
    const [own, hall, attic] = await see([
      ...FORTIGATE,
      ...station(33, 'FP231FTF25000001', 'c0000221', 1),
      ...station(34, 'FP231FTF25000001', '00000000', 1),
      ...station(35, 'FP231FTF25000001', 'c0000223', 2),
      ...station(36, 'FP231FTF25000009', 'c0000224', 1),
      ...station(37, 'FP231FTF25000002', '20010db8000000000000000000000037', 1),
    ]);
    expect(own?.attachments).toBeUndefined();
    expect(hall?.attachments).toEqual([
      { mac: '02:00:5e:00:55:21', vlan: 40, address: '192.0.2.33' },
      { mac: '02:00:5e:00:55:22', vlan: 40 },
    ]);
    expect(attic?.attachments).toEqual([
      { mac: '02:00:5e:00:55:25', vlan: 40, address: '2001:db8::37' },
    ]);
  });
});

it('places stations of a Cisco controller by the radio address that is the index of its access points', async () => {
  const AP = '1.3.6.1.4.1.14179.2.2.1.1';
  const STATION = '1.3.6.1.4.1.14179.2.1.4.1';
  const radio = '2.0.94.0.85.48';
  const stations = [
    [64, '02005e005530', 3],
    [65, '02005e005530', 5],
    [66, '000000000000', 3],
  ] as const;
  const sightings = await see([
    '1.3.6.1.2.1.1.1.0|4|Cisco Controller',
    '1.3.6.1.2.1.1.2.0|6|1.3.6.1.4.1.9.1.2170',
    `${AP}.3.${radio}|4|hall`,
    `${AP}.17.${radio}|4|LAB2501A0W1`,
    `${AP}.33.${radio}|4x|02005e005520`,
    ...stations.flatMap(([mac, radioMac, status]) => [
      `${STATION}.1.2.0.94.0.85.${mac}|4x|02005e0055${mac.toString(16)}`,
      `${STATION}.2.2.0.94.0.85.${mac}|64|192.0.2.${mac}`,
      `${STATION}.4.2.0.94.0.85.${mac}|4x|${radioMac}`,
      `${STATION}.9.2.0.94.0.85.${mac}|2|${status}`,
    ]),
  ]);
  const hall = sightings.find(({ device }) => device.serial === 'LAB2501A0W1');
  expect(hall?.attachments).toEqual([{ mac: '02:00:5e:00:55:40', address: '192.0.2.64' }]);
});

it('places stations of a Ruckus controller by the address of the access point', async () => {
  const ZD = '1.3.6.1.4.1.25053.1.2.2.1.1';
  const sightings = await see([
    '1.3.6.1.2.1.1.1.0|4|Ruckus Wireless, Inc. (C) 2006',
    '1.3.6.1.2.1.1.2.0|6|1.3.6.1.4.1.25053.3.1.5.1',
    `${ZD}.2.1.1.1.6.2.0.94.0.85.80|4x|02005e005550`,
    `${ZD}.2.1.1.5.6.2.0.94.0.85.80|4|LAB250100050`,
    `${ZD}.3.1.1.1.6.2.0.94.0.85.96|4x|02005e005560`,
    `${ZD}.3.1.1.2.6.2.0.94.0.85.96|4x|02005e005550`,
    `${ZD}.3.1.1.8.6.2.0.94.0.85.96|64|192.0.2.96`,
  ]);
  const child = sightings.find(({ device }) => device.serial === 'LAB250100050');
  expect(child?.attachments).toEqual([{ mac: '02:00:5e:00:55:60', address: '192.0.2.96' }]);
});

describe('over UDP', () => {
  /** One visit to a responder that serves these lines. */
  async function probe(lines: readonly string[]): Promise<readonly Sighting[]> {
    const device = await startSnmpDevice({ communities: { public: lines.join('\n') } });
    try {
      const outcome = await probeSnmp(
        {
          host: '127.0.0.1',
          port: device.port,
          credentials: { kind: 'community', version: '2c', community: new Secret('public') },
        },
        { now: () => new Date(), signal: AbortSignal.timeout(10_000) },
      );
      if (outcome.kind !== 'observed') throw new Error(outcome.reason);
      return outcome.sightings;
    } finally {
      await device.close();
    }
  }
  const attachmentsBy = (sightings: readonly Sighting[]) =>
    Object.fromEntries(
      sightings.flatMap(({ device, attachments }) =>
        attachments === undefined || device.serial === undefined
          ? []
          : [[device.serial, attachments]],
      ),
    );

  it('places users of an Aruba controller by the network address of the radio they hear', async () => {
    const AP = '1.3.6.1.4.1.14823.2.2.1.5.2.1.4.1';
    const BSSID = '1.3.6.1.4.1.14823.2.2.1.5.2.1.7.1.13';
    const USER = '1.3.6.1.4.1.14823.2.2.1.4.1.2.1';
    const accessPoint = (mac: number): string[] => [
      `${AP}.2.2.0.94.0.85.${mac}|64|192.0.2.${mac}`,
      `${AP}.3.2.0.94.0.85.${mac}|4|ap-${mac}`,
      `${AP}.6.2.0.94.0.85.${mac}|4|LABCN00${mac}`,
      `${AP}.13.2.0.94.0.85.${mac}|4|515`,
    ];
    const radio = (mac: number, bssid: number): string =>
      `${BSSID}.2.0.94.0.85.${mac}.1.2.0.94.1.85.${bssid}|4x|02005e0055${mac.toString(16)}`;
    const user = (mac: number, address: string, bssid: string, vlan: number): string[] => [
      `${USER}.11.2.0.94.2.85.${mac}.${address}|4x|${bssid}`,
      `${USER}.22.2.0.94.2.85.${mac}.${address}|2|${vlan}`,
    ];
    const sightings = await probe([
      '1.3.6.1.2.1.1.1.0|4|ArubaOS (MODEL: Aruba7210), Version 8.10.0.6',
      '1.3.6.1.2.1.1.2.0|6|1.3.6.1.4.1.14823.1.1.32',
      ...accessPoint(16),
      ...accessPoint(32),
      radio(16, 17),
      radio(16, 18),
      radio(32, 33),
      ...user(1, '192.0.2.101', '02005e015511', 40),
      ...user(2, '192.0.2.102', '02005e015512', 41),
      ...user(3, '192.0.2.103', '02005e015521', 40),
      // At a port of the controller, not on the air.
      ...user(4, '192.0.2.104', '000000000000', 40),
    ]);
    expect(attachmentsBy(sightings)).toEqual({
      LABCN0016: [
        { mac: '02:00:5e:02:55:01', vlan: 40, address: '192.0.2.101' },
        { mac: '02:00:5e:02:55:02', vlan: 41, address: '192.0.2.102' },
      ],
      LABCN0032: [{ mac: '02:00:5e:02:55:03', vlan: 40, address: '192.0.2.103' }],
    });
  });

  it('places stations of an Aruba Instant cluster by the address of the access point', async () => {
    const AP = '1.3.6.1.4.1.14823.2.3.3.1.2.1.1';
    const CLIENT = '1.3.6.1.4.1.14823.2.3.3.1.2.4.1';
    const accessPoint = (mac: number, address: string): string[] => [
      `${AP}.1.2.0.94.0.85.${mac}|4x|02005e0055${mac}`,
      `${AP}.2.2.0.94.0.85.${mac}|4|ap-${mac}`,
      `${AP}.3.2.0.94.0.85.${mac}|64|${address}`,
      `${AP}.4.2.0.94.0.85.${mac}|4|LABCP00${mac}`,
    ];
    const client = (mac: number, at: string): string[] => [
      `${CLIENT}.1.2.0.94.2.85.${mac}|4x|02005e0255${mac}`,
      `${CLIENT}.3.2.0.94.2.85.${mac}|64|192.0.2.${mac}`,
      `${CLIENT}.4.2.0.94.2.85.${mac}|64|${at}`,
    ];
    const sightings = await probe([
      '1.3.6.1.2.1.1.1.0|4|ArubaOS (MODEL: 515), Version 8.10.0.6',
      '1.3.6.1.2.1.1.2.0|6|1.3.6.1.4.1.14823.1.2.111',
      ...accessPoint(16, '192.0.2.16'),
      ...accessPoint(32, '192.0.2.32'),
      // Two that are away have no address of their own.
      ...accessPoint(48, '0.0.0.0'),
      ...accessPoint(64, '0.0.0.0'),
      ...client(71, '192.0.2.32'),
      ...client(72, '0.0.0.0'),
    ]);
    expect(attachmentsBy(sightings)).toEqual({
      LABCP0032: [{ mac: '02:00:5e:02:55:71', address: '192.0.2.71' }],
    });
  });

  it('places stations of a Ruckus SmartZone by the address of the access point', async () => {
    const AP = '1.3.6.1.4.1.25053.1.4.2.1.1.2.2.1';
    const CLIENT = '1.3.6.1.4.1.25053.1.8.1.1.1.2.8.1';
    const sightings = await probe([
      '1.3.6.1.2.1.1.1.0|4|SmartZone made for this test',
      '1.3.6.1.2.1.1.2.0|6|1.3.6.1.4.1.25053.3.1.11.1',
      `${AP}.1.2.0.94.0.85.80|4x|02005e005550`,
      `${AP}.8.2.0.94.0.85.80|4|R650`,
      `${AP}.9.2.0.94.0.85.80|4|LAB250100080`,
      `${CLIENT}.6.2.0.94.2.85.96|64|192.0.2.96`,
      `${CLIENT}.8.2.0.94.2.85.96|4x|02005e005550`,
      `${CLIENT}.18.2.0.94.2.85.96|2|30`,
      `${CLIENT}.8.2.0.94.2.85.97|4x|02005e005551`,
    ]);
    expect(attachmentsBy(sightings)).toEqual({
      LAB250100080: [{ mac: '02:00:5e:02:55:60', vlan: 30, address: '192.0.2.96' }],
    });
  });

  it('reads a Catalyst 9800 with its access points, and who is on them', async () => {
    const AP = '1.3.6.1.4.1.14179.2.2.1.1';
    const CLIENT = '1.3.6.1.4.1.9.9.599.1.3.1.1';
    const client = (mac: number, status: number, radio: string): string[] => [
      `${CLIENT}.2.2.0.94.2.85.${mac}|2|${status}`,
      `${CLIENT}.8.2.0.94.2.85.${mac}|4x|${radio}`,
      `${CLIENT}.10.2.0.94.2.85.${mac}|64|192.0.2.${mac}`,
      `${CLIENT}.13.2.0.94.2.85.${mac}|2|50`,
    ];
    const sightings = await probe([
      '1.3.6.1.2.1.1.1.0|4|Cisco IOS Software [Gibraltar], C9800 Software (C9800_IOSXE-K9), Version 16.12.4a, RELEASE SOFTWARE (fc1)',
      '1.3.6.1.2.1.1.2.0|6|1.3.6.1.4.1.9.1.2530',
      '1.3.6.1.2.1.47.1.1.1.1.4.1|2|0',
      '1.3.6.1.2.1.47.1.1.1.1.5.1|2|3',
      '1.3.6.1.2.1.47.1.1.1.1.11.1|4|LAB2501W980',
      '1.3.6.1.2.1.47.1.1.1.1.13.1|4|C9800-40-K9',
      `${AP}.3.2.0.94.0.85.48|4|hall`,
      `${AP}.16.2.0.94.0.85.48|4|C9130AXI-E`,
      `${AP}.17.2.0.94.0.85.48|4|LAB2501A0W1`,
      `${AP}.33.2.0.94.0.85.48|4x|02005e005520`,
      ...client(65, 4, '02005e005530'),
      ...client(66, 8, '02005e005530'),
      ...client(67, 4, '02005e005540'),
    ]);
    expect(sightings[0]).toMatchObject({
      class: 'wireless-controller',
      device: { serial: 'LAB2501W980', model: 'C9800-40-K9' },
      os: { name: 'Cisco IOS XE', version: '16.12.4a' },
    });
    expect(attachmentsBy(sightings)).toEqual({
      LAB2501A0W1: [{ mac: '02:00:5e:02:55:41', vlan: 50, address: '192.0.2.65' }],
    });
  });
});

it('reads a UniFi access point by its own MIB: model, version and the address on its label', async () => {
  const sightings = await see([
    '1.3.6.1.2.1.1.1.0|4|UAP-AC-Pro-Gen2 6.6.77.15402',
    '1.3.6.1.2.1.1.2.0|6|1.3.6.1.4.1.8072.3.2.10',
    '1.3.6.1.2.1.1.5.0|4|hall',
    '1.3.6.1.4.1.41112.1.6.1.2.1.2.1|4x|06005e005511',
    '1.3.6.1.4.1.41112.1.6.1.2.1.6.1|4|guests',
    '1.3.6.1.4.1.41112.1.6.2.1.1.4.1|4x|02005e005511',
    '1.3.6.1.4.1.41112.1.6.2.1.1.5.1|4|eth0',
    '1.3.6.1.4.1.41112.1.6.3.3.0|4|UAP-AC-Pro-Gen2',
    '1.3.6.1.4.1.41112.1.6.3.6.0|4|6.6.77.15402',
  ]);
  expect(sightings).toMatchObject([
    {
      class: 'access-point',
      device: { model: 'UAP-AC-Pro-Gen2', hostname: 'hall', baseMac: '02:00:5e:00:55:11' },
      firmware: { version: '6.6.77.15402' },
      os: { name: 'UniFi' },
    },
  ]);
});
