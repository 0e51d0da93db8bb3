/** Writes a change set on SQLite: one prepared statement a kind of row, within the open transaction. */
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { ChangeSet } from '../../commit/change-set.ts';
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
} from '../tables.ts';

type Writer = (changes: ChangeSet) => void;
type WriteRows<R> = (rows: Iterable<R>) => void;

/** @returns the function that writes; order matters only where unique indexes meet (links, findings) */
export function prepareCommit(database: DatabaseSync): Writer {
  const writers = [
    prepareRecords(database),
    preparePresence(database),
    prepareIdentity(database),
    prepareCis(database),
    prepareAssets(database),
    prepareFindings(database),
    prepareRulings(database),
    prepareKept(database),
    prepareHistory(database),
  ];
  return (changes) => {
    for (const write of writers) write(changes);
  };
}

function prepareRecords(database: DatabaseSync): Writer {
  const insertRecords = insertion(database, RECORD);
  const updateRecords = updating(database, RECORD);
  const insertStates = insertion(database, RECORD_STATE);
  const updateStates = updating(database, RECORD_STATE);
  const insertVersions = insertion(database, RECORD_VERSION);
  return ({ newRecords, changedRecords, newStates, changedStates, versions }) => {
    insertRecords(newRecords);
    updateRecords(changedRecords);
    insertStates(newStates);
    updateStates(changedStates);
    insertVersions(versions);
  };
}

/** The hot path: what an unchanged check-in writes. */
function preparePresence(database: DatabaseSync): Writer {
  const record = database.prepare(
    `UPDATE record_state SET observed_at = ?, last_seen_at = ?, presence = ?, presence_at = ?,
       observer_id = ?, last_item_id = ?, power = ? WHERE record_id = ?`,
  );
  const ci = database.prepare(
    `UPDATE ci_state SET
       last_seen_at = max(last_seen_at, ?1),
       presence = CASE WHEN ?3 > presence_at OR (?3 = presence_at AND ?2 = 'seen') THEN ?2 ELSE presence END,
       presence_at = max(presence_at, ?3)
     WHERE ci_id = ?4`,
  );
  return ({ presence }) => {
    for (const row of presence) {
      record.run(
        row.observedAt,
        row.lastSeenAt,
        row.presence,
        row.presenceAt,
        row.observerId,
        row.lastItemId,
        row.power ?? null,
        row.recordId,
      );
      ci.run(row.lastSeenAt, row.presence, row.presenceAt, row.ciId);
    }
  };
}

function prepareIdentity(database: DatabaseSync): Writer {
  const insert = insertion(database, IDENTIFIER);
  const remove = database.prepare(
    'DELETE FROM identifier WHERE value = ? AND scheme = ? AND record_id = ? AND scope = ?',
  );
  return ({ votesGone, votesCome }) => {
    for (const { recordId, vote } of votesGone) {
      remove.run(vote.value, vote.scheme, recordId, vote.scope);
    }
    // In the order of the tree: each of its pages is then visited once (measured: half the cost).
    insert(votesCome.toSorted(byValue));
  };
}

function byValue(some: ChangeSet['votesCome'][number], other: typeof some): number {
  if (some.vote.value === other.vote.value) return 0;
  return some.vote.value < other.vote.value ? -1 : 1;
}

function prepareCis(database: DatabaseSync): Writer {
  const insert = insertion(database, CI);
  const update = updating(database, CI);
  const states = insertion(
    database,
    CI_STATE,
    `ON CONFLICT (ci_id) DO UPDATE SET last_seen_at = excluded.last_seen_at,
       presence = excluded.presence, presence_at = excluded.presence_at`,
  );
  const words = insertion(
    database,
    CI_WORDS,
    'ON CONFLICT (ci_id) DO UPDATE SET words = excluded.words',
  );
  const forgetState = database.prepare('DELETE FROM ci_state WHERE ci_id = ?');
  const forgetWords = database.prepare('DELETE FROM ci_words WHERE ci_id = ?');
  const relink = database.prepare('UPDATE ci SET asset_id = ? WHERE id = ?');
  return ({ newCis, changedCis, relinkedCis, ciStates }) => {
    insert(newCis);
    words(newCis);
    update(changedCis);
    for (const { id, assetId } of relinkedCis) relink.run(assetId ?? null, id);
    words(changedCis.filter(({ mergedInto }) => mergedInto === undefined));
    for (const { id, mergedInto } of changedCis) {
      if (mergedInto === undefined) continue;
      forgetState.run(id);
      forgetWords.run(id);
    }
    states(ciStates);
  };
}

