import { describe, expect, it } from 'vitest';
import { Politeness, type PolitenessOptions, subnetOf } from './politeness.ts';
import { parseQuietWindow } from './quiet-windows.ts';

const none = { requests: 0, bytesIn: 0, bytesOut: 0 };

function polite(options: Partial<PolitenessOptions>, start = new Date(2026, 0, 5, 8, 0)) {
  const clock = { at: start };
  const politeness = new Politeness({
    device: {},
    subnet: {},
    now: () => clock.at,
    ...options,
  });
  return { politeness, clock };
}

/** How many of so many requests at one moment may go out at once. */
function passed(politeness: Politeness, hosts: readonly string[], each: number): number {
  const turns = hosts.map((host) => politeness.turnOf(host));
  return Array.from({ length: each }, () => turns.map((turn) => turn(none)))
    .flat()
    .filter((turn) => turn === undefined).length;
}

describe('Politeness', () => {
  it('lets a device have a second’s worth of requests, whoever asks', () => {
    const { politeness } = polite({ device: { requestsPerSecond: 20 } });
    expect(passed(politeness, ['10.0.0.1', '10.0.0.1'], 30)).toBe(20);
    expect(passed(politeness, ['10.0.0.2'], 30)).toBe(20);
  });

  it('lets a subnet have no more, however many devices it has', () => {
    const { politeness } = polite({ subnet: { requestsPerSecond: 50 } });
    const hosts = Array.from({ length: 30 }, (_, i) => `10.0.0.${i + 1}`);
    expect(passed(politeness, hosts, 10)).toBe(50);
    expect(passed(politeness, ['10.0.1.1'], 10)).toBe(10);
  });

  it('charges the bytes that answers had', async () => {
    const { politeness, clock } = polite({ device: { bytesPerSecond: 100_000 } });
    const turn = politeness.turnOf('10.0.0.1');
    expect(turn(none)).toBeUndefined();
    expect(turn({ requests: 1, bytesIn: 90_000, bytesOut: 100 })).toBeUndefined();
    const wait = turn({ requests: 2, bytesIn: 100_000, bytesOut: 200 });
    expect(wait).toBeDefined();
    await wait;
    clock.at = new Date(clock.at.getTime() + 1000);
    expect(turn({ requests: 3, bytesIn: 100_000, bytesOut: 300 })).toBeUndefined();
  });

  it('bounds the visits to one subnet', () => {
    const { politeness } = polite({ subnet: { concurrency: 2 } });
    const leave = politeness.enter('10.0.0.1');
    politeness.enter('10.0.0.2');
    expect(politeness.waitMs('10.0.0.3', [])).toBeGreaterThan(0);
    expect(politeness.waitMs('10.0.1.3', [])).toBe(0);
    leave();
    expect(politeness.waitMs('10.0.0.3', [])).toBe(0);
  });

  it('waits until a quiet window is over', () => {
    const { politeness } = polite({});
    const window = parseQuietWindow('07:00-09:30');
    expect(politeness.waitMs('10.0.0.1', window === undefined ? [] : [window])).toBe(5_400_000);
  });
});

it.each([
  ['10.1.2.3', 'subnet 10.1.2.0/24'],
  ['2001:db8:1:2:3::4', 'subnet 2001:db8:1:2::/64'],
  ['2001:db8::4', 'subnet 2001:db8::/64'],
  ['switch.example', undefined],
])('%s is in %s', (host, subnet) => {
  expect(subnetOf(host)).toBe(subnet);
});
