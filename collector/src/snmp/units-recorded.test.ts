/** The right units from whole recordings: virtual switches, modular chassis, routers, pairs. */

import type { Sighting } from '@muster/facts/observation';
import { describe, expect, it } from 'vitest';
import { builtInFamilies } from './families/registry.ts';
import { compileFamilies } from './match.ts';
import { parseRecording } from './recorded.ts';
import { sightingsOf } from './sightings.ts';
import { visitDevice } from './visit.ts';

const families = compileFamilies(builtInFamilies());

async function see(recording: string): Promise<readonly Sighting[]> {
  const outcome = await visitDevice(parseRecording(recording), {
    families,
    productName: () => undefined,
  });
  if (outcome.kind !== 'visited') throw new Error(outcome.reason);
  return sightingsOf(outcome.visited, {
    observedAt: '2026-01-01T00:00:00.000Z',
    address: '192.0.2.1',
  });
}

/** Rows of entPhysicalTable: index, class, parent, name, serial, model. */
type Row = readonly [number, number, number, string, string?, string?];

function entities(rows: readonly Row[]): string {
  const table = '1.3.6.1.2.1.47.1.1.1.1';
  return rows
    .flatMap(([index, kind, parent, name, serial = '', model = '']) => [
      `${table}.2.${index}|4|${name}`,
      `${table}.4.${index}|2|${parent}`,
      `${table}.5.${index}|2|${kind}`,
      `${table}.7.${index}|4|${name}`,
      `${table}.11.${index}|4|${serial}`,
      `${table}.13.${index}|4|${model}`,
    ])
    .join('\n');
}

const CHASSIS = 3;
const CONTAINER = 5;
const POWER = 6;
const MODULE = 9;
const STACK = 11;

const serials = (sightings: readonly Sighting[]): (string | undefined)[] =>
  sightings.map(({ device }) => device.serial);
const keys = (sightings: readonly Sighting[]): string[] => sightings.map(({ key }) => key).sort();
const partsOf = (sighting: Sighting | undefined): (string | undefined)[] =>
  (sighting?.components ?? []).map(({ serial }) => serial);

describe('StackWise Virtual', () => {
  const IOSXE = `1.3.6.1.2.1.1.1.0|4|Cisco IOS Software [Lab], Catalyst L3 Switch Software (CAT9K_IOSXE), Version 17.12.3
1.3.6.1.2.1.1.2.0|6|1.3.6.1.4.1.9.1.2530
1.3.6.1.2.1.1.5.0|4|core`;
  const TREE = entities([
    [1, STACK, 0, 'c96xx Stack'],
    [2, CHASSIS, 1, 'Chassis', 'LAB2501A0P1', 'C9606R'],
    [11, MODULE, 2, 'Supervisor', 'LABS501A0P1', 'C9600-SUP-1'],
    [500, CHASSIS, 1, 'Chassis', 'LAB2501A0P2', 'C9606R'],
    [511, MODULE, 500, 'Supervisor', 'LABS501A0P2', 'C9600-SUP-1'],
    [520, POWER, 500, 'Power Supply', 'LABW501A0P2', 'C9600-PWR-2KWAC'],
  ]);
  /** cswSwitchInfoTable by chassis: number, role (1 is active, 4 standby), MAC address. */
  const info = (rows: Readonly<Record<number, readonly [number, number, string]>>): string =>
    Object.entries(rows)
      .map(
        ([index, [number, role, mac]]) => `1.3.6.1.4.1.9.9.500.1.2.1.1.1.${index}|66|${number}
1.3.6.1.4.1.9.9.500.1.2.1.1.3.${index}|2|${role}
1.3.6.1.4.1.9.9.500.1.2.1.1.7.${index}|4x|${mac}`,
      )
      .join('\n');
  const NUMBERED = info({ 2: [1, 1, '02005e002501'], 500: [2, 4, '02005e002502'] });

  it('is two chassis, each with its supervisor, and the pair they make', async () => {
    const sightings = await see([IOSXE, TREE, NUMBERED].join('\n'));
    expect(serials(sightings)).toEqual(['LAB2501A0P1', 'LAB2501A0P2', undefined]);
    expect(sightings.map(({ place }) => place?.via?.port)).toEqual([
      'member 1',
      'member 2',
      undefined,
    ]);
    expect(sightings.map(({ device }) => device.baseMac)).toEqual([
      '02:00:5e:00:25:01',
      '02:00:5e:00:25:02',
      undefined,
    ]);
    expect(partsOf(sightings[0])).toContain('LABS501A0P1');
    expect(partsOf(sightings[0])).not.toContain('LABS501A0P2');
    expect(partsOf(sightings[1])).toEqual(expect.arrayContaining(['LABS501A0P2', 'LABW501A0P2']));
    expect(sightings[2]?.components).toMatchObject([
      { kind: 'stack-member', slot: '1', serial: 'LAB2501A0P1', details: { role: '1' } },
      { kind: 'stack-member', slot: '2', serial: 'LAB2501A0P2', details: { role: '4' } },
    ]);
  });

  it('keeps the keys of its chassis when the other supervisor takes over', async () => {
    const switched = info({ 2: [1, 4, '02005e002501'], 500: [2, 1, '02005e002502'] });
    expect(keys(await see([IOSXE, TREE, switched].join('\n')))).toEqual(
      keys(await see([IOSXE, TREE, NUMBERED].join('\n'))),
    );
  });

  it('is refused, and said so, where both chassis are given one number', async () => {
    const twice = info({ 2: [1, 1, '02005e002501'], 500: [1, 4, '02005e002502'] });
    const sightings = await see([IOSXE, TREE, twice].join('\n'));
    expect(sightings).toHaveLength(1);
    expect(sightings[0]?.unread).toMatchObject([
      { what: 'stack members', why: 'failed', hint: expect.stringContaining('member 1') },
    ]);
  });
});

