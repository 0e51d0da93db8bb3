/** Observers as they are shown, and their keys. */
import type { ObserverView } from '@muster/facts/inventory';
import type { NotedCoverage, ObserverHealth } from '@muster/facts/wire';
import type { Kysely } from 'kysely';
import { parseStored } from '../store/json.ts';
import type { Tables } from './schema.ts';

export async function observerKey(db: Kysely<Tables>, id: string): Promise<string | undefined> {
  const row = await db
    .selectFrom('observer')
    .select('public_key_x')
    .where('id', '=', id)
    .where('revoked_at', 'is', null)
    .executeTakeFirst();
  return row?.public_key_x;
}

export async function listObservers(db: Kysely<Tables>): Promise<readonly ObserverView[]> {
  const rows = await db
    .selectFrom('observer')
    .selectAll()
    .orderBy('enrolled_at')
    .orderBy('id')
    .execute();
  return rows.map((row) => {
    const coverage = row.coverage === null ? undefined : parseStored<NotedCoverage>(row.coverage);
    const health = row.health === null ? undefined : parseStored<ObserverHealth>(row.health);
    return {
      id: row.id,
      kind: row.kind,
      name: row.name,
      enrolledAt: new Date(row.enrolled_at).toISOString(),
      connected: row.connected !== 0,
      revoked: row.revoked_at !== null,
      sources: coverage?.sources ?? [],
      lost: health?.lost ?? 0,
      ...(coverage?.share === undefined ? {} : { share: coverage.share }),
      ...(row.version === null ? {} : { version: row.version }),
      ...(row.last_seen_at === null
        ? {}
        : { lastSeenAt: new Date(row.last_seen_at).toISOString() }),
    };
  });
}
