/** The operator's policies, as they are edited: YAML, of which JSON is a part. */
import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import { parsePolicies } from '../judge/policies.ts';
import { ConfigError } from './config-error.ts';

const KEY = '--policies';

/**
 * Read before anything is opened: a mistake in them is told with its place.
 *
 * @returns what `parsePolicies` takes
 * @throws ConfigError
 */
export async function readPoliciesFile(path: string): Promise<unknown> {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new ConfigError(KEY, `cannot read ${path}`, { cause });
  });
  let stated: unknown;
  try {
    // An empty file states nothing; aliases are not followed without end.
    stated = parse(text, { maxAliasCount: 100 }) ?? {};
    parsePolicies(stated);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new ConfigError(KEY, `${path}: ${why}`, { cause });
  }
  return stated;
}
