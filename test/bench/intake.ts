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
import type { Observation } from '@muster/facts/observation';
import { openReconciler } from '@muster/reconciler/open';
import { DEFAULT_LIMITS } from '@muster/reconciler/options';
import type { Reconciler } from '@muster/reconciler/ports';
import { openDashboard } from './intake/dashboard.ts';
import { identifiersOf, observationOf, touchOf } from './intake/devices.ts';
import { openYardstick, type Yardstick, type YardstickItem } from './intake/yardstick.ts';
import type { Benchmark, BenchReport, Figure } from './report.ts';

const DEVICES = 200_000;
/** Items a batch: what an observer sends at once, and the yardstick's transaction. */
const BATCH = 500;
/** Batches under way at once: a few observers, each with a window. */
const UNDERWAY = 8;
/** Devices made ready, untimed, before both sides are timed on them. */
const CHUNK = 10_000;

const PASSES = ['new', 'unchanged', '5 % changed'] as const;
type Pass = (typeof PASSES)[number];
const TARGETS: Readonly<Record<Pass, number>> = { new: 0.5, unchanged: 0.8, '5 % changed': 0.7 };

interface Timed {
  readonly musterMs: number;
  readonly yardstickMs: number;
  readonly latencies: readonly number[];
}

export const bench: Benchmark = (progress) => benchIntake(DEVICES, progress);

async function benchIntake(
  devices: number,
  progress: (message: string) => void,
): Promise<BenchReport> {
  const folder = await mkdtemp(join(tmpdir(), 'muster-bench-'));
  const quiet = { info: () => {}, warn: () => {}, error: progressOf(progress) };
  const yardstick = openYardstick(folder, DEFAULT_LIMITS.checkpointPages);
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
      const result = await timePass(pass, devices, { reconciler, yardstick, digests, progress });
      timed.set(pass, result);
    }
    return reportOf(devices, timed);
  } finally {
    await reconciler.close();
    yardstick.close();
    await rm(folder, { recursive: true });
  }
}

interface Sides {
  readonly reconciler: Reconciler;
  readonly yardstick: Yardstick;
  /** The last digest that was told of each device. */
  readonly digests: string[];
  readonly progress: (message: string) => void;
}

async function timePass(pass: Pass, devices: number, sides: Sides): Promise<Timed> {
  let musterMs = 0;
  let yardstickMs = 0;
  let cpuMs = 0;
  const latencies: number[] = [];
  for (let first = 0; first < devices; first += CHUNK) {
    const chunk = makeChunk(pass, first, Math.min(first + CHUNK, devices), sides.digests);
    const start = performance.now();
    for (const batch of batchesOf(chunk.yardstick)) sides.yardstick.write(batch);
    yardstickMs += performance.now() - start;
    const seen =
      (await sides.reconciler.listCis({ limit: 200 })).kind === 'found' ? ids(first) : [];
    const dashboard = openDashboard(sides.reconciler, () => seen);
    const begun = performance.now();
    const cpu = process.cpuUsage();
    await ingestAll(sides.reconciler, batchesOf(chunk.muster));
    musterMs += performance.now() - begun;
    const used = process.cpuUsage(cpu);
    cpuMs += (used.user + used.system) / 1000;
    latencies.push(...(await dashboard.stop()));
    sides.progress(
      `${pass} ${first + CHUNK}: ${Math.round((first + CHUNK) / (musterMs / 1000))}/s, bare ${Math.round((first + CHUNK) / (yardstickMs / 1000))}/s; ${Math.round((cpuMs * 1000) / (first + CHUNK))} µs of CPU each`,
    );
  }
  return { musterMs, yardstickMs, latencies };
}

/** CIs that exist by then: they are numbered in the order of their devices. */
function ids(devices: number): readonly string[] {
  return Array.from(
    { length: Math.min(devices, 1000) },
    (_, index) => `ci-${index * Math.floor(devices / 1000) + 1}`,
  );
}

function makeChunk(pass: Pass, from: number, to: number, digests: string[]) {
  const muster: unknown[] = [];
  const yardstick: YardstickItem[] = [];
  const at = Date.now();
  for (let device = from; device < to; device += 1) {
    const isChanged = pass === '5 % changed' && device % 20 === 0;
    const observation = observationOf(device, { at, version: isChanged ? 1 : 0 });
    const { digest } = observation;
    const isTouch = pass !== 'new' && !isChanged;
    muster.push(
      isTouch ? touchOf(device, digests[device] ?? digest, { at, version: 0 }) : observation,
    );
    digests[device] = digest;
    yardstick.push({
      identifiers: identifiersOf(observation),
      digest,
      document: factsOf(observation),
      at,
    });
  }
  return { muster, yardstick };
}

/** The facts without the envelope: 1.5 kB. */
function factsOf({
  device,
  firmware,
  os,
  components,
  interfaces,
  posture,
  custody,
}: Observation): string {
  return JSON.stringify({ device, firmware, os, components, interfaces, posture, custody });
}

function batchesOf<T>(items: readonly T[]): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(items.length / BATCH) }, (_, index) =>
    items.slice(index * BATCH, (index + 1) * BATCH),
  );
}

async function ingestAll(
  reconciler: Reconciler,
  batches: readonly (readonly unknown[])[],
): Promise<void> {
  const left = batches.values();
  const session = async (): Promise<void> => {
    for (const batch of left) {
      const { counts, exceptions } = await reconciler.ingest('bench-observer', batch);
      const taken = (counts.applied ?? 0) + (counts.unchanged ?? 0);
      if (taken !== batch.length) {
        throw new Error(
          `${taken} of ${batch.length} were taken: ${JSON.stringify(exceptions[0] ?? counts)}`,
        );
      }
    }
  };
  await Promise.all(Array.from({ length: UNDERWAY }, session));
}

function reportOf(devices: number, timed: ReadonlyMap<Pass, Timed>): BenchReport {
  const figures: Figure[] = [];
  const ratios: BenchReport['ratios'][number][] = [];
  const latencies: number[] = [];
  for (const [pass, { musterMs, yardstickMs, latencies: those }] of timed) {
    figures.push({
      name: `${pass}, five stages`,
      value: devices / (musterMs / 1000),
      unit: 'check-ins/s',
    });
    figures.push({
      name: `${pass}, bare loop`,
      value: devices / (yardstickMs / 1000),
      unit: 'check-ins/s',
    });
    ratios.push({
      name: pass,
      value: yardstickMs / musterMs,
      yardstick: 'a bare prepared-statement loop',
      target: `>= ${TARGETS[pass]}`,
    });
    latencies.push(...those);
  }
  latencies.sort((a, b) => a - b);
  for (const [name, share] of [
    ['p50', 0.5],
    ['p95', 0.95],
    ['p99', 0.99],
  ] as const) {
    figures.push({
      name: `dashboard query meanwhile, ${name}`,
      value: latencies[Math.floor(latencies.length * share)] ?? 0,
      unit: 'ms',
    });
  }
  const p95 = latencies[Math.floor(latencies.length * 0.95)] ?? 0;
  ratios.push({ name: 'dashboard query p95', value: p95 / 50, yardstick: '50 ms', target: '<= 1' });
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
