/** What is kept for judging CIs, as the stages fetch it, on PostgreSQL. */
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
import type { Session } from './connection.ts';

export function standingFetches(session: Session): Pick<Fetches, 'standing'> {
  return {
    standing: async (ciIds, recordIds) => {
      const [places, baselines, learning, related] = await Promise.all([
        session.all(`SELECT ${CI_PLACE_COLUMNS} FROM ci_place WHERE ci_id = ANY ($1::bigint[])`, [
          ciIds,
        ]),
        session.all(
          `SELECT ${BASELINE_COLUMNS} FROM component_baseline b
           JOIN record_version v ON v.id = b.version_id WHERE b.record_id = ANY ($1::bigint[])`,
          [recordIds],
        ),
        session.all(`SELECT ${LEARNING_COLUMNS} FROM segment_learning`),
        session.places(
          `WITH RECURSIVE own (asked, id) AS (
             SELECT asked, asked FROM unnest($1::bigint[]) AS asked
             UNION SELECT own.asked, ci.id FROM ci JOIN own ON ci.merged_into = own.id)
           SELECT DISTINCT own.asked FROM own
           JOIN ci_relation r ON r.ci_id = own.id AND r.ended_at IS NULL`,
          [ciIds],
        ),
      ]);
      return standingOf(
        places.map(ciPlaceOf),
        baselines.map(baselineOf),
        learning.map(learningOf),
        related.map(([id]) => Number(id)),
      );
    },
  };
}
