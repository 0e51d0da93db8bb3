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
  return {
    standing: async (ciIds, recordIds) =>
      standingOf(
        ciIds.flatMap((id) => place.all(id)).map(ciPlaceOf),
        recordIds.flatMap((id) => baseline.all(id)).map(baselineOf),
        learning.all().map(learningOf),
      ),
  };
}
