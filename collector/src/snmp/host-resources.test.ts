/** What hosts and printers tell of their parts by the standard tables, over UDP. */
import type { Sighting } from '@muster/facts/observation';
import { Secret } from '@muster/uplink/secret';
import { expect, it } from 'vitest';
import { startSnmpDevice } from '../../../packages/lab/src/snmp/responder.ts';
import { probeSnmp } from './probe.ts';

async function probe(lines: readonly string[]): Promise<readonly Sighting[]> {
  const device = await startSnmpDevice({ communities: { public: lines.join('\n') } });
  try {
    const outcome = await probeSnmp(
      {
        host: '127.0.0.1',
        port: device.port,
        credentials: { kind: 'community', version: '2c', community: new Secret('public') },
      },
      { now: () => new Date(), signal: AbortSignal.timeout(10_000) },
    );
    if (outcome.kind !== 'observed') throw new Error(outcome.reason);
    return outcome.sightings;
  } finally {
    await device.close();
  }
}

const HR = '1.3.6.1.2.1.25';
const device = (index: number, type: number, descr: string): string[] => [
  `${HR}.3.2.1.2.${index}|6|${HR}.3.1.${type}`,
  `${HR}.3.2.1.3.${index}|4|${descr}`,
];

it('tells of a server’s processors, memory, disks and printers', async () => {
  const [server] = await probe([
    '1.3.6.1.2.1.1.1.0|4|Linux box 5.15.0-91-generic #101 SMP x86_64',
    '1.3.6.1.2.1.1.2.0|6|1.3.6.1.4.1.8072.3.2.10',
    `${HR}.2.2.0|2|16384000`,
    ...[1, 2, 3].flatMap((i) => device(i, 3, 'GenuineIntel: Intel(R) Xeon(R) CPU X5670 @ 2.93GHz')),
    ...device(4, 3, 'Unknown Processor Type'),
    ...device(10, 6, 'SCSI disk (/dev/sda)'),
    ...device(11, 6, 'LVM volume (vg0-root)'),
    ...device(12, 6, 'SCSI cdrom (/dev/sr0)'),
    ...device(20, 5, 'LaserWriter in the hall'),
    ...device(21, 5, 'LaserWriter in the hall'),
    `${HR}.3.6.1.3.10|2|2`,
    `${HR}.3.6.1.3.12|2|1`,
    `${HR}.3.6.1.4.10|2|488386584`,
  ]);
  expect(server?.components).toEqual([
    {
      kind: 'cpu',
      key: 'cpu:Intel(R) Xeon(R) CPU X5670 @ 2.93GHz',
      model: 'Intel(R) Xeon(R) CPU X5670 @ 2.93GHz',
      details: { logicalProcessors: 3 },
    },
    { kind: 'memory', key: 'memory', sizeBytes: 16_384_000 * 1024 },
    {
      kind: 'disk',
      key: 'disk:10',
      name: 'SCSI disk (/dev/sda)',
      sizeBytes: 488_386_584 * 1024,
    },
    {
      kind: 'other',
      key: 'printer:LaserWriter in the hall',
      name: 'LaserWriter in the hall',
      details: { installed: 'printer' },
    },
  ]);
});

it('tells of a printer by its number, its model and what it takes, not of how full it is', async () => {
  const PRT = '1.3.6.1.2.1.43';
  const printer = (level: number): string[] => [
    '1.3.6.1.2.1.1.1.0|4|A printer made for this test',
    '1.3.6.1.2.1.1.2.0|6|1.3.6.1.4.1.99999.1',
    `${HR}.2.2.0|2|65536`,
    ...device(1, 5, 'ExampleJet 4000'),
    `${PRT}.5.1.1.17.1|4|EXJ4000K17`,
    `${PRT}.11.1.1.5.1.1|2|3`,
    `${PRT}.11.1.1.6.1.1|4|Black Cartridge EX400X`,
    `${PRT}.11.1.1.9.1.1|2|${level}`,
    `${PRT}.11.1.1.5.1.2|2|4`,
    `${PRT}.11.1.1.6.1.2|4|`,
  ];
  const [full] = await probe(printer(100));
  expect(full?.device).toMatchObject({ serial: 'EXJ4000K17', model: 'ExampleJet 4000' });
  expect(full?.components).toEqual([
    { kind: 'memory', key: 'memory', sizeBytes: 64 * 1024 * 1024 },
    {
      kind: 'other',
      key: 'supply:1.1',
      name: 'Black Cartridge EX400X',
      details: { supply: 'toner' },
    },
  ]);
  const [empty] = await probe(printer(1));
  expect(empty?.components).toEqual(full?.components);
});

