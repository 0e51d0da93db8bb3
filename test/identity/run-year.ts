/** A year of the labelled world through the reconciler: where each record came to stand. */
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Observation, Sighting } from '@muster/facts/observation';
import { stampObservation } from '@muster/facts/stamp';
import { openReconciler } from '@muster/reconciler/open';
import type { Reconciler } from '@muster/reconciler/ports';
import type { Placed } from './accuracy.ts';
import { seededRandom } from './random.ts';
import type { Rates } from './rates.ts';
import type { Told } from './sources.ts';
import { yearOf } from './year.ts';

const START = Date.parse('2025-11-01T00:00:00.000Z');
const BATCH = 500;
const silent = { info: () => {}, warn: () => {}, error: () => {} };

export interface Year {
  /** The last word of each record, in the order in which the records first appeared. */
  readonly records: readonly Told[];
  readonly placed: readonly Placed[];
  /** CIs that wait for a person. */
  readonly queued: number;
  readonly things: number;
}

export async function runYear(
  seed: number,
  rates: Rates,
  progress: (done: number, total: number) => void = () => {},
): Promise<Year> {
  const told = [...yearOf(seededRandom(seed), rates, START)];
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
    return { records, placed, queued, things: new Set(placed.map(({ truth }) => truth)).size };
  } finally {
    await core.close();
    await rm(dataFolder, { recursive: true, force: true });
  }
}

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
