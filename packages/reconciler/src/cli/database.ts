/** Which database is meant: PostgreSQL by its address in the environment, else SQLite in the data folder. */
import { ConfigError } from '../serve/config-error.ts';
import { DatabaseUrl, DatabaseUrlError } from '../store/postgres/database-url.ts';
import type { Surroundings } from './surroundings.ts';

/** @throws ConfigError that does not repeat what stands there */
export function databaseOf(env: Surroundings['env']): DatabaseUrl | undefined {
  const text = env.DATABASE_URL;
  return text === undefined || text === '' ? undefined : parseDatabaseUrl('DATABASE_URL', text);
}

/** @param key the option or variable that it stands in */
export function parseDatabaseUrl(key: string, text: string): DatabaseUrl {
  try {
    return new DatabaseUrl(text);
  } catch (error) {
    if (error instanceof DatabaseUrlError) throw new ConfigError(key, error.message);
    throw error;
  }
}
