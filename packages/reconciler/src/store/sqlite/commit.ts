/**
 * Writes a change set on SQLite: one prepared statement a kind of row, within the open transaction.
 *
 * It is long because it is a list: a statement and its columns for each table, all of one shape.
 */
import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import type {
  AssetRecord,
  ChangeSet,
  CiRow,
  FindingRow,
  RecordState,
} from '../../commit/change-set.ts';
import { encodeVotes } from './rows.ts';

type Writer = (changes: ChangeSet) => void;

/** @returns the function that writes; order matters only where unique indexes meet (links, findings) */
export function prepareCommit(database: DatabaseSync): Writer {
  const writers = [
    prepareRecords(database),
    preparePresence(database),
    prepareIdentity(database),
    prepareCis(database),
    prepareAssets(database),
    prepareFindings(database),
    prepareHistory(database),
  ];
  return (changes) => {
    for (const write of writers) write(changes);
  };
}

function prepareRecords(database: DatabaseSync): Writer {
  const insertRecord = database.prepare(
    `INSERT INTO record (id, source, key, profile, class, votes, volatile)
     VALUES (?, ?, ?, ?, ?, ?, ?)`,
  );
  const updateRecord = database.prepare(
    'UPDATE record SET profile = ?, class = ?, votes = ?, volatile = ? WHERE id = ?',
  );
  const insertState = insertion(database, 'record_state', STATE_COLUMNS);
  const updateState = database.prepare(
    `UPDATE record_state SET ${STATE_COLUMNS.slice(1)
      .map((name) => `${name} = ?`)
      .join(', ')}
     WHERE record_id = ?`,
  );
  const insertVersion = database.prepare(
    `INSERT INTO record_version (id, record_id, version, observed_at, received_at, observation_id,
       presence, observer, digest, body)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  return ({ newRecords, changedRecords, newStates, changedStates, versions }) => {
    for (const row of newRecords) {
      const { id, source, key, profile } = row;
      insertRecord.run(
        id,
        source,
        key,
        profile,
        row.class ?? null,
        encodeVotes(row.votes),
        row.volatile ?? null,
      );
    }
    for (const row of changedRecords) {
      updateRecord.run(
        row.profile,
        row.class ?? null,
        encodeVotes(row.votes),
        row.volatile ?? null,
        row.id,
      );
    }
    for (const state of newStates) insertState.run(...stateValues(state));
    for (const state of changedStates) {
      const [recordId = null, ...values] = stateValues(state);
      updateState.run(...values, recordId);
    }
    for (const row of versions) {
      insertVersion.run(
        row.id,
        row.recordId,
        row.version,
        row.observedAt,
        row.receivedAt,
        row.observationId,
        row.presence,
        row.observer,
        row.digest,
        row.body,
      );
    }
  };
}

const STATE_COLUMNS: readonly string[] = [
  'record_id',
  'ci_id',
  'version_id',
  'digest',
  'volatile_hash',
  'observed_at',
  'first_seen_at',
  'last_seen_at',
  'presence',
  'presence_at',
  'joined_at',
  'observer_id',
  'last_item_id',
  'attention',
  'power',
];

function stateValues(state: RecordState): SQLInputValue[] {
  return [
    state.recordId,
    state.ciId,
    state.versionId,
    state.digest,
    state.volatileHash,
    state.observedAt,
    state.firstSeenAt,
    state.lastSeenAt,
    state.presence,
    state.presenceAt,
    state.joinedAt,
    state.observerId,
    state.lastItemId,
    state.attention,
    state.power ?? null,
  ];
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
  const insert = database.prepare(
    `INSERT INTO identifier (value, scheme, record_id, scope, trust) VALUES (?, ?, ?, ?, ?)`,
  );
  const remove = database.prepare(
    'DELETE FROM identifier WHERE value = ? AND scheme = ? AND record_id = ? AND scope = ?',
  );
  return ({ votesGone, votesCome }) => {
    for (const { recordId, vote } of votesGone) {
      remove.run(vote.value, vote.scheme, recordId, vote.scope);
    }
    // In the order of the tree: each of its pages is then visited once (measured: half the cost).
    for (const { recordId, vote } of votesCome.toSorted(byValue)) {
      insert.run(vote.value, vote.scheme, recordId, vote.scope, vote.trust);
    }
  };
}

function byValue(some: ChangeSet['votesCome'][number], other: typeof some): number {
  if (some.vote.value === other.vote.value) return 0;
  return some.vote.value < other.vote.value ? -1 : 1;
}

const CI_COLUMNS: readonly string[] = [
  'id',
  'class',
  'vendor',
  'model',
  'serial',
  'hostname',
  'firmware',
  'macs',
  'addresses',
  'sources',
  'first_seen_at',
  'created_at',
  'asset_id',
  'merged_into',
];

function ciValues(ci: CiRow): SQLInputValue[] {
  return [
    ci.id,
    ci.class ?? null,
    ci.vendor ?? null,
    ci.model ?? null,
    ci.serial ?? null,
    ci.hostname ?? null,
    ci.firmware ?? null,
    JSON.stringify(ci.macs),
    JSON.stringify(ci.addresses),
    JSON.stringify(ci.sources),
    ci.firstSeenAt,
    ci.createdAt,
    ci.assetId ?? null,
    ci.mergedInto ?? null,
  ];
}

function prepareCis(database: DatabaseSync): Writer {
  const insert = insertion(database, 'ci', CI_COLUMNS);
  const update = database.prepare(
    `UPDATE ci SET ${CI_COLUMNS.slice(1)
      .map((name) => `${name} = ?`)
      .join(', ')} WHERE id = ?`,
  );
  const state = database.prepare(
    `INSERT INTO ci_state (ci_id, last_seen_at, presence, presence_at) VALUES (?, ?, ?, ?)
     ON CONFLICT (ci_id) DO UPDATE SET last_seen_at = excluded.last_seen_at,
       presence = excluded.presence, presence_at = excluded.presence_at`,
  );
  const words = database.prepare(
    `INSERT INTO ci_words (ci_id, words) VALUES (?, ?)
     ON CONFLICT (ci_id) DO UPDATE SET words = excluded.words`,
  );
  const forgetState = database.prepare('DELETE FROM ci_state WHERE ci_id = ?');
  const forgetWords = database.prepare('DELETE FROM ci_words WHERE ci_id = ?');
  return ({ newCis, changedCis, ciStates }) => {
    for (const ci of newCis) {
      insert.run(...ciValues(ci));
      words.run(ci.id, ci.words);
    }
    for (const ci of changedCis) {
      const [id = null, ...values] = ciValues(ci);
      update.run(...values, id);
      if (ci.mergedInto === undefined) words.run(ci.id, ci.words);
      else {
        forgetState.run(ci.id);
        forgetWords.run(ci.id);
      }
    }
    for (const { ciId, lastSeenAt, presence, presenceAt } of ciStates) {
      state.run(ciId, lastSeenAt, presence, presenceAt);
    }
  };
}

const ASSET_COLUMNS: readonly string[] = [
  'id',
  'tag',
  'serial',
  'serial_key',
  'maker_key',
  'vendor',
  'model',
  'state',
  'owner',
  'custodian',
  'site',
  'purchased_on',
  'words',
  'created_at',
  'updated_at',
  'retired_at',
];

function assetValues(asset: AssetRecord): SQLInputValue[] {
  const { id, tag, serial, vendor, model, owner, custodian, site } = asset;
  const words = [tag, serial, vendor, model, owner, custodian, site]
    .filter((word) => word !== undefined)
    .join(' ')
    .toLowerCase();
  return [
    id,
    tag ?? null,
    serial ?? null,
    asset.serialKey ?? null,
    asset.makerKey,
    vendor ?? null,
    model ?? null,
    asset.state,
    owner ?? null,
    custodian ?? null,
    site ?? null,
    asset.purchasedOn ?? null,
    words,
    asset.createdAt,
    asset.updatedAt,
    asset.retiredAt ?? null,
  ];
}

function prepareAssets(database: DatabaseSync): Writer {
  const insert = insertion(database, 'asset', ASSET_COLUMNS);
  const update = database.prepare(
    `UPDATE asset SET ${ASSET_COLUMNS.slice(1)
      .map((name) => `${name} = ?`)
      .join(', ')} WHERE id = ?`,
  );
  const link = database.prepare(
    `INSERT INTO link (id, ci_id, asset_id, method, actor, linked_at, decision_id)
     VALUES (?, ?, ?, ?, ?, ?, ?)`,
  );
  const unlink = database.prepare(
    'UPDATE link SET unlinked_at = ? WHERE ci_id = ? AND unlinked_at IS NULL',
  );
  return ({ newAssets, changedAssets, linked, unlinked }) => {
    for (const asset of changedAssets) {
      const [id = null, ...values] = assetValues(asset);
      update.run(...values, id);
    }
    for (const asset of newAssets) insert.run(...assetValues(asset));
    for (const { ciId, at } of unlinked) unlink.run(at, ciId);
    for (const { id, ciId, assetId, method, actor, linkedAt, decisionId } of linked) {
      link.run(id, ciId, assetId, method, actor, linkedAt, decisionId ?? null);
    }
  };
}

const FINDING_COLUMNS: readonly string[] = [
  'id',
  'kind',
  'state',
  'severity',
  'ci_id',
  'asset_id',
  'observer_id',
  'subject',
  'reason',
  'evidence',
  'opened_at',
  'resolved_at',
  'assignee',
  'due_at',
];

function findingValues(finding: FindingRow): SQLInputValue[] {
  return [
    finding.id,
    finding.kind,
    finding.state,
    finding.severity,
    finding.ciId ?? null,
    finding.assetId ?? null,
    finding.observerId ?? null,
    finding.subject,
    finding.reason,
    JSON.stringify(finding.evidence),
    finding.openedAt,
    finding.resolvedAt ?? null,
    finding.assignee ?? null,
    finding.dueAt ?? null,
  ];
}

function prepareFindings(database: DatabaseSync): Writer {
  const insert = insertion(database, 'finding', FINDING_COLUMNS);
  const update = database.prepare(
    `UPDATE finding SET ${FINDING_COLUMNS.slice(1)
      .map((name) => `${name} = ?`)
      .join(', ')} WHERE id = ?`,
  );
  return ({ openedFindings, changedFindings }) => {
    for (const finding of changedFindings) {
      const [id = null, ...values] = findingValues(finding);
      update.run(...values, id);
    }
    for (const finding of openedFindings) insert.run(...findingValues(finding));
  };
}

/** What is only ever added: decisions, former joins, sightings, fates, the ledger. */
function prepareHistory(database: DatabaseSync): Writer {
  const decision = database.prepare(
    `INSERT INTO decision (id, kind, at, actor, rule_version, ci_id, record_id, asset_id, reason,
       evidence_for, evidence_against, runner_up_ci_id, runner_up_weight)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const pastJoin = database.prepare(
    `INSERT INTO past_join (record_id, ci_id, joined_at, left_at, decision_id) VALUES (?, ?, ?, ?, ?)`,
  );
  const sighting = database.prepare(
    `INSERT INTO sighting (mac, by_record_id, port, vlan, address, first_seen_at, last_seen_at)
     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?6)
     ON CONFLICT (mac, by_record_id, coalesce(port, ''), coalesce(vlan, -1)) DO UPDATE SET
       address = coalesce(excluded.address, address),
       last_seen_at = max(last_seen_at, excluded.last_seen_at)`,
  );
  const fate = database.prepare(
    `INSERT INTO fate (id, disposition, at, observer_id, record_id, version_id, reason, body)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING`,
  );
  const ledger = database.prepare(
    'INSERT INTO ledger (seq, at, actor, kind, subject, payload, hash) VALUES (?, ?, ?, ?, ?, ?, ?)',
  );
  return (changes) => {
    for (const row of changes.decisions) {
      decision.run(
        row.id,
        row.kind,
        row.at,
        row.actor,
        row.ruleVersion ?? null,
        row.ciId,
        row.recordId ?? null,
        row.assetId ?? null,
        row.reason,
        JSON.stringify(row.for),
        JSON.stringify(row.against),
        row.runnerUp?.ciId ?? null,
        row.runnerUp?.weight ?? null,
      );
    }
    for (const { recordId, ciId, joinedAt, leftAt, decisionId } of changes.pastJoins) {
      pastJoin.run(recordId, ciId, joinedAt, leftAt, decisionId ?? null);
    }
    for (const { mac, byRecordId, port, vlan, address, seenAt } of changes.sightings) {
      sighting.run(mac, byRecordId, port ?? null, vlan ?? null, address ?? null, seenAt);
    }
    for (const {
      id,
      disposition,
      at,
      observerId,
      recordId,
      versionId,
      reason,
      body,
    } of changes.fates) {
      fate.run(
        id,
        disposition,
        at,
        observerId,
        recordId ?? null,
        versionId ?? null,
        reason ?? null,
        body ?? null,
      );
    }
    for (const { seq, at, actor, kind, subject, payload, hash } of changes.ledger) {
      ledger.run(seq, at, actor, kind, subject, payload, hash);
    }
  };
}

function insertion(
  database: DatabaseSync,
  table: string,
  columns: readonly string[],
): StatementSync {
  return database.prepare(
    `INSERT INTO ${table} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`,
  );
}
