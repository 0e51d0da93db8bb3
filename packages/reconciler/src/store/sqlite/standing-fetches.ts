/** What is kept for judging CIs, as the stages fetch it, on SQLite. */
import type { DatabaseSync } from 'node:sqlite';
import { standingOf } from '../../judge/standing.ts';
import type { Fetches } from '../port.ts';
import {
  BASELINE_COLUMNS,
  baselineOf,
  CI_PLACE_COLUMNS,
  ciPlaceOf,
  LEARNING_COLUMNS,
  learningOf,
} from '../rows.ts';

export function prepareStandingFetches(database: DatabaseSync): Pick<Fetches, 'standing'> {
  const place = database.prepare(`SELECT ${CI_PLACE_COLUMNS} FROM ci_place WHERE ci_id = ?`);
  const baseline = database.prepare(
    `SELECT ${BASELINE_COLUMNS} FROM component_baseline b
     JOIN record_version v ON v.id = b.version_id WHERE b.record_id = ?`,
  );
  const learning = database.prepare(`SELECT ${LEARNING_COLUMNS} FROM segment_learning`);
  const anyRelated = database.prepare('SELECT 1 FROM ci_relation WHERE ended_at IS NULL LIMIT 1');
  const related = database.prepare(
    `WITH RECURSIVE own (id) AS (
       SELECT ?1 UNION SELECT ci.id FROM ci JOIN own ON ci.merged_into = own.id)
     SELECT 1 FROM ci_relation WHERE ci_id IN (SELECT id FROM own) AND ended_at IS NULL LIMIT 1`,
  );
  return {
    standing: async (ciIds, recordIds) =>
      standingOf(
        ciIds.flatMap((id) => place.all(id)).map(ciPlaceOf),
        recordIds.flatMap((id) => baseline.all(id)).map(baselineOf),
        learning.all().map(learningOf),
        anyRelated.get() === undefined ? [] : ciIds.filter((id) => related.get(id) !== undefined),
      ),
  };
}
