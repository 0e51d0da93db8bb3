/** What controllers and access points tell of their radios' world, from recordings made for this test. */

import type { Sighting } from '@muster/facts/observation';
import { describe, expect, it } from 'vitest';
import { builtInFamilies } from './families/registry.ts';
import { compileFamilies } from './match.ts';
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
