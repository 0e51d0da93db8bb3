import type { Component, Unread } from '@muster/facts/observation';
import { describe, expect, it } from 'vitest';
import { openTestCore, type TestCore } from '../testing/core.ts';
import { observe, type Stated } from '../testing/observations.ts';

const HOUR = 3_600_000;

const disk: Component = { kind: 'disk', key: 'disk:0', slot: 'bay 0', serial: 'S6Z2NF0W100001' };
const memory: readonly Component[] = ['A1', 'A2'].map((slot) => ({
  kind: 'memory',
  key: `dimm:${slot}`,
  slot,
  serial: `80CE0123${slot}`,
}));

function server(at: number, components: readonly Component[], more: Stated = {}) {
  return observe({
    at,
    class: 'server',
    device: { vendor: 'Dell Inc.', model: 'PowerEdge R650', serial: '7QK2M13' },
    components,
    ...more,
  });
}

async function opened(): Promise<TestCore> {
  const test = await openTestCore();
  await test.core.importAssets([{ line: 2, serial: '7QK2M13', owner: 'IT' }], {
    apply: true,
    actor: 'ada',
  });
  await tell(test, 0, [disk, ...memory]);
  return test;
}

async function tell(
  test: TestCore,
  at: number,
  components: readonly Component[],
  more: Stated = {},
) {
  test.setTime(at + 1000);
  await test.core.ingest('observer-1', [server(at, components, more)]);
}

async function findings(test: TestCore, kind: 'drift' | 'moved') {
  return (await test.core.listFindings({ kind, state: 'open' })).items;
}

describe('drift of hardware', () => {
  const other = { ...disk, serial: 'S6Z2NF0W999999' };

  it('is told with the serials, and stays open until a person accepts it', async () => {
    await using test = await opened();
    await tell(test, HOUR, [other, ...memory]);
    const [drift] = await findings(test, 'drift');
    expect(drift).toMatchObject({
      severity: 'medium',
      ciId: 'ci-1',
      reason: 'Its parts are not those that were accepted: 1 swapped.',
      evidence: ['disk bay 0: serial S6Z2NF0W100001 is now serial S6Z2NF0W999999'],
      action: 'investigate',
    });
    // Another fact changes, and time passes: the parts are still not those.
    await tell(test, 2 * HOUR, [other, ...memory], { os: { name: 'Debian', version: '13' } });
    test.setTime(900 * HOUR);
    await (await test.reopen()).judge();
    expect(await findings(test, 'drift')).toHaveLength(1);
    const accepted = await test.core.act(
      'finding.accept',
      { finding: drift?.id ?? '', reason: 'replaced under warranty' },
      'ada',
    );
    expect(accepted).toMatchObject({ kind: 'done', value: { state: 'resolved' } });
    expect(await findings(test, 'drift')).toEqual([]);
    await tell(test, 901 * HOUR, [other, ...memory], { os: { name: 'Debian', version: '14' } });
    expect(await findings(test, 'drift')).toEqual([]);
    const entries = await test.core.ledger(0, 1000);
    expect(entries.find(({ kind }) => kind === 'finding.accepted')).toMatchObject({ actor: 'ada' });
    const again = await test.core.act(
      'finding.accept',
      { finding: drift?.id ?? '', reason: 'twice' },
      'ada',
    );
    expect(again).toMatchObject({ kind: 'refused', reason: expect.stringContaining('resolved') });
  });

  it('ends by itself when the part is back', async () => {
    await using test = await opened();
    await tell(test, HOUR, [other, ...memory]);
    await tell(test, 2 * HOUR, [disk, ...memory]);
    expect(await findings(test, 'drift')).toEqual([]);
  });

  it('waits before it takes a part that does not answer for gone', async () => {
    await using test = await opened();
    const [first] = memory;
    const less = [disk, ...(first === undefined ? [] : [first])];
    await tell(test, HOUR, less);
    await test.core.judge();
    expect(await findings(test, 'drift')).toEqual([]);
    test.setTime(3 * HOUR);
    await test.core.judge();
    expect(await findings(test, 'drift')).toMatchObject([
      { evidence: ['memory A2: serial 80CE0123A2 is gone'] },
    ]);
  });

  it.each<[string, readonly Component[], Stated]>([
    [
      'what could not be read',
      [disk],
      { unread: [{ what: 'smbios table', why: 'permission' } satisfies Unread] },
    ],
    ['all parts of a kind at once', [disk], {}],
    ['a part that is another one by nothing', [{ ...disk, vendor: 'Samsung' }, ...memory], {}],
    [
      'a part in another slot',
      [
        disk,
        ...memory.map((part, index) => ({ ...part, key: `dimm:B${index}`, slot: `B${index}` })),
      ],
      {},
    ],
    [
      'what another version of the observer reads besides',
      [disk, ...memory, { ...disk, key: 'disk:1', serial: 'S6Z2NF0W100002' }],
      { observer: { id: 'observer-1', kind: 'agent', version: '1.1.0' } },
    ],
    ['what is plugged in', [disk, ...memory, { kind: 'usb', key: 'usb:1', serial: 'U1' }], {}],
  ])('is not %s', async (_, components, more) => {
    await using test = await opened();
    await tell(test, HOUR, components, more);
    test.setTime(9 * HOUR);
    await test.core.judge();
    expect(await findings(test, 'drift')).toEqual([]);
  });
});

