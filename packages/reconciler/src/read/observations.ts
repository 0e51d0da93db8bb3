/** How an observation ended, by its id. */
import type { Observation } from '@muster/facts/observation';
import type { Kysely } from 'kysely';
import { formatId } from '../commit/ids.ts';
import type { ObservationFate } from '../ports.ts';
import { parseStored } from '../store/json.ts';
import type { Tables } from './schema.ts';

export async function getObservation(
  db: Kysely<Tables>,
  id: string,
): Promise<ObservationFate | undefined> {
  const fate = await db
    .selectFrom('fate')
    .leftJoin('record_state', 'record_state.record_id', 'fate.record_id')
    .leftJoin('record_version', 'record_version.id', 'fate.version_id')
    .select([
      'fate.disposition',
      'fate.reason',
      'fate.at',
      'fate.observer_id',
      'record_state.ci_id',
      'record_version.body',
    ])
    .where('fate.id', '=', id)
    .executeTakeFirst();
  if (fate === undefined) return undefined;
  return {
    id,
    disposition: fate.disposition,
    at: new Date(fate.at).toISOString(),
    observerId: fate.observer_id,
    ...(fate.reason === null ? {} : { reason: fate.reason }),
    ...(fate.ci_id === null ? {} : { ciId: formatId('ci', fate.ci_id) }),
    ...(fate.body === null ? {} : { observation: parseStored<Observation>(fate.body) }),
  };
}
