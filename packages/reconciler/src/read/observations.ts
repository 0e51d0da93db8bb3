/** How an observation ended, by its id. */
import type { Kysely } from 'kysely';
import { formatId } from '../commit/ids.ts';
import { composeObservation } from '../intake/volatile.ts';
import type { ObservationFate } from '../ports.ts';
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
      'record_version.observed_at',
      'record_version.observation_id',
      'record_version.presence',
      'record_version.observer',
      'record_version.digest',
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
    ...observationOf(fate),
  };
}

type Version = Pick<
  Tables['record_version'],
  'observed_at' | 'observation_id' | 'presence' | 'observer' | 'digest' | 'body'
>;

/** The version that the observation made or confirmed; its volatile part is not kept by observation. */
function observationOf(
  version: { [K in keyof Version]: Version[K] | null },
): Pick<ObservationFate, 'observation'> {
  const { observed_at, observation_id, presence, observer, digest, body } = version;
  if (observed_at === null || observation_id === null || presence === null) return {};
  if (observer === null || digest === null || body === null) return {};
  const observedAt = new Date(observed_at).toISOString();
  const stored = { observationId: observation_id, observedAt, presence, observer, digest, body };
  return { observation: composeObservation(stored) };
}
