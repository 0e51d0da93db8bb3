/** What the stages fetch, on PostgreSQL: one statement a question, whatever the number of keys. */
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
  recordOf,
  STATE_COLUMNS,
  stateOf,
} from '../rows.ts';
import type { Session } from './connection.ts';
import { rulingFetches } from './ruling-fetches.ts';
import { standingFetches } from './standing-fetches.ts';

export function fetchesOver(session: Session): Fetches {
  return {
    ...recordFetches(session),
    ...versionFetches(session),
    ...ciFetches(session),
    ...assetFetches(session),
    ...ledgerFetches(session),
    ...rulingFetches(session),
    ...standingFetches(session),
    observers: async () =>
      (await session.all(`SELECT ${OBSERVER_COLUMNS} FROM observer`)).map(observerOf),
  };
}

/** Columns of one of several tables: `id, ci_id AS "ciId"` becomes `s.id, s.ci_id AS "ciId"`. */
function columnsOf(alias: string, columns: string): string {
  return columns
    .split(',')
    .map((column) => `${alias}.${column.trim()}`)
    .join(', ');
}

type RecordFetches = Pick<
  Fetches,
  | 'recordStates'
  | 'knownFates'
  | 'holders'
  | 'records'
  | 'recordIdsOf'
  | 'sightings'
  | 'hasSightings'
>;

function recordFetches(session: Session): RecordFetches {
  return {
    recordStates: async (keys) => {
      const rows = await session.places(
        `SELECT ${columnsOf('s', STATE_COLUMNS)}, k.place
         FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS k (key, source, place)
         JOIN record r ON r.key = k.key AND r.source = k.source
         JOIN record_state s ON s.record_id = r.id`,
        [keys.map(({ key }) => key), keys.map(({ source }) => source)],
      );
      const found = new Map(rows.map((row) => [Number(row.at(-1)), stateOf(row)]));
      return keys.map((_, index) => found.get(index + 1));
    },
    knownFates: async (ids) => {
      if (ids.length === 0) return new Map();
      const rows = await session.places(
        `SELECT f.id, coalesce(v.digest, f.body, '')
         FROM fate f LEFT JOIN record_version v ON v.id = f.version_id
         WHERE f.id = ANY ($1::text[])`,
        [ids],
      );
      return new Map(rows.map(([id, content]) => [String(id), String(content)]));
    },
    holders: async (values, limit) => {
      const rows = await session.places(
        `SELECT k.place, held.record_id
         FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS k (value, scheme, place)
         CROSS JOIN LATERAL (
           SELECT i.record_id FROM identifier i
           WHERE i.value = k.value AND i.scheme = k.scheme LIMIT $3) AS held`,
        [values.map(({ value }) => value), values.map(({ scheme }) => scheme), limit],
      );
      return rows.map(([place, recordId]): Holding => {
        const { scheme = '', value = '' } = values[Number(place) - 1] ?? {};
        return { scheme, value, recordId: Number(recordId) };
      });
    },
    records: (ids) => readRecords(session, ids),
    recordIdsOf: async (ciIds) => {
      const rows = await session.places(
        'SELECT record_id FROM record_state WHERE ci_id = ANY ($1::bigint[])',
        [ciIds],
      );
      return rows.map(([id]) => Number(id));
    },
    sightings: async (macs, limit) => {
      const rows = await session.all(
        `SELECT s.mac, s.by_record_id AS "byRecordId", r.key AS "byKey", s.port, s.vlan, s.address,
           s.last_seen_at AS "lastSeenAt"
         FROM unnest($1::text[]) WITH ORDINALITY AS k (mac, place)
         CROSS JOIN LATERAL (
           SELECT * FROM sighting WHERE mac = k.mac ORDER BY last_seen_at DESC, id LIMIT $2) AS s
         JOIN record r ON r.id = s.by_record_id
         ORDER BY k.place, s.last_seen_at DESC, s.id`,
        [macs, limit],
      );
      return rows.map((row) => present<StoredSighting>(row));
    },
    hasSightings: async () => (await session.places('SELECT 1 FROM sighting LIMIT 1')).length > 0,
  };
}

