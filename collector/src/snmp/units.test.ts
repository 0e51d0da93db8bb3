/** Units, not addresses: stacks, virtual chassis, modular chassis, clusters, extenders. */

import type { Sighting } from '@muster/facts/observation';
import { describe, expect, it } from 'vitest';
import { builtInFamilies } from './families/registry.ts';
import { compileFamilies } from './match.ts';
import { parseRecording } from './recorded.ts';
import { sightingsOf } from './sightings.ts';
import { visitDevice } from './visit.ts';

const families = compileFamilies(builtInFamilies());
const IOSXE = {
  '1.3.6.1.2.1.1.1.0':
    'Cisco IOS Software [Lab], Catalyst L3 Switch Software (CAT9K_IOSXE), Version 17.9.4',
  '1.3.6.1.2.1.1.2.0': 'oid:1.3.6.1.4.1.9.1.2494',
};
const IOSXR = {
  '1.3.6.1.2.1.1.1.0': 'Cisco IOS XR Software (ASR9K), Version 7.4.1',
  '1.3.6.1.2.1.1.2.0': 'oid:1.3.6.1.4.1.9.1.2658',
};

/** A device made for this test: scalars, and rows of ENTITY-MIB as class, parent, name, serial, model. */
type Rows = Readonly<Record<number, readonly [number, number, string, string?, string?]>>;

