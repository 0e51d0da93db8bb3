import { describe, expect, it } from 'vitest';
import { type Heard, Roster } from './roster.ts';
import type { Statement } from './statement.ts';

const start = Date.UTC(2026, 0, 1);

function heard(over: Partial<Heard> = {}): Heard {
  const usual = {
    source: 'mqtt' as const,
    profile: 'test',
    topic: 't/1',
    retain: true,
    isState: true,
    epoch: 1,
    nowMs: start,
  };
  return { ...usual, ...over };
}

function device(
  key: string,
  over: Partial<Extract<Statement, { kind: 'device' }>> = {},
): Statement {
  return { kind: 'device', key, facts: { device: { model: 'M1' } }, ...over };
}

describe('Roster', () => {
  it('tells a device once, however many messages describe it alike', () => {
    const roster = new Roster();
    roster.apply(device('a'), heard());
    roster.apply(device('a'), heard({ topic: 't/2' }));
    expect(roster.take()).toHaveLength(1);
    roster.apply(device('a'), heard({ topic: 't/3' }));
    expect(roster.take()).toEqual([]);
  });

  it('adds up what several messages state of one device', () => {
    const roster = new Roster();
    roster.apply(device('a', { adds: true }), heard());
    roster.apply(device('a', { adds: true, facts: { firmware: { version: '2' } } }), heard());
    roster.apply(device('a', { part: 'net', facts: { location: 'hall' } }), heard());
    expect(roster.take()).toMatchObject([
      { device: { model: 'M1' }, firmware: { version: '2' }, place: { location: 'hall' } },
    ]);
  });

  it('tells both of two statements that contradict each other', () => {
    const roster = new Roster();
    roster.apply(device('a'), heard());
    roster.apply(device('a', { facts: { device: { model: 'M2' } } }), heard());
    expect(roster.take().map((each) => each.device.model)).toEqual(['M1', 'M2']);
  });

  it('keeps two devices apart that people have given one name', () => {
    const roster = new Roster();
    roster.apply(device('mac/1', { aliases: ['topic/lamp'] }), heard());
    roster.apply(device('mac/2', { aliases: ['topic/lamp'] }), heard());
    expect(roster.take().map(({ key }) => key)).toEqual(['mac/1', 'mac/2']);
    roster.apply({ kind: 'alive', key: 'topic/lamp' }, heard({ nowMs: start + 61_000 }));
    expect(roster.take().map(({ key }) => key)).toEqual(['mac/2']);
  });

  it('takes messages that share an identifier as one device', () => {
    const roster = new Roster();
    roster.apply(device('a', { sameAs: ['mac/1'] }), heard());
    roster.apply(
      device('b', { sameAs: ['mac/1'], facts: { location: 'hall' }, part: 'x' }),
      heard(),
    );
    expect(roster.take().map(({ key }) => key)).toEqual(['a']);
    expect(roster.size).toBe(1);
  });

  it('moves a provisional record to the device’s own key', () => {
    const roster = new Roster();
    roster.apply(device('topic/lamp', { isProvisional: true }), heard());
    expect(roster.take()).toMatchObject([{ key: 'topic/lamp', presence: 'seen' }]);
    roster.apply(device('mac/1', { aliases: ['topic/lamp'], part: 'net' }), heard());
    expect(roster.take()).toMatchObject([
      { key: 'topic/lamp', presence: 'left' },
      { key: 'mac/1', presence: 'seen' },
    ]);
  });

  it('says a device left when the last topic that described it is withdrawn', () => {
    const roster = new Roster();
    roster.apply(device('a'), heard({ topic: 'one' }));
    roster.apply(device('a'), heard({ topic: 'two' }));
    roster.take();
    expect(roster.withdraw('one', start)).toBe(true);
    expect(roster.take()).toEqual([]);
    expect(roster.withdraw('two', start)).toBe(true);
    expect(roster.take()).toMatchObject([{ key: 'a', presence: 'left', device: { model: 'M1' } }]);
    expect(roster.withdraw('three', start)).toBe(false);
  });

  it('says a device left when a complete list no longer has it', () => {
    const roster = new Roster();
    roster.apply(device('a'), heard());
    roster.apply(device('b'), heard());
    roster.apply({ kind: 'list', keys: ['a', 'b'] }, heard());
    roster.take();
    roster.apply({ kind: 'list', keys: ['b'] }, heard());
    expect(roster.take()).toMatchObject([{ key: 'a', presence: 'left' }]);
  });

  it('touches a speaking device at most once a minute', () => {
    const roster = new Roster();
    roster.apply(device('a', { voices: [{ topic: 'a/state', kind: 'state' }] }), heard());
    roster.take();
    const seen: string[] = [];
    for (let second = 1; second <= 180; second += 1) {
      roster.hear('a/state', 'alive', start + second * 1000);
      seen.push(...roster.take().map(({ observedAt }) => observedAt));
    }
    expect(seen).toEqual([
      '2026-01-01T00:01:00.000Z',
      '2026-01-01T00:02:00.000Z',
      '2026-01-01T00:03:00.000Z',
    ]);
  });

  it.each([
    ['is no news on the next connection', { epoch: 2 }, 0],
    ['is news when it comes again on the same connection', { epoch: 1 }, 1],
    ['is news when it is not retained', { epoch: 2, retain: false }, 1],
  ])('a message that says the same %s', (_, over, times) => {
    const roster = new Roster();
    roster.apply(device('a'), heard());
    roster.take();
    roster.apply(device('a'), heard({ nowMs: start + 120_000, ...over }));
    expect(roster.take()).toHaveLength(times);
  });

  it('takes a last will as not knowing: nobody leaves', () => {
    const roster = new Roster();
    roster.apply(device('t:gateway'), heard());
    roster.apply(device('child', { gateway: 't:gateway' }), heard());
    roster.take();
    roster.apply({ kind: 'away', key: 't:gateway' }, heard());
    expect(roster.take()).toEqual([]);
    expect(roster.awayGateways).toEqual(['t:gateway']);
    roster.apply({ kind: 'alive', key: 't:gateway' }, heard());
    expect(roster.awayGateways).toEqual([]);
  });

  it('takes a child’s sign of life as its gateway’s too', () => {
    const roster = new Roster();
    roster.apply(device('t:gateway'), heard());
    const voices = [{ topic: 'child/state', kind: 'state' as const }];
    roster.apply(device('child', { gateway: 't:gateway', voices }), heard());
    roster.take();
    roster.hear('child/state', 'alive', start + 61_000);
    expect(roster.take().map(({ key }) => key)).toEqual(['child', 't:gateway']);
  });

  it('survives two gateways that name each other', () => {
    const roster = new Roster();
    roster.apply(device('a', { gateway: 'b' }), heard());
    roster.apply(device('b', { gateway: 'a' }), heard());
    roster.take();
    roster.apply({ kind: 'alive', key: 'a' }, heard({ nowMs: start + 61_000 }));
    expect(roster.take().map(({ key }) => key)).toEqual(['a', 'b']);
  });

  it('stops a flood at its gateway and lets the gateway tell it', () => {
    const roster = new Roster({ devicesPerGateway: 3 });
    roster.apply(device('t:gateway'), heard());
    roster.take();
    for (let each = 0; each < 10; each += 1) {
      roster.apply(device(`child ${each}`, { gateway: 't:gateway' }), heard());
    }
    roster.apply(device('other'), heard());
    const taken = roster.take();
    expect(taken.map(({ key }) => key)).toEqual(
      expect.arrayContaining(['child 0', 'child 1', 'child 2', 't:gateway', 'other']),
    );
    expect(taken).toHaveLength(5);
    expect(taken.find(({ key }) => key === 't:gateway')?.unread).toMatchObject([
      { why: 'truncated' },
    ]);
    expect(roster.refusals).toEqual([{ gateway: 't:gateway', refused: 7 }]);
  });

  it('keeps the gateway that still hears a device', () => {
    const roster = new Roster({ gatewayHoldMs: 1000 });
    const through = (gateway: string, atMs: number) => {
      roster.apply(device('tag', { gateway }), heard({ retain: false, nowMs: start + atMs }));
      return roster.take().map(({ place }) => place?.via?.key);
    };
    expect(through('east', 0)).toEqual(['east']);
    expect(through('west', 500)).toEqual([]);
    expect(through('west', 1500)).toEqual(['west']);
  });
});
