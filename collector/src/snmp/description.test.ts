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
  ['Cooler, Serial Number: EX12345, SNMP V1.0', undefined, undefined, undefined, 'EX12345'],
  ['Linux 3.14.25 #1 SMP mips', undefined, undefined, undefined, undefined],
  ['ExOS-11.2-U7. Software: FreeBSD 11.2-STABLE', undefined, undefined, undefined, undefined],
  ['ExOS-SCALE-24.04.2.2. Software: Linux 6.6.32', undefined, undefined, '24.04.2.2', undefined],
  ['TiExample-B-21.10.R1 both/hops 7705 SAR', undefined, undefined, '21.10.R1', undefined],
  [
    'Ex Web/SNMP Management Card (MB:v4.1.0 PF:v6.8.2 AF1:v6.8.0 MN:EX7900 SN: EX17320001)',
    undefined,
    undefined,
    '6.8.0',
    undefined,
  ],
  [
    'Outlet Metered SN:EX9S18A PN:Device Model:230V, 32A',
    undefined,
    undefined,
    undefined,
    'EX9S18A',
  ],
  ['Ex ONT 716GE 10.7.110.17', 'Ex', 'ONT 716GE', '10.7.110.17', undefined],
  ['3Com SuperStack', undefined, undefined, undefined, undefined],
  ['Operating System Software EX5100-16TS', undefined, 'EX5100-16TS', undefined, undefined],
])('reads "%s"', (text, vendor, model, version, serial) => {
  const found = readDescription(text, vendor);
  expect([found.model, found.version, found.serial]).toEqual([model, version, serial]);
});

it('takes no name that an operator gave for a model', () => {
  expect(readDescription('HALL-SW-AP02', undefined, 'HALL-SW-AP02').model).toBeUndefined();
  expect(readDescription('EX-2400 1.2.3', undefined, 'hall').model).toBe('EX-2400');
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
