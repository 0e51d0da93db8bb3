/** One CI in full: its facts with what was rejected, and the evidence for everything. */
import { identifiersOf } from '@muster/facts/identifiers';
import type {
  CiDetail,
  IdentifierView,
  LockView,
  RecordView,
  SightingView,
} from '@muster/facts/inventory';
import type { Power } from '@muster/facts/observation';
import type { Kysely } from 'kysely';
import { formatId, parseId } from '../commit/ids.ts';
import { lockView } from '../decisions/view.ts';
import { composeObservation, type Volatile } from '../intake/volatile.ts';
import { claimsOf } from '../merge/claims.ts';
import { mergeFacts } from '../merge/facts.ts';
import type { Ranks } from '../merge/ranks.ts';
import { parseStored } from '../store/json.ts';
import { decisionsOf } from './decisions.ts';
import { CI_SELECTION, summariesOf } from './list-cis.ts';
import { findingOf, unresolvedOf } from './list-findings.ts';
import type { Tables } from './schema.ts';

/** A chain of merges is followed so far; more can only be a fault. */
const MERGES_MAX = 64;
/** Of a CI that is seen in many places, the latest. */
const SIGHTINGS_MAX = 200;
/** CIs merged into one, at each step. */
const MERGED_MAX = 1000;
/** Addresses looked for among sightings; SQLite binds at most 32,766 values. */
const MACS_MAX = 2048;

export async function getCi(
  db: Kysely<Tables>,
  id: string,
  ranks: Ranks,
): Promise<CiDetail | undefined> {
  const ciId = await followMerges(db, parseId('ci', id));
  if (ciId === undefined) return undefined;
  const row = await db
    .selectFrom('ci')
    .innerJoin('ci_state', 'ci_state.ci_id', 'ci.id')
    .select(CI_SELECTION)
    .where('ci.id', '=', ciId)
    .executeTakeFirst();
  const [summary] = row === undefined ? [] : await summariesOf(db, [row]);
  if (summary === undefined) return undefined;
  const records = await recordsOf(db, ciId);
  const identifiers = records.flatMap(({ id: recordId, observation }) =>
    identifiersOf(observation).map((identifier): IdentifierView => ({ ...identifier, recordId })),
  );
  const findings = await unresolvedOf(db, [ciId]);
  const ciIds = await mergedInto(db, ciId);
  const locks = await locksOf(db, ciIds);
  return {
    ...summary,
    facts: mergeFacts(records.map(claimantOf), ranks, locks),
    identifiers,
    records,
    decisions: await decisionsOf(db, ciIds),
    locks,
    sightings: await sightingsOf(db, identifiers),
    openFindings: findings.filter(({ state }) => state === 'open').map(findingOf),
  };
}

/** A merged CI answers under its old id too. */
async function followMerges(
  db: Kysely<Tables>,
  start: number | undefined,
): Promise<number | undefined> {
  let ciId = start;
  for (let step = 0; step < MERGES_MAX && ciId !== undefined; step += 1) {
    const row = await db
      .selectFrom('ci')
      .select(['id', 'merged_into'])
      .where('id', '=', ciId)
      .executeTakeFirst();
    if (row === undefined || row.merged_into === null) return row?.id;
    ciId = row.merged_into;
  }
  return undefined;
}

async function recordsOf(db: Kysely<Tables>, ciId: number): Promise<readonly RecordView[]> {
  const rows = await db
    .selectFrom('record_state')
    .innerJoin('record', 'record.id', 'record_state.record_id')
    .innerJoin('record_version', 'record_version.id', 'record_state.version_id')
    .select([
      'record.id',
      'record.source',
      'record.key',
      'record.profile',
      'record.volatile',
      'record_state.first_seen_at',
      'record_state.observer_id',
      'record_state.last_seen_at',
      'record_state.presence',
      'record_state.power',
      'record_version.version',
      'record_version.observed_at',
      'record_version.observation_id',
      'record_version.observer',
      'record_version.digest',
      'record_version.body',
    ])
    .where('record_state.ci_id', '=', ciId)
    .orderBy('record.id')
    .execute();
  return rows.map((row) => ({
    id: formatId('record', row.id),
    source: row.source,
    key: row.key,
    profile: row.profile,
    observerId: row.observer_id,
    version: row.version,
    firstSeenAt: new Date(row.first_seen_at).toISOString(),
    lastSeenAt: new Date(row.last_seen_at).toISOString(),
    presence: row.presence,
    observation: composeObservation(
      {
        observationId: row.observation_id,
        observedAt: new Date(row.observed_at).toISOString(),
        presence: row.presence,
        observer: row.observer,
        digest: row.digest,
        body: row.body,
      },
      row.volatile === null ? {} : parseStored<Volatile>(row.volatile),
      row.power === null ? undefined : parseStored<Power>(row.power),
    ),
  }));
}

