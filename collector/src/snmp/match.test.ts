/** Recognizing families: arcs instead of prefixes of text, weights, probes, and why. */
import { expect, it } from 'vitest';
import type { Family } from './family.ts';
import { compileFamilies } from './match.ts';
import type { Value } from './value.ts';

function family(id: string, match: Family['match'], more: Partial<Family> = {}): Family {
  return { id, name: id, evidence: 'unverified', match, ...more };
}

const octets = (text: string): Value => Buffer.from(text);

it('takes an OID for its arcs, not for its text', () => {
  const index = compileFamilies([family('a', [{ oid: ['1.3.6.1.4.1.9.1.23'] }])]);
  expect(index.match({ sysObjectID: '1.3.6.1.4.1.9.1.23.7' })).toHaveLength(1);
  expect(index.match({ sysObjectID: '1.3.6.1.4.1.9.1.230' })).toHaveLength(0);
});

it('prefers the rule that says more, and tells why', () => {
  const index = compileFamilies([
    family('maker', [{ oid: ['1.3.6.1.4.1.9'] }]),
    family('product', [{ oid: ['1.3.6.1.4.1.9.1.23'] }]),
    family('named', [{ oid: ['1.3.6.1.4.1.9.1'], descr: ['Very Special Edition'] }]),
  ]);
  const matches = index.match({
    sysObjectID: '1.3.6.1.4.1.9.1.23',
    sysDescr: 'A switch, Very Special Edition',
  });
  expect(matches.map((match) => match.family.id)).toEqual(['named', 'product', 'maker']);
  expect(matches[0]?.reasons).toEqual([
    'sysObjectID is at or below 1.3.6.1.4.1.9.1',
    'sysDescr contains "Very Special Edition"',
  ]);
});

it('leaves out what a rule excepts', () => {
  const index = compileFamilies([
    family('a', [
      { oid: ['1.3.6.1.4.1.9'], exceptOid: ['1.3.6.1.4.1.9.6'], exceptDescr: ['beta'] },
    ]),
  ]);
  expect(index.match({ sysObjectID: '1.3.6.1.4.1.9.6.1' })).toEqual([]);
  expect(index.match({ sysObjectID: '1.3.6.1.4.1.9.1', sysDescr: 'a beta' })).toEqual([]);
  expect(index.match({ sysObjectID: '1.3.6.1.4.1.9.1' })).toHaveLength(1);
});

it('believes a weak sign only where nothing else speaks', () => {
  const index = compileFamilies([
    family('linux', [{ descr: ['Linux'] }], { generic: true }),
    family('appliance', [
      { descr: ['Linux'], probe: [{ oid: '1.3.6.1.4.1.5.1.0', starts: ['X'] }] },
    ]),
  ]);
  const system = { sysDescr: 'Linux host 6.1' };
  expect(index.match(system)[0]).toMatchObject({ family: { id: 'linux' }, isWeak: true });
  expect(index.probesFor(system)).toEqual(['1.3.6.1.4.1.5.1.0']);
  const probed = new Map([['1.3.6.1.4.1.5.1.0', octets('X-1')]]);
  expect(index.match(system, probed)[0]).toMatchObject({ family: { id: 'appliance' } });
  const other = new Map([['1.3.6.1.4.1.5.1.0', octets('Y-1')]]);
  expect(index.match(system, other)[0]).toMatchObject({ family: { id: 'linux' } });
});

it('refuses a pattern that may never end', () => {
  expect(() => compileFamilies([family('a', [{ descrPattern: '(a+)+b' }])])).toThrow(/never end/);
});
