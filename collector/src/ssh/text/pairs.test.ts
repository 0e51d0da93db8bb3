/** Labels and values, in the ways devices write them. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { stated } from './lines.ts';
import { findValue, pairsOf } from './pairs.ts';

it.each<[string, string, string]>([
  ['Serial Number : X1', 'serial number', 'X1'],
  ['Serial Number..... X1', 'serial number', 'X1'],
  ['  serial-number = X1,', 'serial number', 'X1'],
  ['Model (base) : M 7', 'model', 'M 7'],
  ['Software revision  : W.1        Base MAC Addr : 02', 'base mac addr', '02'],
  ['Interface: Gi1/0/1,  Port ID (outgoing port): Gi0/2', 'port id', 'Gi0/2'],
  ['| Serial Number | X1 |', 'serial number', 'X1'],
  ['    - Chassis ID     : aa', 'chassis id', 'aa'],
  ['System Description:\n  a switch', 'system description', 'a switch'],
  ['Name   - lab', 'name', 'lab'],
  ['URL: http://x/y', 'url', 'http://x/y'],
])('reads %j', (text, label, value) => {
  const lines = text.split('\n');
  expect(findValue(lines, pairsOf(lines), [label])).toBe(value);
});

it.each(['N/A', '--', 'none', 'Unknown', '[not advertised]', '', '  ', '"none"', 'Not Applicable'])(
  '%j says nothing',
  (printed) => {
    expect(stated(printed)).toBeUndefined();
  },
);

it('survives any text', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ maxLength: 120 }), { maxLength: 12 }), (lines) => {
      for (const pair of pairsOf(lines)) expect(pair.at).toBeLessThan(lines.length);
    }),
  );
});

it('takes time in proportion to its input', () => {
  const started = performance.now();
  pairsOf(Array.from({ length: 200 }, () => `${'a '.repeat(2000)}: b`));
  expect(performance.now() - started).toBeLessThan(3000);
});
