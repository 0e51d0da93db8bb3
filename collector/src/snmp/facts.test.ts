/** Choosing a fact among candidates: order, placeholders, and what the losers are told. */
import { describe, expect, it } from 'vitest';
import { Cells } from './cells.ts';
import { parseEntities } from './entity.ts';
import { needsOf, type Reading, resolveFact } from './facts.ts';
import type { FactSource } from './family.ts';
import type { Value } from './value.ts';

const text = (value: string): Value => Buffer.from(value);

function reading(values: Record<string, Value>, more: Partial<Reading> = {}): Reading {
  return {
    system: {},
    values: new Map(Object.entries(values)),
    columns: new Map(),
    entities: parseEntities([]),
    described: {},
    ...more,
  };
}

it('takes the first sound value and keeps the losers with their reasons', () => {
  const sources: FactSource[] = [{ get: '1.1.0' }, { get: '1.2.0' }, { get: '1.3.0' }];
  const { value, candidates } = resolveFact(
    'serial',
    sources,
    reading({
      '1.1.0': text('To Be Filled By O.E.M.'),
      '1.2.0': text('FDO2214A0B1'),
      '1.3.0': text('X77KM21Q'),
    }),
  );
  expect(value).toBe('FDO2214A0B1');
  expect(candidates.map(({ state, chosen }) => [state, chosen])).toEqual([
    ['placeholder', undefined],
    ['sound', true],
    ['sound', undefined],
  ]);
  expect(candidates[2]?.why).toBe('a source before it has a value');
});

it('says nothing where there are only placeholders', () => {
  const { value, candidates } = resolveFact(
    'serial',
    [{ get: '1.1.0' }],
    reading({ '1.1.0': text('00000000') }),
  );
  expect(value).toBeUndefined();
  expect(candidates).toHaveLength(1);
});

describe.each<[string, FactSource, Partial<Reading>, Record<string, Value>, string | undefined]>([
  [
    'a pattern on an object',
    { get: '1.1.0', pattern: 'v(\\S+)' },
    {},
    { '1.1.0': text('fw v1.2 x') },
    '1.2',
  ],
  [
    'a pattern that fails',
    { get: '1.1.0', pattern: 'v(\\d)' },
    {},
    { '1.1.0': text('none') },
    undefined,
  ],
  [
    'a name for a number',
    { get: '1.1.0', values: { '4': 'edge-1000' } },
    {},
    { '1.1.0': 4 },
    'edge-1000',
  ],
  [
    'octets as hex',
    { get: '1.1.0', transform: ['hex'] },
    {},
    { '1.1.0': new Uint8Array([0xac, 0xcc, 1]) },
    'ACCC01',
  ],
  [
    'numbers without padding',
    { get: '1.1.0', transform: ['unpad'] },
    {},
    { '1.1.0': text('06.01.0009') },
    '6.1.9',
  ],
  [
    'several objects joined',
    { join: '{0} rev{1}', of: [{ get: '1.1.0' }, { get: '1.2.0' }] },
    {},
    { '1.1.0': text('A'), '1.2.0': text('2') },
    'A rev2',
  ],
  [
    'a join with a part missing',
    { join: '{0} rev{1}', of: [{ get: '1.1.0' }, { get: '1.2.0' }] },
    {},
    { '1.1.0': text('A') },
    undefined,
  ],
  ['sysDescr', { descr: 'Model (\\w+)' }, { system: { sysDescr: 'Model K9 box' } }, {}, 'K9'],
  [
    'a condition that fails',
    { get: '1.1.0', whenDescr: 'switch' },
    { system: { sysDescr: 'a router' } },
    { '1.1.0': text('A') },
    undefined,
  ],
  [
    'an object below the product',
    { get: '5.0', belowArcs: 8 },
    { system: { sysObjectID: '1.3.6.1.4.1.99.7.3' } },
    { '1.3.6.1.4.1.99.7.5.0': text('A77') },
    'A77',
  ],
])('reads %s', (_, source, more, values, expected) => {
  it(`as ${expected ?? 'nothing'}`, () => {
    expect(resolveFact('model', [source], reading(values, more)).value).toBe(expected);
  });
});

it('selects rows of a column by another column, and looks values up', () => {
  const columns = new Map(
    [
      {
        oid: '9.1',
        cells: [
          { index: '7', value: text('fan tray') },
          { index: '8', value: text('Chassis 1') },
        ],
      },
      {
        oid: '9.2',
        cells: [
          { index: '7', value: text('F00L9M2') },
          { index: '8', value: text('C00K4T7') },
        ],
      },
    ].map(({ oid, cells }) => [oid, { oid, cells: Cells.of(cells) }]),
  );
  const where = { column: '9.1', pattern: '^Chassis' };
  expect(resolveFact('serial', [{ column: '9.2', where }], reading({}, { columns })).value).toBe(
    'C00K4T7',
  );
  const lookup = reading({ '1.0': 8 }, { columns });
  expect(resolveFact('model', [{ get: '1.0', lookup: '9.1' }], lookup).value).toBe('Chassis 1');
});

it('names every object that its sources need', () => {
  const needs = needsOf(
    [
      { get: '1.1.0', whenValue: { get: '1.5.0', is: ['1'] } },
      { column: '9.2', where: { column: '9.1', pattern: 'x' } },
      { join: '{0}', of: [{ get: '1.2.0' }] },
    ],
    {},
  );
  expect([...needs.gets]).toEqual(['1.1.0', '1.5.0', '1.2.0']);
  expect([...needs.columns]).toEqual(['9.2', '9.1']);
});