async function readRecords(
  session: Session,
  ids: readonly number[],
): Promise<readonly StoredRecord[]> {
  const [rows, states] = await Promise.all([
    session.all(
      `SELECT ${columnsOf('r', RECORD_COLUMNS)}, v.version AS "versionNumber", v.observer, v.body
       FROM record r
       JOIN record_state s ON s.record_id = r.id
       JOIN record_version v ON v.id = s.version_id
       WHERE r.id = ANY ($1::bigint[])`,
      [ids],
    ),
    session.places(
      `SELECT ${STATE_COLUMNS} FROM record_state WHERE record_id = ANY ($1::bigint[])`,
      [ids],
    ),
  ]);
  const stateById = new Map(states.map((row) => [Number(row[0]), stateOf(row)]));
  const found = new Map(
    rows.map(({ versionNumber, observer, body, ...row }): [number, StoredRecord] => {
      const state = stateById.get(Number(row.id));
      if (state === undefined) throw new Error(`record ${row.id} is incomplete`);
      return [
        Number(row.id),
        {
          row: recordOf(row),
          state,
          version: Number(versionNumber),
          observer: String(observer),
          body: String(body),
        },
      ];
    }),
  );
  return ids.map((id) => {
    const record = found.get(id);
    if (record === undefined) throw new Error(`record ${id} is incomplete`);
    return record;
  });
}

function versionFetches(session: Session): Pick<Fetches, 'digestsAt' | 'lastVersions' | 'history'> {
  return {
    history: async (recordId, limit) =>
      (
        await session.all(
          `SELECT observed_at AS "observedAt", digest, body FROM record_version
           WHERE record_id = $1 ORDER BY observed_at DESC, digest DESC LIMIT $2`,
          [recordId, limit],
        )
      ).map((row) => present<StoredPast>(row)),
    digestsAt: async (asked) => {
      const rows = await session.places(
        `SELECT k.place, v.digest
         FROM unnest($1::bigint[], $2::bigint[]) WITH ORDINALITY AS k (record_id, at, place)
         CROSS JOIN LATERAL (
           SELECT digest FROM record_version
           WHERE record_id = k.record_id AND observed_at <= k.at
           ORDER BY observed_at DESC, digest DESC LIMIT 1) AS v`,
        [asked.map(({ recordId }) => recordId), asked.map(({ observedAt }) => observedAt)],
      );
      const found = new Map(rows.map(([place, digest]) => [Number(place), String(digest)]));
      return asked.map((_, index) => found.get(index + 1));
    },
    lastVersions: async (recordIds) => {
      const rows = await session.places(
        `SELECT k.id, coalesce((SELECT max(version) FROM record_version WHERE record_id = k.id), 0)
         FROM unnest($1::bigint[]) AS k (id)`,
        [recordIds],
      );
      return new Map(rows.map(([id, version]) => [Number(id), Number(version)]));
    },
  };
}

type CiFetches = Pick<
  Fetches,
  'cis' | 'ciStates' | 'linksOf' | 'unresolvedFindings' | 'ciIdsBySerial'
>;

