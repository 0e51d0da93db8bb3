/** A part's serial number on a device that no family recognizes: shown, never the device's. */
import { expect, it } from 'vitest';
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