function prepareAssets(database: DatabaseSync): Writer {
  const insert = insertion(database, ASSET);
  const update = updating(database, ASSET);
  const link = insertion(database, LINK);
  const unlink = database.prepare(
    'UPDATE link SET unlinked_at = ? WHERE ci_id = ? AND unlinked_at IS NULL',
  );
  const remove = database.prepare('DELETE FROM asset WHERE id = ?');
  return ({ newAssets, changedAssets, removedAssets, linked, unlinked }) => {
    // First: what goes gives its tag and its serial back.
    for (const id of removedAssets) remove.run(id);
    update(changedAssets);
    insert(newAssets);
    for (const { ciId, at } of unlinked) unlink.run(at, ciId);
    link(linked);
  };
}

function prepareFindings(database: DatabaseSync): Writer {
  const insert = insertion(database, FINDING);
  const update = updating(database, FINDING);
  return ({ openedFindings, changedFindings }) => {
    update(changedFindings);
    insert(openedFindings);
  };
}

/** What people decided, and what was taken back of it. */
function prepareRulings(database: DatabaseSync): Writer {
  const rulings = insertion(database, RULING);
  const records = insertion(database, RULING_RECORD);
  const locks = insertion(database, ATTRIBUTE_LOCK);
  const shared = insertion(database, SHARED_VALUE);
  const ruleSets = insertion(database, RULE_SET);
  const settle = database.prepare(
    'UPDATE rule_set SET settled_to = ?, settled_at = ? WHERE id = ?',
  );
  const lift = database.prepare('UPDATE ruling SET lifted_at = ? WHERE id = ?');
  const endLock = database.prepare('UPDATE attribute_lock SET ended_at = ? WHERE id = ?');
  const endShared = database.prepare('UPDATE shared_value SET ended_at = ? WHERE id = ?');
  return (changes) => {
    ruleSets(changes.ruleSets);
    for (const { id, settledTo, settledAt } of changes.settledRuleSets) {
      settle.run(settledTo, settledAt ?? null, id);
    }
    rulings(changes.rulings);
    for (const ruling of changes.rulings) records(rulingRecordsOf(ruling));
    for (const { id, at } of changes.liftedRulings) lift.run(at, id);
    for (const { id, at } of changes.endedLocks) endLock.run(at, id);
    locks(changes.locks);
    for (const { id, at } of changes.unsharedValues) endShared.run(at, id);
    shared(changes.sharedValues);
  };
}

/** Prepared as they are met: most transactions have none of them. */
function prepareKept(database: DatabaseSync): Writer {
  const prepared = new Map<string, StatementSync>();
  return ({ kept }) => {
    for (const { table, columns, keys, rows } of statementsOfKept(kept)) {
      const sql = `INSERT INTO ${table} (${columns.join(', ')})
        VALUES (${columns.map(() => '?').join(', ')}) ${onConflictOf({ columns, keys })}`;
      const statement = prepared.get(sql) ?? database.prepare(sql);
      prepared.set(sql, statement);
      for (const values of rows) statement.run(...values);
    }
  };
}

/** What is only ever added: decisions, former joins, sightings, fates, the ledger. */
function prepareHistory(database: DatabaseSync): Writer {
  const decisions = insertion(database, DECISION);
  const pastJoins = insertion(database, PAST_JOIN);
  const sighting = database.prepare(
    `INSERT INTO sighting (mac, by_record_id, port, vlan, address, first_seen_at, last_seen_at)
     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?6)
     ON CONFLICT (mac, by_record_id, coalesce(port, ''), coalesce(vlan, -1)) DO UPDATE SET
       address = coalesce(excluded.address, address),
       last_seen_at = max(last_seen_at, excluded.last_seen_at)`,
  );
  const fates = insertion(database, FATE, 'ON CONFLICT (id) DO NOTHING');
  const ledger = insertion(database, LEDGER);
  return (changes) => {
    decisions(changes.decisions);
    pastJoins(changes.pastJoins);
    for (const { mac, byRecordId, port, vlan, address, seenAt } of changes.sightings) {
      sighting.run(mac, byRecordId, port ?? null, vlan ?? null, address ?? null, seenAt);
    }
    fates(changes.fates);
    ledger(changes.ledger);
  };
}

function insertion<R>(
  database: DatabaseSync,
  { name, columns, values }: Table<R>,
  onConflict = '',
): WriteRows<R> {
  const statement = database.prepare(
    `INSERT INTO ${name} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})
     ${onConflict}`,
  );
  return (rows) => {
    for (const row of rows) statement.run(...values(row));
  };
}

/** By the first column. */
function updating<R>(
  database: DatabaseSync,
  { name, columns, fixed, values }: Table<R>,
): WriteRows<R> {
  const statement = database.prepare(
    `UPDATE ${name} SET ${columns
      .slice(fixed)
      .map((column) => `${column} = ?`)
      .join(', ')} WHERE ${columns[0]} = ?`,
  );
  return (rows) => {
    for (const row of rows) {
      const [key = null, ...others] = values(row);
      statement.run(...others.slice(fixed - 1), key);
    }
  };
}
