/**
 * Polling identity, interfaces, neighbors, FDB and ARP of simulated 48-port switches: what a whole
 * visit costs the collector in CPU time, against the net-snmp package's bare getBulk walk of the
 * same rows, which decodes and forgets them. At concurrency 128, the switches in a process of their
 * own.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Secret } from '@muster/uplink/secret';
import { createSession, type Varbind, Version2c } from 'net-snmp';
import { probeSnmp } from '../../collector/src/snmp/probe.ts';
import type { Benchmark } from './report.ts';

const CONCURRENCY = 128;
const DEVICES = 640;
/** Each side is measured this often, in turn; the median counts. */
const ROUNDS = 3;
const BULK = 25;

/** Where the rows of the simulated switches are, as the bare walk asks for them. */
const SUBTREES = [
  '1.3.6.1.2.1.1',
  '1.3.6.1.2.1.2.2.1',
  '1.3.6.1.2.1.31.1.1.1',
  '1.3.6.1.2.1.47.1.1.1.1',
  '1.0.8802.1.1.2.1.3.7.1',
  '1.0.8802.1.1.2.1.4.1.1',
  '1.3.6.1.2.1.17.1.4.1',
  '1.3.6.1.2.1.17.7.1.2.2.1',
  '1.3.6.1.2.1.17.7.1.4.2.1',
  '1.3.6.1.2.1.4.22.1',
] as const;

interface Measured {
  readonly cpuMs: number;
  readonly wallMs: number;
}

export const bench: Benchmark = async (progress) => {
  const devices = await startDevices();
  try {
    const visits: Measured[] = [];
    const walks: Measured[] = [];
    let peakBytes = 0;
    await poll(devices.ports.slice(0, 16), 64, visitOne);
    for (let round = 1; round <= ROUNDS; round++) {
      progress(`round ${round} of ${ROUNDS}`);
      walks.push(await poll(devices.ports, DEVICES, walkOne));
      visits.push(await poll(devices.ports, DEVICES, visitOne));
      peakBytes = Math.max(peakBytes, process.memoryUsage.rss());
    }
    const visit = median(visits);
    const walk = median(walks);
    return {
      figures: [
        { name: 'varbinds of a switch', value: devices.varbinds, unit: '' },
        { name: 'CPU of a visit', value: visit.cpuMs / DEVICES, unit: 'ms' },
        { name: 'CPU of a bare walk', value: walk.cpuMs / DEVICES, unit: 'ms' },
        {
          name: 'bare walk',
          value: (1000 * devices.varbinds * DEVICES) / walk.cpuMs,
          unit: 'varbinds/CPU s',
        },
        { name: 'visits', value: (60_000 * DEVICES) / visit.wallMs, unit: 'devices/min' },
        { name: 'resident memory', value: peakBytes / 1024 / 1024, unit: 'MiB' },
      ],
      ratios: [
        {
          name: 'CPU of a visit',
          value: visit.cpuMs / walk.cpuMs,
          yardstick: "net-snmp's bare getBulk walk of the same rows",
          target: '<= 1.3',
        },
      ],
    };
  } finally {
    await devices.close();
  }
};

/** One device after another on each of the lanes; all of them must be read whole. */
async function poll(
  ports: readonly number[],
  count: number,
  one: (port: number) => Promise<void>,
): Promise<Measured> {
  const startedMs = performance.now();
  const cpu = process.cpuUsage();
  let next = 0;
  const lane = async (): Promise<void> => {
    for (let i = next++; i < count; i = next++) await one(ports[i % ports.length] ?? 0);
  };
  await Promise.all(Array.from({ length: Math.min(CONCURRENCY, ports.length) }, lane));
  const { user, system } = process.cpuUsage(cpu);
  return { cpuMs: (user + system) / 1000, wallMs: performance.now() - startedMs };
}

const credentials = { kind: 'community', version: '2c', community: new Secret('public') } as const;

async function visitOne(port: number): Promise<void> {
  const outcome = await probeSnmp(
    { host: '127.0.0.1', port, credentials },
    { now: () => new Date(), signal: AbortSignal.timeout(60_000) },
  );
  if (outcome.kind !== 'observed') throw new Error(`${outcome.kind}: ${outcome.reason}`);
  const [device] = outcome.sightings;
  if (device?.attachments?.length !== 900 || device.interfaces?.length !== 50) {
    throw new Error('a visit did not read the whole switch');
  }
}

async function walkOne(port: number): Promise<void> {
  const session = createSession('127.0.0.1', 'public', { port, version: Version2c, retries: 3 });
  try {
    for (const subtree of SUBTREES) {
      let at: string = subtree;
      for (;;) {
        const rows = await bulk(session, at);
        const last = rows.at(-1)?.oid;
        if (last === undefined || !last.startsWith(`${subtree}.`) || last === at) break;
        at = last;
      }
    }
  } finally {
    session.close();
  }
}

function bulk(session: ReturnType<typeof createSession>, oid: string): Promise<Varbind[]> {
  return new Promise((resolve, reject) => {
    session.getBulk([oid], 0, BULK, (error, columns) => {
      if (error !== null) reject(error);
      else resolve((columns ?? []).flat());
    });
  });
}

function median(measured: readonly Measured[]): Measured {
  const sorted = measured.toSorted((a, b) => a.cpuMs - b.cpuMs);
  return sorted[Math.floor(sorted.length / 2)] ?? { cpuMs: 0, wallMs: 0 };
}

async function startDevices(): Promise<{
  readonly ports: readonly number[];
  readonly varbinds: number;
  readonly close: () => Promise<void>;
}> {
  const child: ChildProcess = spawn(
    process.execPath,
    [join(import.meta.dirname, 'snmp-devices.ts'), String(CONCURRENCY)],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  );
  if (child.stdout === null) throw new Error('the devices have no standard output');
  const [line] = await once(createInterface(child.stdout), 'line');
  const { ports, varbinds } = JSON.parse(String(line));
  return {
    ports,
    varbinds,
    close: async () => {
      child.stdin?.end();
      if (child.exitCode === null) await once(child, 'exit');
    },
  };
}
