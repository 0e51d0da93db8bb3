import { describe, expect, it } from 'vitest';
import { parseAddressRange } from './address-range.ts';

describe('parseAddressRange', () => {
  it.each([
    ['10.1.0.1', { kind: 'one', host: '10.1.0.1' }],
    ['core-1.example.net', { kind: 'one', host: 'core-1.example.net' }],
    ['2001:db8::1', { kind: 'one', host: '2001:db8::1' }],
    ['10.1.0.5/30', { kind: 'many', hosts: ['10.1.0.5', '10.1.0.6'] }],
    ['10.1.0.4/31', { kind: 'many', hosts: ['10.1.0.4', '10.1.0.5'] }],
    ['10.1.0.9/32', { kind: 'many', hosts: ['10.1.0.9'] }],
    [
      '10.0.0.254-10.0.1.1',
      { kind: 'many', hosts: ['10.0.0.254', '10.0.0.255', '10.0.1.0', '10.0.1.1'] },
    ],
  ])('reads %s', (text, range) => {
    expect(parseAddressRange(text)).toEqual(range);
  });

  it.each(['10.1.0.0/33', '10.1.0.300/24', '10.1.0.9-10.1.0.1', '10.0.0.0/8', 'two words', ''])(
    'refuses %j',
    (text) => {
      expect(parseAddressRange(text).kind).toBe('refused');
    },
  );

  it('leaves out network and broadcast address of a subnet', () => {
    const range = parseAddressRange('192.0.2.0/24');
    expect(
      range.kind === 'many' && [range.hosts.length, range.hosts[0], range.hosts.at(-1)],
    ).toEqual([254, '192.0.2.1', '192.0.2.254']);
  });
});
