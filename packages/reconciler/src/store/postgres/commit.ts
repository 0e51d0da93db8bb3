/**
 * Writes a change set on PostgreSQL: one statement a kind of row, of all its rows at once (`unnest`),
 * sent together. Kinds without rows send nothing, so that a check-in costs what it changes.
 */
import type { ChangeSet, PresenceRow, SightingRow } from '../../commit/change-set.ts';
import { onConflictOf, statementsOfKept } from '../kept.ts';
import {
  ASSET,
  ATTRIBUTE_LOCK,
  CI,
  CI_STATE,
  CI_WORDS,
  DECISION,
  FATE,
  FINDING,
  IDENTIFIER,
  LEDGER,
  LINK,
  PAST_JOIN,
  RECORD,
  RECORD_STATE,
  RECORD_VERSION,
  RULE_SET,
  RULING,
  RULING_RECORD,
  rulingRecordsOf,
  SHARED_VALUE,
  type Table,
  type Value,
} from '../tables.ts';
import type { Statement } from './connection.ts';
import type { Schema } from './schema.ts';

type Statements = (changes: ChangeSet) => readonly Statement[];

/** @returns the statements, in an order that matters only where unique indexes meet (links, findings) */
export function prepareCommit(schema: Schema): Statements {
  const kinds = [
    prepareRecords(schema),
    statePresence,
    prepareIdentity(schema),
    prepareCis(schema),
    prepareAssets(schema),
    prepareFindings(schema),
    prepareRulings(schema),
    prepareKept(schema),
    prepareHistory(schema),
  ];
  return (changes) => kinds.flatMap((statementsOf) => statementsOf(changes));
}

function prepareRecords(schema: Schema): Statements {
  const insertRecords = insertion(schema, RECORD);
  const updateRecords = updating(schema, RECORD);
  const insertStates = insertion(schema, RECORD_STATE);
  const updateStates = updating(schema, RECORD_STATE);
  const insertVersions = insertion(schema, RECORD_VERSION);
  return ({ newRecords, changedRecords, newStates, changedStates, versions }) => [
    ...insertRecords(newRecords),
    ...updateRecords(changedRecords),
    ...insertStates(newStates),
    ...updateStates(changedStates),
    ...insertVersions(versions),
  ];
}

/** The hot path: what an unchanged check-in writes. */
const statePresence: Statements = ({ presence }) => {
  if (presence.length === 0) return [];
  const cis = latestOfCis(presence);
  return [
    {
      sql: `UPDATE record_state AS s SET observed_at = u.observed_at, last_seen_at = u.last_seen_at,
          presence = u.presence, presence_at = u.presence_at, observer_id = u.observer_id,
          last_item_id = u.last_item_id, power = u.power
        FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::text[], $5::bigint[], $6::text[],
          $7::text[], $8::text[]) AS u (record_id, observed_at, last_seen_at, presence, presence_at,
          observer_id, last_item_id, power)
        WHERE s.record_id = u.record_id`,
      parameters: [
        presence.map((row) => row.recordId),
        presence.map((row) => row.observedAt),
        presence.map((row) => row.lastSeenAt),
        presence.map((row) => row.presence),
        presence.map((row) => row.presenceAt),
        presence.map((row) => row.observerId),
        presence.map((row) => row.lastItemId),
        presence.map((row) => row.power ?? null),
      ],
    },
    {
      sql: `UPDATE ci_state AS s SET last_seen_at = greatest(s.last_seen_at, u.last_seen_at),
          presence = CASE WHEN u.presence_at > s.presence_at
            OR (u.presence_at = s.presence_at AND u.presence = 'seen')
            THEN u.presence ELSE s.presence END,
          presence_at = greatest(s.presence_at, u.presence_at)
        FROM unnest($1::bigint[], $2::bigint[], $3::text[], $4::bigint[])
          AS u (ci_id, last_seen_at, presence, presence_at)
        WHERE s.ci_id = u.ci_id`,
      parameters: [
        cis.map((row) => row.ciId),
        cis.map((row) => row.lastSeenAt),
        cis.map((row) => row.presence),
        cis.map((row) => row.presenceAt),
      ],
    },
  ];
};

/** One row for each CI: an UPDATE that meets a row twice takes one of the two, whichever. */
function latestOfCis(rows: readonly PresenceRow[]): readonly PresenceRow[] {
  const latest = new Map<number, PresenceRow>();
  for (const row of rows) {
    const other = latest.get(row.ciId);
    if (other === undefined) {
      latest.set(row.ciId, row);
      continue;
    }
    const isLater =
      row.presenceAt > other.presenceAt ||
      (row.presenceAt === other.presenceAt && row.presence === 'seen');
    const lastSeenAt = Math.max(row.lastSeenAt, other.lastSeenAt);
    latest.set(row.ciId, { ...(isLater ? row : other), lastSeenAt });
  }
  return [...latest.values()];
}

