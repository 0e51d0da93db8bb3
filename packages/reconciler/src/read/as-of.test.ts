import type { Observation } from '@muster/facts/observation';
import { describe, expect, it } from 'vitest';
import { openTestCore, type TestCore } from '../testing/core.ts';
import { NOON, observe } from '../testing/observations.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const when = (at: number): Date => new Date(NOON + at);
const laptop = (at: number, user: string, serial = 'CDX5NY1', key = 'a'): Observation =>
  observe({ key, at, class: 'laptop', device: { vendor: 'Dell Inc.', serial }, custody: { user } });

async function told(test: TestCore, at: number, ...all: readonly Observation[]): Promise<void> {
  test.setTime(at);
  await test.core.ingest('observer-1', all);
}
const assetRow = (custodian: string) => ({ line: 1, tag: 'T-1', serial: 'CDX5NY1', custodian });

describe('a CI as of a past time', () => {
  it('has the facts, the custody and the asset that were known then', async () => {
    await using test = await openTestCore();
    await told(test, HOUR, laptop(0, 'anna'));
    test.setTime(2 * HOUR);
    await test.core.importAssets([assetRow('Anna')], { apply: true, actor: 'alice' });
    await told(test, 5 * DAY, laptop(5 * DAY, 'bert'));
    test.setTime(6 * DAY);
    await test.core.importAssets([assetRow('Bert')], { apply: true, actor: 'alice' });
    const userAt = async (at: number) => {
      const ci = await test.core.getCiAsOf('ci-1', when(at));
      const user = ci?.facts.find(({ attribute }) => attribute === 'custody.user')?.value;
      return [user, ci?.asset?.custodian, ci?.findings.map(({ kind }) => kind).includes('rogue')];
    };
    expect(await userAt(HOUR - 1)).toEqual([undefined, undefined, undefined]);
    expect(await userAt(HOUR)).toEqual(['anna', undefined, true]);
    expect(await userAt(3 * HOUR)).toEqual(['anna', 'Anna', false]);
    expect(await userAt(5 * DAY)).toEqual(['bert', 'Anna', false]);
    expect(await userAt(7 * DAY)).toEqual(['bert', 'Bert', false]);
  });

  it('has the records that stood together then, before and after what people decided', async () => {
    await using test = await openTestCore();
    await told(test, HOUR, laptop(0, 'anna'), laptop(0, 'bert', 'CDX5NY2', 'b'));
    test.setTime(2 * HOUR);
    const reason = 'seen on site';
    const joined = await test.core.decide({ kind: 'join', cis: ['ci-1', 'ci-2'], reason }, 'alice');
    if (joined.kind !== 'decided') throw new Error(joined.reason);
    test.setTime(4 * HOUR);
    await test.core.decide({ kind: 'undo', decision: joined.decision.id, reason }, 'alice');
    const keysAt = async (id: string, at: number) => {
      const ci = await test.core.getCiAsOf(id, when(at));
      return [ci?.id, ci?.records.map(({ key }) => key)];
    };
    expect(await keysAt('ci-2', HOUR)).toEqual(['ci-2', ['b']]);
    expect(await keysAt('ci-2', 3 * HOUR)).toEqual(['ci-1', ['a', 'b']]);
    expect(await keysAt('ci-2', 4 * HOUR)).toEqual(['ci-2', ['b']]);
    expect(await keysAt('ci-9', 4 * HOUR)).toEqual([undefined, undefined]);
    const listed = async (at: number) => {
      const { total, items } = await test.core.listCisAsOf({ at: when(at) });
      return [total, items.map(({ id }) => id)];
    };
    expect(await listed(0)).toEqual([0, []]);
    expect(await listed(HOUR)).toEqual([2, ['ci-1', 'ci-2']]);
    expect(await listed(3 * HOUR)).toEqual([1, ['ci-1']]);
    const first = await test.core.listCisAsOf({ at: when(HOUR), limit: 1 });
    const next = await test.core.listCisAsOf({
      at: when(HOUR),
      limit: 1,
      cursor: first.next ?? '',
    });
    expect([...first.items, ...next.items].map(({ id }) => id)).toEqual(['ci-1', 'ci-2']);
    expect(next.next).toBeUndefined();
  });

  it('has the lock that held then', async () => {
    await using test = await openTestCore();
    await told(test, HOUR, laptop(0, 'anna'));
    const lock = { kind: 'lock', ci: 'ci-1', attribute: 'device.model', value: 'XPS' } as const;
    test.setTime(2 * HOUR);
    const made = await test.core.decide({ ...lock, reason: 'r' }, 'alice');
    if (made.kind !== 'decided') throw new Error(made.reason);
    test.setTime(4 * HOUR);
    await test.core.decide({ kind: 'undo', decision: made.decision.id, reason: 'r' }, 'alice');
    const modelAt = async (at: number) =>
      (await test.core.getCiAsOf('ci-1', when(at)))?.facts.find(
        ({ attribute }) => attribute === 'device.model',
      )?.value;
    expect(await modelAt(HOUR)).toBeUndefined();
    expect(await modelAt(3 * HOUR)).toBe('XPS');
    expect(await modelAt(5 * HOUR)).toBeUndefined();
  });
});
