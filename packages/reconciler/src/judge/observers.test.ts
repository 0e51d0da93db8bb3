import { describe, expect, it } from 'vitest';
import type { StoredObserver } from '../store/port.ts';
import { judgeFloods, judgeHostKeys, judgeObserver } from './observers.ts';
import { parsePolicies } from './policies.ts';

const HOUR = 3_600_000;
const NOW = 1000 * HOUR;
const policies = parsePolicies();

function observer(change: Partial<StoredObserver>): StoredObserver {
  return {
    id: 'c1',
    kind: 'collector',
    name: 'hall',
    connected: false,
    revoked: false,
    sources: ['snmp'],
    enrolledAt: 0,
    lastSeenAt: NOW - HOUR,
    ...change,
  };
}

describe('judgeObserver', () => {
  it.each<[string, StoredObserver, boolean]>([
    ['a collector that was heard', observer({}), false],
    ['a collector that was not heard', observer({ lastSeenAt: NOW - 25 * HOUR }), true],
    [
      'a collector that was not heard but is connected',
      observer({ lastSeenAt: 0, connected: true }),
      false,
    ],
    ['a collector that was revoked', observer({ lastSeenAt: 0, revoked: true }), false],
    ['an agent, which sleeps with its laptop', observer({ kind: 'agent', lastSeenAt: 0 }), false],
  ])('accuses %s when it should', (_, each, isAccused) => {
    expect(judgeObserver(each, policies, NOW) !== undefined).toBe(isAccused);
  });
});

describe('judgeHostKeys', () => {
  const failing = [
    {
      what: 'ssh 192.0.2.1:22',
      why: 'refused: the host key has changed',
      cause: 'host-key-changed',
    },
    { what: 'ssh 192.0.2.2:22', why: 'timeout: no answer' },
  ] as const;
  const health = { lost: 0, spooledBatches: 0, spooledBytes: 0, failing };

  it('finds fault with an address that answers with another host key', () => {
    expect(judgeHostKeys(observer({ health }))).toMatchObject({
      kind: 'drift',
      severity: 'high',
      subject: 'ssh 192.0.2.1:22, seen by hall',
      evidence: ['ssh 192.0.2.1:22: refused: the host key has changed'],
    });
  });

  it.each<[string, Partial<StoredObserver>]>([
    ['nothing is known of it', {}],
    ['only other things fail', { health: { ...health, failing: failing.slice(1) } }],
    ['the collector is revoked', { health, revoked: true }],
  ])('finds none when %s', (_, change) => {
    expect(judgeHostKeys(observer(change))).toBeUndefined();
  });
});

describe('judgeFloods', () => {
  const failing = [
    { what: 'mqtt mqtt://b z:0x01', why: '45000 were not taken', cause: 'flood' },
    { what: 'mqtt mqtt://c', why: 'lost' },
  ] as const;
  const health = { lost: 0, spooledBatches: 0, spooledBytes: 0, failing };

  it('finds fault with a gateway that announces more devices than it may', () => {
    expect(judgeFloods(observer({ health }))).toMatchObject({
      kind: 'unobserved',
      subject: 'mqtt mqtt://b z:0x01, seen by hall',
      evidence: ['mqtt mqtt://b z:0x01: 45000 were not taken'],
    });
  });

  it.each<[string, Partial<StoredObserver>]>([
    ['nothing is known of it', {}],
    ['only other things fail', { health: { ...health, failing: failing.slice(1) } }],
    ['the collector is revoked', { health, revoked: true }],
  ])('finds none when %s', (_, change) => {
    expect(judgeFloods(observer(change))).toBeUndefined();
  });
});