function prepareIdentity(schema: Schema): Statements {
  const insert = insertion(schema, IDENTIFIER);
  return ({ votesGone, votesCome }) => [
    ...(votesGone.length === 0
      ? []
      : [
          {
            sql: `DELETE FROM identifier AS i
              USING unnest($1::text[], $2::text[], $3::bigint[], $4::text[])
                AS u (value, scheme, record_id, scope)
              WHERE i.value = u.value AND i.scheme = u.scheme AND i.record_id = u.record_id
                AND i.scope = u.scope`,
            parameters: [
              votesGone.map(({ vote }) => vote.value),
              votesGone.map(({ vote }) => vote.scheme),
              votesGone.map(({ recordId }) => recordId),
              votesGone.map(({ vote }) => vote.scope),
            ],
          },
        ]),
    ...insert(votesCome),
  ];
}

function prepareCis(schema: Schema): Statements {
  const insert = insertion(schema, CI);
  const update = updating(schema, CI);
  const states = insertion(
    schema,
    CI_STATE,
    `ON CONFLICT (ci_id) DO UPDATE SET last_seen_at = excluded.last_seen_at,
       presence = excluded.presence, presence_at = excluded.presence_at`,
  );
  const words = insertion(
    schema,
    CI_WORDS,
    'ON CONFLICT (ci_id) DO UPDATE SET words = excluded.words',
  );
  const forget = (table: string, merged: readonly number[]): readonly Statement[] =>
    merged.length === 0
      ? []
      : [{ sql: `DELETE FROM ${table} WHERE ci_id = ANY ($1::bigint[])`, parameters: [merged] }];
  return ({ newCis, changedCis, relinkedCis, ciStates }) => {
    const alive = changedCis.filter(({ mergedInto }) => mergedInto === undefined);
    const merged = changedCis.flatMap(({ id, mergedInto }) => (mergedInto === undefined ? [] : id));
    return [
      ...insert(newCis),
      ...update(changedCis),
      ...(relinkedCis.length === 0
        ? []
        : [
            {
              sql: `UPDATE ci AS c SET asset_id = u.asset_id
                FROM unnest($1::bigint[], $2::bigint[]) AS u (id, asset_id) WHERE c.id = u.id`,
              parameters: [
                relinkedCis.map(({ id }) => id),
                relinkedCis.map(({ assetId }) => assetId ?? null),
              ],
            },
          ]),
      ...words([...newCis, ...alive]),
      ...forget('ci_state', merged),
      ...forget('ci_words', merged),
      ...states(ciStates),
    ];
  };
}

function prepareAssets(schema: Schema): Statements {
  const insert = insertion(schema, ASSET);
  const update = updating(schema, ASSET);
  const link = insertion(schema, LINK);
  return ({ newAssets, changedAssets, removedAssets, linked, unlinked }) => [
    // First: what goes gives its tag and its serial back.
    ...(removedAssets.length === 0
      ? []
      : [{ sql: 'DELETE FROM asset WHERE id = ANY ($1::bigint[])', parameters: [removedAssets] }]),
    ...update(changedAssets),
    ...insert(newAssets),
    ...(unlinked.length === 0
      ? []
      : [
          {
            sql: `UPDATE link AS l SET unlinked_at = u.at
              FROM unnest($1::bigint[], $2::bigint[]) AS u (ci_id, at)
              WHERE l.ci_id = u.ci_id AND l.unlinked_at IS NULL`,
            parameters: [unlinked.map(({ ciId }) => ciId), unlinked.map(({ at }) => at)],
          },
        ]),
    ...link(linked),
  ];
}

function prepareFindings(schema: Schema): Statements {
  const insert = insertion(schema, FINDING);
  const update = updating(schema, FINDING);
  return ({ openedFindings, changedFindings }) => [
    ...update(changedFindings),
    ...insert(openedFindings),
  ];
}

/** What people decided, and what was taken back of it. */
function prepareRulings(schema: Schema): Statements {
  const rulings = insertion(schema, RULING);
  const records = insertion(schema, RULING_RECORD);
  const locks = insertion(schema, ATTRIBUTE_LOCK);
  const shared = insertion(schema, SHARED_VALUE);
  const ruleSets = insertion(schema, RULE_SET);
  return (changes) => [
    ...ruleSets(changes.ruleSets),
    ...changes.settledRuleSets.map(({ id, settledTo, settledAt }) => ({
      sql: 'UPDATE rule_set SET settled_to = $1, settled_at = $2 WHERE id = $3',
      parameters: [settledTo, settledAt ?? null, id],
    })),
    ...rulings(changes.rulings),
    ...records(changes.rulings.flatMap(rulingRecordsOf)),
    ...ending('ruling', 'lifted_at', changes.liftedRulings),
    ...ending('attribute_lock', 'ended_at', changes.endedLocks),
    ...locks(changes.locks),
    ...ending('shared_value', 'ended_at', changes.unsharedValues),
    ...shared(changes.sharedValues),
  ];
}