async function see(
  scalars: Readonly<Record<string, string>>,
  rows: Rows,
): Promise<readonly Sighting[]> {
  const lines = Object.entries(scalars).map(([oid, value]) =>
    value.startsWith('oid:') ? `${oid}|6|${value.slice(4)}` : `${oid}|4|${value}`,
  );
  const entity = (column: number, index: string, type: number, value: string | number): void => {
    lines.push(`1.3.6.1.2.1.47.1.1.1.1.${column}.${index}|${type}|${value}`);
  };
  for (const [index, [kind, parent, name, serial = '', model = '']] of Object.entries(rows)) {
    entity(2, index, 4, name);
    entity(4, index, 2, parent);
    entity(5, index, 2, kind);
    entity(7, index, 4, name);
    entity(11, index, 4, serial);
    entity(13, index, 4, model);
  }
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

const CHASSIS = 3;
const MODULE = 9;
const STACK = 11;
const serials = (sightings: readonly Sighting[]): (string | undefined)[] =>
  sightings.map(({ device }) => device.serial);

describe('a stack', () => {
  const rows: Rows = {
    1: [STACK, 0, 'Stack'],
    1000: [CHASSIS, 1, 'Switch 1', 'LAB2401A0K1', 'C9300-24T'],
    2000: [CHASSIS, 1, 'Switch 2', 'LAB2401A0K7', 'C9300-48P'],
    2001: [MODULE, 2000, 'Uplink', 'LABM2401A77', 'NM-8X'],
  };

  it('is one subject per member and one for the stack', async () => {
    const sightings = await see(IOSXE, rows);
    expect(serials(sightings)).toEqual(['LAB2401A0K1', 'LAB2401A0K7', undefined]);
    expect(sightings.map(({ class: kind }) => kind)).toEqual(['switch', 'switch', 'stack']);
    expect(sightings.map(({ device }) => device.model)).toEqual([
      'C9300-24T',
      'C9300-48P',
      'C9300-24T',
    ]);
    expect(sightings[1]?.components).toMatchObject([{ serial: 'LABM2401A77' }]);
    expect(sightings[1]?.place?.via).toEqual({ key: sightings[2]?.key, port: 'member 2' });
  });

  it('keeps the keys of its members when they change places', async () => {
    const swapped: Rows = {
      ...rows,
      1000: [CHASSIS, 1, 'Switch 1', 'LAB2401A0K7', 'C9300-48P'],
      2000: [CHASSIS, 1, 'Switch 2', 'LAB2401A0K1', 'C9300-24T'],
    };
    const keys = (sightings: readonly Sighting[]): string[] =>
      sightings.map(({ key }) => key).sort();
    expect(keys(await see(IOSXE, swapped))).toEqual(keys(await see(IOSXE, rows)));
  });

  it('does not become two devices because the stack row repeats a member', async () => {
    const repeated: Rows = { ...rows, 1: [STACK, 0, 'Stack', 'LAB2401A0K1'] };
    expect(serials(await see(IOSXE, repeated))).toEqual(['LAB2401A0K1', 'LAB2401A0K7', undefined]);
  });

  it('is refused, and said so, where two members claim one number', async () => {
    const sightings = await see(IOSXE, {
      ...rows,
      2000: [CHASSIS, 1, 'Switch 1', 'LAB2401A0K7', 'C9300-48P'],
    });
    expect(sightings).toHaveLength(1);
    expect(sightings[0]?.unread).toMatchObject([{ what: 'stack members', why: 'failed' }]);
    expect(sightings[0]?.unread?.[0]?.hint).toContain('member 1');
  });
});

it('sees both chassis of a virtual switch whose own row has no serial', async () => {
  const sightings = await see(IOSXE, {
    1: [STACK, 0, 'Virtual Stack'],
    2: [CHASSIS, 1, 'Switch1 chassis', 'FXS2312Q2T7', 'C9606R'],
    500: [CHASSIS, 1, 'Switch2 chassis', 'FXS2312Q2U9', 'C9606R'],
    1000: [MODULE, 2, 'Switch1 supervisor', 'CAT2310L5AV', 'C9600X-SUP-2'],
  });
  expect(serials(sightings)).toEqual(['FXS2312Q2T7', 'FXS2312Q2U9', undefined]);
});

it('takes the chassis, not the route processor of index 1', async () => {
  const sightings = await see(IOSXR, {
    1: [MODULE, 30, '0/RSP0', 'FOC2211NM1Z', 'ASR-9901-RP'],
    30: [5, 8384513, 'slot'],
    8384513: [CHASSIS, 0, 'Rack 0', 'FOC2213NL5X', 'ASR-9901'],
  });
  expect(serials(sightings)).toEqual(['FOC2213NL5X']);
  expect(sightings[0]?.device.model).toBe('ASR-9901');
  expect(sightings[0]?.components).toMatchObject([
    { key: '1', serial: 'FOC2211NM1Z', parent: '8384513' },
    { key: '8384513', kind: 'chassis' },
  ]);
});

it('sees the members of a virtual chassis in the vendor table, whoever answers', async () => {
  const member = '1.3.6.1.4.1.2636.3.40.1.4.1.1.1';
  const scalars = {
    '1.3.6.1.2.1.1.1.0':
      'Juniper Networks, Inc. ex3400-48t Ethernet Switch, kernel JUNOS 21.4R3.15',
    '1.3.6.1.2.1.1.2.0': 'oid:1.3.6.1.4.1.2636.1.1.1.4.131.2',
    '1.3.6.1.4.1.2636.3.1.3.0': 'NW0218340177',
    [`${member}.2.0`]: 'NW0218340123',
    [`${member}.2.1`]: 'NW0218340177',
    [`${member}.8.0`]: 'ex3400-48t',
    [`${member}.8.1`]: 'ex3400-24p',
  };
  const sightings = await see(scalars, {});
  expect(serials(sightings)).toEqual(['NW0218340177', 'NW0218340123', undefined]);
  expect(sightings.at(-1)?.components).toMatchObject([
    { kind: 'stack-member', slot: '0', serial: 'NW0218340123', model: 'ex3400-48t' },
    { kind: 'stack-member', slot: '1', serial: 'NW0218340177' },
  ]);
});

it('sees both firewalls of a cluster', async () => {
  const ha = '1.3.6.1.4.1.12356.101.13.2.1.1';
  const sightings = await see(
    {
      '1.3.6.1.2.1.1.2.0': 'oid:1.3.6.1.4.1.12356.101.1.15000',
      '1.3.6.1.4.1.12356.100.1.1.1.0': 'FG1K5D3I14800441',
      [`${ha}.2.1`]: 'FG1K5D3I14800441',
      [`${ha}.2.2`]: 'FG1K5D3I14800442',
    },
    {},
  );
  expect(serials(sightings)).toEqual(['FG1K5D3I14800441', 'FG1K5D3I14800442', undefined]);
});

it('takes fabric extenders for devices behind the switch', async () => {
  const sightings = await see(
    {
      '1.3.6.1.2.1.1.1.0': 'Cisco NX-OS(tm) n5000, Software (n5000-uk9), Version 7.3(8)N1(1)',
      '1.3.6.1.2.1.1.2.0': 'oid:1.3.6.1.4.1.9.12.3.1.3.1008',
    },
    {
      149: [CHASSIS, 0, 'Nexus5548 Chassis', 'SSI161505LX', 'N5K-C5548UP'],
      101000000: [CHASSIS, 0, 'Fex-101 Nexus2248 Chassis', 'SSI162307MA', 'N2K-C2248TP'],
    },
  );
  expect(serials(sightings)).toEqual(['SSI161505LX', 'SSI162307MA']);
  expect(sightings[1]?.place?.via?.key).toBe(sightings[0]?.key);
});