describe('a device at another place', () => {
  const at = (port: string) => ({ place: { site: 'Lyon', via: { key: 'snmp:sw-1', port } } });

  it('is told after its grace, with both places, until a person accepts it', async () => {
    await using test = await opened();
    await tell(test, HOUR, [disk], at('Gi1/0/1'));
    await tell(test, 2 * HOUR, [disk], at('Gi1/0/9'));
    expect(await findings(test, 'moved')).toEqual([]);
    test.setTime(27 * HOUR);
    await test.core.judge();
    const [moved] = await findings(test, 'moved');
    expect(moved).toMatchObject({
      reason:
        'It is at another place than before: behind snmp:sw-1, port Gi1/0/9, site Lyon, no more behind snmp:sw-1, port Gi1/0/1, site Lyon.',
      place: { site: 'Lyon', behind: 'snmp:sw-1', port: 'Gi1/0/9' },
    });
    await test.core.act('finding.accept', { finding: moved?.id ?? '', reason: 're-racked' }, 'ada');
    expect(await findings(test, 'moved')).toEqual([]);
    // From now on this is its place.
    await tell(test, 28 * HOUR, [disk], at('Gi1/0/1'));
    test.setTime(60 * HOUR);
    await test.core.judge();
    expect(await findings(test, 'moved')).toHaveLength(1);
  });

  it('is told of by nothing when it is back in time, or a source says less', async () => {
    await using test = await opened();
    await tell(test, HOUR, [disk], at('Gi1/0/1'));
    await tell(test, 2 * HOUR, [disk], at('Gi1/0/9'));
    await tell(test, 3 * HOUR, [disk], at('Gi1/0/1'));
    await tell(test, 4 * HOUR, [disk], { place: { site: 'Lyon' } });
    test.setTime(60 * HOUR);
    await test.core.judge();
    expect(await findings(test, 'moved')).toEqual([]);
  });

  it('may be a laptop, which goes where it likes', async () => {
    await using test = await opened();
    const laptop = { class: 'laptop', device: { serial: 'LT-1000' }, key: 'lt' } as const;
    await tell(test, HOUR, [disk], { ...laptop, ...at('Gi1/0/1') });
    await tell(test, 2 * HOUR, [disk], { ...laptop, ...at('Gi1/0/9') });
    test.setTime(60 * HOUR);
    await test.core.judge();
    expect(await findings(test, 'moved')).toEqual([]);
  });
});
