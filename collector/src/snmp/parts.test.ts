/** A part's serial number on a device that no family recognizes: shown, never the device's. */
import { describe, expect, it } from 'vitest';
import { explain } from './explain.ts';
import { compileFamilies } from './match.ts';
import { parseRecording } from './recorded.ts';

const ENTITY = '1.3.6.1.2.1.47.1.1.1.1';
const CLASS = { chassis: 3, powerSupply: 6, module: 9, energyObject: 13, battery: 14 };

function device(sysDescr: string, ...rows: readonly string[]): string {
  return [
    `1.3.6.1.2.1.1.1.0|4|${sysDescr}`,
    '1.3.6.1.2.1.1.2.0|6|1.3.6.1.4.1.99999.12',
    ...rows,
  ].join('\n');
}

function entity(index: number, kind: keyof typeof CLASS, serial: string): string {
  return [
    `${ENTITY}.4.${index}|2|0`,
    `${ENTITY}.5.${index}|2|${CLASS[kind]}`,
    `${ENTITY}.11.${index}|4|${serial}`,
  ].join('\n');
}

async function serialOf(walk: string) {
  const context = { observedAt: '2026-01-01T00:00:00.000Z', address: '192.0.2.1' };
  const outcome = await explain(parseRecording(walk), compileFamilies([]), context);
  if (outcome.kind !== 'explained') throw new Error(outcome.reason);
  const { sightings, candidates } = outcome.explanation;
  return {
    serial: sightings[0]?.device?.serial,
    losers: candidates
      .filter(({ field, chosen }) => field === 'device.serial' && chosen !== true)
      .map(({ value, state, why }) => ({ value, state, why })),
  };
}

it.each([
  ['the network card of a UPS', device('Volt Works Web Card (HW:05 SN: QN7731002Z FW:1.2)')],
  ['a module', device('Widget comm module v2.1, S/N: QN7731002Z')],
  ['a battery', device('Volt Works Battery pack, S/N: QN7731002Z')],
  ['a lone power unit', device('Widget access node', entity(1, 'energyObject', 'QN7731002Z'))],
  ['a lone power supply', device('Widget', entity(1, 'powerSupply', 'QN7731002Z'))],
  ['a lone battery', device('Widget', entity(1, 'battery', 'QN7731002Z'))],
])('takes the serial number of %s for nobody else', async (_, walk) => {
  expect(await serialOf(walk)).toEqual({
    serial: undefined,
    losers: [
      {
        value: 'QN7731002Z',
        state: 'suspect',
        why: 'of a part, or maybe of one: not sure to be the device',
      },
    ],
  });
});

it('chooses none of several boards that stand side by side', async () => {
  const boards = [entity(1, 'module', 'QN7731002Z'), entity(2, 'module', 'QN7731003Z')];
  const { serial, losers } = await serialOf(device('Widget', ...boards));
  expect(serial).toBeUndefined();
  expect(losers.map(({ value }) => value)).toEqual(['QN7731002Z', 'QN7731003Z']);
});

it.each([
  [
    'a chassis beside a battery',
    entity(1, 'battery', 'QN7731002Z'),
    entity(2, 'chassis', 'WW900A1'),
  ],
  [
    'a board beside its battery',
    entity(1, 'battery', 'QN7731002Z'),
    entity(2, 'module', 'WW900A1'),
  ],
  ['a chassis after a board', entity(1, 'module', 'QN7731002Z'), entity(2, 'chassis', 'WW900A1')],
])('knows the device in %s', async (_, ...rows) => {
  expect((await serialOf(device('Widget', ...rows))).serial).toBe('WW900A1');
});

it('believes a device that names its network card in another clause', async () => {
  const { serial } = await serialOf(device('Inkwell P-31;V1.0;NIC V4.01;S/N WW900A1'));
  expect(serial).toBe('WW900A1');
});

describe('a stack that calls its chassis containers', () => {
  const row = (index: number, parent: number, kind: number, serial = ''): string =>
    [
      `${ENTITY}.4.${index}|2|${parent}`,
      `${ENTITY}.5.${index}|2|${kind}`,
      `${ENTITY}.7.${index}|4|unit.${index}`,
      `${ENTITY}.11.${index}|4|${serial}`,
    ].join('\n');
  const STACK = 11;
  const CONTAINER = 5;
  const MODULE = 9;

  it('is the one it has, whose board repeats its number', async () => {
    const walk = device(
      'Widget',
      row(1, 0, STACK),
      row(101, 1, CONTAINER, 'WW900A1'),
      row(201, 101, MODULE, 'WW900A1'),
    );
    expect((await serialOf(walk)).serial).toBe('WW900A1');
  });

  it('has a unit in each, and a cage without a number is none', async () => {
    const walk = device(
      'Widget',
      row(1, 0, STACK),
      row(101, 1, CONTAINER, 'WW900A1'),
      row(102, 1, CONTAINER, 'WW900A2'),
      row(103, 1, CONTAINER),
    );
    const context = { observedAt: '2026-01-01T00:00:00.000Z', address: '192.0.2.1' };
    const outcome = await explain(parseRecording(walk), compileFamilies([]), context);
    if (outcome.kind !== 'explained') throw new Error(outcome.reason);
    const { sightings } = outcome.explanation;
    expect(sightings.map(({ class: kind, device: { serial } }) => [kind, serial])).toEqual([
      [undefined, 'WW900A1'],
      [undefined, 'WW900A2'],
      ['stack', undefined],
    ]);
  });
});
