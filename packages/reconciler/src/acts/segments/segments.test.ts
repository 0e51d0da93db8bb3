import { describe, expect, it } from 'vitest';
import { openTestCore, type TestCore } from '../../testing/core.ts';
import { NOON, observe, type Stated } from '../../testing/observations.ts';

const HOUR = 3_600_000;
const segment = '10.20.0.0/16';
const reason = 'the new warehouse';
const until = new Date(NOON + 48 * HOUR).toISOString();

function camera(number: number, more: Stated = {}) {
  return observe({
    source: 'snmp',
    key: `cam-${number}`,
    class: 'camera',
    device: { vendor: 'Axis', model: 'P3245', serial: `ACCC8E0000${number}` },
    interfaces: [{ name: 'eth0', addresses: [`10.20.0.${number}`] }],
    ...more,
  });
}

async function rogues(test: TestCore): Promise<readonly (string | undefined)[]> {
  const { items } = await test.core.listFindings({ kind: 'rogue', state: 'open' });
  return items.map(({ ciId }) => ciId).sort();
}

async function opened(): Promise<TestCore> {
  const test = await openTestCore();
  await test.core.ingest('c', [
    camera(1),
    camera(2, { device: { vendor: 'Axis', model: 'P3245' } }),
    camera(3, { interfaces: [{ name: 'eth0', addresses: ['192.0.2.3'] }] }),
    camera(4, { class: 'vm' }),
  ]);
  return test;
}

describe('a segment that is learned', () => {
  it('has no rogues until its time is over, and those that are left then', async () => {
    await using test = await opened();
    expect(await rogues(test)).toEqual(['ci-1', 'ci-2', 'ci-3']);
    const learned = await test.core.act('segment.learn', { segment, until, reason }, 'ada');
    expect(learned).toMatchObject({ kind: 'done', value: { unknown: 2, isOver: false, until } });
    await test.core.judge();
    expect(await rogues(test)).toEqual(['ci-3']);
    // Who comes meanwhile is learned, too.
    test.setTime(HOUR);
    await test.core.ingest('c', [camera(5, { at: HOUR })]);
    expect(await rogues(test)).toEqual(['ci-3']);
    expect(await test.core.ask('segments', undefined)).toMatchObject([{ segment, unknown: 3 }]);
    test.setTime(48 * HOUR + 1);
    await (await test.reopen()).judge();
    expect(await rogues(test)).toEqual(['ci-1', 'ci-2', 'ci-3', 'ci-5']);
    expect(await test.core.ask('segments', undefined)).toMatchObject([{ isOver: true }]);
  });

  it('may end before its time, by a person, which the ledger tells', async () => {
    await using test = await opened();
    await test.core.act('segment.learn', { segment, until, reason }, 'ada');
    await test.core.judge();
    await test.core.act('segment.learn', { segment, reason: 'done' }, 'ben');
    await test.core.judge();
    expect(await rogues(test)).toEqual(['ci-1', 'ci-2', 'ci-3']);
    const said = (await test.core.ledger(0, 1000)).filter(({ subject }) =>
      subject.startsWith('segment '),
    );
    expect(said.map(({ kind, actor }) => `${kind} ${actor}`)).toEqual([
      'segment.learning ada',
      'segment.learned ben',
    ]);
  });

  it.each<[string, { segment: string; until?: string }, string]>([
    ['a time that is over', { segment, until: '2020-01-01T00:00:00Z' }, 'not a time to come'],
    ['no end to speak of', { segment, until: '2099-01-01T00:00:00Z' }, 'a policy'],
    ['the end of what did not begin', { segment }, 'not learned'],
  ])('cannot have %s', async (_, input, message) => {
    await using test = await openTestCore();
    const acted = await test.core.act('segment.learn', { ...input, reason }, 'ada');
    expect(acted).toMatchObject({ reason: expect.stringContaining(message) });
  });
});

describe('a segment that is adopted', () => {
  const adopt = { segment, reason, apply: true, owner: 'Facilities' };

  it('gives each of its devices an asset record with its link, all of it in the ledger', async () => {
    await using test = await opened();
    const tried = await test.core.act('segment.adopt', { ...adopt, apply: false }, 'ada');
    expect(tried).toMatchObject({
      value: {
        devices: [
          { ciId: 'ci-1', disposition: 'create', reason: 'by its serial', serial: 'ACCC8E00001' },
          { ciId: 'ci-2', disposition: 'create', reason: expect.stringContaining('no serial') },
        ],
      },
    });
    expect(await test.core.stats()).toMatchObject({ assets: 0 });
    await test.core.act('segment.adopt', adopt, 'ada');
    expect(await test.core.stats()).toMatchObject({ assets: 2, linked: 2 });
    expect(await rogues(test)).toEqual(['ci-3']);
    expect((await test.core.listAssets({})).items).toMatchObject([
      {
        serial: 'ACCC8E00001',
        vendor: 'Axis',
        state: 'deployed',
        owner: 'Facilities',
        ciId: 'ci-1',
      },
      { tag: 'CI-2', owner: 'Facilities', ciId: 'ci-2' },
    ]);
    const made = (await test.core.ledger(0, 1000)).filter(({ kind }) => kind === 'asset.created');
    expect(made).toMatchObject([{ actor: 'ada' }, { actor: 'ada' }]);
    expect(made[0]?.payload).toMatchObject({ reason: expect.stringContaining(reason) });
    const again = await test.core.act('segment.adopt', adopt, 'ada');
    expect(again).toMatchObject({ kind: 'done', value: { devices: [] } });
  });

  it('leaves to a person what is retired, and what states the serial of another', async () => {
    await using test = await opened();
    await test.core.importAssets([{ line: 2, serial: 'ACCC8E00001', state: 'retired' }], {
      apply: true,
      actor: 'ada',
    });
    const acted = await test.core.act('segment.adopt', adopt, 'ada');
    expect(acted).toMatchObject({
      value: {
        devices: [
          {
            ciId: 'ci-1',
            disposition: 'block',
            reason: 'asset-1 has its serial and is retired: a person decides',
          },
          { ciId: 'ci-2', disposition: 'create', assetId: 'asset-2' },
        ],
      },
    });
  });

  it('goes on round by round', async () => {
    await using test = await openTestCore();
    const many = Array.from({ length: 203 }, (_, index) =>
      camera(index + 10, { interfaces: [{ name: 'e', addresses: [`10.20.1.${index}`] }] }),
    );
    await test.core.ingest('c', many);
    const first = await test.core.act('segment.adopt', adopt, 'ada');
    const after = first.kind === 'done' ? first.value.next : undefined;
    expect(after).toBe('ci-200');
    const second = await test.core.act('segment.adopt', { ...adopt, after: after ?? '' }, 'ada');
    expect(second.kind === 'done' && second.value.devices.length).toBe(3);
    expect(await test.core.stats()).toMatchObject({ linked: 203, openFindings: {} });
  });
});
