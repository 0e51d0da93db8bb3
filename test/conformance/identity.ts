/**
 * Identity, measured on a year of a labelled world (test/identity): pairwise precision and recall,
 * wrong joins per 10,000 things, and the share sent to people; and three simple rivals on the same
 * records. `--seed N` makes another year. DIR is not needed.
 */
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Observation, Sighting } from '@muster/facts/observation';
import { stampObservation } from '@muster/facts/stamp';
import { openReconciler } from '@muster/reconciler/open';
import type { Reconciler } from '@muster/reconciler/ports';
import { measureAccuracy, type Placed } from '../identity/accuracy.ts';
import { seededRandom } from '../identity/random.ts';
import { RATES } from '../identity/rates.ts';
import { RIVALS } from '../identity/rivals.ts';
import type { Told } from '../identity/sources.ts';
import { yearOf } from '../identity/year.ts';
import type { KindRunner } from './score.ts';

const START = Date.parse('2025-11-01T00:00:00.000Z');
const BATCH = 500;
const silent = { info: () => {}, warn: () => {}, error: () => {} };

export const run: KindRunner = async (_dir, board, progress, options) => {
  const seed = Number(options.seed ?? 1);
  const told = [...yearOf(seededRandom(seed), RATES, START)];
  const dataFolder = await mkdtemp(join(tmpdir(), 'muster-identity-'));
  let now = START;
  const core = await openReconciler({
    dataFolder,
    now: () => new Date(now),
    random: (octets) => randomBytes(octets),
    logger: silent,
  });
  try {
    for (let done = 0; done < told.length; done += BATCH) {
      const batch = told.slice(done, done + BATCH);
      now = Math.max(now, ...batch.map(({ sighting }) => Date.parse(sighting.observedAt)));
      await core.ingest('observer', batch.map(observationOf));
      progress(done + batch.length, told.length);
    }
    const records = lastOfEach(told);
    const { placed, queued } = await placedBy(core, records);
    const things = new Set(placed.map(({ truth }) => truth)).size;
    const accuracy = measureAccuracy(placed);
    board.figures.set('seed', seed);
    board.figures.set('things', things);
    board.figures.set('records', placed.length);
    for (const [name, value] of Object.entries(accuracy)) board.figures.set(name, value);
    board.figures.set('queued', queued / things);
    for (const [name, rival] of Object.entries(RIVALS)) {
      const groups = rival(records.map(({ sighting }) => sighting));
      const rivals = records.map(({ truth }, index) => ({ truth, group: `${groups[index]}` }));
      for (const [figure, value] of Object.entries(measureAccuracy(rivals))) {
        board.figures.set(`${name}: ${figure}`, value);
      }
    }
  } finally {
    await core.close();
    await rm(dataFolder, { recursive: true, force: true });
  }
};

function observationOf({ sighting }: Told): Observation {
  return stampObservation(sighting, {
    observer: { id: 'observer', kind: 'collector', version: '1' },
    nowMs: () => Date.parse(sighting.observedAt),
    random: (octets) => randomBytes(octets),
  });
}

/** The last word of each record, in the order in which the records first appeared. */
function lastOfEach(told: readonly Told[]): readonly Told[] {
  const last = new Map<string, Told>();
  for (const each of told) last.set(keyOf(each.sighting), each);
  return [...last.values()];
}

function keyOf({ source, key }: Pick<Sighting, 'source' | 'key'>): string {
  return `${source} ${key}`;
}

/** Where each record stands, and how many CIs wait for a person. */
async function placedBy(
  core: Reconciler,
  records: readonly Told[],
): Promise<{ readonly placed: readonly Placed[]; readonly queued: number }> {
  const truths = new Map(records.map(({ truth, sighting }) => [keyOf(sighting), truth]));
  const placed: Placed[] = [];
  let queued = 0;
  let cursor: string | undefined;
  do {
    const page = await core.listCis({ limit: 1000, ...(cursor === undefined ? {} : { cursor }) });
    if (page.kind === 'bad-query') throw new Error(page.message);
    for (const { id, findings } of page.value.items) {
      if (findings.some((kind) => ['conflict', 'duplicate', 'collision'].includes(kind)))
        queued += 1;
      const ci = await core.getCi(id);
      for (const record of ci?.records ?? []) {
        const truth = truths.get(keyOf(record));
        if (truth !== undefined) placed.push({ truth, group: id });
      }
    }
    cursor = page.value.next;
  } while (cursor !== undefined);
  return { placed, queued };
}
