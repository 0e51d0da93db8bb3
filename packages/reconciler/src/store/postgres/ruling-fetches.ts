/** What people decided, as the stages fetch it, on PostgreSQL. */
import type { SharedValueRow } from '../../commit/change-set.ts';
import type { Fetches, Governed, PastCi, StoredLinkRuling, StoredRuleSet } from '../port.ts';
import {
  DECISION_COLUMNS,
  decisionOf,
  HAS_LINK_RULINGS,
  IS_LINK_RULING,
  LINK_RULING_COLUMNS,
  LOCK_COLUMNS,
  lockOf,
  present,
  RULE_SET_COLUMNS,
  rulingsOfRows,
} from '../rows.ts';
import type { Session } from './connection.ts';

type RulingFetches = Pick<
  Fetches,
  | 'governed'
  | 'rulings'
  | 'ruledRecords'
  | 'locks'
  | 'linkRulings'
  | 'ciIdsLinkedByHand'
  | 'overdueLocks'
  | 'sharedValues'
  | 'pastCis'
  | 'decision'
  | 'ruleSet'
  | 'recordIdsAfter'
>;

export function rulingFetches(session: Session): RulingFetches {
  return {
    governed: async () => {
      const [row = {}] = await session.all(GOVERNED);
      const has = (name: keyof Governed): boolean => row[name] === true;
      return {
        rulings: has('rulings'),
        locks: has('locks'),
        shared: has('shared'),
        links: has('links'),
        valueFindings: has('valueFindings'),
      };
    },
    rulings: async (recordIds) => {
      const rows = await session.all(
        `SELECT r.id, r.kind, m.record_id AS "recordId", m.side
         FROM ruling r JOIN ruling_record m ON m.ruling_id = r.id
         WHERE r.lifted_at IS NULL AND r.id IN (
           SELECT ruling_id FROM ruling_record WHERE record_id = ANY ($1::bigint[]))`,
        [recordIds],
      );
      return rulingsOfRows(
        rows.map((row) =>
          present<{ id: number; kind: string; recordId: number; side: number }>(row),
        ),
      );
    },
    ruledRecords: async (rulingId) => {
      const rows = await session.places(
        'SELECT record_id FROM ruling_record WHERE ruling_id = $1 ORDER BY record_id',
        [rulingId],
      );
      return rows.map(([id]) => Number(id));
    },
    locks: async (ciIds) => {
      const rows = await session.all(LOCKS_OF, [ciIds]);
      return rows.map(({ countsFor, ...row }) => ({
        ...lockOf(row),
        countsFor: Number(countsFor),
      }));
    },
    linkRulings: async (ciIds) => {
      const rows = await session.all(LINK_RULINGS_OF, [ciIds]);
      return rows.map((row) => present<StoredLinkRuling>(row));
    },
    ciIdsLinkedByHand: async (assetIds) => {
      const rows = await session.places(
        `SELECT DISTINCT d.ci_id FROM decision d
         WHERE d.asset_id = ANY ($1::bigint[]) AND ${IS_LINK_RULING}`,
        [assetIds],
      );
      return rows.map(([id]) => Number(id));
    },
    overdueLocks: async (now, limit) =>
      (
        await session.all(
          `SELECT ${LOCK_COLUMNS} FROM attribute_lock
           WHERE ended_at IS NULL AND until < $1 ORDER BY id LIMIT $2`,
          [now, limit],
        )
      ).map(lockOf),
    sharedValues: async (values) => {
      const rows = await session.all(
        `SELECT s.id, s.scheme, s.value
         FROM unnest($1::text[], $2::text[]) AS k (value, scheme)
         JOIN shared_value s ON s.value = k.value AND s.scheme = k.scheme AND s.ended_at IS NULL`,
        [values.map(({ value }) => value), values.map(({ scheme }) => scheme)],
      );
      return rows.map((row) => present<SharedValueRow>(row));
    },
    pastCis: async (recordIds) => {
      const rows = await session.all(
        `SELECT p.record_id AS "recordId", p.ci_id AS "ciId", p.left_at AS "leftAt"
         FROM past_join p JOIN ci ON ci.id = p.ci_id
         WHERE p.record_id = ANY ($1::bigint[]) AND ci.merged_into IS NOT NULL`,
        [recordIds],
      );
      return rows.map((row) => present<PastCi>(row));
    },
    ruleSet: async (before = Number.MAX_SAFE_INTEGER) => {
      const [row] = await session.all(
        `SELECT ${RULE_SET_COLUMNS} FROM rule_set WHERE id < $1 ORDER BY id DESC LIMIT 1`,
        [before],
      );
      return row === undefined ? undefined : present<StoredRuleSet>(row);
    },
    recordIdsAfter: async (id, limit) => {
      const rows = await session.places(
        'SELECT id FROM record WHERE id > $1 ORDER BY id LIMIT $2',
        [id, limit],
      );
      return rows.map(([each]) => Number(each));
    },
    decision: async (id) => {
      const [row] = await session.all(`SELECT ${DECISION_COLUMNS} FROM decision WHERE id = $1`, [
        id,
      ]);
      return row === undefined ? undefined : decisionOf(row);
    },
  };
}

const GOVERNED = `
  SELECT EXISTS (SELECT 1 FROM ruling WHERE lifted_at IS NULL) AS rulings,
    EXISTS (SELECT 1 FROM attribute_lock WHERE ended_at IS NULL) AS locks,
    EXISTS (SELECT 1 FROM shared_value WHERE ended_at IS NULL) AS shared,
    ${HAS_LINK_RULINGS},
    EXISTS (SELECT 1 FROM finding WHERE state <> 'resolved' AND value_key IS NOT NULL)
      AS "valueFindings"`;

const LOCKS_OF = `
  WITH RECURSIVE own (root, id) AS (
    SELECT k.id, k.id FROM unnest($1::bigint[]) AS k (id)
    UNION SELECT own.root, ci.id FROM ci JOIN own ON ci.merged_into = own.id)
  SELECT l.id, l.ci_id AS "ciId", l.attribute, l.value, l.reason, l.actor, l.at, l.until,
    own.root AS "countsFor"
  FROM own JOIN attribute_lock l ON l.ci_id = own.id
  WHERE l.ended_at IS NULL`;

const LINK_RULINGS_OF = `
  WITH RECURSIVE own (root, id) AS (
    SELECT k.id, k.id FROM unnest($1::bigint[]) AS k (id)
    UNION SELECT own.root, ci.id FROM ci JOIN own ON ci.merged_into = own.id)
  SELECT ${LINK_RULING_COLUMNS}, own.root AS "countsFor"
  FROM own JOIN decision d ON d.ci_id = own.id
  WHERE ${IS_LINK_RULING}`;
