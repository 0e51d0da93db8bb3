/** What people decided, as the stages fetch it, on SQLite. */
import type { DatabaseSync } from 'node:sqlite';
import type { LinkRuling, SharedValueRow } from '../../commit/change-set.ts';
import type { Fetches, Governed, PastCi, StoredRuleSet } from '../port.ts';
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

export function prepareRulingFetches(database: DatabaseSync): RulingFetches {
  const governed = database.prepare(
    `SELECT EXISTS (SELECT 1 FROM ruling WHERE lifted_at IS NULL) AS rulings,
       EXISTS (SELECT 1 FROM attribute_lock WHERE ended_at IS NULL) AS locks,
       EXISTS (SELECT 1 FROM shared_value WHERE ended_at IS NULL) AS shared,
       ${HAS_LINK_RULINGS},
       EXISTS (SELECT 1 FROM finding WHERE state <> 'resolved' AND value_key IS NOT NULL) AS "valueFindings"`,
  );
  const rulings = database.prepare(
    `SELECT r.id, r.kind, m.record_id AS "recordId", m.side
     FROM ruling r JOIN ruling_record m ON m.ruling_id = r.id
     WHERE r.lifted_at IS NULL AND r.id IN (SELECT ruling_id FROM ruling_record WHERE record_id = ?)`,
  );
  const locks = database.prepare(
    `WITH RECURSIVE own (id) AS (
       SELECT ?1 UNION SELECT ci.id FROM ci JOIN own ON ci.merged_into = own.id)
     SELECT ${LOCK_COLUMNS} FROM attribute_lock
     WHERE ci_id IN (SELECT id FROM own) AND ended_at IS NULL`,
  );
  const linkRulings = database.prepare(
    `WITH RECURSIVE own (id) AS (
       SELECT ?1 UNION SELECT ci.id FROM ci JOIN own ON ci.merged_into = own.id)
     SELECT ${LINK_RULING_COLUMNS} FROM decision d
     WHERE d.ci_id IN (SELECT id FROM own) AND ${IS_LINK_RULING}`,
  );
  const linkedByHand = database.prepare(
    `SELECT DISTINCT d.ci_id AS id FROM decision d WHERE d.asset_id = ? AND ${IS_LINK_RULING}`,
  );
  const ruled = database.prepare(
    'SELECT record_id AS id FROM ruling_record WHERE ruling_id = ? ORDER BY record_id',
  );
  const overdue = database.prepare(
    `SELECT ${LOCK_COLUMNS} FROM attribute_lock WHERE ended_at IS NULL AND until < ? ORDER BY id LIMIT ?`,
  );
  const shared = database.prepare(
    'SELECT id, scheme, value FROM shared_value WHERE value = ? AND scheme = ? AND ended_at IS NULL',
  );
  const past = database.prepare(
    `SELECT p.record_id AS "recordId", p.ci_id AS "ciId", p.left_at AS "leftAt"
     FROM past_join p JOIN ci ON ci.id = p.ci_id
     WHERE p.record_id = ? AND ci.merged_into IS NOT NULL`,
  );
  const ruleSet = database.prepare(
    `SELECT ${RULE_SET_COLUMNS} FROM rule_set WHERE id < ? ORDER BY id DESC LIMIT 1`,
  );
  const after = database.prepare('SELECT id FROM record WHERE id > ? ORDER BY id LIMIT ?');
  const decision = database.prepare(`SELECT ${DECISION_COLUMNS} FROM decision WHERE id = ?`);
  return {
    governed: async () => {
      const row = governed.get() ?? {};
      const has = (name: keyof Governed): boolean => Number(row[name]) === 1;
      return {
        rulings: has('rulings'),
        locks: has('locks'),
        shared: has('shared'),
        links: has('links'),
        valueFindings: has('valueFindings'),
      };
    },
    rulings: async (recordIds) => {
      const rows = recordIds.flatMap((id) =>
        rulings
          .all(id)
          .map((row) => present<{ id: number; kind: string; recordId: number; side: number }>(row)),
      );
      const unique = new Map(rows.map((row) => [`${row.id} ${row.recordId}`, row]));
      return rulingsOfRows([...unique.values()]);
    },
    locks: async (ciIds) =>
      ciIds.flatMap((ciId) => locks.all(ciId).map((row) => ({ ...lockOf(row), countsFor: ciId }))),
    linkRulings: async (ciIds) =>
      ciIds.flatMap((ciId) =>
        linkRulings.all(ciId).map((row) => ({ ...present<LinkRuling>(row), countsFor: ciId })),
      ),
    ciIdsLinkedByHand: async (assetIds) =>
      assetIds.flatMap((id) => linkedByHand.all(id).map((row) => Number(row.id))),
    ruledRecords: async (id) => ruled.all(id).map((row) => Number(row.id)),
    overdueLocks: async (now, limit) => overdue.all(now, limit).map(lockOf),
    sharedValues: async (values) =>
      values.flatMap(({ scheme, value }) =>
        shared.all(value, scheme).map((row) => present<SharedValueRow>(row)),
      ),
    pastCis: async (recordIds) =>
      recordIds.flatMap((id) => past.all(id).map((row) => present<PastCi>(row))),
    ruleSet: async (before = Number.MAX_SAFE_INTEGER) => {
      const row = ruleSet.get(before);
      return row === undefined ? undefined : present<StoredRuleSet>(row);
    },
    recordIdsAfter: async (id, limit) => after.all(id, limit).map((row) => Number(row.id)),
    decision: async (id) => {
      const row = decision.get(id);
      return row === undefined ? undefined : decisionOf(row);
    },
  };
}
