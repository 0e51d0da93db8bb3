/**
 * Check-ins per second on PostgreSQL against SQLite, both through the five stages in the same run,
 * each on a disk that is flushed at every commit; and what two reconcilers on one database take.
 *
 * `node test/bench/postgres.ts --count 10000` for a shorter run.
 */
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openReconciler } from '@muster/reconciler/open';
import type { Reconciler } from '@muster/reconciler/ports';
import { DatabaseUrl } from '@muster/reconciler/store/postgres/database-url';
import { startPostgres } from '../services/postgres.ts';
import { batchesOf, ingestAll, makeChunk, PASSES, type Pass } from './intake/feed.ts';
import type { Benchmark, BenchReport, Figure } from './report.ts';

const DEVICES = 30_000;
const CHUNK = 10_000;
const SIDES = ['SQLite', 'PostgreSQL', 'two on PostgreSQL'] as const;
type Side = (typeof SIDES)[number];

export const bench: Benchmark = (progress) => benchPostgres(DEVICES, progress);

async function benchPostgres(
  devices: number,
  progress: (message: string) => void,
): Promise<BenchReport> {
  await using postgres = await startPostgres();
  const folder = await mkdtemp(join(tmpdir(), 'muster-bench-'));
  const open = (name: string, database?: string): Promise<Reconciler> =>
    openReconciler({
      dataFolder: join(folder, name),
      ...(database === undefined ? {} : { database: new DatabaseUrl(database) }),
      now: () => new Date(),
      random: (octets) => randomBytes(octets),
      logger: { info: () => {}, warn: () => {}, error: (_, message) => progress(message) },
    });
  const [one, shared] = [await postgres.createDatabase(), await postgres.createDatabase()];
  const sides: Readonly<Record<Side, readonly Reconciler[]>> = {
    SQLite: [await open('sqlite')],
    PostgreSQL: [await open('one', one)],
    'two on PostgreSQL': [await open('first', shared), await open('second', shared)],
  };
  try {
    const seconds = new Map<string, number>();
    const digests: string[] = [];
    for (const pass of PASSES) {
      for (let first = 0; first < devices; first += CHUNK) {
        const { muster } = makeChunk(pass, first, Math.min(first + CHUNK, devices), digests);
        // In turns, so that what else the machine does meets all of them.
        for (const side of SIDES) {
          const start = performance.now();
          await ingestAll(sides[side], batchesOf(muster));
          const key = `${pass}, ${side}`;
          seconds.set(key, (seconds.get(key) ?? 0) + (performance.now() - start) / 1000);
          progress(`${key}: ${Math.round((first + CHUNK) / (seconds.get(key) ?? 1))}/s`);
        }
      }
    }
    return reportOf(devices, seconds);
  } finally {
    for (const reconciler of Object.values(sides).flat()) await reconciler.close();
    await rm(folder, { recursive: true });
  }
}

function reportOf(devices: number, seconds: ReadonlyMap<string, number>): BenchReport {
  const figures = [...seconds].map(
    ([name, took]): Figure => ({ name, value: devices / took, unit: 'check-ins/s' }),
  );
  const of = (pass: Pass, side: Side): number => seconds.get(`${pass}, ${side}`) ?? 1;
  return {
    figures,
    ratios: PASSES.flatMap((pass) => [
      {
        name: pass,
        value: of(pass, 'SQLite') / of(pass, 'PostgreSQL'),
        yardstick: 'the same on SQLite',
        target: '>= 0.4',
      },
      {
        name: `${pass}, two reconcilers`,
        value: of(pass, 'PostgreSQL') / of(pass, 'two on PostgreSQL'),
        yardstick: 'one reconciler on PostgreSQL',
        // They take turns: that they lose nothing by it is what matters.
        target: '>= 0.8',
      },
    ]),
  };
}

if (import.meta.main) {
  const { values } = parseArgs({ options: { count: { type: 'string' } } });
  const report = await benchPostgres(Number(values.count ?? DEVICES), (message) =>
    process.stderr.write(`${message}\n`),
  );
  process.stdout.write(`${JSON.stringify(report, undefined, 2)}\n`);
}
