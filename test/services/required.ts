/** Real programs that a test needs: missing ones skip the test, or fail it where they are demanded. */
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Where Debian puts servers that are not on every PATH. */
const SERVER_FOLDERS = ['/usr/sbin', '/usr/local/sbin', '/usr/bin', '/usr/local/bin'];

/** The path of a program, or `undefined` where it is not installed. */
export function findProgram(name: string): string | undefined {
  const folders = [...(process.env.PATH ?? '').split(delimiter), ...SERVER_FOLDERS];
  return folders.map((folder) => join(folder, name)).find((path) => existsSync(path));
}

/**
 * For `describe.skipIf`: true where a program is missing and the run does not demand it.
 *
 * @throws where it is missing and `MUSTER_REQUIRE_SERVICES=1` demands it
 */
export function isMissing(...names: readonly string[]): boolean {
  const missing = names.filter((name) => findProgram(name) === undefined);
  if (missing.length > 0 && process.env.MUSTER_REQUIRE_SERVICES === '1') {
    throw new Error(`MUSTER_REQUIRE_SERVICES=1, but not installed: ${missing.join(', ')}`);
  }
  return missing.length > 0;
}
