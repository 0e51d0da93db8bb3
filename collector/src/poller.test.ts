/** The poller with the real SNMP reader, against simulated devices that are silent or slow. */
import { Secret } from '@muster/uplink/secret';
import { pino } from 'pino';
import { afterEach, describe, expect, it } from 'vitest';
import { type SnmpDevice, startSnmpDevice } from '../../packages/lab/src/snmp/responder.ts';
import { CredentialGuard } from './credential-guard.ts';
import { Politeness } from './politeness.ts';
import type { Poll } from './poll.ts';
import { Poller, type PollerOptions } from './poller.ts';
import type { ProbeOutcome } from './probe.ts';
import { parseQuietWindow } from './quiet-windows.ts';
import { probeSnmp } from './snmp/probe.ts';
import type { SnmpTarget } from './target.ts';

const rows = [
  '1.3.6.1.2.1.1.1.0|4|A switch made for this test',
  '1.3.6.1.2.1.1.2.0|6|1.3.6.1.4.1.99999.1',
  '1.3.6.1.2.1.1.5.0|4|lab',
].join('\n');

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function device(isSilent = false): Promise<SnmpDevice> {
  const started = await startSnmpDevice({
    communities: { public: rows },
    ...(isSilent && { misbehavior: { silentAfter: 0 } }),
  });
  closing.push(started.close);
  return started;
}

function poll(id: string, port: number, over: Partial<Poll> = {}): Poll {
  const credentials = {
    kind: 'community',
    version: '2c',
    community: new Secret('public'),
  } as const;
  const usual: Poll = {
    kind: 'snmp',
    id,
    everyMs: 3_600_000,
    timeoutMs: 5000,
    isExpected: true,
    quiet: [],
    targets: [{ host: '127.0.0.1', port, credentials }],
  };
  return Object.assign(usual, over);
}

function start(polls: readonly Poll[], over: Partial<PollerOptions> = {}) {
  const ending = new AbortController();
  const now = () => new Date();
  const visited: string[] = [];
  const waiting = new Set<() => void>();
  const poller = new Poller({
    polls,
    concurrency: 4,
    probes: {
      snmp: probeSnmp,
      ssh: () => Promise.reject(new Error('not configured')),
      redfish: () => Promise.reject(new Error('not configured')),
    },
    politeness: new Politeness({ device: {}, subnet: {}, now }),
    guard: new CredentialGuard({ tries: 4, windowMs: 60_000 }, () => now().getTime()),
    now,
    random: () => 0.5,
    onSightings: async () => {},
    onVisited: (id, sightings) => {
      visited.push(id);
      for (const look of waiting) look();
      return sightings;
    },
    logger: pino({ level: 'silent' }),
    signal: ending.signal,
    ...over,
  });
  const running = poller.run();
  closing.push(async () => {
    ending.abort();
    await running;
  });
  const until = (isDone: () => boolean) =>
    new Promise<void>((resolve) => {
      const look = () => {
        if (isDone()) resolve();
      };
      waiting.add(look);
      look();
    });
  return { poller, visited, until };
}

