import type { Sighting } from '@muster/facts/observation';
import { Secret } from '@muster/uplink/secret';
import type { Uplink, UplinkOptions } from '@muster/uplink/uplink';
import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import type { CollectorConfig } from './load-config.ts';
import type { Poll } from './poll.ts';
import type { ProbeOutcome } from './probe.ts';
import { type Readers, type RunOptions, runCollectorDaemon } from './run.ts';

const seen = (key: string): Sighting => ({
  observedAt: '2026-01-01T00:00:00.000Z',
  source: 'snmp',
  profile: 'test',
  key,
  presence: 'seen',
  device: {},
});

function poll(host: string, over: Partial<Poll> = {}): Poll {
  const credentials = { kind: 'community', version: '2c', community: new Secret('x') } as const;
  const usual: Poll = {
    kind: 'snmp',
    id: `snmp ${host}:161`,
    everyMs: 60_000,
    timeoutMs: 5000,
    isExpected: true,
    quiet: [],
    targets: [{ host, port: 161, credentials }],
  };
  return Object.assign(usual, over);
}

/** An uplink that keeps what it is given and tells when something comes. */
function memoryUplink() {
  const sent: string[] = [];
  const waiting: { count: number; resolve: () => void }[] = [];
  const opened: { options?: UplinkOptions; isClosed: boolean } = { isClosed: false };
  const uplink: Uplink = {
    installId: 'test',
    send: async (sightings) => {
      sent.push(...sightings.map(({ key }) => key));
      for (const each of waiting) if (sent.length >= each.count) each.resolve();
      return { kind: 'spooled', wholes: sightings.length, touches: 0 };
    },
    enrol: async () => ({ kind: 'no-token', reason: 'test' }),
    flush: async () => ({ kind: 'acknowledged' }),
    status: () => ({
      link: { kind: 'idle' },
      health: { lost: 0, spooledBatches: 0, spooledBytes: 0, failing: [] },
      setAside: 0,
    }),
    close: async () => {
      opened.isClosed = true;
    },
  };
  return {
    sent,
    opened,
    open: async (options: UplinkOptions) => {
      opened.options = options;
      return uplink;
    },
    until: (count: number) =>
      new Promise<void>((resolve) => {
        waiting.push({ count, resolve });
        if (sent.length >= count) resolve();
      }),
  };
}

const noReaders: Readers = {
  snmp: () => Promise.reject(new Error('not configured')),
  ssh: () => Promise.reject(new Error('not configured')),
  redfish: () => Promise.reject(new Error('not configured')),
  mqtt: () => Promise.reject(new Error('not configured')),
  ownBroker: () => Promise.reject(new Error('not configured')),
  segment: () => Promise.reject(new Error('not configured')),
  traps: () => Promise.reject(new Error('not configured')),
};

function start(config: Partial<CollectorConfig>, readers: Partial<Readers>) {
  const uplink = memoryUplink();
  const ending = new AbortController();
  const options: RunOptions = {
    config: {
      name: 'test',
      segments: [],
      polls: [],
      concurrency: { snmp: 4, ssh: 4, redfish: 1 },
      knownHosts: [],
      budget: { device: {}, subnet: {} },
      lockout: { tries: 4, windowMs: 60_000 },
      brokers: [],
      conventions: [],
      classification: [],
      ...config,
    },
    version: '0',
    uplink: { reconciler: 'http://127.0.0.1:1', dataFolder: '/nowhere' },
    openUplink: uplink.open,
    readers: { ...noReaders, ...readers },
    now: () => new Date(),
    random: () => 0.5,
    logger: pino({ level: 'silent' }),
    signal: ending.signal,
  };
  return { ...uplink, ended: runCollectorDaemon(options), end: () => ending.abort() };
}