function claimantOf({ id, source, key, profile, lastSeenAt, observation }: RecordView) {
  return {
    recordId: id,
    source,
    key,
    profile,
    lastSeenAt: Date.parse(lastSeenAt),
    observedAt: lastSeenAt,
    claims: claimsOf(observation),
  };
}

/** The CI and all that were merged into it, directly or through others. */
export async function mergedInto(db: Kysely<Tables>, ciId: number): Promise<readonly number[]> {
  const all = new Set([ciId]);
  let latest: readonly number[] = [ciId];
  for (let step = 0; step < MERGES_MAX && latest.length > 0; step += 1) {
    const rows = await db
      .selectFrom('ci')
      .select('id')
      .where('merged_into', 'in', latest)
      .limit(MERGED_MAX)
      .execute();
    latest = rows.map(({ id }) => id).filter((id) => !all.has(id));
    for (const id of latest) all.add(id);
  }
  return [...all];
}

async function locksOf(db: Kysely<Tables>, ciIds: readonly number[]): Promise<readonly LockView[]> {
  const rows = await db
    .selectFrom('attribute_lock')
    .selectAll()
    .where('ci_id', 'in', ciIds)
    .where('ended_at', 'is', null)
    .orderBy('id')
    .execute();
  return rows.map(({ ci_id: ciId, until, ended_at: _, ...lock }) =>
    lockView({ ...lock, ciId, ...(until === null ? {} : { until }) }),
  );
}

/**
 * Where its addresses were learned. Ports with few addresses come first: an edge port has one or
 * two, an uplink has everybody's.
 */
async function sightingsOf(
  db: Kysely<Tables>,
  identifiers: readonly IdentifierView[],
): Promise<readonly SightingView[]> {
  const macs = [
    ...new Set(identifiers.filter(({ scheme }) => scheme === 'mac').map(({ value }) => value)),
  ];
  if (macs.length === 0) return [];
  const rows = await db
    .selectFrom('sighting')
    .innerJoin('record', 'record.id', 'sighting.by_record_id')
    .innerJoin('record_state', 'record_state.record_id', 'sighting.by_record_id')
    .leftJoin('ci', 'ci.id', 'record_state.ci_id')
    .select([
      'sighting.mac',
      'sighting.by_record_id',
      'sighting.port',
      'sighting.vlan',
      'sighting.address',
      'sighting.first_seen_at',
      'sighting.last_seen_at',
      'record.key',
      'ci.hostname',
    ])
    .select((eb) =>
      eb
        .selectFrom('sighting as other')
        .whereRef('other.by_record_id', '=', 'sighting.by_record_id')
        .whereRef('other.port', '=', 'sighting.port')
        .select(({ fn }) => fn.count<number>('other.id').as('neighbors'))
        .as('neighbors'),
    )
    .where('sighting.mac', 'in', macs.slice(0, MACS_MAX))
    .orderBy('sighting.last_seen_at', 'desc')
    .limit(SIGHTINGS_MAX)
    .execute();
  return rows
    .toSorted((a, b) => crowd(a) - crowd(b) || b.last_seen_at - a.last_seen_at)
    .map((row) => ({
      mac: row.mac,
      byRecordId: formatId('record', row.by_record_id),
      byKey: row.key,
      firstSeenAt: new Date(row.first_seen_at).toISOString(),
      lastSeenAt: new Date(row.last_seen_at).toISOString(),
      ...(row.hostname === null ? {} : { byHostname: row.hostname }),
      ...(row.port === null ? {} : { port: row.port }),
      ...(row.vlan === null ? {} : { vlan: row.vlan }),
      ...(row.address === null ? {} : { address: row.address }),
    }));
}

/** A sighting without a port (an ARP entry) says less than any port does. */
function crowd({ port, neighbors }: { port: string | null; neighbors: number | null }): number {
  return port === null ? Number.MAX_SAFE_INTEGER : Number(neighbors ?? 0);
}