describe('the poller', () => {
  it('visits everybody while silent devices, more than it has places, are waited for', async () => {
    const silent = await device(true);
    const good = await Promise.all(Array.from({ length: 6 }, () => device()));
    // Silent before: they came from a sweep, and share half of the places.
    const dead = Array.from({ length: 12 }, (_, i) =>
      poll(`silent ${i}`, silent.port, { isExpected: false, timeoutMs: 60_000 }),
    );
    const { visited, until } = start([
      ...dead,
      ...good.map(({ port }, i) => poll(`good ${i}`, port)),
    ]);
    await until(() => visited.length === 6);
    expect(visited.toSorted()).toEqual(good.map((_, i) => `good ${i}`));
    // Two of the dead were asked meanwhile, and the others wait for their places.
    expect(silent.requests()).toBeLessThan(12);
  });

  it('reports the load of what it visits', async () => {
    const { port } = await device();
    const { poller, visited, until } = start([poll('one', port)]);
    await until(() => visited.length === 1);
    const caused = poller.caused();
    expect(caused).toMatchObject({ visits: 1 });
    expect(caused.requests).toBeGreaterThan(5);
    expect(caused.bytes).toBeGreaterThan(500);
  });

  it('keeps to the budget of a device', async () => {
    const { port } = await device();
    const now = () => new Date();
    const politeness = new Politeness({ device: { requestsPerSecond: 8 }, subnet: {}, now });
    const beganMs = Date.now();
    const { poller, visited, until } = start([poll('one', port)], { politeness });
    await until(() => visited.length === 1);
    const { requests } = poller.caused();
    // A second's worth at once, then one every 125 ms.
    expect(requests).toBeGreaterThan(9);
    expect(Date.now() - beganMs).toBeGreaterThanOrEqual((requests - 9) * 125);
  });

  it('asks nothing in a quiet time', async () => {
    const { port, requests } = await device();
    const other = await device();
    const always = parseQuietWindow('00:00-24:00');
    const quiet = always === undefined ? [] : [always];
    const { visited, until, poller } = start([
      poll('quiet', port, { quiet }),
      poll('one', other.port),
    ]);
    poller.askNow('quiet');
    await until(() => visited.length === 1);
    expect(visited).toEqual(['one']);
    expect(poller.mayAsk('quiet')).toBe(false);
    expect(requests()).toBe(0);
  });

  it('lets a device be read for what it tells while its subnet has no place for a visit', async () => {
    const { port } = await device();
    const now = () => new Date();
    const politeness = new Politeness({ device: {}, subnet: { concurrency: 1 }, now });
    politeness.enter('127.0.0.1');
    const { poller } = start([poll('one', port)], { politeness });
    expect(politeness.waitMs('127.0.0.1', [])).toBeGreaterThan(0);
    expect(poller.mayAsk('one')).toBe(true);
  });

  it('tries an account no more often than it may be refused, over all devices', async () => {
    const tried: string[] = [];
    const credentials = {
      kind: 'user',
      user: 'core',
      auth: { protocol: 'sha', key: new Secret('wrong') },
    } as const;
    const polls = Array.from({ length: 40 }, (_, i) =>
      poll(`device ${i}`, 161, {
        kind: 'snmp',
        targets: [{ host: `192.0.2.${i}`, port: 161, credentials }],
      }),
    );
    const now = () => new Date();
    const guard = new CredentialGuard({ tries: 6, windowMs: 60_000 }, () => now().getTime());
    const seen = poll('seen', 161);
    const { visited, until } = start([...polls, seen], {
      concurrency: 16,
      guard,
      probes: {
        snmp: async ({ host, credentials: each }: SnmpTarget): Promise<ProbeOutcome> => {
          if (each.kind === 'community') return { kind: 'observed', sightings: [] };
          tried.push(host);
          await new Promise(setImmediate);
          return { kind: 'refused', reason: 'wrong digest' };
        },
        ssh: () => Promise.reject(new Error('not configured')),
        redfish: () => Promise.reject(new Error('not configured')),
      },
    });
    await until(() => visited.includes('seen'));
    // None of them ever let it in: half of what it may be refused.
    expect(tried).toHaveLength(3);
    expect(guard.failing()).toEqual([
      { what: 'account snmp core', why: expect.stringContaining('refused 3 times') },
    ]);
  });

  it('asks out of turn at once, and keeps the rhythm', async () => {
    const { port } = await device();
    const { poller, visited, until } = start([poll('one', port)]);
    await until(() => visited.length === 1);
    poller.askNow('one');
    await until(() => visited.length === 2);
    poller.askNow('nobody');
    expect(visited).toEqual(['one', 'one']);
  });

  it('asks only what is its own, and what becomes its own', async () => {
    const one = await device();
    const two = await device();
    let ours = new Set(['one']);
    const { poller, visited, until } = start([poll('two', two.port), poll('one', one.port)], {
      isOurs: (id) => ours.has(id),
    });
    await until(() => visited.length === 1);
    expect(visited).toEqual(['one']);
    expect(two.requests()).toBe(0);
    ours = new Set(['two']);
    poller.shareChanged();
    await until(() => visited.length === 2);
    expect(visited).toEqual(['one', 'two']);
  });
});
