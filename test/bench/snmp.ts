/**
 * Polling identity, interfaces, neighbors, FDB and ARP of simulated 48-port switches: what a whole
 * visit costs the collector in CPU time, against the net-snmp package's bare getBulk walk of the
 * same rows, which decodes and forgets them. At concurrency 128, the switches in a process of their
 * own. For scale, a Perl agent reads some of them, where it is installed.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { createSession, type Varbind, Version2c } from 'net-snmp';
import { YOUNG_GENERATION_FLAG } from '../../collector/src/heap.ts';
import type { Benchmark, Figure } from './report.ts';
import { measureNetinventory, NETINVENTORY } from './snmp-netinventory.ts';

const CONCURRENCY = 128;
/** As many as are scheduled; each round polls all of them. */
const DEVICES = 2000;
/** Bare walks a round. */
const WALKS = 640;
/** Each side is measured this often, in turn; the median counts. */
const ROUNDS = 2;
const BULK = 25;
/** Devices a round that the Perl agent reads. */
const NETINVENTORIES = 3;

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
  const poller = startPoller(devices.ports);
  try {
    const visits: Measured[] = [];
    const walks: Measured[] = [];
    const netinventories: number[] = [];
    let residentBytes = 0;
    progress('warming up');
    await poller.pollAll();
    await walkAll(devices.ports, CONCURRENCY);
    for (let round = 1; round <= ROUNDS; round++) {
      progress(`round ${round} of ${ROUNDS}`);
      walks.push(await walkAll(devices.ports, WALKS));
      const polled = await poller.pollAll();
      visits.push(polled);
      residentBytes = polled.residentBytes;
      for (const port of devices.ports.slice(0, NETINVENTORIES)) {
        const cpuMs = measureNetinventory(port);
        if (cpuMs !== undefined) netinventories.push(cpuMs);
      }
    }
    const visit = median(visits).cpuMs / DEVICES;
    const walk = median(walks).cpuMs / WALKS;
    return {
      figures: [
        { name: 'varbinds of a switch', value: devices.varbinds, unit: '' },
        { name: 'CPU of a visit', value: visit, unit: 'ms' },
        { name: 'CPU of a bare walk', value: walk, unit: 'ms' },
        { name: 'bare walk', value: (1000 * devices.varbinds) / walk, unit: 'varbinds/CPU s' },
        { name: 'visits', value: (60_000 * DEVICES) / median(visits).wallMs, unit: 'devices/min' },
        {
          name: `resident memory, ${DEVICES} scheduled (target <= 200)`,
          value: residentBytes / 1_000_000,
          unit: 'MB',
        },
        netinventoryFigure(netinventories),
      ],
      ratios: [
        {
          name: 'CPU of a visit',
          value: visit / walk,
          yardstick: "net-snmp's bare getBulk walk of the same rows",
          target: '<= 1.3',
        },
      ],
    };
  } finally {
    await poller.close();
    await devices.close();
  }
};

function netinventoryFigure(cpuMs: readonly number[]): Figure {
  const value = cpuMs.toSorted((a, b) => a - b)[Math.floor(cpuMs.length / 2)];
  return value === undefined
    ? {
        name: `${NETINVENTORY} is not installed (apt install fusioninventory-agent-task-network)`,
        value: 0,
        unit: '',
      }
    : { name: `CPU of ${NETINVENTORY}`, value, unit: 'ms a device, each in a process' };
}

/** One device after another on each of the lanes; all of them must be read whole. */
async function walkAll(ports: readonly number[], count: number): Promise<Measured> {
  const startedMs = performance.now();
  const cpu = process.cpuUsage();
  let next = 0;
  const lane = async (): Promise<void> => {
    for (let i = next++; i < count; i = next++) await walkOne(ports[i % ports.length] ?? 0);
  };
  await Promise.all(Array.from({ length: Math.min(CONCURRENCY, ports.length) }, lane));
  const { user, system } = process.cpuUsage(cpu);
  return { cpuMs: (user + system) / 1000, wallMs: performance.now() - startedMs };
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

/** The collector's side in a process of its own, so that its memory is its own. */
function startPoller(ports: readonly number[]): {
  readonly pollAll: () => Promise<Measured & { readonly residentBytes: number }>;
  readonly close: () => Promise<void>;
} {
  const arguments_ = [JSON.stringify(ports), String(DEVICES), String(CONCURRENCY)];
  const child = spawn(
    process.execPath,
    [YOUNG_GENERATION_FLAG, join(import.meta.dirname, 'snmp-poller.ts'), ...arguments_],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  );
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  return {
    pollAll: async () => {
      child.stdin.write('poll\n');
      const { value, done } = await lines.next();
      if (done === true) throw new Error('the poller has ended');
      return JSON.parse(value);
    },
    close: () => ended(child),
  };
}

async function startDevices(): Promise<{
  readonly ports: readonly number[];
  readonly varbinds: number;
  readonly close: () => Promise<void>;
}> {
  const child = spawn(
    process.execPath,
    [join(import.meta.dirname, 'snmp-devices.ts'), String(CONCURRENCY)],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  );
  const [line] = await once(createInterface(child.stdout), 'line');
  const { ports, varbinds } = JSON.parse(String(line));
  return { ports, varbinds, close: () => ended(child) };
}

async function ended(child: ChildProcess): Promise<void> {
  child.stdin?.end();
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
}
