/** The lifecycle that counts: the one that people put in force last, else the shipped one. */
import type { Kysely } from 'kysely';
import type { Tables } from '../read/schema.ts';
import { parseStored } from '../store/json.ts';
import { type Lifecycle, SHIPPED_LIFECYCLE } from './steps.ts';

export async function lifecycleInForce(db: Kysely<Tables>): Promise<Lifecycle> {
  const row = await db
    .selectFrom('lifecycle')
    .select('body')
    .orderBy('id', 'desc')
    .executeTakeFirst();
  // What is stored was parsed before it was stored.
  return row === undefined ? SHIPPED_LIFECYCLE : parseStored<Lifecycle>(row.body);
}
