/** What the stages fetch, on SQLite: one prepared statement a question, one look-up a key. */
import type { DatabaseSync } from 'node:sqlite';
import { GENESIS } from '../../ledger/chain.ts';
import type { Fetches, Holding, StoredPast, StoredRecord, StoredSighting } from '../port.ts';
import {
  ASSET_COLUMNS,
  assetOf,
  CI_COLUMNS,
  CI_STATE_COLUMNS,
  ciOf,
  ciStateOf,
  FINDING_COLUMNS,
  findingOf,
  IS_AWAITED,
  LINK_COLUMNS,
  linkOf,
  OBSERVER_COLUMNS,
  observerOf,
  present,
  RECORD_COLUMNS,
  type Row,
  recordOf,
  STATE_COLUMNS,
  stateOf,
} from '../rows.ts';
import { prepareRulingFetches } from './ruling-fetches.ts';
import { prepareStandingFetches } from './standing-fetches.ts';

export function prepareFetches(database: DatabaseSync): Fetches {
  return {
    ...prepareRecordFetches(database),
    ...prepareCiFetches(database),
    ...prepareAssetFetches(database),
    ...prepareLedgerFetches(database),
    ...prepareRulingFetches(database),
    ...prepareStandingFetches(database),
    ...prepareObserverFetches(database),
  };
}

type RecordFetches = Pick<
  Fetches,
  | 'recordStates'
  | 'knownFates'
  | 'holders'
  | 'records'
  | 'recordIdsOf'
  | 'digestsAt'
  | 'lastVersions'
  | 'history'
  | 'sightings'
  | 'hasSightings'
>;

function prepareRecordFetches(database: DatabaseSync): RecordFetches {
  const state = database.prepare(
    `SELECT ${STATE_COLUMNS} FROM record_state
     WHERE record_id = (SELECT id FROM record WHERE key = ? AND source = ?)`,
  );
  const stateById = database.prepare(
    `SELECT ${STATE_COLUMNS} FROM record_state WHERE record_id = ?`,
  );
  state.setReturnArrays(true);
  stateById.setReturnArrays(true);
  const fate = database.prepare(
    `SELECT coalesce(record_version.digest, fate.body, '') AS content
     FROM fate LEFT JOIN record_version ON record_version.id = fate.version_id
     WHERE fate.id = ?`,
  );
  // Most values of new records have no holder: all are looked up in one statement, a third of the cost.
  const held = database.prepare(
    `SELECT asked.key AS place FROM json_each(?) AS asked
     WHERE EXISTS (SELECT 1 FROM identifier WHERE value = asked.value ->> 0 AND scheme = asked.value ->> 1)`,
  );
  const holders = database.prepare(
    `SELECT record_id AS recordId FROM identifier WHERE value = ? AND scheme = ? LIMIT ?`,
  );
  const record = database.prepare(`SELECT ${RECORD_COLUMNS} FROM record WHERE id = ?`);
  const version = database.prepare(
    'SELECT version, observer, body FROM record_version WHERE id = ?',
  );
  const ofCi = database.prepare('SELECT record_id AS id FROM record_state WHERE ci_id = ?');
  const digestAt = database.prepare(
    `SELECT digest FROM record_version WHERE record_id = ? AND observed_at <= ?
     ORDER BY observed_at DESC, digest DESC LIMIT 1`,
  );
  const lastVersion = database.prepare(
    'SELECT max(version) AS version FROM record_version WHERE record_id = ?',
  );
  const history = database.prepare(
    `SELECT observed_at AS observedAt, digest, body FROM record_version WHERE record_id = ?
     ORDER BY observed_at DESC, digest DESC LIMIT ?`,
  );
  const sightings = database.prepare(
    `SELECT s.mac, s.by_record_id AS byRecordId, r.key AS byKey, s.port, s.vlan, s.address,
       s.last_seen_at AS lastSeenAt
     FROM sighting s JOIN record r ON r.id = s.by_record_id
     WHERE s.mac = ? ORDER BY s.last_seen_at DESC, s.id LIMIT ?`,
  );
  const anySighting = database.prepare('SELECT 1 FROM sighting LIMIT 1');
  const readRecord = (id: number): StoredRecord => {
    const found = record.get(id);
    const itsState = stateOf(stateById.get(id));
    const itsVersion = itsState && version.get(itsState.versionId);
    if (!found || !itsState || !itsVersion) throw new Error(`record ${id} is incomplete`);
    return {
      row: recordOf(found),
      state: itsState,
      version: Number(itsVersion.version),
      observer: String(itsVersion.observer),
      body: String(itsVersion.body),
    };
  };
  return {
    recordStates: async (keys) =>
      keys.map(({ source, key }) => {
        return stateOf(state.get(key, source));
      }),
    knownFates: async (ids) =>
      new Map(
        ids.flatMap((id) => {
          const row = fate.get(id);
          return row === undefined ? [] : [[id, String(row.content)] as const];
        }),
      ),
    holders: async (values, limit) => {
      const asked = values.map(({ scheme, value }) => [value, scheme]);
      return held.all(JSON.stringify(asked)).flatMap(({ place }): readonly Holding[] => {
        const { scheme = '', value = '' } = values[Number(place)] ?? {};
        return holders
          .all(value, scheme, limit)
          .map((row) => ({ scheme, value, recordId: Number(row.recordId) }));
      });
    },
    records: async (ids) => ids.map(readRecord),
    recordIdsOf: async (ciIds) =>
      ciIds.flatMap((ciId) => ofCi.all(ciId).map((row) => Number(row.id))),
    digestsAt: async (asked) =>
      asked.map(({ recordId, observedAt }) => text(digestAt.get(recordId, observedAt), 'digest')),
    lastVersions: async (recordIds) =>
      new Map(recordIds.map((id) => [id, Number(lastVersion.get(id)?.version ?? 0)])),
    history: async (recordId, limit) =>
      history.all(recordId, limit).map((row) => present<StoredPast>(row)),
    sightings: async (macs, limit) =>
      macs.flatMap((mac) => sightings.all(mac, limit).map((row) => present<StoredSighting>(row))),
    hasSightings: async () => anySighting.get() !== undefined,
  };
}

