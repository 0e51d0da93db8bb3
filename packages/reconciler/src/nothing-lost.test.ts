import { expect, it } from 'vitest';
import { openTestCore } from './testing/core.ts';
import { observe } from './testing/observations.ts';

it('never takes other content under a used id for the first: it is parked, and told', async () => {
  await using test = await openTestCore();
  const first = observe({ key: 'a', device: { serial: 'ABC12345' } });
  const second = { ...observe({ key: 'b', device: { serial: 'XYZ98765' } }), id: first.id };
  await test.core.ingest('o', [first]);
  expect(await test.core.ingest('o', [first])).toMatchObject({ counts: { duplicate: 1 } });
  const { counts, exceptions } = await test.core.ingest('o', [second]);
  expect(counts).toEqual({ parked: 1 });
  expect(exceptions[0]?.reason).toContain('used before');
});

it('keeps what was parked apart from what corrects it under the same id', async () => {
  await using test = await openTestCore();
  const good = observe({ key: 'a', device: { serial: 'ABC12345' } });
  const bad = { ...good, device: { serial: 7 } };
  expect((await test.core.ingest('o', [bad])).counts).toEqual({ parked: 1 });
  expect((await test.core.ingest('o', [bad])).counts).toEqual({ duplicate: 1 });
  expect((await test.core.ingest('o', [good])).exceptions[0]?.reason).toContain('used before');
});

it('parks what is nested too deep, and takes its neighbors', async () => {
  await using test = await openTestCore();
  const deep: unknown = JSON.parse(`{"schema":${'['.repeat(50_000)}${']'.repeat(50_000)}}`);
  const { counts } = await test.core.ingest('o', [deep, observe({ key: 'a' })]);
  expect(counts).toEqual({ parked: 1, applied: 1 });
});

it('links a phone whose serial is its address to the asset that was bought under it', async () => {
  await using test = await openTestCore();
  const phone = observe({
    class: 'phone',
    device: { vendor: 'Polycom', serial: '64167F007741' },
    interfaces: [{ name: 'lan', mac: '64:16:7f:00:77:41' }],
  });
  await test.core.ingest('o', [phone]);
  const row = { line: 2, tag: 'P1', serial: '64167f007741', vendor: 'Polycom' };
  await test.core.importAssets([row], { apply: true, actor: 'admin' });
  const page = await test.core.listCis({});
  expect(page.kind === 'found' && page.value.items[0]?.assetTag).toBe('P1');
});

const HOUR = 3_600_000;
const UUID = '5f9c1a70-11c2-4f04-9d3b-0a1b2c3d4e01';
const MAC = '00:1b:21:00:00:01';
const nic = (mac: string) => ({ interfaces: [{ name: 'eth0', mac }] });
const dell = { vendor: 'Dell Inc.', serial: 'CDX5NY1' };

it.each([
  ['applied', [observe({ key: 'a', device: dell })], undefined],
  [
    'unchanged',
    [observe({ key: 'a', device: dell }), observe({ key: 'a', device: dell, at: 5 })],
    undefined,
  ],
  [
    'applied',
    [observe({ key: 'a', device: dell, at: 5 }), observe({ key: 'a', at: 1 })],
    undefined,
  ],
  ['parked', [{ ...observe({ key: 'a' }), digest: '0'.repeat(64) }], /\/digest: is not the digest/],
  [
    'conflict',
    [
      observe({ key: 'a', device: dell, ...nic(MAC) }),
      observe({ key: 'b', device: { ...dell, serial: 'CDX5NY2' }, ...nic(MAC) }),
      observe({ source: 'dhcp', key: 'l', ...nic(MAC) }),
    ],
    /joined with neither agent a nor agent b: the evidence ties/,
  ],
  [
    'conflict',
    [
      observe({ key: 'a', device: { uuid: UUID }, ...nic(MAC) }),
      observe({ key: 'b', device: { uuid: UUID }, ...nic('00:1b:21:00:00:02'), at: HOUR }),
      observe({ key: 'a', device: { uuid: UUID, hostname: 'x' }, ...nic(MAC), at: 2 * HOUR }),
    ],
    /not joined with agent b: one identity, alive twice/,
  ],
  [
    'conflict',
    [
      observe({ key: 'a', device: dell }),
      observe({ key: 'a', device: { vendor: 'LENOVO', serial: 'PF3ABCDE' }, at: HOUR }),
    ],
    /joined with nothing: it was about dell CDX5NY1 before/,
  ],
] as const)(
  'ends as %s, and is found by its id with the reason',
  async (disposition, told, why) => {
    await using test = await openTestCore();
    test.setTime(9 * HOUR);
    for (const each of told) await test.core.ingest('o', [each]);
    const id = told.at(-1)?.id ?? '';
    const fate = await test.core.getObservation(id);
    expect(fate).toMatchObject({ id, disposition, observerId: 'o' });
    expect(fate?.reason ?? '').toMatch(why ?? /^$/);
  },
);