describe('a modular chassis', () => {
  const NXOS = `1.3.6.1.2.1.1.1.0|4|Cisco NX-OS(tm) n9000, Software (n9000-dk9), Version 10.2(5)
1.3.6.1.2.1.1.2.0|6|1.3.6.1.4.1.9.12.3.1.3.1467`;

  it('is one unit whose supervisors, line cards and power supplies have serials of their own', async () => {
    const tree = entities([
      [10, CONTAINER, 149, 'Supervisor slot'],
      [22, MODULE, 149, 'Linecard-1', 'LABL501C001', 'N9K-X9736C-FX'],
      [26, MODULE, 149, 'Supervisor-27', 'LABS501C027', 'N9K-SUP-A+'],
      [27, MODULE, 10, 'Supervisor-28', 'LABS501C028', 'N9K-SUP-A+'],
      [149, CHASSIS, 0, 'Chassis', 'LAB2501C0P1', 'N9K-C9504'],
      [470, POWER, 149, 'PowerSupply-1', 'LABW501C001', 'N9K-PAC-3000W-B'],
    ]);
    const sightings = await see(`${NXOS}\n${tree}`);
    expect(serials(sightings)).toEqual(['LAB2501C0P1']);
    expect(sightings[0]?.device.model).toBe('N9K-C9504');
    expect(sightings[0]?.components).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          kind: 'supervisor',
          serial: 'LABS501C027',
          parent: '149',
          model: 'N9K-SUP-A+',
        }),
        expect.objectContaining({ serial: 'LABS501C028', parent: '149' }),
        expect.objectContaining({ serial: 'LABL501C001' }),
        expect.objectContaining({ serial: 'LABW501C001', kind: 'power-supply' }),
      ]),
    );
  });
});

