/**
 * What a changed observation costs with a million records stored, against the same with ten thousand,
 * in one run. Each change is one that identity must look at: another name and another installation
 * on the same hardware, as after a re-image.
 *
 * `node test/bench/identify.ts --count 100000` for a shorter run than a million.
 */
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { digestOf } from '@muster/facts/digest';
import type { Observation } from '@muster/facts/observation';
import { openReconciler } from '@muster/reconciler/open';
import type { Reconciler } from '@muster/reconciler/ports';
import { observationOf } from './intake/devices.ts';
import type { Benchmark, BenchReport } from './report.ts';

const MANY = 1_000_000;
const FEW = 10_000;
/** Changed observations timed at each size. */
const CHANGED = 10_000;
const BATCH = 500;
/** Batches under way at once. */
const UNDERWAY = 4;

export const bench: Benchmark = (progress) => benchIdentify(MANY, progress);

async function benchIdentify(
  many: number,
  progress: (message: string) => void,
): Promise<BenchReport> {
  const few = await timeAt(FEW, progress);
  const most = await timeAt(many, progress);
  return {
    figures: [few, most].flatMap(({ records, perSecond, rssMegabytes }) => [
      { name: `changed, ${records} records stored`, value: perSecond, unit: 'observations/s' },
      { name: `memory, ${records} records stored`, value: rssMegabytes, unit: 'MB resident' },
    ]),
    ratios: [
      {
        name: 'cost of a changed observation',
        value: few.perSecond / most.perSecond,
        yardstick: `the same with ${FEW} records stored`,
        target: '<= 1.5',
      },
    ],
  };
}

async function timeAt(records: number, progress: (message: string) => void) {
  const folder = await mkdtemp(join(tmpdir(), 'muster-bench-'));
  const reconciler = await openReconciler({
    dataFolder: folder,
    now: () => new Date(),
    random: (octets) => randomBytes(octets),
    logger: { info: () => {}, warn: () => {}, error: (_, message) => progress(message) },
  });
  try {
    const stored = Date.now() - 86_400_000;
    for (let first = 0; first < records; first += CHANGED) {
      const chunk = Array.from({ length: Math.min(CHANGED, records - first) }, (_, index) =>
        observationOf(first + index, { at: stored, version: 0 }),
      );
      await ingestAll(reconciler, chunk);
      progress(`${first + chunk.length} of ${records} stored`);
    }
    // Spread over all that is stored, as changes come; no device twice.
    const step = Math.max(1, Math.floor(records / CHANGED));
    const changed = Array.from({ length: Math.min(CHANGED, records) }, (_, index) =>
      reimaged(observationOf(index * step, { at: stored + 3_600_000, version: 0 }), index),
    );
    const start = performance.now();
    await ingestAll(reconciler, changed);
    const ms = performance.now() - start;
    const rssMegabytes = process.memoryUsage().rss / 1e6;
    return { records, perSecond: changed.length / (ms / 1000), rssMegabytes };
  } finally {
    await reconciler.close();
    await rm(folder, { recursive: true });
  }
}

function reimaged(observation: Observation, index: number): Observation {
  const changed = {
    ...observation,
    device: { ...observation.device, hostname: `again-${index}`, machineId: idOf(index) },
  };
  return { ...changed, digest: digestOf(changed) };
}

function idOf(index: number): string {
  return `7e${index.toString(16).padStart(30, '0')}`;
}

async function ingestAll(reconciler: Reconciler, all: readonly Observation[]): Promise<void> {
  let next = 0;
  const session = async (): Promise<void> => {
    while (next < all.length) {
      const batch = all.slice(next, next + BATCH);
      next += BATCH;
      const { counts } = await reconciler.ingest('bench-observer', batch);
      const taken = (counts.applied ?? 0) + (counts.conflict ?? 0);
      if (taken !== batch.length) throw new Error(`${taken} of ${batch.length} were applied`);
    }
  };
  await Promise.all(Array.from({ length: UNDERWAY }, session));
}

if (import.meta.main) {
  const { values } = parseArgs({ options: { count: { type: 'string' } } });
  const report = await benchIdentify(Number(values.count ?? MANY), (message) =>
    process.stderr.write(`${message}\n`),
  );
  process.stdout.write(`${JSON.stringify(report, undefined, 2)}\n`);
}
