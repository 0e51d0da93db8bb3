/**
 * Check-ins per second through the five stages, new, unchanged and 5 % changed, each against a bare
 * prepared-statement loop in the same run; and what a dashboard query takes meanwhile.
 *
 * `node test/bench/intake.ts --count 20000` for a shorter run than the 200,000 devices.
 */
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openReconciler } from '@muster/reconciler/open';
import { DEFAULT_LIMITS } from '@muster/reconciler/options';
import type { Reconciler } from '@muster/reconciler/ports';
import { openDashboard } from './intake/dashboard.ts';
import { batchesOf, ingestAll, makeChunk, PASSES, type Pass } from './intake/feed.ts';
import { openYardstick, type Yardstick, type YardstickItem } from './intake/yardstick.ts';
import type { Benchmark, BenchReport, Figure } from './report.ts';

const DEVICES = 200_000;
/** Devices made ready, untimed, before both sides are timed on them. */
const CHUNK = 10_000;

const TARGETS: Readonly<Record<Pass, number>> = { new: 0.5, unchanged: 0.8, '5 % changed': 0.7 };

interface Timed {
  musterMs: number;
  /** The bare loop as SQLite comes, and with the settings that Muster uses. */
  plainMs: number;
  tunedMs: number;
  /** CPU time of all threads. */
  cpuMs: number;
  readonly latencies: number[];
}

export const bench: Benchmark = (progress) => benchIntake(DEVICES, progress);

async function benchIntake(
  devices: number,
  progress: (message: string) => void,
): Promise<BenchReport> {
  const folder = await mkdtemp(join(tmpdir(), 'muster-bench-'));
  const quiet = { info: () => {}, warn: () => {}, error: progressOf(progress) };
  const plain = openYardstick(join(folder, 'plain.sqlite'));
  const tuned = openYardstick(
    join(folder, 'tuned.sqlite'),
    `PRAGMA page_size = 8192; PRAGMA cache_size = -131072;
     PRAGMA wal_autocheckpoint = ${DEFAULT_LIMITS.checkpointPages};`,
  );
  const reconciler = await openReconciler({
    dataFolder: join(folder, 'data'),
    now: () => new Date(),
    random: (octets) => randomBytes(octets),
    logger: quiet,
  });
  try {
    const timed = new Map<Pass, Timed>();
    const digests: string[] = [];
    for (const pass of PASSES) {
      timed.set(
        pass,
        await timePass(pass, devices, { reconciler, plain, tuned, digests, progress }),
      );
    }
    return reportOf(devices, timed);
  } finally {
    await reconciler.close();
    plain.close();
    tuned.close();
    await rm(folder, { recursive: true });
  }
}

interface Sides {
  readonly reconciler: Reconciler;
  readonly plain: Yardstick;
  readonly tuned: Yardstick;
  /** The last digest that was told of each device. */
  readonly digests: string[];
  readonly progress: (message: string) => void;
}

async function timePass(pass: Pass, devices: number, sides: Sides): Promise<Timed> {
  const timed: Timed = { musterMs: 0, plainMs: 0, tunedMs: 0, cpuMs: 0, latencies: [] };
  for (let first = 0; first < devices; first += CHUNK) {
    const done = Math.min(first + CHUNK, devices);
    const chunk = makeChunk(pass, first, done, sides.digests);
    timed.plainMs += timeLoop(sides.plain, chunk.yardstick);
    timed.tunedMs += timeLoop(sides.tuned, chunk.yardstick);
    const dashboard = openDashboard(sides.reconciler, ids(pass === 'new' ? first : devices));
    const cpu = process.cpuUsage();
    const start = performance.now();
    await ingestAll([sides.reconciler], batchesOf(chunk.muster));
    timed.musterMs += performance.now() - start;
    const { user, system } = process.cpuUsage(cpu);
    timed.cpuMs += (user + system) / 1000;
    timed.latencies.push(...(await dashboard.stop()));
    const rate = (ms: number): number => Math.round(done / (ms / 1000));
    sides.progress(
      `${pass} ${done}: ${rate(timed.musterMs)}/s; bare ${rate(timed.plainMs)}, tuned ${rate(timed.tunedMs)}`,
    );
  }
  return timed;
}

function timeLoop(yardstick: Yardstick, items: readonly YardstickItem[]): number {
  const batches = batchesOf(items);
  const start = performance.now();
  for (const batch of batches) yardstick.write(batch);
  return performance.now() - start;
}

/** CIs that exist by then: they are numbered in the order of their devices. */
function ids(devices: number): readonly string[] {
  return Array.from(
    { length: Math.min(devices, 1000) },
    (_, index) => `ci-${index * Math.floor(devices / 1000) + 1}`,
  );
}

function reportOf(devices: number, timed: ReadonlyMap<Pass, Timed>): BenchReport {
  const figures: Figure[] = [];
  const ratios: BenchReport['ratios'][number][] = [];
  const latencies: number[] = [];
  for (const [pass, { musterMs, plainMs, tunedMs, cpuMs, latencies: those }] of timed) {
    const rate = (name: string, ms: number): Figure => ({
      name: `${pass}, ${name}`,
      value: devices / (ms / 1000),
      unit: 'check-ins/s',
    });
    figures.push(
      rate('five stages', musterMs),
      rate('bare loop', plainMs),
      rate("bare loop with Muster's SQLite settings", tunedMs),
      { name: `${pass}, five stages, CPU`, value: (cpuMs * 1000) / devices, unit: 'µs each' },
    );
    ratios.push(
      {
        name: pass,
        value: tunedMs / musterMs,
        yardstick: "a bare loop with Muster's SQLite settings",
        target: `>= ${TARGETS[pass]}`,
      },
      {
        name: `${pass}, SQLite as it comes`,
        value: plainMs / musterMs,
        yardstick: "a bare loop with SQLite's own settings",
        target: 'none',
      },
    );
    latencies.push(...those);
  }
  latencies.sort((a, b) => a - b);
  const quantile = (share: number): number => latencies[Math.floor(latencies.length * share)] ?? 0;
  for (const share of [0.5, 0.95, 0.99]) {
    const name = `dashboard query meanwhile, p${share * 100}`;
    figures.push({ name, value: quantile(share), unit: 'ms' });
  }
  ratios.push({
    name: 'dashboard query p95',
    value: quantile(0.95) / 50,
    yardstick: '50 ms',
    target: '<= 1',
  });
  return { figures, ratios };
}

function progressOf(progress: (message: string) => void) {
  return (fields: object, message: string): void =>
    progress(`${message} ${JSON.stringify(fields)}`);
}

if (import.meta.main) {
  const { values } = parseArgs({ options: { count: { type: 'string' } } });
  const report = await benchIntake(Number(values.count ?? DEVICES), (message) =>
    process.stderr.write(`${message}\n`),
  );
  process.stdout.write(`${JSON.stringify(report, undefined, 2)}\n`);
}