describe('IOS XR', () => {
  const IOSXR = `1.3.6.1.2.1.1.1.0|4|Cisco IOS XR Software (Cisco ASR9K Series), Version 7.8.2[Default]
1.3.6.1.2.1.1.2.0|6|1.3.6.1.4.1.9.1.1639`;
  const RACK_0: readonly Row[] = [
    [2, CONTAINER, 24555730, '0/RP0 slot'],
    [1, MODULE, 2, '0/RP0/CPU0', 'LABR501X000', 'A99-RP3-SE'],
    [5, CONTAINER, 24555730, '0/RP1 slot'],
    [6, MODULE, 5, '0/RP1/CPU0', 'LABR501X001', 'A99-RP3-SE'],
    [8, CONTAINER, 24555730, '0/0 slot'],
    [9, MODULE, 8, '0/0 Line Card', 'LABL501X000', 'A9K-24X10GE-SE'],
    [24555730, CHASSIS, 0, 'Rack 0', 'LAB2501X0R0', 'ASR-9910'],
  ];

  it('is the rack, with its route processors and line cards within', async () => {
    const sightings = await see(`${IOSXR}\n${entities(RACK_0)}`);
    expect(serials(sightings)).toEqual(['LAB2501X0R0']);
    expect(sightings[0]?.device.model).toBe('ASR-9910');
    expect(sightings[0]?.os).toMatchObject({ name: 'Cisco IOS XR', version: '7.8.2' });
    expect(sightings[0]?.components).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ kind: 'supervisor', serial: 'LABR501X000', parent: '24555730' }),
        expect.objectContaining({ kind: 'supervisor', serial: 'LABR501X001', parent: '24555730' }),
        expect.objectContaining({ kind: 'line-card', serial: 'LABL501X000', parent: '24555730' }),
      ]),
    );
  });

  it('is one unit per rack where two racks are one router', async () => {
    const sightings = await see(
      `${IOSXR}\n${entities([
        ...RACK_0,
        [33554433, MODULE, 50331648, '1/RP0/CPU0', 'LABR501X100', 'A99-RP3-SE'],
        [50331648, CHASSIS, 0, 'Rack 1', 'LAB2501X0R1', 'ASR-9910'],
      ])}`,
    );
    expect(serials(sightings)).toEqual(['LAB2501X0R0', 'LAB2501X0R1', undefined]);
    expect(sightings.map(({ place }) => place?.via?.port)).toEqual([
      'member 0',
      'member 1',
      undefined,
    ]);
    expect(partsOf(sightings[1])).toContain('LABR501X100');
    expect(partsOf(sightings[0])).not.toContain('LABR501X100');
  });
});

describe('a pair of firewalls', () => {
  const fortigate = (own: string, members: readonly string[]): string =>
    [
      '1.3.6.1.2.1.1.2.0|6|1.3.6.1.4.1.12356.101.1.15000',
      '1.3.6.1.2.1.1.5.0|4|edge',
      `1.3.6.1.4.1.12356.100.1.1.1.0|4|${own}`,
      '1.3.6.1.4.1.12356.101.4.1.1.0|4|v7.2.8,build1639,240313 (GA.M)',
      ...members.flatMap((serial, at) => [
        `1.3.6.1.4.1.12356.101.13.2.1.1.2.${at + 1}|4|${serial}`,
        `1.3.6.1.4.1.12356.101.13.2.1.1.11.${at + 1}|4|edge-${serial.slice(-1)}`,
      ]),
    ].join('\n');
  const FIRST = 'FG1K5D3I25900001';
  const SECOND = 'FG1K5D3I25900002';

  it('of Fortinet keeps the keys of both when the other one answers', async () => {
    const before = await see(fortigate(FIRST, [FIRST, SECOND]));
    const after = await see(fortigate(SECOND, [SECOND, FIRST]));
    expect(serials(before)).toEqual([FIRST, SECOND, undefined]);
    expect(serials(after)).toEqual([SECOND, FIRST, undefined]);
    expect(keys(after)).toEqual(keys(before));
  });

  it('of Fortinet is refused, and said so, where both rows give one serial', async () => {
    const sightings = await see(fortigate(FIRST, [FIRST, FIRST]));
    expect(sightings).toHaveLength(1);
    expect(sightings[0]?.unread).toMatchObject([
      { what: 'stack members', hint: expect.stringContaining(FIRST) },
    ]);
  });

  it('of Palo Alto is each one that answers for itself, and none made up for the peer', async () => {
    const paloAlto = (serial: string, state: string, peer: string): string =>
      [
        '1.3.6.1.2.1.1.1.0|4|Palo Alto Networks PA-3200 series firewall',
        '1.3.6.1.2.1.1.2.0|6|1.3.6.1.4.1.25461.2.3.44',
        '1.3.6.1.2.1.1.5.0|4|edge',
        '1.3.6.1.4.1.25461.2.1.2.1.1.0|4|10.2.9',
        `1.3.6.1.4.1.25461.2.1.2.1.3.0|4|${serial}`,
        `1.3.6.1.4.1.25461.2.1.2.1.11.0|4|${state}`,
        `1.3.6.1.4.1.25461.2.1.2.1.12.0|4|${peer}`,
        '1.3.6.1.4.1.25461.2.1.2.1.13.0|4|active-passive',
      ].join('\n');
    const active = await see(paloAlto('016401009001', 'active', 'passive'));
    const passive = await see(paloAlto('016401009002', 'passive', 'active'));
    expect(serials(active)).toEqual(['016401009001']);
    expect(serials(passive)).toEqual(['016401009002']);
    expect(active[0]).toMatchObject({ class: 'firewall', firmware: { version: '10.2.9' } });
  });
});
