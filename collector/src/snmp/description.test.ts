/** What free texts say of themselves, and what they do not. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { readDescription } from './description.ts';

it.each([
  ['Room Alert 12E v3.3.0', undefined, 'Room Alert 12E', '3.3.0', undefined],
  [
    'ExampleCorp GX-2400P Managed Switch, Firmware Version 2.01.3',
    'ExampleCorp',
    'GX-2400P',
    '2.01.3',
    undefined,
  ],
  ['Example Networks, Inc. B5G-48P Rev 06.81.05', 'Example', 'B5G-48P', '06.81.05', undefined],
  ['PDU RN3214 (right), S/N: A100124, Version 2.7.0', undefined, 'PDU RN3214', '2.7.0', 'A100124'],
  ['24-port 10/100 switch with 2 x 1000BASE-T', undefined, undefined, undefined, undefined],
  ['Linux box 6.1.0 #1 SMP x86_64', undefined, undefined, '6.1.0', undefined],
  ['', undefined, undefined, undefined, undefined],
])('reads "%s"', (text, vendor, model, version, serial) => {
  const found = readDescription(text, vendor);
  expect([found.model, found.version, found.serial]).toEqual([model, version, serial]);
});

it('survives any text in little time', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 2000 }), (text) => {
      const startedMs = performance.now();
      readDescription(text, 'Example');
      expect(performance.now() - startedMs).toBeLessThan(200);
    }),
  );
});