function ending(
  table: string,
  column: string,
  rows: readonly { readonly id: number; readonly at: number }[],
): readonly Statement[] {
  if (rows.length === 0) return [];
  return [
    {
      sql: `UPDATE ${table} AS t SET ${column} = u.at
        FROM unnest($1::bigint[], $2::bigint[]) AS u (id, at) WHERE t.id = u.id`,
      parameters: [rows.map(({ id }) => id), rows.map(({ at }) => at)],
    },
  ];
}

function prepareKept(schema: Schema): Statements {
  return ({ kept }) =>
    statementsOfKept(kept).map(({ table: name, columns, keys, rows }) => ({
      sql: `INSERT INTO ${name} (${columns.join(', ')})
      SELECT * FROM ${unnest(schema, { name, columns })} ${onConflictOf({ columns, keys })}`,
      parameters: columns.map((_, column) => rows.map((values) => values[column] ?? null)),
    }));
}

/** What is only ever added: decisions, former joins, sightings, fates, the ledger. */
function prepareHistory(schema: Schema): Statements {
  const decisions = insertion(schema, DECISION);
  const pastJoins = insertion(schema, PAST_JOIN);
  const fates = insertion(schema, FATE, 'ON CONFLICT (id) DO NOTHING');
  const ledger = insertion(schema, LEDGER);
  return (changes) => [
    ...decisions(changes.decisions),
    ...pastJoins(changes.pastJoins),
    ...stateSightings(changes.sightings),
    ...fates(changes.fates),
    ...ledger(changes.ledger),
  ];
}

/** In the order told; the same place twice in one statement would be refused. */
function stateSightings(sightings: readonly SightingRow[]): readonly Statement[] {
  if (sightings.length === 0) return [];
  const places = new Map<string, SightingRow & { readonly firstSeenAt: number }>();
  for (const row of sightings) {
    const place = JSON.stringify([row.mac, row.byRecordId, row.port ?? '', row.vlan ?? -1]);
    const other = places.get(place);
    places.set(place, {
      ...other,
      ...row,
      firstSeenAt: other?.firstSeenAt ?? row.seenAt,
      seenAt: Math.max(row.seenAt, other?.seenAt ?? row.seenAt),
    });
  }
  const rows = [...places.values()];
  return [
    {
      sql: `INSERT INTO sighting (mac, by_record_id, port, vlan, address, first_seen_at, last_seen_at)
        SELECT * FROM unnest($1::text[], $2::bigint[], $3::text[], $4::bigint[], $5::text[],
          $6::bigint[], $7::bigint[])
        ON CONFLICT (mac, by_record_id, coalesce(port, ''), coalesce(vlan, -1)) DO UPDATE SET
          address = coalesce(excluded.address, sighting.address),
          last_seen_at = greatest(sighting.last_seen_at, excluded.last_seen_at)`,
      parameters: [
        rows.map(({ mac }) => mac),
        rows.map(({ byRecordId }) => byRecordId),
        rows.map(({ port }) => port ?? null),
        rows.map(({ vlan }) => vlan ?? null),
        rows.map(({ address }) => address ?? null),
        rows.map(({ firstSeenAt }) => firstSeenAt),
        rows.map(({ seenAt }) => seenAt),
      ],
    },
  ];
}

type WriteRows<R> = (rows: readonly R[]) => readonly Statement[];

function insertion<R>(schema: Schema, table: Table<R>, onConflict = ''): WriteRows<R> {
  const sql = `INSERT INTO ${table.name} (${table.columns.join(', ')})
    SELECT * FROM ${unnest(schema, table)} ${onConflict}`;
  return (rows) => (rows.length === 0 ? [] : [{ sql, parameters: columnsOf(table, rows) }]);
}

/** By the first column. */
function updating<R>(schema: Schema, table: Table<R>): WriteRows<R> {
  const { name, columns, fixed } = table;
  const changes = columns.slice(fixed).map((column) => `${column} = u.${column}`);
  const sql = `UPDATE ${name} AS t SET ${changes.join(', ')}
    FROM ${unnest(schema, table)} AS u (${columns.join(', ')}) WHERE t.${columns[0]} = u.${columns[0]}`;
  return (rows) => (rows.length === 0 ? [] : [{ sql, parameters: columnsOf(table, rows) }]);
}

function unnest(
  schema: Schema,
  { name, columns }: { readonly name: string; readonly columns: readonly string[] },
): string {
  const parameters = columns.map(
    (column, index) => `$${index + 1}::${schema.typeOf(name, column)}[]`,
  );
  return `unnest(${parameters.join(', ')})`;
}

function columnsOf<R>({ columns, values }: Table<R>, rows: readonly R[]): readonly Value[][] {
  const all: Value[][] = columns.map(() => []);
  for (const row of rows) {
    for (const [index, value] of values(row).entries()) all[index]?.push(value);
  }
  return all;
}
