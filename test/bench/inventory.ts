/**
 * Asset records against discovered CIs, in numbers of a large company: rows imported a second through
 * the API, the auto-link of all, lists and filters and far pages; beside a bare SQLite that does the
 * same in the same run.
 *
 * Published figures of peers: Snipe-IT imports 38,977 rows in 600 s by command line, 65 a second
 * (grokability/snipe-it#13962); GLPI's data injection 20,000 in 30 to 60 minutes, 6 to 11 a second
 * (pluginsGLPI/datainjection#291). None publishes the rate of linking, nor a quantile of its lists.
 *
 * `node test/bench/inventory.ts --count 20000` for a shorter run than 200,000 of each.
 */
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { parseArgs } from 'node:util';
import { openReconciler } from '@muster/reconciler/open';
import { type Running, startMuster } from '../harness/start-muster.ts';
import { observationOf } from './intake/devices.ts';
import { batchesOf, ingestAll } from './intake/feed.ts';
import { type Client, openClient } from './inventory/client.ts';
import { type Asked, askAll, quantile, timed } from './inventory/questions.ts';
import { type BareFigures, type BareRow, measureBare } from './inventory/yardstick.ts';
import type { Benchmark, BenchReport, Figure } from './report.ts';

const DEVICES = 200_000;
/** What one import takes. */
const IMPORT_ROWS = 100_000;
const CHUNK = 10_000;
/** Rows a second, as published: see above. */
const SNIPE_IT = 65;

type Progress = (message: string) => void;

export const bench: Benchmark = (progress) => benchInventory(DEVICES, progress);