it('believes ENTITY-MIB rather than HOST-RESOURCES-MIB of one kind of part', async () => {
  const ENT = '1.3.6.1.2.1.47.1.1.1.1';
  const [found] = await probe([
    '1.3.6.1.2.1.1.1.0|4|A switch made for this test',
    '1.3.6.1.2.1.1.2.0|6|1.3.6.1.4.1.99999.1',
    `${HR}.2.2.0|2|65536`,
    ...device(1, 3, 'Example CPU 7'),
    `${ENT}.4.1|2|0`,
    `${ENT}.5.1|2|3`,
    `${ENT}.11.1|4|EXS1000K17`,
    `${ENT}.4.2|2|1`,
    `${ENT}.5.2|2|12`,
    `${ENT}.7.2|4|CPU 0`,
  ]);
  expect(found?.components?.filter(({ kind }) => kind === 'cpu')).toMatchObject([
    { key: '2', name: 'CPU 0' },
  ]);
});

it('reads who made a UPS where no family and no number says so', async () => {
  const [ups] = await probe([
    '1.3.6.1.2.1.1.1.0|4|Network card made for this test',
    '1.3.6.1.2.1.1.2.0|6|1.3.6.1.4.1.99999.2',
    '1.3.6.1.2.1.33.1.1.1.0|4|Example Power',
    '1.3.6.1.2.1.33.1.1.2.0|4|EXP 3000 RT',
    '1.3.6.1.2.1.33.1.1.3.0|4|2.10',
  ]);
  expect(ups).toMatchObject({
    device: { vendor: 'Example Power', model: 'EXP 3000 RT' },
    firmware: { version: '2.10' },
  });
});

it('tells of an ESXi host’s guests by the serial number that their firmware shows them', async () => {
  const VM = '1.3.6.1.4.1.6876.2.1.1';
  const [host, guest, ...others] = await probe([
    '1.3.6.1.2.1.1.1.0|4|VMware ESXi 8.0.2 build-22380479 VMware, Inc. x86_64',
    '1.3.6.1.2.1.1.2.0|6|1.3.6.1.4.1.6876.4.1',
    `${VM}.2.17|4|web-1`,
    `${VM}.10.17|4|564d95d4-bff7-31fd-f20f-db2d808a8b32`,
    `${VM}.2.18|4|broken`,
    `${VM}.10.18|4|E: not available`,
  ]);
  expect(others).toEqual([]);
  expect(guest).toMatchObject({
    class: 'vm',
    device: { serial: 'VMware-56 4d 95 d4 bf f7 31 fd-f2 0f db 2d 80 8a 8b 32', hostname: 'web-1' },
    place: { via: { key: host?.key } },
  });
});

it('knows neighbors by their addresses, IPv6 as well, whichever table has them', async () => {
  const [router] = await probe([
    '1.3.6.1.2.1.1.1.0|4|A router made for this test',
    '1.3.6.1.2.1.1.2.0|6|1.3.6.1.4.1.99999.1',
    '1.3.6.1.2.1.2.2.1.2.3|4|lan',
    '1.3.6.1.2.1.4.22.1.2.3.192.0.2.7|4x|02005e005507',
    '1.3.6.1.2.1.4.35.1.4.3.1.4.192.0.2.7|4x|02005e005507',
    '1.3.6.1.2.1.4.35.1.4.3.2.16.32.1.13.184.0.0.0.0.0.0.0.0.0.0.0.7|4x|02005e005507',
    // Link-local, with the zone that RFC 4001 has for it, and one that is not reachable now.
    '1.3.6.1.2.1.4.35.1.4.3.4.20.254.128.0.0.0.0.0.0.0.0.0.0.0.0.0.8.0.0.0.3|4x|02005e005508',
    '1.3.6.1.2.1.4.35.1.4.3.2.16.32.1.13.184.0.0.0.0.0.0.0.0.0.0.0.9|4x|000000000000',
  ]);
  expect(router?.attachments).toEqual([
    { mac: '02:00:5e:00:55:07', address: '192.0.2.7' },
    { mac: '02:00:5e:00:55:07', address: '2001:db8::7' },
    { mac: '02:00:5e:00:55:08', address: 'fe80::8' },
  ]);
});
