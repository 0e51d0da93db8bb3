/** A device of a known maker that no family recognizes. */
import { expect, it } from 'vitest';
import { explain } from './explain.ts';
import type { Family } from './family.ts';
import { makersOf } from './makers.ts';
import { compileFamilies } from './match.ts';
import { parseRecording } from './recorded.ts';

const MAKER = '1.3.6.1.4.1.99999';
const family = (id: string, more: Partial<Family> = {}): Family => ({
  id,
  name: id,
  vendor: 'Widget Works',
  evidence: 'recorded',
  match: [{ oid: [`${MAKER}.7`] }],
  serial: [{ get: `${MAKER}.1.2.0` }, { get: '1.3.6.1.4.1.88888.1.0' }],
  model: [{ get: `${MAKER}.1.3.0`, whenDescr: 'only some' }],
  ...more,
});

it('takes plain objects of the maker, and none that hold for some products only', () => {
  const maker = makersOf([family('a'), family('b')])(`${MAKER}.12.1`);
  expect(maker).toEqual({
    vendor: 'Widget Works',
    facts: { serial: [{ get: `${MAKER}.1.2.0` }] },
  });
});

it('names no maker where several have the number, nor by what is generic', () => {
  const makerOf = makersOf([
    family('a'),
    family('b', { vendor: 'Gadget Inc' }),
    family('c', { generic: true, match: [{ oid: ['1.3.6.1.4.1.8072'] }] }),
  ]);
  expect(makerOf(`${MAKER}.12`)?.vendor).toBeUndefined();
  expect(makerOf('1.3.6.1.4.1.8072.3')).toBeUndefined();
  expect(makerOf(undefined)).toBeUndefined();
});

it('reads a product that nobody has described by what is known of its maker', async () => {
  const walk = [
    '1.3.6.1.2.1.1.1.0|4|WW-9000 Gateway, firmware 3.1.4',
    `1.3.6.1.2.1.1.2.0|6|${MAKER}.12.1`,
    `${MAKER}.1.2.0|4|WW9K0077A`,
  ].join('\n');
  const context = { observedAt: '2026-01-01T00:00:00.000Z', address: '192.0.2.1' };
  const outcome = await explain(parseRecording(walk), compileFamilies([family('a')]), context);
  if (outcome.kind !== 'explained') throw new Error(outcome.reason);
  expect(outcome.explanation.families).toEqual([]);
  expect(outcome.explanation.sightings).toMatchObject([
    {
      profile: 'standard',
      device: { vendor: 'Widget Works', serial: 'WW9K0077A', model: 'WW-9000' },
      firmware: { version: '3.1.4' },
    },
  ]);
});