async function benchInventory(devices: number, progress: Progress): Promise<BenchReport> {
  const folder = await mkdtemp(join(tmpdir(), 'muster-bench-'));
  const data = join(folder, 'data');
  try {
    const rows = Array.from({ length: devices }, (_, device) => rowOf(device));
    const bare = measureBare(join(folder, 'bare.sqlite'), rows);
    await discover(data, devices, progress);
    const importMs = await served(data, (client) => importAll(client, rows, progress));
    unlinkAll(data);
    return await served(data, async (client) => {
      const linkMs = await timed(() => linkAll(client, devices, progress));
      const metricsMs = await timed(() => client.get('/api/v1/metrics/inventory'));
      const asked = await askAll(client, progress);
      return reportOf(devices, { importMs, linkMs, metricsMs, asked, bare });
    });
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** All CIs, before anything is recorded of them: not timed, `bench intake` is about it. */
async function discover(data: string, devices: number, progress: Progress): Promise<void> {
  const reconciler = await openReconciler({
    dataFolder: data,
    now: () => new Date(),
    random: (octets) => randomBytes(octets),
    logger: { info: () => {}, warn: () => {}, error: () => {} },
  });
  for (let first = 0; first < devices; first += CHUNK) {
    const last = Math.min(first + CHUNK, devices);
    const at = Date.now();
    const seen = Array.from({ length: last - first }, (_, index) =>
      observationOf(first + index, { at, version: 0 }),
    );
    await ingestAll([reconciler], batchesOf(seen));
    progress(`${last} devices discovered`);
  }
  await reconciler.close();
}

async function served<T>(data: string, work: (client: Client) => Promise<T>): Promise<T> {
  const running: Running = await startMuster(['serve', '--data', data, '--listen', '0']);
  const client = await openClient(running.url, data);
  try {
    return await work(client);
  } finally {
    await client.close();
    await running.stop();
  }
}

function rowOf(device: number): BareRow {
  const { device: facts } = observationOf(device, { at: 0, version: 0 });
  return {
    tag: `T${device.toString().padStart(6, '0')}`,
    serial: facts?.serial ?? '',
    vendor: facts?.vendor ?? '',
    model: facts?.model ?? '',
    state: 'deployed',
    owner: `Team ${device % 50}`,
    site: `Site ${device % 20}`,
  };
}

/** @returns milliseconds, of as many rows as there are */
async function importAll(
  client: Client,
  rows: readonly BareRow[],
  progress: Progress,
): Promise<number> {
  let sum = 0;
  for (let first = 0; first < rows.length; first += IMPORT_ROWS) {
    const part = rows
      .slice(first, first + IMPORT_ROWS)
      .map((row, index) => ({ line: index + 2, ...row }));
    const body = { rows: part, mode: 'all-or-nothing' };
    const took = await timed(() => client.post('/api/v1/imports?apply=true', body));
    progress(`${part.length} rows imported in ${Math.round(took)} ms`);
    sum += took;
  }
  return sum;
}

/** As if the asset records had come while nothing linked them: both sides are there, no link is. */
function unlinkAll(data: string): void {
  const database = new DatabaseSync(join(data, 'inventory.sqlite'));
  database.exec('DELETE FROM link; UPDATE ci SET asset_id = NULL');
  database.close();
}

async function linkAll(client: Client, devices: number, progress: Progress): Promise<void> {
  let linked = 0;
  for (let after: unknown; ; ) {
    const round = await client.post('/api/v1/links/run', after === undefined ? {} : { after });
    if (typeof round !== 'object' || round === null) throw new Error('no round');
    linked += 'linked' in round ? Number(round.linked) : 0;
    if (!('next' in round)) break;
    after = round.next;
  }
  progress(`${linked} linked`);
  // A handful of the made-up serials are placeholders, which identify nothing.
  if (linked < devices * 0.9999) throw new Error(`${linked} of ${devices} were linked`);
}

interface Measured {
  readonly importMs: number;
  readonly linkMs: number;
  readonly metricsMs: number;
  readonly asked: readonly Asked[];
  readonly bare: BareFigures;
}

function reportOf(devices: number, measured: Measured): BenchReport {
  const { importMs, linkMs, metricsMs, asked, bare } = measured;
  const rowsPerSecond = devices / (importMs / 1000);
  const slowest = Math.max(...asked.map(({ latencies }) => quantile(latencies, 0.95)));
  const figures: Figure[] = [
    { name: 'import, and link to what was discovered', value: rowsPerSecond, unit: 'rows/s' },
    { name: 'import, Snipe-IT as published', value: SNIPE_IT, unit: 'rows/s' },
    { name: 'import, bare SQLite', value: devices / (bare.importMs / 1000), unit: 'rows/s' },
    { name: `auto-link of ${devices} with ${devices}`, value: linkMs / 1000, unit: 's' },
    { name: 'auto-link, one join in bare SQLite', value: bare.linkMs / 1000, unit: 's' },
    { name: 'metrics by site and class, counted anew', value: metricsMs, unit: 'ms' },
    ...asked.map(({ name, latencies }) => ({
      name: `${name}, p95`,
      value: quantile(latencies, 0.95),
      unit: 'ms',
    })),
  ];
  const ratios = [
    {
      name: '100,000 rows imported',
      value: IMPORT_ROWS / rowsPerSecond / 60,
      yardstick: 'a minute',
      target: '<= 1',
    },
    {
      name: 'rows a second',
      value: rowsPerSecond / (devices / (bare.importMs / 1000)),
      yardstick: 'prepared inserts in bare SQLite',
      target: 'none',
    },
    { name: 'auto-link', value: linkMs / 30_000, yardstick: '30 s', target: '<= 1' },
    {
      name: 'auto-link, decided and told one by one',
      value: linkMs / bare.linkMs,
      yardstick: 'one join in bare SQLite',
      target: 'none',
    },
    { name: 'slowest question, p95', value: slowest / 100, yardstick: '100 ms', target: '<= 1' },
    {
      name: 'list by model, p95',
      value: p95Of(asked, 'CIs, sort by model, descending') / bare.listP95Ms,
      yardstick: 'the same list in bare SQLite',
      target: 'none',
    },
  ];
  return { figures, ratios };
}

function p95Of(asked: readonly Asked[], name: string): number {
  return quantile(asked.find((each) => each.name === name)?.latencies ?? [], 0.95);
}

if (import.meta.main) {
  const { values } = parseArgs({ options: { count: { type: 'string' } } });
  const report = await benchInventory(Number(values.count ?? DEVICES), (message) =>
    process.stderr.write(`${message}\n`),
  );
  process.stdout.write(`${JSON.stringify(report, undefined, 2)}\n`);
}
