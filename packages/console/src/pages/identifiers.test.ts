import type { IdentifierView } from '@muster/facts/inventory';
import { expect, it } from 'vitest';
import { statedOnce } from './identifiers.tsx';

const records = [
  { id: 'r1', source: 'snmp' },
  { id: 'r2', source: 'agent' },
] as const;
const mac: IdentifierView = {
  scheme: 'mac',
  value: '00:11:22:33:44:55',
  printed: '00:11:22:33:44:55',
  trust: 'sound',
  recordId: 'r1',
};

it('shows what two records state once, with both sources', () => {
  expect(statedOnce([mac, { ...mac, printed: '0011.2233.4455', recordId: 'r2' }], records)).toEqual(
    [
      {
        key: 'mac  00:11:22:33:44:55',
        scheme: 'mac',
        printed: '00:11:22:33:44:55',
        verdicts: [{ trust: 'sound' }],
        sources: ['snmp', 'agent'],
      },
    ],
  );
});

it('keeps both verdicts where the records differ', () => {
  const dock: IdentifierView = { ...mac, trust: 'suspect', why: 'a dock’s MAC', recordId: 'r2' };
  expect(statedOnce([mac, dock], records).map(({ verdicts }) => verdicts)).toEqual([
    [{ trust: 'sound' }, { trust: 'suspect', why: 'a dock’s MAC' }],
  ]);
});

it('keeps equal serials of two makers apart', () => {
  const serial: IdentifierView = { ...mac, scheme: 'serial.system', scope: 'acme', value: 'A1' };
  expect(statedOnce([serial, { ...serial, scope: 'halden' }], records)).toHaveLength(2);
});