type CiFetches = Pick<
  Fetches,
  'cis' | 'ciStates' | 'linksOf' | 'unresolvedFindings' | 'ciIdsBySerial'
>;

function prepareCiFetches(database: DatabaseSync): CiFetches {
  const ci = database.prepare(`SELECT ${CI_COLUMNS} FROM ci WHERE id = ?`);
  const state = database.prepare(`SELECT ${CI_STATE_COLUMNS} FROM ci_state WHERE ci_id = ?`);
  const link = database.prepare(
    `SELECT ${LINK_COLUMNS} FROM link WHERE ci_id = ? AND unlinked_at IS NULL`,
  );
  const ofCi = database.prepare(
    `SELECT ${FINDING_COLUMNS} FROM finding
     WHERE ci_id = ? AND ci_id IS NOT NULL AND state <> 'resolved'`,
  );
  const ofAsset = database.prepare(
    `SELECT ${FINDING_COLUMNS} FROM finding
     WHERE asset_id = ? AND ci_id IS NULL AND asset_id IS NOT NULL AND state <> 'resolved'`,
  );
  const ofValue = database.prepare(
    `SELECT ${FINDING_COLUMNS} FROM finding
     WHERE value_key = ? AND value_key IS NOT NULL AND state <> 'resolved'`,
  );
  const ofKind = database.prepare(
    `SELECT ${FINDING_COLUMNS} FROM finding WHERE state IN ('open', 'excepted') AND kind = ?`,
  );
  const bySerial = database.prepare(
    `SELECT DISTINCT s.ci_id AS id FROM identifier i JOIN record_state s ON s.record_id = i.record_id
     WHERE i.value = ? AND i.scheme IN ('serial.system', 'serial.module')`,
  );
  const each = (ids: readonly number[], statement: { all(id: number): Row[] }): readonly Row[] =>
    ids.flatMap((id) => statement.all(id));
  return {
    cis: async (ids) => each(ids, ci).map(ciOf),
    ciStates: async (ids) => each(ids, state).map(ciStateOf),
    linksOf: async (ciIds) => each(ciIds, link).map(linkOf),
    unresolvedFindings: async ({ ciIds = [], assetIds = [], kinds = [], valueKeys = [] }) =>
      [
        ...each(ciIds, ofCi),
        ...each(assetIds, ofAsset),
        ...kinds.flatMap((kind) => ofKind.all(kind)),
        ...valueKeys.flatMap((key) => ofValue.all(key)),
      ].map(findingOf),
    ciIdsBySerial: async (keys) => [
      ...new Set(keys.flatMap((key) => bySerial.all(key).map((row) => Number(row.id)))),
    ],
  };
}

