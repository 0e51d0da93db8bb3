/** How days of presence are marked, in words that both databases know: see `judge/rhythm.ts`. */
import { RHYTHM_DAYS } from '../judge/rhythm.ts';

const ALL_DAYS = 2 ** RHYTHM_DAYS - 1;
const DAY_MS = 86_400_000;

/** Parameters: the CIs after an id, up to an id. Only who was seen on a later day is written. */
export function markPresenceSql([after, to]: readonly [string, string]): string {
  return `INSERT INTO ci_presence (ci_id, day, days)
    SELECT ci_id, last_seen_at / ${DAY_MS}, 1 FROM ci_state WHERE ci_id > ${after} AND ci_id <= ${to}
    ON CONFLICT (ci_id) DO UPDATE SET
      day = excluded.day,
      days = CASE WHEN excluded.day - ci_presence.day >= ${RHYTHM_DAYS} THEN 1
        ELSE ((ci_presence.days << CAST(excluded.day - ci_presence.day AS INTEGER)) & ${ALL_DAYS}) | 1 END
    WHERE excluded.day > ci_presence.day`;
}
