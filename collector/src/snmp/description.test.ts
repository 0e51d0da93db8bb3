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
  ['SiteWatch 530 2.10.540 STD', undefined, 'SiteWatch 530', '2.10.540', undefined],
  [
    'Example OS version 4.15.3F running on an Example Networks DX-7050',
    undefined,
    'DX-7050',
    '4.15.3F',
    undefined,
  ],
  [
    'ExOS (MODEL: Big Controller W-1), Version 8.2',
    undefined,
    'Big Controller W-1',
    '8.2',
    undefined,
  ],
  ['Example PN:ex_hw03_aos_359.bin MN:EX9340 HR:05', undefined, 'EX9340', undefined, undefined],
  [
    'Prod: Integer-E;Vers: 3.17.10;S/N: 382920100006',
    undefined,
    'Integer-E',
    '3.17.10',
    '382920100006',
  ],
  ['Switch 5530-24 HW:32 FW:6.0.0.18 SW:v6.3.2.011', undefined, undefined, '6.3.2.011', undefined],
  [
    'EX J0001A Switch, revision RA.16.02.0012, ROM RA.15.13',
    'Ex',
    'J0001A',
    'RA.16.02.0012',
    undefined,
  ],
  ['Family 6 Model 63 Stepping 2', undefined, undefined, undefined, undefined],
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