function ciFetches(session: Session): CiFetches {
  const findings = async (condition: string, keys: readonly (string | number)[], type: string) =>
    keys.length === 0
      ? []
      : session.all(
          `SELECT ${FINDING_COLUMNS} FROM finding WHERE ${condition} = ANY ($1::${type}[]) ORDER BY id`,
          [keys],
        );
  return {
    cis: async (ids) =>
      (await session.all(`SELECT ${CI_COLUMNS} FROM ci WHERE id = ANY ($1::bigint[])`, [ids])).map(
        ciOf,
      ),
    ciStates: async (ids) =>
      (
        await session.all(
          `SELECT ${CI_STATE_COLUMNS} FROM ci_state WHERE ci_id = ANY ($1::bigint[])`,
          [ids],
        )
      ).map(ciStateOf),
    linksOf: async (ciIds) =>
      (
        await session.all(
          `SELECT ${LINK_COLUMNS} FROM link WHERE unlinked_at IS NULL AND ci_id = ANY ($1::bigint[])`,
          [ciIds],
        )
      ).map(linkOf),
    unresolvedFindings: async ({ ciIds = [], assetIds = [], kinds = [], valueKeys = [] }) => {
      const found = await Promise.all([
        findings(`state <> 'resolved' AND ci_id IS NOT NULL AND ci_id`, ciIds, 'bigint'),
        findings(
          `state <> 'resolved' AND ci_id IS NULL AND asset_id IS NOT NULL AND asset_id`,
          assetIds,
          'bigint',
        ),
        findings(`state IN ('open', 'excepted') AND kind`, kinds, 'text'),
        findings(`state <> 'resolved' AND value_key IS NOT NULL AND value_key`, valueKeys, 'text'),
      ]);
      return found.flat().map(findingOf);
    },
    ciIdsBySerial: async (keys) => {
      const rows = await session.places(
        `SELECT DISTINCT s.ci_id FROM identifier i JOIN record_state s ON s.record_id = i.record_id
         WHERE i.value = ANY ($1::text[]) AND i.scheme IN ('serial.system', 'serial.module')
         ORDER BY s.ci_id`,
        [keys],
      );
      return rows.map(([id]) => Number(id));
    },
  };
}

type AssetFetches = Pick<
  Fetches,
  'assets' | 'assetsBySerial' | 'assetsByTag' | 'linksOfAssets' | 'hasAssets' | 'quietAssets'
>;

function assetFetches(session: Session): AssetFetches {
  const assets = async (condition: string, keys: readonly (string | number)[]) =>
    (await session.all(`SELECT ${ASSET_COLUMNS} FROM asset WHERE ${condition}`, [keys])).map(
      assetOf,
    );
  return {
    assets: (ids) => assets('id = ANY ($1::bigint[])', ids),
    assetsBySerial: (keys) => assets('serial_key = ANY ($1::text[])', keys),
    assetsByTag: (tags) => assets('tag = ANY ($1::text[])', tags),
    linksOfAssets: async (ids) =>
      (
        await session.all(
          `SELECT ${LINK_COLUMNS} FROM link
           WHERE unlinked_at IS NULL AND asset_id = ANY ($1::bigint[])`,
          [ids],
        )
      ).map(linkOf),
    hasAssets: async () => (await session.places('SELECT 1 FROM asset LIMIT 1')).length > 0,
    quietAssets: async (since, afterId, limit) => {
      const rows = await session.all(
        `SELECT ${columnsOf('a', ASSET_COLUMNS)}, l.ci_id AS "ciId"
         FROM asset a
         LEFT JOIN link l ON l.asset_id = a.id AND l.unlinked_at IS NULL
         LEFT JOIN ci_state s ON s.ci_id = l.ci_id
         WHERE ${IS_AWAITED} AND a.id > $1 AND coalesce(s.last_seen_at, a.created_at) < $2
         ORDER BY a.id LIMIT $3`,
        [afterId, since, limit],
      );
      return rows.map(({ ciId, ...row }) => ({
        asset: assetOf(row),
        ...(ciId === null ? {} : { ciId: Number(ciId) }),
      }));
    },
  };
}

function ledgerFetches(session: Session): Pick<Fetches, 'ledgerHead' | 'lastIds'> {
  return {
    ledgerHead: async () => {
      const [row] = await session.all('SELECT seq, hash FROM ledger ORDER BY seq DESC LIMIT 1');
      return row === undefined ? GENESIS : { seq: Number(row.seq), hash: String(row.hash) };
    },
    lastIds: async () => {
      const [row = {}] = await session.all(LAST_IDS);
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

const LAST_IDS = `
  SELECT (SELECT max(id) FROM record) AS record, (SELECT max(id) FROM record_version) AS version,
    (SELECT max(id) FROM ci) AS ci, (SELECT max(id) FROM decision) AS decision,
    (SELECT max(id) FROM finding) AS finding, (SELECT max(id) FROM asset) AS asset,
    (SELECT max(id) FROM asset_removed) AS removed,
    (SELECT max(id) FROM link) AS link`;
