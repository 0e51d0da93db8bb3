import { describe, expect, it } from 'vitest';
import type { Engine } from '../engine.ts';
import { type PreparedItem, prepareItem } from '../intake/prepare.ts';
import { StorageError } from '../store/port.ts';
import { observe } from '../testing/observations.ts';
import { openGroup } from './group.ts';

function items(...keys: readonly string[]): readonly PreparedItem[] {
  return keys.map((key) => prepareItem(observe({ key })));
}
const isKey = (item: PreparedItem, key: string): boolean =>
  item.kind !== 'parked' && item.key === key;

/** An engine that counts, and throws whenever the named key is among the items. */
function engineFailingAt(key?: string, error: Error = new Error('a fault')) {
  const groups: number[][] = [];
  const ingest: Engine['ingest'] = async (deliveries) => {
    groups.push(deliveries.map(({ items: all }) => all.length));
    if (deliveries.some(({ items: all }) => all.some((item) => isKey(item, key ?? ''))))
      throw error;
    return {
      events: [{ kind: 'presence', at: '', ciIds: [`group ${groups.length}`] }],
      value: deliveries.map(({ items: all }) => {
        const parked = all.filter((item) => item.kind === 'parked');
        return {
          counts: {
            applied: all.length - parked.length,
            ...(parked.length > 0 ? { parked: parked.length } : {}),
          },
          exceptions: parked.map(({ id }) => ({ id, disposition: 'parked' as const })),
          wanted: [],
        };
      }),
    };
  };
  const faults: string[] = [];
  const options = {
    itemsMax: 4,
    soon: setImmediate,
    onFault: ({ id }: { id: string }) => faults.push(id),
  };
  return { group: openGroup({ ingest }, options), groups, faults };
}

describe('a group', () => {
  it('commits in one transaction what came together, up to its bound, in order', async () => {
    const { group, groups } = engineFailingAt();
    const done = await Promise.all(
      [['a', 'b'], ['c'], ['d', 'e'], ['f']].map((keys) =>
        group.ingest({ observerId: 'o', items: items(...keys) }, 1),
      ),
    );
    expect(groups).toEqual([
      [2, 1],
      [2, 1],
    ]);
    expect(done.map(({ value }) => value.counts.applied)).toEqual([2, 1, 2, 1]);
    expect(done.map(({ events }) => events.length)).toEqual([1, 0, 1, 0]);
  });

  it('takes a delivery that is larger than the bound by itself', async () => {
    const { group, groups } = engineFailingAt();
    await Promise.all(
      [['a'], ['b', 'c', 'd', 'e', 'f']].map((keys) =>
        group.ingest({ observerId: 'o', items: items(...keys) }, 1),
      ),
    );
    expect(groups).toEqual([[1], [5]]);
  });

  it('parks the one item at fault and takes all its neighbors', async () => {
    const { group, faults } = engineFailingAt('bad');
    const [some, others] = await Promise.all([
      group.ingest({ observerId: 'o', items: items('a', 'bad', 'c') }, 1),
      group.ingest({ observerId: 'o', items: items('d') }, 1),
    ]);
    expect(some?.value.counts).toEqual({ applied: 2, parked: 1 });
    expect(some?.value.exceptions.map(({ id }) => id)).toEqual([observe({ key: 'bad' }).id]);
    expect(others?.value.counts).toEqual({ applied: 1 });
    expect(faults).toEqual([observe({ key: 'bad' }).id]);
  });

  it('hands on what is the storage’s trouble, and parks nothing for it', async () => {
    const { group, faults, groups } = engineFailingAt('a', new StorageError('the disk is full'));
    const outcome = group.ingest({ observerId: 'o', items: items('a', 'b') }, 1);
    await expect(outcome).rejects.toThrow('the disk is full');
    expect(faults).toEqual([]);
    expect(groups).toHaveLength(1);
  });
});