describe('runCollectorDaemon', () => {
  it('asks the others while one device hangs', async () => {
    const polls = ['hung', 'a', 'b', 'c', 'd', 'e'].map((host) => poll(host));
    const { until, sent, end, ended, opened } = start(
      { polls, concurrency: { snmp: 2, ssh: 1, redfish: 1 } },
      {
        snmp:
          async () =>
          ({ host }, { signal }) =>
            host !== 'hung'
              ? Promise.resolve({ kind: 'observed', sightings: [seen(host)] })
              : new Promise<ProbeOutcome>((resolve) => {
                  signal.addEventListener('abort', () =>
                    resolve({ kind: 'timeout', reason: 'hung' }),
                  );
                }),
      },
    );
    await until(5);
    expect([...sent].sort()).toEqual(['a', 'b', 'c', 'd', 'e']);
    end();
    await ended;
    expect(opened.isClosed).toBe(true);
  });

  it('reports what could not be observed as failing, never as gone', async () => {
    const outcomes: Readonly<Record<string, ProbeOutcome>> = {
      good: { kind: 'observed', sightings: [seen('good')] },
      locked: { kind: 'refused', reason: 'wrong community' },
      swapped: { kind: 'refused', reason: 'another key', cause: 'host-key-changed' },
      away: { kind: 'timeout', reason: 'no answer' },
      empty: { kind: 'timeout', reason: 'no answer' },
    };
    const polls = [
      poll('locked'),
      poll('swapped'),
      poll('away'),
      poll('empty', { isExpected: false }),
      poll('bug'),
      poll('good'),
    ];
    const { until, sent, end, ended, opened } = start(
      { polls, concurrency: { snmp: 1, ssh: 1, redfish: 1 } },
      {
        snmp:
          async () =>
          async ({ host }) => {
            const outcome = outcomes[host];
            if (outcome === undefined) throw new Error('a bug');
            return outcome;
          },
      },
    );
    await until(1);
    expect(sent).toEqual(['good']);
    expect(opened.options?.failing?.()).toEqual([
      { what: 'snmp locked:161', why: 'refused: wrong community' },
      { what: 'snmp swapped:161', why: 'refused: another key', cause: 'host-key-changed' },
      { what: 'snmp away:161', why: 'timeout: no answer' },
      { what: 'snmp bug:161', why: 'failed: a bug' },
    ]);
    end();
    await ended;
  });

  it('asks management controllers as it asks switches', async () => {
    const target = { host: 'bmc', port: 443, user: 'u', password: new Secret('x') };
    const bmc = poll('bmc', { kind: 'redfish', id: 'redfish bmc:443', target });
    const { until, sent, end, ended, opened } = start(
      { polls: [bmc] },
      {
        redfish: async () => async (asked) => ({
          kind: 'observed',
          sightings: [seen(`redfish:${asked.host}#1`)],
        }),
      },
    );
    await until(1);
    expect(sent).toEqual(['redfish:bmc#1']);
    expect(opened.options?.coverage?.().sources).toEqual(['redfish']);
    end();
    await ended;
  });

  it('tries the credentials in their order and says what it covers', async () => {
    const tried: string[] = [];
    const targets = ['one', 'two'].map((community) => ({
      host: 'a',
      port: 161,
      credentials: { kind: 'community', version: '2c', community: new Secret(community) } as const,
    }));
    const { until, end, ended, opened } = start(
      { polls: [poll('a', { targets, kind: 'snmp' })], segments: ['10.1.0.0/24'] },
      {
        snmp:
          async () =>
          async ({ credentials }) => {
            const community =
              credentials.kind === 'community' ? credentials.community.reveal() : '';
            tried.push(community);
            return community === 'two'
              ? { kind: 'observed', sightings: [seen('a')] }
              : { kind: 'timeout', reason: 'silence' };
          },
      },
    );
    await until(1);
    expect(tried).toEqual(['one', 'two']);
    expect(opened.options?.coverage?.()).toEqual({ sources: ['snmp'], segments: ['10.1.0.0/24'] });
    // Asked to report again, it begins with the one that was let in.
    opened.options?.onReport?.('test');
    await until(2);
    expect(tried).toEqual(['one', 'two', 'two']);
    end();
    await ended;
  });

  it('closes its listeners and spools what they hand over at the end', async () => {
    const { sent, end, ended } = start(
      { brokers: [{ target: { url: 'mqtt://127.0.0.1' }, isPersistent: false }] },
      {
        mqtt: async () => async (_target, onSighting) => ({
          failing: () => [],
          tellAgain: () => {},
          close: async () => onSighting(seen('last')),
        }),
      },
    );
    end();
    await ended;
    expect(sent).toEqual(['last']);
  });
});