type AssetFetches = Pick<
  Fetches,
  'assets' | 'assetsBySerial' | 'assetsByTag' | 'linksOfAssets' | 'hasAssets' | 'quietAssets'
>;

function prepareAssetFetches(database: DatabaseSync): AssetFetches {
  const asset = database.prepare(`SELECT ${ASSET_COLUMNS} FROM asset WHERE id = ?`);
  const bySerial = database.prepare(`SELECT ${ASSET_COLUMNS} FROM asset WHERE serial_key = ?`);
  const byTag = database.prepare(`SELECT ${ASSET_COLUMNS} FROM asset WHERE tag = ?`);
  const link = database.prepare(
    `SELECT ${LINK_COLUMNS} FROM link WHERE asset_id = ? AND unlinked_at IS NULL`,
  );
  const any = database.prepare('SELECT 1 FROM asset LIMIT 1');
  const quiet = database.prepare(
    `SELECT ${ASSET_COLUMNS.split(',')
      .map((column) => `a.${column.trim()}`)
      .join(', ')},
       l.ci_id AS ciId
     FROM asset a
     LEFT JOIN link l ON l.asset_id = a.id AND l.unlinked_at IS NULL
     LEFT JOIN ci_state s ON s.ci_id = l.ci_id
     WHERE ${IS_AWAITED} AND a.id > ? AND coalesce(s.last_seen_at, a.created_at) < ?
     ORDER BY a.id LIMIT ?`,
  );
  return {
    assets: async (ids) => ids.flatMap((id) => asset.all(id)).map(assetOf),
    assetsBySerial: async (keys) => keys.flatMap((key) => bySerial.all(key)).map(assetOf),
    assetsByTag: async (tags) => tags.flatMap((tag) => byTag.all(tag)).map(assetOf),
    linksOfAssets: async (ids) => ids.flatMap((id) => link.all(id)).map(linkOf),
    hasAssets: async () => any.get() !== undefined,
    quietAssets: async (since, afterId, limit) =>
      quiet.all(afterId, since, limit).map(({ ciId, ...row }) => ({
        asset: assetOf(row),
        ...(ciId === null || ciId === undefined ? {} : { ciId: Number(ciId) }),
      })),
  };
}

function prepareLedgerFetches(database: DatabaseSync): Pick<Fetches, 'ledgerHead' | 'lastIds'> {
  const head = database.prepare('SELECT seq, hash FROM ledger ORDER BY seq DESC LIMIT 1');
  const last = database.prepare(
    `SELECT (SELECT max(id) FROM record) AS record, (SELECT max(id) FROM record_version) AS version,
       (SELECT max(id) FROM ci) AS ci, (SELECT max(id) FROM decision) AS decision,
       (SELECT max(id) FROM finding) AS finding, (SELECT max(id) FROM asset) AS asset,
       (SELECT max(id) FROM asset_removed) AS removed,
       (SELECT max(id) FROM link) AS link`,
  );
  return {
    ledgerHead: async () => {
      const row = head.get();
      return row === undefined ? GENESIS : { seq: Number(row.seq), hash: String(row.hash) };
    },
    lastIds: async () => {
      const row = last.get() ?? {};
      const of = (name: string): number => Number(row[name] ?? 0);
      return {
        record: of('record'),
        version: of('version'),
        ci: of('ci'),
        decision: of('decision'),
        finding: of('finding'),
        asset: Math.max(of('asset'), of('removed')),
        link: of('link'),
      };
    },
  };
}

function prepareObserverFetches(database: DatabaseSync): Pick<Fetches, 'observers'> {
  const all = database.prepare(`SELECT ${OBSERVER_COLUMNS} FROM observer`);
  return { observers: async () => all.all().map(observerOf) };
}

function text(row: Row | undefined, column: string): string | undefined {
  const value = row?.[column];
  return typeof value === 'string' ? value : undefined;
}
